"""P10: after any reforms every record lies in one current commune, and old maps answer as before."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from ocop.places.actions import carry_out_reform, draft_reform, rename_unit, store_map
from ocop.places.models import Level, Reform, ReformLine, ReformMove, ReformUnit, Unit
from ocop.places.queries import Plan, boundaries, defects
from ocop.places.tree import settle
from ocop.platform.actors import SYSTEM
from tests.cast import CODES, FORMER_CODES, MAP

BEGIN = date(2027, 1, 1)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["merge", "keep", "split", "rename", "move", "provinces"]),
        st.integers(0, 9),
        st.integers(0, 9),
        st.booleans(),
    ),
    min_size=1,
    max_size=6,
)


@contextmanager
def undone() -> Iterator[None]:
    """Everything inside is rolled back: each example starts from the same map."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


class Country:
    """The map under test; day `n` of the future brings reform `n`."""

    def __init__(self) -> None:
        self.day = BEGIN
        self.codes = iter(range(90000, 99999))

    @property
    def now(self) -> datetime:
        return datetime.combine(self.day, time(5), tzinfo=UTC)

    def communes(self) -> list[Unit]:
        return list(Unit.objects.filter(level=Level.COMMUNE, valid_to=None).order_by("pk"))

    def provinces(self) -> list[Unit]:
        return list(Unit.objects.filter(level=Level.PROVINCE, valid_to=None).order_by("pk"))

    def code(self, old: Unit, *, same: bool) -> str:
        return old.code if same else str(next(self.codes))

    def reform(self, kind: str, one: int, two: int, *, same: bool) -> None:
        """Draft what the step asks for, and carry it out where it adds up."""
        self.day += timedelta(days=2)
        communes, provinces = self.communes(), self.provinces()
        first, second = communes[one % len(communes)], communes[two % len(communes)]
        if kind == "rename":
            # The same step twice names the unit otherwise each time: nobody renames a unit to its own name.
            facts = {"name": f"Tên {self.day:%d%m%Y}", "kind": "phuong" if same else "xa", "document": "1"}
            rename_unit(
                actor=SYSTEM,
                unit_id=first.pk,
                expected_version=first.version,
                from_on=self.day,
                now=self.now,
                **facts,
            )
            return
        reform = draft_reform(actor=SYSTEM, title="R", document="1", effective_on=self.day, now=self.now)
        if kind == "move":
            above = provinces[two % len(provinces)].code
            ReformMove.objects.create(reform=reform, unit=first, parent_code=above)
        elif kind == "provinces":
            self.set_up(reform, provinces[: 1 + one % 2], self.code(provinces[0], same=same), "tinh", "VN")
        elif kind == "split":
            above = provinces[two % len(provinces)].code
            self.set_up(reform, [first], self.code(first, same=same), "xa", above)
            part = self.set_up(reform, [], str(next(self.codes)), "xa", above)
            ReformLine.objects.create(reform=reform, former=first, successor=part, is_main=False)
        else:
            merged = [first] if kind == "keep" or first == second else [first, second]
            above = provinces[two % len(provinces)].code
            self.set_up(reform, merged, self.code(first, same=same), "xa", above)
        self.carry_out(reform)

    def set_up(
        self, reform: Reform, takes_over: list[Unit], code: str, kind: str, parent_code: str
    ) -> ReformUnit:
        code = code if kind == "xa" else code[-3:]
        new = ReformUnit.objects.create(
            reform=reform, code=code, name=f"Đơn vị {code}", kind=kind, parent_code=parent_code
        )
        for former in takes_over:
            ReformLine.objects.create(reform=reform, former=former, successor=new, is_main=True)
        return new

    def carry_out(self, reform: Reform) -> None:
        if not defects(Plan(reform), self.day):
            carry_out_reform(actor=SYSTEM, reform_id=reform.pk, expected_version=1, now=self.now)


def answers(day: date, keys: list[int]) -> list[tuple[int | None, int | None]]:
    day_map = boundaries(day)
    return [(day_map.of(key), day_map.of(key, Level.PROVINCE)) for key in keys]


@pytest.mark.django_db
@given(STEPS)
@example([("rename", 0, 0, True), ("rename", 0, 0, True)])
@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)
def test_every_record_has_one_current_commune_and_old_maps_answer_as_before(
    steps: list[tuple[str, int, int, bool]],
) -> None:
    with undone():
        store_map(MAP.only(CODES, FORMER_CODES))
        country = Country()
        records: list[int] = list(Unit.objects.filter(level=Level.COMMUNE).values_list("pk", flat=True))
        past: dict[date, tuple[list[int], list[tuple[int | None, int | None]]]] = {}
        for day in (date(2020, 1, 1), date(2026, 1, 1)):
            past[day] = (list(records), answers(day, records))
        for kind, one, two, same in steps:
            country.reform(kind, one, two, same=same)
            today = {unit.path for unit in country.communes()}
            scopes = Unit.objects.filter(level=Level.COMMUNE).values_list("pk", "scope")
            assert {scope for _pk, scope in scopes} <= today
            for day, (keys, said) in past.items():
                assert answers(day, keys) == said
            records = [pk for pk, _scope in scopes]
            past[country.day] = (records, answers(country.day, records))
            assert settle() == 0
