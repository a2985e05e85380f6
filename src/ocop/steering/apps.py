from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.platform import navigation
from ocop.platform.navigation import NavItem


class SteeringConfig(AppConfig):
    """Committees, working groups, staffing, duties: who carries the programme."""

    name = "ocop.steering"
    label = "steering"

    def ready(self) -> None:
        """Add the pages to the main menu, and name this room's verbs for people."""
        from ocop.people.roles import ROLES, STEERING_MEMBER  # noqa: PLC0415 - models are loaded by now
        from ocop.steering.models import READ  # noqa: PLC0415 - as above

        readers = frozenset(code for code, role in ROLES.items() if READ in role.rights)
        navigation.add(
            NavItem(
                _("My localities"), "steering:my_localities", roles=frozenset({STEERING_MEMBER}), order=20
            ),
            NavItem(_("Steering"), "steering:bodies", roles=readers, order=80),
        )
        name_objects(
            {
                "steering.body": _("Committee or working group"),
                "steering.post": _("Post of an officer in charge"),
                "steering.officerprofile": _("Officer's profile"),
                "steering.sectortask": _("Task of a sector"),
                "steering.dutycheck": _("Yearly duty"),
            }
        )
        name_verbs(
            {
                "body.founded": _("Body entered"),
                "body.changed": _("Body corrected"),
                "body.ended": _("Body ended"),
                "body.member_seated": _("Member added"),
                "body.member_ended": _("Membership ended"),
                "body.localities_assigned": _("Localities assigned to a member"),
                "body.locality_ended": _("Duty for a locality ended"),
                "body.rules_entered": _("Working rules added"),
                "body.activity_noted": _("Activity noted"),
                "post.filled": _("Officer in charge entered"),
                "post.ended": _("Post ended"),
                "profile.written": _("Officer's profile written"),
                "profile.noted": _("Entry added to the officer's profile"),
                "task.year_laid_out": _("Tasks of the year laid out"),
                "task.added": _("Task added"),
                "task.changed": _("Task brought up to date"),
                "duty.answered": _("Duty answered"),
            }
        )
