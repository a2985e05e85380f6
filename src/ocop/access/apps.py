from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.people.links import AccountLink, add_link


class AccessConfig(AppConfig):
    """Proving who one is: passwords, second factors, sessions, invitations."""

    name = "ocop.access"
    label = "access"

    def ready(self) -> None:
        """Name this room's verbs for people, and add its pages to those of an account."""
        from ocop.access import working  # noqa: PLC0415 - needs models, loaded by now
        from ocop.notices import delivering  # noqa: PLC0415 - as above

        delivering.add_turn(working.turn)
        name_verbs(
            {
                "user.signed_in": _("Signed in"),
                "user.password_set": _("Password set"),
                "access.locked": _("Too many attempts: paused"),
                "access.confirmed": _("Confirmed again who they are"),
                "session.ended": _("Session ended"),
                "factor.added": _("Second factor added"),
                "factor.removed": _("Second factor removed"),
                "factor.reset": _("Second factors of a person removed"),
                "recovery.made": _("Recovery codes made"),
                "recovery.used": _("Recovery code used"),
                "invitation.sent": _("Invited to choose a password"),
                "invitation.asked": _("Asked for a link to choose a new password"),
                "identity.linked": _("National account linked"),
                "identity.unlinked": _("National account unlinked"),
            }
        )
        name_objects({"access.tries": _("Attempts to sign in")})
        add_link(AccountLink(_("Link to choose a password"), "access:invite", "account.reset"))
        add_link(AccountLink(_("Remove lost second factors"), "access:reset_factors", "session.elevate"))
