"""A case as the file that `ocop score` and `ocop rescore` read; the cases of a day as one ZIP."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING

from ocop.evaluation import queries, reckoning, rules
from ocop.evaluation.models.council import are_open

if TYPE_CHECKING:
    from datetime import datetime

    from ocop.evaluation.models import CouncilCase
    from ocop.platform.actors import Actor


def name_of(case: CouncilCase) -> str:
    """The name of the file."""
    return f"case-{case.pk}.json"


def may_have(actor: Actor, case: CouncilCase) -> bool:
    """Whether this actor may read every sheet of the case, and whose each is."""
    return (
        bool(rules.can_read_result(actor, case))
        and are_open(actor, case)
        and rules.names_members(actor, case)
    )


def text_of(case: CouncilCase) -> str:
    """The sheets with what the council agreed on; of a closed case also the stored answer, under `result`.

    The caller sees to it that the reader may have it (`may_have`).
    """
    stored = queries.result_of(case)
    if stored is None:
        told: dict[str, object] = reckoning.question_of(case)
    else:
        told = {**json.loads(stored.question), "result": json.loads(stored.answer)}
    return json.dumps(told, ensure_ascii=False, indent=2) + "\n"


def zipped(actor: Actor, cases: Iterable[CouncilCase], now: datetime) -> bytes:
    """One file for each closed case that this actor may read; empty bytes where there is none."""
    found = [case for case in cases if case.closed_at is not None and may_have(actor, case)]
    if not found:
        return b""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
        for case in found:
            member = zipfile.ZipInfo(name_of(case), date_time=now.timetuple()[:6])
            member.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(member, text_of(case))
    return out.getvalue()
