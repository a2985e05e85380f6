from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from ocop.journal.verbs import name_objects, name_verbs
from ocop.notices import reminders
from ocop.people.links import Pending, add_pending
from ocop.platform import navigation
from ocop.platform.navigation import NavItem
from ocop.registry import panels

JUDGING = (
    "dossier.receive",
    "dossier.accept",
    "council.sit",
    "council.advise",
    "council.manage",
    "decision.record",
)
"""Who receives, judges or decides says what ties them to producers."""


class EvaluationConfig(AppConfig):
    name = "ocop.evaluation"
    label = "evaluation"

    def ready(self) -> None:
        """Name this room's verbs for people, and add its pages to the menu and to the product's page."""
        from ocop.evaluation import following, panel, queries, store, telling  # noqa: PLC0415 - need models, loaded by now
        from ocop.evaluation.models import Dossier  # noqa: PLC0415 - as above
        from ocop.people.roles import COUNCIL_MEMBER, MINISTRY_OFFICER, PRODUCER, ROLES, holders  # noqa: PLC0415 - as above
        from ocop.registry import holding, paper_uses, personal_requests  # noqa: PLC0415 - as above
        from ocop.registry.actions import merging  # noqa: PLC0415 - as above

        navigation.add(
            NavItem(_("Desk"), "evaluation:desk", roles=frozenset(ROLES), order=10),
            NavItem(_("My dossiers"), "evaluation:dossiers", roles=frozenset({PRODUCER}), order=20),
            NavItem(
                _("Councils"),
                "evaluation:councils",
                roles=holders("council.read") - {COUNCIL_MEMBER},
                order=30,
                under="evaluation:desk",
            ),
            NavItem(
                _("My sheets"),
                "evaluation:sheets",
                roles=frozenset({COUNCIL_MEMBER}),
                order=31,
                under="evaluation:desk",
            ),
            NavItem(
                _("Enter sheets from paper"),
                "evaluation:paper_sheets",
                roles=holders("council.manage") | {COUNCIL_MEMBER},
                order=33,
                under="evaluation:desk",
            ),
            NavItem(
                _("Reviews"),
                "evaluation:reviews",
                roles=holders("council.read") - {COUNCIL_MEMBER},
                order=32,
                under="evaluation:desk",
            ),
            NavItem(
                _("Samples"),
                "evaluation:all_samples",
                roles=holders("dossier.receive") | holders("dossier.accept") | frozenset({MINISTRY_OFFICER}),
                order=34,
                under="evaluation:desk",
            ),
            NavItem(
                _("Appeals"),
                "evaluation:appeals",
                roles=holders("council.manage"),
                order=35,
                under="evaluation:desk",
            ),
            NavItem(
                _("My interests"),
                "evaluation:interests",
                roles=frozenset[str]().union(*(holders(right) for right in JUDGING)),
                order=85,
                under="evaluation:desk",
            ),
        )
        add_pending(Pending(_("Dossiers that wait for this office"), queries.count_waiting_at))
        personal_requests.also_read_in(Dossier.objects.visible_to)
        panels.add(panels.Panel("evaluation/filing/product_panel.html", panel.dossiers, order=10))
        panels.add_producer_link(panel.advisers)
        holding.add_hindrance(following.hindrances)
        paper_uses.add(store.USES)
        merging.add_mover(following.move_dossiers)
        name_objects(
            {
                "evaluation.dossier": _("Dossier"),
                "evaluation.council": _("Council"),
                "evaluation.councilcase": _("Case of a council"),
                "evaluation.sheet": _("Sheet"),
                "evaluation.interest": _("Declared interest"),
                "evaluation.advisoryteam": _("Advisory team"),
                "evaluation.review": _("Review before a council"),
                "evaluation.rescoringsample": _("Sample scored again"),
            }
        )
        reminders.add("evaluation.answer_due", telling.remind_of_answers)
        reminders.add("evaluation.council_term", telling.remind_of_terms)
        name_verbs(
            {
                "dossier.started": _("Dossier started"),
                "dossier.registration_saved": _("Registration written"),
                "dossier.self_report_saved": _("Self-assessment report written"),
                "dossier.criterion_answered": _("Criterion answered"),
                "dossier.section_answered": _("Criteria answered"),
                "dossier.evidence_added": _("Evidence added"),
                "dossier.paper_attached": _("Paper of the store attached"),
                "dossier.evidence_linked": _("Evidence linked to criteria"),
                "dossier.evidence_described": _("Evidence described"),
                "dossier.evidence_removed": _("Evidence removed"),
                "dossier.regime_changed": _("Moved to the rules in force"),
                "dossier.filed": _("Dossier filed"),
                "dossier.returned": _("Returned to the producer"),
                "dossier.package_paper_entered": _("Paper that goes up entered"),
                "dossier.samples_registered": _("Samples entered"),
                "dossier.samples_labelled": _("Samples labelled"),
                "dossier.samples_received": _("Samples received"),
                "dossier.samples_sent": _("Samples sent on"),
                "dossier.samples_shown": _("Samples shown at the session"),
                "dossier.samples_opened": _("Samples opened"),
                "dossier.samples_returned": _("Samples returned to the producer"),
                "dossier.samples_destroyed": _("Samples destroyed"),
                "dossier.correction_answered": _("Said how a request to complete was answered"),
                "dossier.commune_report_saved": _("Report of the commune written"),
                "dossier.sent_up": _("Sent up"),
                "dossier.sent_back": _("Sent back to the level below"),
                "dossier.accepted": _("Accepted for a council"),
                "dossier.passed_on": _("Passed on to the next step"),
                "dossier.reevaluated": _("Taken before a council again"),
                "sample.drawn": _("Sample of results drawn to be scored again"),
                "dossier.convened": _("Put before a council"),
                "dossier.revealed": _("Sheets revealed"),
                "case.interest_declared": _("Interest declared, place in the council given up"),
                "case.no_interest_declared": _("No interest declared"),
                "dossier.blocked": _("Act refused: separation of duties"),
                "interest.declared": _("Interest in a producer declared"),
                "interest.ended": _("Interest in a producer ended"),
                "advice.recorded": _("Adviser of a producer recorded"),
                "advice.ended": _("Advice to a producer ended"),
                "case.member_replaced": _("Member who withdrew replaced"),
                "case.options_agreed": _("Agreed options recorded"),
                "case.knockouts_recorded": _("Grounds of exclusion decided"),
                "case.discussion_recorded": _("Discussion recorded"),
                "case.vote_recorded": _("Vote recorded"),
                "case.member_absent": _("Member takes no part"),
                "case.sheet_voided": _("Sheet of a member with an interest taken out"),
                "case.meeting_called": _("Meeting called instead of written opinions"),
                "dossier.sheets_reopened": _("Sheets opened for scoring again"),
                "dossier.closed": _("Result computed and closed"),
                "dossier.withdrawn": _("Dossier withdrawn"),
                "dossier.result_notified": _("Written notice of the result sent"),
                "appeal.filed": _("Appeal filed"),
                "appeal.withdrawn": _("Appeal withdrawn"),
                "appeal.admitted": _("Appeal admitted"),
                "appeal.refused": _("Appeal not admitted"),
                "appeal.panel_convened": _("Appeal put before a panel"),
                "appeal.answered": _("Appeal answered"),
                "council.appeal_rules_set": _("Rules on appeals and publication entered"),
                "council.created": _("Council set up"),
                "council.member_seated": _("Member seated"),
                "council.member_unseated": _("Seat taken away"),
                "council.training_recorded": _("Training of a member entered"),
                "council.training_removed": _("Training of a member taken out"),
                "council.member_renewed": _("Member replaced for good"),
                "council.regulation_set": _("Regulation changed"),
                "team.created": _("Advisory team set up"),
                "team.ended": _("Advisory team ended"),
                "team.member_seated": _("Place in the advisory team given"),
                "team.member_ended": _("Place in the advisory team ended"),
                "dossier.review_opened": _("Given for review"),
                "dossier.review_reported": _("Report of the review sent to the chair"),
                "dossier.review_reopened": _("Report of the review given back"),
                "dossier.test_asked": _("Further test asked for"),
                "dossier.test_answered": _("Paper added on request"),
                "dossier.test_refused": _("Further test refused"),
                "dossier.test_dropped": _("Further test no longer asked for"),
                "review.assigned": _("Reviewers changed"),
                "review.no_interest_declared": _("No interest declared"),
                "review.interest_declared": _("Interest declared, review given back"),
                "review.finding_saved": _("Finding written"),
                "review.survey_saved": _("Record of the site survey written"),
                "review.photo_added": _("Photo of the site added"),
                "review.photo_removed": _("Photo of the site removed"),
                "review.report_saved": _("Report of the review written"),
                "sheet.no_interest_declared": _("No interest declared"),
                "sheet.interest_declared": _("Interest declared, member withdrew"),
                "sheet.criterion_answered": _("Criterion scored"),
                "sheet.saved": _("Sheet saved"),
                "sheet.sealed": _("Sheet sealed"),
                "sheet.sealed_from_paper": _("Sheet sealed from paper, typed in by two people"),
                "paper.entered": _("Sheet on paper typed in"),
                "paper.corrected": _("Typed sheet on paper corrected"),
            }
        )
