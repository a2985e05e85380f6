"""What still stands between a revealed case and its result: every unmet rule at once, with its source."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.evaluation import relations
from ocop.evaluation.answers import in_words
from ocop.evaluation.models import AfterSpread, Rule, Sheet
from ocop.evaluation.quorum import chair_declared, quorum_of
from ocop.evaluation.regulation import citation
from ocop.law.regime import NONE_HOLDS
from ocop.platform.decisions import Conflict
from ocop.registry import regimes, sets

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocop.evaluation.models import CouncilCase, Seat
    from ocop.evaluation.relations import Tie
    from ocop.law.scoring import Result as LawResult

SPREAD: Final = "spread"
ZERO_INDICATOR: Final = "zero_indicator"


@dataclass(frozen=True, slots=True)
class Unmet:
    """A rule that keeps a case from being closed: why, where it is written, and where it is met."""

    code: str
    words: str
    source: str
    url: str


class NotReady(Conflict):
    """The case cannot be closed yet; `unmet` lists every reason. Becomes a 409 page."""

    def __init__(self, unmet: Sequence[Unmet]) -> None:
        super().__init__(" ".join(one.words for one in unmet))
        self.unmet = unmet


@dataclass(frozen=True, slots=True)
class Choice:
    """What the sheets of a round chose for one criterion: the options by how many chose each."""

    criterion: str
    votes: tuple[tuple[int, int], ...]

    @property
    def unanimous(self) -> bool:
        """Whether every sheet chose the same."""
        return len(self.votes) <= 1

    @property
    def split_evenly(self) -> bool:
        """Whether two options were chosen most often, equally often."""
        return len(self.votes) > 1 and self.votes[0][1] == self.votes[1][1]


def floor_choices(case: CouncilCase) -> list[Choice]:
    """What the standing sheets chose for each criterion with star minimums, most chosen first.

    Of options chosen equally often the lower one comes first: what most agree to grants no star by a tie.
    """
    leaves = regimes.product_set(case.dossier.regime_id, case.dossier.set_no).leaves.values()
    sheets = list(Sheet.objects.standing(case).prefetch_related("answers"))
    given = [{answer.criterion: answer.position for answer in sheet.answers.all()} for sheet in sheets]
    found = []
    for leaf in leaves:
        if leaf.floors:
            counted = Counter(answers.get(leaf.no, NONE_HOLDS) for answers in given)
            ranked = sorted(counted.items(), key=lambda one: (-one[1], leaf.points_at(one[0])))
            found.append(Choice(leaf.no, tuple(ranked)))
    return found


def tied_members(case: CouncilCase) -> list[tuple[Seat, list[Tie]]]:
    """The members whose sheets count although a tie keeps them from scoring: one may be found at any time."""
    seats = [
        sheet.seat for sheet in Sheet.objects.standing(case).select_related("seat__user").order_by("seat_id")
    ]
    found = relations.ties([case.dossier], [seat.user_id for seat in seats])
    bars = relations.bars_of(relations.SCORE)
    members = [
        (seat, [tie for tie in found.get((case.dossier_id, seat.user_id), []) if tie in bars])
        for seat in seats
    ]
    return [(seat, kept) for seat, kept in members if kept]


def unmet(case: CouncilCase, reckoned: LawResult, *, discussed: bool = False) -> list[Unmet]:
    """Every rule that keeps this case from being closed, in the order in which a council meets them.

    `discussed`: words on the whole come with the act of closing itself.
    """
    page = reverse("evaluation:case", args=[case.pk])
    regulation = case.regulation
    found: list[Unmet] = []

    def say(code: str, words: str, rule: Rule | None, url: str) -> None:
        law = sets.say(case.dossier.regime_id, regimes.regime(case.dossier.regime_id).title)
        found.append(Unmet(code, words, citation(regulation, rule) if rule else law, url))

    if not reckoned.complete:
        say("incomplete", _("A sheet is not complete."), None, page)
    _ties(case, say, page)
    _quorum(case, say, page)
    flags = {flag.code: in_words([flag.detail])[0] for flag in reckoned.flags}
    if SPREAD in flags:
        talked = discussed or case.discussed_now
        if case.is_written:
            words = _("%(finding)s Written opinions that differ so much are settled at a meeting: call one.")
            url = reverse("evaluation:case_meeting", args=[case.pk])
            say("meeting", words % {"finding": flags[SPREAD]}, Rule.METHOD, url)
        elif regulation.after_spread == AfterSpread.RESCORE and case.round_no == 1:
            words = _("%(finding)s The regulation wants the members to score again.")
            again = reverse("evaluation:case_again", args=[case.pk])
            say("rescore", words % {"finding": flags[SPREAD]}, Rule.SPREAD, again)
        elif regulation.after_spread != AfterSpread.FLAG and not talked:
            words = _("%(finding)s Let the members score again, or write what the council discussed.")
            say(SPREAD, words % {"finding": flags[SPREAD]}, Rule.SPREAD, f"{page}#discussion")
    if regulation.floor_test == "agreed":
        _floors(case, say, page)
    if ZERO_INDICATOR in flags and case.knockouts_decided_at is None:
        say(ZERO_INDICATOR, flags[ZERO_INDICATOR], None, f"{page}#grounds")
    return found


def _quorum(case: CouncilCase, say: Say, page: str) -> None:
    """Too few who take part, or no chair, or one who was never asked for an interest."""
    if words := quorum_of(case).words:
        say("quorum", words, Rule.QUORUM, reverse("evaluation:case_again", args=[case.pk]))
    elif case.regulation.chair_present and not chair_declared(case):
        words = _("The chair has not said yet whether there is an interest in the dossier.")
        say("chair", words, Rule.QUORUM, page)


def _ties(case: CouncilCase, say: Say, page: str) -> None:
    """Sheets of members who may not judge the dossier."""
    for seat, kept in tied_members(case):
        words = _(
            "%(name)s %(reason)s, so this sheet may not count. "
            "The office that keeps the council takes it out; the member can say so too."
        ) % {"name": seat.user.full_name, "reason": relations.reason_of(kept)}
        say("tied", words, None, page)


def _floors(case: CouncilCase, say: Say, page: str) -> None:
    """Criteria with minimums on which sheets differ, with no agreed option; and even splits not voted on."""
    agreed = set(case.agreed_options.values_list("criterion", flat=True))
    voted = set(case.votes.filter(round_no=case.round_no).values_list("subject", flat=True))
    choices = [choice for choice in floor_choices(case) if not choice.unanimous]
    if open_ones := [one.criterion for one in choices if one.criterion not in agreed]:
        words = _(
            "Sheets differ where a star has a minimum, and no option is agreed on: criteria %(numbers)s."
        )
        say("options", words % {"numbers": ", ".join(open_ones)}, Rule.FLOOR_TEST, f"{page}#options")
    split = [one.criterion for one in choices if one.split_evenly and one.criterion not in voted]
    if case.regulation.casting_vote and split:
        words = _(
            "The members are split evenly; record the vote and what the chair decided: criteria %(numbers)s."
        )
        say("vote", words % {"numbers": ", ".join(split)}, Rule.CASTING, f"{page}#votes")


if TYPE_CHECKING:
    from collections.abc import Callable

    Say = Callable[[str, str, Rule | None, str], None]
