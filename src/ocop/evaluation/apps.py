from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_verbs


class EvaluationConfig(AppConfig):
    name = "ocop.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        """Name this room's verbs for people."""
        name_verbs(
            {
                "dossier.started": _("Dossier started"),
                "dossier.registration_saved": _("Registration written"),
                "dossier.self_report_saved": _("Self-assessment report written"),
                "dossier.criterion_answered": _("Criterion answered"),
                "dossier.section_answered": _("Criteria answered"),
                "dossier.evidence_added": _("Evidence added"),
                "dossier.evidence_linked": _("Evidence linked to criteria"),
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
                "case.options_agreed": _("Agreed options recorded"),
                "case.knockouts_recorded": _("Grounds of exclusion decided"),
                "dossier.sheets_reopened": _("Sheets opened for scoring again"),
                "dossier.closed": _("Result computed and closed"),
                "dossier.withdrawn": _("Dossier withdrawn"),
                "council.created": _("Council set up"),
                "council.member_seated": _("Member seated"),
                "council.member_unseated": _("Seat taken away"),
                "sheet.criterion_answered": _("Criterion scored"),
                "sheet.saved": _("Sheet saved"),
                "sheet.sealed": _("Sheet sealed"),
            }
        )
