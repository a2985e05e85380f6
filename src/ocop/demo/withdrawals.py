"""Two proposals of the demonstration to withdraw a certificate: one was answered, one dropped."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

from ocop.demo.papers import paper
from ocop.platform.clock import local_day
from ocop.recognition.models import Certificate
from ocop.supervision.actions import ProposalFacts, drop_proposal, propose_withdrawal, state_on_proposal

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from ocop.platform.actors import Actor
    from ocop.supervision.models import WithdrawalProposal

OPEN: Final = "Rượu ngô men lá Bản Phố"
DROPPED: Final = "Túi thổ cẩm Dao đỏ Y Tý"
INSPECTED: Final = timedelta(days=6)
"""How long before the day of the demonstration the open one was concluded."""


def build(actors: Mapping[str, Actor], now: datetime) -> None:
    """All by the actions, on the day of the demonstration."""
    told = _proposed(
        actors["an"],
        OPEN,
        ProposalFacts(
            "law_breach",
            "Kết luận kiểm tra số 27/KL-CCQLCL",
            local_day(now) - INSPECTED,
            "Nhãn không ghi số lô và hạn sử dụng; phiếu kiểm nghiệm đã hết hạn.",
        ),
        now,
    )
    state_on_proposal(
        actor=actors["sung"],
        proposal_id=told.pk,
        words="Hợp tác xã đã in lại nhãn và gửi mẫu đi kiểm nghiệm, kèm phiếu kết quả mới.",
        said_on=local_day(now),
        files=[paper("Phiếu kiểm nghiệm mới", told.pk)],
        now=now,
    )
    dropped = _proposed(
        actors["hoa"],
        DROPPED,
        ProposalFacts(
            "production_stopped",
            "Văn bản số 41/UBND-KT của xã",
            local_day(now) - INSPECTED,
            "Xã báo xưởng không hoạt động.",
        ),
        now,
    )
    drop_proposal(
        actor=actors["cuc"],
        proposal_id=dropped.pk,
        expected_version=dropped.version,
        reason="Xưởng chỉ nghỉ mùa vụ, đã sản xuất trở lại.",
        now=now,
    )


def _proposed(actor: Actor, product: str, facts: ProposalFacts, now: datetime) -> WithdrawalProposal:
    certificate = Certificate.objects.get(product__name=product)
    return propose_withdrawal(
        actor=actor,
        certificate_id=certificate.pk,
        facts=facts,
        files=[paper("Kết luận kiểm tra", certificate.pk)],
        now=now,
    )
