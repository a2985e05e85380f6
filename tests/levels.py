"""A province with a district and a commune, as until 2025, and who holds the offices of each level there.

    def test_something(levels: Levels) -> None:
        dossier = levels.filed(on=date(2022, 3, 1))
        levels.at["district"].accepted(dossier)

Each level is a `World` whose "province" is the office of that level, so that its steps can be taken there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time

import pytest

from ocop.demo.way import World, a_file, answers_for, producer_facts, product_facts
from ocop.evaluation import actions, completeness
from ocop.evaluation.actions import EvidenceFacts
from ocop.evaluation.models import Dossier
from ocop.people import roles
from ocop.people.models import Appointment, User
from ocop.people.queries import actor_in
from ocop.places.models import Kind, Level, Unit
from ocop.platform.actors import Actor
from ocop.platform.text import fold, vi_sort_key
from ocop.registry import regimes
from ocop.registry.actions import register_producer, register_product

SINCE = date(2019, 1, 1)
SEATS = (("chair", True), ("secretary", False), *(("member", True),) * 4)


@dataclass
class Levels:
    """The level worlds by code, and the product on its way. Time is one for all of them."""

    at: dict[str, World]
    units: dict[str, Unit]
    set_no: int = 1
    _numbers: list[int] = field(default_factory=list)

    def begin(self, on: date) -> None:
        """The day on which the story begins."""
        self.set_now(datetime.combine(on, time(2), UTC))

    def set_now(self, now: datetime) -> None:
        """The same moment at every level."""
        for world in self.at.values():
            world.now = now

    def level(self, code: str) -> World:
        """A level, at the latest moment of any."""
        self.set_now(max(world.now for world in self.at.values()))
        return self.at[code]

    def filed(self, on: date, **product: str | int) -> Dossier:
        """A dossier filed under the rules of that day."""
        self.begin(on)
        first = self.level("commune")
        producer = register_producer(
            actor=first.producer,
            facts=producer_facts(name=f"Hợp tác xã {len(self._numbers) + 1}"),
            commune_code=first.producer.unit_code,
            now=first.later(),
        )
        self._numbers.append(producer.pk)
        facts = product_facts(**{"set_no": self.set_no, "name": f"Sản phẩm {producer.pk}", **product})
        made = register_product(actor=first.producer, producer_id=producer.pk, facts=facts, now=first.later())
        dossier = first.begun(made)
        return first.filed(self._with_papers(first.filled(dossier)))

    def _with_papers(self, dossier: Dossier) -> Dossier:
        """With the papers that the rules of then name beside the forms."""
        first = self.level("commune")
        for part in completeness.papers_asked(dossier):
            if part.required:
                actions.add_evidence(
                    actor=first.producer,
                    dossier_id=dossier.pk,
                    facts=EvidenceFacts(part.name),
                    file=a_file(text=part.name),
                    now=first.later(),
                )
        return first.fresh(dossier)

    def judged(self, dossier: Dossier, level: str, sheet: Mapping[str, int]) -> Dossier:
        """Accepted at a level, put before its council, scored alike by all, and closed."""
        world = self.level(level)
        world.fresh(dossier)
        if dossier.state != "accepted":
            world.accepted(dossier)
        world.scoring(dossier)
        count = sum(1 for _actor, _role, scores in world.members if scores)
        return world.closed(world.revealed(world.sealed(dossier, [sheet] * count)))

    def decided(self, dossier: Dossier, level: str, state: str) -> Dossier:
        """The decision of a level that leads to `state`."""
        return self.level(level).decided(dossier, state)


def best(dossier: Dossier, down: int = 0) -> dict[str, int]:
    """A sheet with the best option of every criterion, or some below it."""
    return answers_for(regimes.product_set(dossier.regime_id, dossier.set_no), down=down)


def parts(a: int, b: int, c: int) -> dict[str, int]:
    """A sheet with points per part."""
    return {"A": a, "B": b, "C": c}


def a_unit(code: str, name: str, level: Level, kind: Kind, parent: Unit) -> Unit:
    """A unit that nobody ended yet."""
    path = f"{parent.path}{code}/"
    return Unit.objects.create(
        code=code,
        name=name,
        level=level,
        kind=kind,
        parent=parent,
        path=path,
        scope=path,
        folded=fold(name),
        sort_key=vi_sort_key(name),
    )


def _holder(number: int, name: str, role: str, unit: Unit) -> Actor:
    user = User(login=f"0987{number:06d}", full_name=name)
    user.set_unusable_password()
    user.save()
    return actor_in(Appointment.objects.create(user=user, role=role, unit=unit, from_on=SINCE, document="1"))


@pytest.fixture
def levels(places: Unit) -> Levels:
    """The country as it was, with every office of a commune, its district, its province and the ministry."""
    return all_levels(places)


def all_levels(country: Unit) -> Levels:
    """The same, in this country."""
    province = a_unit("98", "Phú Lâm", Level.PROVINCE, Kind.PROVINCE, country)
    district = a_unit("988", "Suối Vàng", Level.DISTRICT, Kind.RURAL_DISTRICT, province)
    commune = a_unit("98888", "Bản Mới", Level.COMMUNE, Kind.COMMUNE, district)
    producer = _holder(1, "Hoàng Thị Mận", roles.PRODUCER, commune)
    officer = _holder(2, "Lò Văn Pha", roles.COMMUNE_OFFICER, commune)
    offices = {
        "commune": (commune, roles.COMMUNE_OFFICER, roles.COMMUNE_LEADER),
        "district": (district, roles.DISTRICT_OFFICER, roles.DISTRICT_LEADER),
        "province": (province, roles.PROVINCE_OFFICER, roles.PROVINCE_LEADER),
        "centre": (country, roles.MINISTRY_OFFICER, roles.MINISTRY_OFFICER),
    }
    worlds: dict[str, World] = {}
    for place, (level, (unit, office, leader)) in enumerate(offices.items(), 1):
        base = place * 100
        members = [
            (_holder(base + n, f"Ủy viên {level} {n}", roles.COUNCIL_MEMBER, unit), role, scores)
            for n, (role, scores) in enumerate(SEATS, 10)
        ]
        worlds[level] = World(
            producer=producer,
            commune=officer,
            province=_holder(base + 1, f"Cán bộ {level}", office, unit),
            leader=_holder(base + 2, f"Lãnh đạo {level}", leader, unit),
            members=members,
            adviser=_holder(base + 3, f"Tổ trưởng tư vấn {level}", roles.SPECIALIST_MEMBER, unit),
            now=datetime(2022, 1, 1, 2, tzinfo=UTC),
        )
    units = {level: unit for level, (unit, _office, _leader) in offices.items()}
    return Levels(worlds, units)


__all__ = ["Levels", "a_unit", "all_levels", "best", "levels", "parts"]
