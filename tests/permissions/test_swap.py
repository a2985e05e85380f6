"""Every key in an address and in a form replaced by that of another province's object: nothing comes of it.

The keys of forms are found by walking the forms themselves, so that a new field is tried without being named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Final

import pytest

from ocop.people.models import Appointment
from tests.permissions.forms import Found
from tests.permissions.people import names
from tests.permissions.rows import REFUSALS, Row, addresses
from tests.permissions.table import OPEN, TABLE
from tests.permissions.test_matrix import Mismatch, told
from tests.permissions.walking import Walker
from tests.permissions.world import BAO_LAM, CAO_BANG, THEIRS

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

OURS: Final = ("guest", "lan", "sua", "minh", "tinh", "hoa", "cuc", "mai", "phuc", "tuan", "ngoc", "an")
"""The people of the own province, who may do nothing in the other."""

READERS: Final = ("lan", "minh", "hoa", "mai", "an")
"""Of these, one of each kind that reads much."""

KEYS: Final = ("producer", "product", "filed", "case.scoring", "sheet.open", "council", "seat", "certificate")
NO_KEYS: Final = re.compile(r"version|next$|note-|[0-9.]+$|(sale|output)_unit$|rows$|(from|parts?)_\d+$")
"""Versions, where to go on, notes, answers to criteria, units of measure, lines of a form: no keys."""
LOOSE: Final = {("evaluation:register_samples", "unit")}
"""A unit of measure."""
ORDINALS: Final = {"year", "no", "position"}

NAMED: Final = re.compile(r"(_id|_code|user|unit|producer|product|dossier|appointment|seat|council|paper)$")
NUMBERED: Final = re.compile(r"_(\d+)$")
LINK: Final = re.compile(r'href="(/[^"?#]*)\?([a-z_]+)=(\d+)"')


def foreign(row: Row) -> bool:
    """Whether a stranger is refused at the row's own object."""
    cell = row.expected("GET" if row.get else "POST")
    return bool(row.of) and all(cell[person] in REFUSALS for person in ("khanh", "binh", "dung", "giang"))


def public(row: Row) -> bool:
    """Whether anybody reads the page: what it tells of another province is everybody's."""
    return row.get == OPEN and not row.post


def test_an_address_with_anothers_key_is_refused_and_tells_nothing(walker: Walker) -> None:
    wrong: list[Mismatch] = []
    for row in filter(foreign, TABLE):
        path = walker.path(row, walker.both.other)
        method, data = ("GET", None) if row.get else ("POST", {"version": "1"})
        for person in READERS:
            got = walker.open(person, method, path, data)
            if got.outcome not in REFUSALS or got.verbs or THEIRS in got.text:
                wrong.append((row.name, method, person, "refused", f"{got.outcome} {got.verbs}"))
    assert not wrong, told(wrong)


def test_a_key_of_another_object_beside_ones_own_is_not_found(walker: Walker) -> None:
    """A paper of another dossier, a seat of another council: in both orders."""
    wrong: list[Mismatch] = []
    own, other = walker.both.own.kwargs, walker.both.other.kwargs
    for row in TABLE:
        words = [
            word
            for word in addresses()[row.name].wants
            if word not in ORDINALS and isinstance(own[row.of][word], int)
        ]
        if len(words) < 2 or public(row):
            continue
        for word in words:
            path = addresses()[row.name].path({**own[row.of], word: other[row.of][word]})
            for person in READERS:
                for method, data in (("GET", None), ("POST", {"version": "1"})):
                    got = walker.open(person, method, path, data)
                    if got.outcome not in {*REFUSALS, "405", "409"} or got.verbs or THEIRS in got.text:
                        wrong.append((row.name, method, person, "refused", f"{got.outcome} {word}"))
    assert not wrong, told(wrong)


def test_a_complete_form_sent_to_anothers_object_is_refused(walker: Walker) -> None:
    wrong: list[Mismatch] = []
    for row in filter(foreign, TABLE):
        for person in (one for one in names(row.done) if one in OURS):
            got = walker.open(person, "POST", walker.path(row, walker.both.other), walker.filled(person, row))
            if got.outcome not in REFUSALS or got.written or THEIRS in got.text:
                wrong.append((row.name, "POST", person, "refused", f"{got.outcome} {got.verbs}"))
    assert not wrong, told(wrong)


def test_anothers_key_in_a_field_has_no_effect_and_shows_nothing(walker: Walker) -> None:
    wrong: list[Mismatch] = []
    for row in TABLE:
        for person in (one for one in names(row.done) if one in OURS):
            page = walker.form(person, row)
            for field, sent in swapped(page, row.filled, keys(walker)):
                got = walker.open(person, "POST", page.action, sent)
                loose = (row.name, field.partition("=")[0]) in LOOSE
                if (got.verbs and not loose) or THEIRS in got.text:
                    wrong.append(
                        (row.name, "POST", person, "no effect", f"{field} {got.outcome} {got.verbs}")
                    )
    assert not wrong, told(wrong)


def test_anothers_key_after_the_question_mark_shows_nothing(walker: Walker) -> None:
    wrong: list[Mismatch] = []
    everybodys = {walker.path(row) for row in TABLE if public(row)}
    for person in READERS:
        links = {
            (path, key)
            for row in TABLE
            if row.get
            for path, key, _value in LINK.findall(walker.read(person, row).text)
            if key != "page" and path not in everybodys
        }
        for path, key in sorted(links):
            for value in keys(walker):
                got = walker.open(person, "GET", f"{path}?{key}={value}")
                if THEIRS in got.text:
                    wrong.append((path, "GET", person, "nothing", f"{key}={value}"))
    assert not wrong, told(wrong)


def keys(walker: Walker) -> list[str]:
    """Keys and codes of the other province: one for each kind of object."""
    other = walker.both.other.kwargs
    judge = walker.both.actors["kien"]
    office = Appointment.objects.get(user_id=judge.user_id or 0)
    found = [str(other[name]["pk"]) for name in KEYS]
    found += [str(other["filed"]["paper_id"]), str(judge.user_id), str(office.pk), BAO_LAM, CAO_BANG]
    return list(dict.fromkeys(found))


def swapped(
    page: Found, typed: Mapping[str, str], foreign_keys: list[str]
) -> Iterator[tuple[str, dict[str, list[str]]]]:
    """The complete form with one key in it replaced, for every key in it."""
    complete = page.filled(typed)
    for one in page.inputs.values():
        if NO_KEYS.match(one.name):
            continue
        holds = one.kind == "hidden" or bool(NAMED.search(one.name))
        holds = holds or any(choice.isdigit() for choice in one.choices)
        for key in foreign_keys:
            if holds and key not in one.choices and key not in complete.get(one.name, []):
                yield f"{one.name}={key}", {**complete, one.name: [key]}
            if NUMBERED.search(one.name) and one.choices:
                name = NUMBERED.sub(f"_{key}", one.name)
                rest = {name: value for name, value in complete.items() if name != one.name}
                yield name, {**rest, name: one.choices[-1:]}
