"""What an appeal stops, until when one may be filed, and with what the panel's sheets begin."""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure
from ocop.evaluation.models import (
    OPEN,
    Appeal,
    AppealRules,
    AppealState,
    CouncilCase,
    Purpose,
    ResultNotice,
    Seat,
    StandIn,
)
from ocop.law import calendar
from ocop.law.regime import NONE_HOLDS, Limit
from ocop.platform.decisions import ALLOWED, Conflict, Decision, refuse
from ocop.registry import regimes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from ocop.evaluation.models import Council, Dossier, Result
    from ocop.law.regime import ProductSet

LEAD_TO_A_RESULT: Final = (
    procedure.CLOSE,
    procedure.HAND_BACK,
    procedure.RECONSIDER,
    procedure.RECOGNISE,
    procedure.REFUSE,
)
"""The steps after which a result is there and its dossier is with the level that decides on it."""
FEWEST: Final = 3
"""Sheets from which on a figure per criterion no longer is one member's mark: of two, each member would know
the other's from the mean and the own one."""


def is_open(dossier: Dossier) -> bool:
    """Whether an appeal waits for its answer: until then nothing is decided on the dossier."""
    return Appeal.objects.filter(dossier_id=dossier.pk, state__in=OPEN).exists()


def open_one(dossier: Dossier) -> Appeal | None:
    """The appeal of a dossier that waits for its answer, with its panel; None where none does."""
    found = Appeal.objects.filter(dossier_id=dossier.pk, state__in=OPEN)
    return found.select_related("panel").first()


def appealed() -> QuerySet[Appeal, int]:
    """Keys of the dossiers with an open appeal."""
    return Appeal.objects.filter(state__in=OPEN).values_list("dossier_id", flat=True)


def refuse_open(dossier: Dossier) -> None:
    """Do nothing for a dossier without an open appeal. Raises: Conflict."""
    if is_open(dossier):
        raise Conflict(
            _("The producer has appealed the result. Nothing is decided until the appeal is answered."),
            url=dossier.get_absolute_url(),
        )


def rules_of(council: Council) -> AppealRules | None:
    """What the council's regulation says of appeals; None where nothing is entered."""
    return AppealRules.objects.filter(council=council).first()


def last_day(case: CouncilCase) -> date | None:
    """The last day to appeal a result; None where no rule sets one, or no written notice has started it.

    Raises: Conflict beyond the calendar.
    """
    rules = rules_of(case.council)
    notice = ResultNotice.objects.filter(case=case).first()
    if rules is None or rules.appeal_days is None or notice is None:
        return None
    return due(rules.appeal_days, notice.sent_on, working=rules.in_working_days)


def due(days: int, start: date, *, working: bool) -> date:
    """The last day of a council's own limit, counted as the law's are. Raises: Conflict."""
    limit = Limit(
        code="appeal", count=days, unit="working_days" if working else "days", starts="", article=""
    )
    try:
        return calendar.due(limit, start)
    except calendar.BeyondCalendar as error:
        raise Conflict(
            _("The table of public holidays does not reach the last day of this step. Ask the administrator.")
        ) from error


def open_to(dossier: Dossier, today: date) -> Decision:
    """Whether the result that stands for a dossier may be appealed on a day, whoever asks."""
    case = dossier.standing_case
    if case is None or not procedure.follows(dossier, *LEAD_TO_A_RESULT):
        return refuse(_("There is no result to appeal yet, or the dossier is with the level above."))
    if is_open(dossier):
        return refuse(_("An appeal is open already. Wait for its answer, or withdraw it."))
    if (
        case.purpose == Purpose.APPEAL
        or Appeal.objects.filter(case=case, state=AppealState.ANSWERED).exists()
    ):
        return refuse(_("A panel has looked at this result already; the council hears no second appeal."))
    day = last_day(case)
    if day is not None and today > day:
        return refuse(
            _("The last day to appeal was %(day)s, by the council's regulation.")
            % {"day": date_format(day, "SHORT_DATE_FORMAT")}
        )
    return ALLOWED


def sat_in(case: CouncilCase) -> set[int]:
    """Everybody who sat in a case: the council's members, who stood in, and whose sheets there are."""
    members = Seat.objects.filter(council=case.council_id, only_stands_in=False)
    found = set(members.values_list("user_id", flat=True))
    found |= set(StandIn.objects.filter(case=case).values_list("seat__user_id", flat=True))
    return found | set(case.sheets.values_list("seat__user_id", flat=True))


def barred_from_panel(case: CouncilCase) -> set[int]:
    """Who sat in the case that a panel looks at again; nobody where the case is no panel's."""
    if case.purpose != Purpose.APPEAL:
        return set()
    appeal = Appeal.objects.select_related("case").get(panel=case)
    return sat_in(appeal.case)


def result_counts(case: CouncilCase) -> bool:
    """Whether a case's result stands once it is closed: an official one's, and a panel's where it decides."""
    if case.purpose != Purpose.APPEAL:
        return case.purpose == Purpose.OFFICIAL
    return Appeal.objects.filter(panel=case, panel_decides=True).exists()


def settled_positions(result: Result, product_set: ProductSet) -> dict[str, int]:
    """The option a closed council stands for, by criterion: agreed on, else chosen by most.

    Of options chosen equally often the lower one. With fewer sheets than `FEWEST` only what was agreed on:
    what "most" of two members chose is what one of them chose.
    """
    question = json.loads(result.question)
    found: dict[str, int] = {}
    sheets = [sheet["answers"] for sheet in question["sheets"] if "answers" in sheet]
    if len(sheets) >= FEWEST:
        for leaf in product_set.leaves.values():
            votes = Counter(answers.get(leaf.no, NONE_HOLDS) for answers in sheets)
            found[leaf.no] = min(votes, key=lambda position: (-votes[position], leaf.points_at(position)))
    agreed: Mapping[str, int] = question["agreed"]
    return {
        **found,
        **{number: position for number, position in agreed.items() if number in product_set.leaves},
    }


def prefilled(appeal: Appeal, case: CouncilCase) -> dict[str, int]:
    """The answers that the panel's sheets begin with when it looks at the named criteria."""
    product_set = regimes.product_set(appeal.dossier.regime_id, appeal.dossier.set_no)
    named = set(appeal.points.values_list("criterion", flat=True))
    settled = settled_positions(case.result, product_set)
    return {number: position for number, position in settled.items() if number not in named}
