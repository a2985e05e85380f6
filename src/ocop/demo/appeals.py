"""Two appeals of the demonstration: one that another panel heard and the office answered, one that waits."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Final

from ocop.demo.marks import marks
from ocop.demo.papers import paper
from ocop.evaluation import actions
from ocop.evaluation.actions import AppealRuleFacts, CouncilFacts
from ocop.evaluation.answers import Answer
from ocop.evaluation.models import Council, Dossier, Scope, SeatRole, Sheet
from ocop.registry import regimes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ocop.demo.way import World
    from ocop.evaluation.models import Appeal, CouncilCase
    from ocop.platform.actors import Actor

HEARD: Final = "Bánh chưng đen Nghĩa Đô"
WAITS: Final = "Khăn thêu Y Tý"
STARS: Final = 3
RULES: Final = AppealRuleFacts(
    "Quy chế của hội đồng tỉnh Lào Cai (dữ liệu thử nghiệm), Điều 9",
    appeal_days=10,
    answer_days=20,
    in_working_days=True,
    panel_decides=True,
)


def heard(world: World, panel: Sequence[Actor]) -> None:
    """An appeal from its filing to its answer: the panel finds three stars."""
    dossier = Dossier.objects.get(product__name=HEARD)
    appeal = _filed(world, dossier)
    actions.admit_appeal(
        actor=world.province,
        appeal_id=appeal.pk,
        expected_version=world.fresh(dossier).version,
        admitted=True,
        now=world.later(),
    )
    council = _panel(world, panel)
    case = actions.convene_panel(
        actor=world.province,
        appeal_id=appeal.pk,
        council_id=council.pk,
        expected_version=world.fresh(dossier).version,
        scope=Scope.WHOLE,
        scope_reason="Chủ thể bổ sung giấy tờ liên quan nhiều tiêu chí.",
        now=world.later(),
    )
    _judged(world, dossier, case, panel)
    actions.answer_appeal(
        actor=world.province,
        appeal_id=appeal.pk,
        expected_version=world.fresh(dossier).version,
        answer="Hội đồng khác đã chấm lại toàn bộ hồ sơ. Kết quả mới thay kết quả trước.",
        now=world.later(),
    )


def waits(world: World) -> None:
    """An appeal that the office has still to look at."""
    _filed(world, Dossier.objects.get(product__name=WAITS))


def with_rules(world: World) -> None:
    """What the regulation of the province's council says of appeals."""
    council = world.a_council()
    council.refresh_from_db()
    actions.set_appeal_rules(
        actor=world.province,
        council_id=council.pk,
        expected_version=council.version,
        facts=RULES,
        now=world.later(),
    )


def _filed(world: World, dossier: Dossier) -> Appeal:
    number = next(iter(regimes.product_set(dossier.regime_id, dossier.set_no).leaves))
    return actions.file_appeal(
        actor=world.producer,
        dossier_id=dossier.pk,
        expected_version=dossier.version,
        reasons="Đề nghị xem lại nguồn nguyên liệu; hợp đồng gửi kèm.",
        points={number: "Nguyên liệu mua trong tỉnh, có hợp đồng."},
        files=[paper("Hợp đồng mua nguyên liệu", dossier.pk)],
        now=world.later(),
    )


def _panel(world: World, members: Sequence[Actor]) -> Council:
    facts = CouncilFacts("Hội đồng xem xét kiến nghị", "612/QĐ-UBND", world.today)
    roles = (SeatRole.CHAIR, SeatRole.SECRETARY, SeatRole.MEMBER)
    return world.council_of(facts, [(one, role, None) for one, role in zip(members, roles, strict=True)])


def _judged(world: World, dossier: Dossier, case: CouncilCase, members: Sequence[Actor]) -> None:
    """The panel's sheets sealed, revealed and closed by its secretary."""
    product_set = regimes.product_set(dossier.regime_id, dossier.set_no)
    answers = marks(regimes.regime(dossier.regime_id), product_set, STARS, f"{HEARD} panel")
    note = "Theo giấy tờ chủ thể bổ sung khi kiến nghị."
    for sheet in case.sheets.select_related("seat").order_by("pk"):
        member = next(one for one in members if one.user_id == sheet.seat.user_id)
        world.without_interest(member, case)
        filled = actions.save_sheet_answers(
            actor=member,
            sheet_id=sheet.pk,
            expected_version=Sheet.objects.get(pk=sheet.pk).version,
            answers={number: Answer(position, note) for number, position in answers.items()},
            now=world.later(),
        )
        actions.seal_sheet(
            actor=replace(member, elevated=True),
            sheet_id=sheet.pk,
            expected_version=filled.version,
            now=world.later(),
        )
    world.without_interest(members[1], case)
    for act in (actions.reveal, actions.close_case):
        act(
            actor=members[1],
            case_id=case.pk,
            expected_version=world.fresh(dossier).version,
            now=world.later(),
        )
