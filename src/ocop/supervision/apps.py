from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.notices import reminders
from ocop.platform import navigation
from ocop.platform.navigation import NavItem


class SupervisionConfig(AppConfig):
    """What offices find after recognition, and what is made of it."""

    name = "ocop.supervision"
    label = "supervision"

    def ready(self) -> None:
        """Add the list to the menu, show proposals where certificates and work are, and name the verbs."""
        from ocop.evaluation.additions import add_desk_lines  # noqa: PLC0415 - models are loaded by now
        from ocop.people import roles  # noqa: PLC0415 - as above
        from ocop.recognition.additions import add_draft, add_notes  # noqa: PLC0415 - as above
        from ocop.supervision import showing, telling  # noqa: PLC0415 - as above
        from ocop.supervision.models import READ  # noqa: PLC0415 - as above

        navigation.add(
            NavItem(
                _("Proposed withdrawals"),
                "supervision:proposals",
                roles.holders(READ),
                order=68,
                under="recognition:certificates",
            )
        )
        add_notes(showing.notes)
        add_draft(showing.draft)
        add_desk_lines(showing.lines)
        reminders.add("supervision.withdrawal_due", telling.remind_of_last_day)
        name_objects({"supervision.withdrawalproposal": _("Proposed withdrawal")})
        name_verbs(
            {
                "withdrawal.proposed": _("Withdrawal of the certificate proposed"),
                "withdrawal.producer_heard": _("Producer heard on the proposal"),
                "withdrawal.dropped": _("Proposal dropped"),
            }
        )
