from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_verbs
from ocop.platform import navigation
from ocop.platform.navigation import NavItem
from ocop.registry import panels


class EvaluationConfig(AppConfig):
    name = "ocop.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        """Name this room's verbs for people, and add its pages to the menu and to the product's page."""
        from ocop.evaluation import panel  # noqa: PLC0415 - needs models, loaded by now
        from ocop.evaluation.models.council import COUNCIL_READERS  # noqa: PLC0415 - as above
        from ocop.people.roles import PRODUCER, ROLES  # noqa: PLC0415 - as above

        navigation.add(
            NavItem(_("Desk"), "evaluation:desk", roles=frozenset(ROLES), order=10),
            NavItem(_("My dossiers"), "evaluation:dossiers", roles=frozenset({PRODUCER}), order=20),
            NavItem(_("Councils"), "evaluation:councils", roles=COUNCIL_READERS, order=30),
        )
        panels.add(panels.Panel("evaluation/filing/product_panel.html", panel.dossiers, order=10))
        name_verbs(
            {
                "dossier.started": _("Dossier started"),
                "dossier.registration_saved": _("Registration written"),
                "dossier.self_report_saved": _("Self-assessment report written"),
                "dossier.criterion_answered": _("Criterion answered"),
                "dossier.section_answered": _("Criteria answered"),
                "dossier.evidence_added": _("Evidence added"),
                "dossier.evidence_linked": _("Evidence linked to criteria"),
                "dossier.evidence_described": _("Evidence described"),
                "dossier.evidence_removed": _("Evidence removed"),
                "dossier.regime_changed": _("Moved to the rules in force"),
                "dossier.filed": _("Dossier filed"),
                "dossier.returned": _("Returned to the producer"),
                "dossier.commune_report_saved": _("Report of the commune written"),
                "dossier.sent_up": _("Sent to the province"),
                "dossier.sent_back": _("Sent back to the commune"),
                "dossier.accepted": _("Accepted by the province"),
                "dossier.convened": _("Put before a council"),
                "dossier.revealed": _("Sheets revealed"),
                "case.member_replaced": _("Member who withdrew replaced"),
                "case.options_agreed": _("Agreed options recorded"),
                "case.knockouts_recorded": _("Grounds of exclusion decided"),
                "dossier.sheets_reopened": _("Sheets opened for scoring again"),
                "dossier.closed": _("Result computed and closed"),
                "dossier.withdrawn": _("Dossier withdrawn"),
                "council.created": _("Council set up"),
                "council.member_seated": _("Member seated"),
                "council.member_unseated": _("Seat taken away"),
                "sheet.no_interest_declared": _("No interest declared"),
                "sheet.interest_declared": _("Interest declared, member withdrew"),
                "sheet.criterion_answered": _("Criterion scored"),
                "sheet.saved": _("Sheet saved"),
                "sheet.sealed": _("Sheet sealed"),
            }
        )
