from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.platform import housekeeping


class CredentialsConfig(AppConfig):
    """Signed records of certificates, to be checked without this server."""

    name = "ocop.credentials"
    label = "credentials"

    def ready(self) -> None:
        """Hear of every certificate, and look daily for those from before; name this room's verbs."""
        from ocop.credentials import daily  # noqa: PLC0415 - needs models, loaded by now
        from ocop.recognition import following  # noqa: PLC0415 - as above

        following.follow(daily.FOLLOWING)
        housekeeping.add("credentials.prepare", daily.prepare)
        name_verbs(
            {
                "credentials.key_made": _("New key for records of certificates taken"),
                "credentials.key_revoked": _("Key for records of certificates revoked"),
            }
        )
        name_objects({"credentials.signingkey": _("Key for records of certificates")})
