"""Every step of a dossier, in every state, by every role: who may and when is the regime's word.

Taken by its own role where the regime lets it begin, a step leaves exactly one entry; elsewhere nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

import pytest

from ocop.evaluation.models import Dossier, Sheet
from ocop.registry import regimes
from tests.permissions.objects import STATES
from tests.permissions.people import names
from tests.permissions.rows import addresses
from tests.permissions.test_matrix import Mismatch, told
from tests.permissions.walking import Answer, Walker

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

REGIME: Final = "2026-26"
IN_ROLE: Final = {
    "producer": "lan",
    "commune_officer": "minh",
    "province_officer": "hoa",
    "province_leader": "cuc",
    "ministry_officer": "thu",
}
SEATS: Final = {"member": "tuan", "secretary": "phuc", "chair": "mai"}
TRIED: Final = ("lan", "minh", "hoa", "cuc", "phuc", "tuan", "thu", "an", "binh")
# The leader's office enters what the leader signed.
ENTERED_BY: Final = {"cuc": "hoa"}
DECISION: Final = {
    "number": "777/QĐ-UBND",
    "decided_on": "23/11/2026",
    "signer_name": "Trần Thị Cúc",
    "signer_title": "Phó Chủ tịch",
    "confirmed": "1",
}
PAGE_OF: Final[dict[str, tuple[str, Mapping[str, str]]]] = {
    "file": ("evaluation:check", {}),
    "return": ("evaluation:return", {"part_1": "evidence", "reason_1": "Thiếu giấy"}),
    "send_up": ("evaluation:send_up", {}),
    "send_back": (
        "evaluation:province_check",
        {"decision": "send_back", "part_1": "whole", "reason_1": "Chưa rõ"},
    ),
    "accept": ("evaluation:province_check", {"decision": "accept"}),
    "convene": ("evaluation:convene", {"convened_on": "23/11/2026"}),
    "seal": ("evaluation:sheet_seal", {}),
    "reveal": ("evaluation:case_reveal", {}),
    "close": ("evaluation:case_close", {}),
    "recognise": ("recognition:decide", {**DECISION, "kind": "recognise"}),
    "refuse_recognition": ("recognition:decide", {**DECISION, "kind": "refuse"}),
    "forward": ("recognition:decide", {**DECISION, "kind": "approve_result"}),
    "hand_back": ("recognition:hand_back", {"stars": "4", "reason": "Chưa đạt"}),
    "reevaluate": ("evaluation:reevaluate", {"reason": "Xem xét lại"}),
    "withdraw": ("evaluation:withdraw", {"reason": "Năm sau"}),
}
# Where the regime would let the step begin, but what it needs is not there: an empty report, open sheets,
# a result of other stars.
NOT_READY: Final = {
    # The ministry checks and accepts on the same page; its level sends nothing back there.
    ("send_back", "forwarded"),
    ("file", "draft"),
    ("send_up", "filed"),
    ("seal", "scoring"),
    ("seal", "sealed"),
    ("reveal", "scoring"),
    ("reevaluate", "closed"),
    ("refuse_recognition", "closed"),
    ("forward", "closed"),
    ("refuse_recognition", "forwarded"),
    ("forward", "forwarded"),
}


def state_of(walked: str) -> str:
    """The state of the regime that an object of the table is in."""
    return {"reported": "filed", "sealed": "scoring"}.get(walked, walked)


def takers(code: str, state: str, level: str) -> set[str]:
    """Who of the table may take a step of this name from this state at this level."""
    found = {
        SEATS[step.seat] if step.seat else IN_ROLE[step.role]
        for step in regimes.regime(REGIME).steps
        if step.code == code and state in step.before and step.level in {None, level}
    }
    return found | {ENTERED_BY[person] for person in found & ENTERED_BY.keys()}


def take(walker: Walker, person: str, code: str, walked: str) -> Answer | None:
    """Take the step as its page does; None where there is no such page for want of a case or a sheet."""
    own = walker.both.own
    kwargs = dict(own.kwargs[walked])
    dossier = Dossier.objects.get(pk=kwargs["pk"])
    address, typed = PAGE_OF[code]
    sent = {"version": str(dossier.version), **typed}
    if code == "convene":
        kwargs = own.kwargs["council"]
        sent |= {"dossier": str(dossier.pk), f"version_{dossier.pk}": str(dossier.version)}
    elif code == "seal":
        member = walker.both.actors["tuan"].user_id or 0
        sheet = Sheet.objects.filter(case__dossier=dossier, seat__user_id=member)
        if not sheet.exists():
            return None
        kwargs = {"pk": sheet.get().pk}
        sent["version"] = str(sheet.get().version)
    elif addresses()[address].route.startswith("cases/"):
        if f"case.{walked}" not in own.kwargs:
            return None
        kwargs = own.kwargs[f"case.{walked}"]
    return walker.open(person, "POST", addresses()[address].path(kwargs), sent)


def test_a_step_is_taken_by_its_role_from_its_state_and_else_leaves_nothing(walker: Walker) -> None:
    wrong: list[Mismatch] = []
    taken = set()
    for code in PAGE_OF:
        for walked in STATES:
            level = Dossier.objects.get(pk=walker.both.own.kwargs[walked]["pk"]).level
            ready = (code, walked) not in NOT_READY
            legal = takers(code, state_of(walked), level) if ready else set()
            for person in TRIED:
                got = take(walker, person, code, walked)
                if got is None:
                    continue
                if person in legal:
                    taken.add(code)
                    fine = got.outcome == "302" and len(got.verbs) == 1
                else:
                    fine = not got.verbs and got.outcome in refused(code, walked)
                if not fine:
                    said = "one entry" if person in legal else "refused"
                    wrong.append((f"{code} {walked}", "POST", person, said, f"{got.outcome} {got.verbs}"))
    assert not wrong, told(wrong)
    assert taken == PAGE_OF.keys() - {"seal", "refuse_recognition", "forward", "reevaluate"}


def refused(code: str, walked: str) -> set[str]:
    """How a step is refused; what is only not ready shows its form again, or leads to what is missing."""
    again = {"200", "302"} if (code, walked) in NOT_READY else set()
    return {"403", "404", "409"} | again


def test_every_step_of_the_regime_has_its_page_here() -> None:
    # A result is looked at again on the page of its appeal.
    steps = {step.code for step in regimes.regime(REGIME).steps}
    assert steps - {"reconsider"} == PAGE_OF.keys()


def test_the_people_tried_are_in_the_table() -> None:
    assert names(" ".join(TRIED)) == list(TRIED)
