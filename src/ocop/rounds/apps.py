from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.notices import reminders
from ocop.platform import navigation
from ocop.platform.navigation import NavItem


class RoundsConfig(AppConfig):
    """Rounds of evaluation and the days of the councils."""

    name = "ocop.rounds"
    label = "rounds"

    def ready(self) -> None:
        """Add the pages to the menu and the desks, and name this room's verbs for people."""
        from ocop.evaluation import additions  # noqa: PLC0415 - needs models, loaded by now
        from ocop.people.roles import holders  # noqa: PLC0415 - as above
        from ocop.rounds import comparing, desk, queries, telling  # noqa: PLC0415 - as above

        navigation.add(
            NavItem(
                _("Rounds and sessions"),
                "rounds:sessions",
                roles=holders("council.read"),
                order=32,
                under="evaluation:desk",
            ),
        )
        additions.add_hindrance(comparing.hindrance)
        additions.add_case_link(comparing.case_link)
        additions.add_desk_lines(desk.lines)
        additions.add_agenda(queries.places)
        reminders.add("rounds.closing", telling.remind_of_rounds)
        name_objects(
            {
                "rounds.round": _("Round of evaluation"),
                "rounds.session": _("Session of a council"),
                "rounds.slot": _("Product on the agenda"),
            }
        )
        name_verbs(
            {
                "round.opened": _("Round opened"),
                "round.closed": _("Round closed"),
                "dossier.round_changed": _("Taken into another round"),
                "council.day_rules_set": _("Rules of the council's days entered"),
                "session.planned": _("Session planned"),
                "session.changed": _("Day or place changed"),
                "session.agenda_changed": _("Agenda changed"),
                "session.convened": _("Agenda put before the council"),
                "session.producers_invited": _("Producers invited"),
                "session.member_came": _("Member came"),
                "session.member_left": _("Member left"),
                "session.ended": _("Session ended"),
                "slot.answered": _("Invitation answered"),
                "slot.producer_recorded": _("Producer's part recorded"),
                "case.difference_explained": _("Difference between the councils explained"),
            }
        )
