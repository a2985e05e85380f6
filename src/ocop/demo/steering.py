"""Who carries the programme in the demonstration: a committee with groups, localities, posts and duties."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

from ocop.demo import papers
from ocop.demo.people import LAO_CAI
from ocop.people.actions import appoint
from ocop.people.roles import STEERING_MEMBER
from ocop.places import queries as places
from ocop.platform.actors import SYSTEM
from ocop.platform.clock import local_day
from ocop.steering.actions import bodies, staffing, work
from ocop.steering.actions.bodies import BodyFacts, MemberFacts
from ocop.steering.actions.staffing import PostFacts
from ocop.steering.actions.work import TaskFacts
from ocop.steering.models import Body, SectorTask

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ocop.platform.actors import Actor

TERM: Final = date(2025, 7, 15)
GROUPS: Final = (
    "Tổ công tác sản phẩm và phát triển chủ thể",
    "Tổ công tác xúc tiến và truyền thông",
    "Tổ công tác hành chính, tổng hợp",
)
STAFFED: Final = ("minh", "pao", "xuan")
"""Communes of the demonstration that have an officer in charge; the others are its gaps."""


def build(actors: Mapping[str, Actor], now: datetime) -> None:
    """The committee of Lào Cai, who sits in it, and how far the year's work is. All by the actions."""
    office = actors["hoa"]
    committee = _committee(actors, now)
    _groups(office, committee, now)
    for key in STAFFED:
        officer = actors[key]
        facts = PostFacts("part", TERM, user=officer.user_id, title="Công chức xã", document="15/QĐ-UBND")
        staffing.fill_post(actor=office, unit_id=places.unit(officer.unit_code).pk, facts=facts, now=now)
    facts = PostFacts("full", TERM, user=office.user_id, title="Văn phòng Điều phối", document="16/QĐ-UBND")
    staffing.fill_post(actor=office, unit_id=committee.unit_id, facts=facts, now=now)
    _tasks(office, committee.unit_id, now)
    _duties(actors, now)


def _committee(actors: Mapping[str, Actor], now: datetime) -> Body:
    office = actors["hoa"]
    unit = places.unit(LAO_CAI)
    committee = bodies.found_body(
        actor=office,
        unit_id=unit.pk,
        facts=BodyFacts(
            "committee",
            "Ban Chỉ đạo Chương trình OCOP tỉnh Lào Cai",
            "512/QĐ-UBND",
            TERM,
            document_on=TERM,
            tasks="Chỉ đạo, điều phối Chương trình trên địa bàn tỉnh.",
            period="2021-2025",
        ),
        now=now,
    )
    for key, position, title, localities in (
        ("cuc", "chair", "Phó Chủ tịch UBND tỉnh", ()),
        ("tuan", "member", "Sở Công Thương", ("03037", "02839")),
    ):
        user_id = actors[key].user_id
        committee.refresh_from_db()
        member = bodies.seat_member(
            actor=office,
            body_id=committee.pk,
            expected_version=committee.version,
            facts=MemberFacts(position, TERM, user=user_id, title=title),
            now=now,
        )
        if localities:
            units = [places.unit(code).pk for code in localities]
            bodies.assign_localities(actor=office, member_id=member.pk, unit_ids=units, from_on=TERM, now=now)
    appoint(
        actor=SYSTEM,
        user_id=actors["tuan"].user_id or 0,
        role=STEERING_MEMBER,
        unit_code=LAO_CAI,
        from_on=local_day(now),
        document="512/QĐ-UBND",
        now=now,
    )
    return committee


def _groups(office: Actor, committee: Body, now: datetime) -> None:
    """Three groups, of which only the first has done anything, and the standing agency."""
    for number, name in enumerate(GROUPS):
        group = bodies.found_body(
            actor=office,
            unit_id=committee.unit_id,
            parent_id=committee.pk,
            facts=BodyFacts("group", name, f"{90 + number}/QĐ-BCĐ", TERM, period="2021-2025"),
            now=now,
        )
        if number == 0:
            day = local_day(now) - timedelta(days=7)
            bodies.note_activity(
                actor=office, body_id=group.pk, kind="meeting", on=day, text="Họp giao ban quý.", now=now
            )
    agency = BodyFacts(
        "agency",
        "Văn phòng Điều phối nông thôn mới tỉnh Lào Cai",
        "513/QĐ-UBND",
        TERM,
        agency_type="coordination",
    )
    bodies.found_body(actor=office, unit_id=committee.unit_id, facts=agency, now=now)


def _tasks(office: Actor, unit_id: int, now: datetime) -> None:
    year = local_day(now).year
    tasks = work.lay_out_tasks(actor=office, unit_id=unit_id, year=year, now=now)
    trade, health = (next(one for one in tasks if one.sector == sector) for sector in ("trade", "health"))
    _bring(office, trade, "done", "Đã tổ chức hai tuần hàng OCOP.", now)
    _bring(office, health, "under_way", "", now)


def _bring(office: Actor, task: SectorTask, state: str, result: str, now: datetime) -> None:
    facts = TaskFacts(
        task.sector, task.text, "Lãnh đạo sở", date(task.year, 12, 15), state=state, result=result
    )
    work.change_task(actor=office, task_id=task.pk, expected_version=task.version, facts=facts, now=now)


def _duties(actors: Mapping[str, Actor], now: datetime) -> None:
    """Two communes and the province have answered a part of this year's duties."""
    for key, code, state, note in (
        ("minh", "officer", "done", "Quyết định 15/QĐ-UBND phân công công chức phụ trách."),
        ("minh", "propaganda", "partly", "Đã họp ba trong năm thôn."),
        ("pao", "officer", "done", "Đã phân công từ tháng 7."),
        ("pao", "potential", "not_done", ""),
        ("hoa", "plan", "done", "Kế hoạch 120/KH-UBND."),
    ):
        actor = actors[key]
        paper = papers.paper("Quyết định phân công", 900) if (key, code) == ("minh", "officer") else None
        work.answer_duty(
            actor=actor,
            unit_id=places.unit(actor.unit_code).pk,
            year=local_day(now).year,
            code=code,
            expected_version=0,
            state=state,
            note=note,
            file=paper,
            now=now,
        )
