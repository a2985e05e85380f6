"""Every address, by every method, for every kind of person: as the table says."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.utils import translation
from django.utils.translation import gettext

from tests.permissions.people import names
from tests.permissions.rows import REFUSALS, Row
from tests.permissions.table import TABLE
from tests.permissions.walking import ROWS, Answer, Walker

pytestmark = [pytest.mark.django_db, pytest.mark.slow]
Mismatch = tuple[str, str, str, str, str]


def told(wrong: Iterable[Mismatch]) -> str:
    """The cells that differ, as a table: one line for all people with whom the same thing is wrong."""
    lines: dict[tuple[str, ...], list[str]] = {}
    for address, method, person, expected, got in wrong:
        lines.setdefault((address, method, expected, got), []).append(person)
    head = ("address", "method", "expected", "got", "people")
    rows = [head, *((*key, " ".join(people)) for key, people in lines.items())]
    return "\n" + "\n".join(f"{a:32} {m:6} {e:10} {g:10} {p}" for a, m, e, g, p in rows)


def test_reading_answers_as_the_table_says_and_writes_nothing(walker: Walker) -> None:
    """Nothing is written, neither a session nor a message (P9); all is read once for both questions."""
    wrong: list[Mismatch] = []
    for row in TABLE:
        for person, expected in row.tried("GET").items():
            got = walker.read(person, row)
            if got.outcome != expected:
                wrong.append((row.name, "GET", person, expected, got.outcome))
            if got.written:
                wrong.append((row.name, "GET", person, "no write", got.written[0]))
    assert not wrong, told(wrong)


def test_an_empty_form_answers_as_the_table_says(walker: Walker) -> None:
    wrong: list[Mismatch] = []
    for row in TABLE:
        for person, expected in row.tried("POST").items():
            if row.done and expected in REFUSALS:
                continue  # tried with a complete form
            got = walker.open(person, "POST", walker.path(row), {})
            wrong += _differs(row, person, expected, got)
    assert not wrong, told(wrong)


def test_a_complete_form_works_for_whom_the_table_says_and_for_nobody_else(walker: Walker) -> None:
    wrong: list[Mismatch] = []
    for row in TABLE:
        if not row.done:
            continue
        doers = names(row.done)
        filled = {doer: walker.filled(doer, row) for doer in doers}
        for person, expected in row.tried("POST").items():
            got = walker.open(person, "POST", walker.path(row), filled.get(person) or filled[doers[0]])
            if person in doers:
                entry = (row.verb,) if row.verb else ()
                if got.outcome not in {"200", "302"} or got.verbs != entry:
                    done = " ".join([got.outcome, *got.verbs])
                    wrong.append((row.name, "POST", person, row.verb or "302", done))
            elif expected in REFUSALS:
                wrong += _differs(row, person, expected, got)
    assert not wrong, told(wrong)


def test_head_answers_as_get_does_and_other_methods_are_refused(walker: Walker) -> None:
    wrong: list[Mismatch] = []
    for row in TABLE:
        path, expected = walker.path(row), row.expected("GET")["hoa"]
        got = walker.open("hoa", "HEAD", path)
        if got.outcome != expected or got.written or got.text:
            wrong.append((row.name, "HEAD", "hoa", expected, got.outcome))
        got = walker.open("hoa", "DELETE", path)
        if got.outcome != row.delete:
            wrong.append((row.name, "DELETE", "hoa", row.delete, got.outcome))
    assert not wrong, told(wrong)


def test_a_refusal_says_why_and_shows_nothing(walker: Walker) -> None:
    wrong: list[Mismatch] = []
    with translation.override("vi"):
        unexplained = gettext("Your present role does not include this page.")
    readers = ROWS["registry:producer"].expected("GET")
    for row in TABLE:
        for person, expected in row.tried("GET").items():
            text = walker.read(person, row).text
            if expected == "403" and unexplained in text:
                wrong.append((row.name, "GET", person, "a reason", "none"))
            # Who reads the producer may be told in the reason which one it is about.
            knows = expected == "403" and readers[person] == "200"
            if expected in REFUSALS and not knows and any(word in text for word in walker.both.own.told):
                wrong.append((row.name, "GET", person, "nothing", "tells"))
    assert not wrong, told(wrong)


def _differs(row: Row, person: str, expected: str, got: Answer) -> list[Mismatch]:
    """The outcome is another, or a refusal wrote: what was typed may wait in a session for its owner."""
    found = [] if got.outcome == expected else [(row.name, "POST", person, expected, got.outcome)]
    changed = [sql for sql in got.written if "session" not in sql]
    if got.outcome in REFUSALS and (got.verbs or changed):
        found.append((row.name, "POST", person, "no write", str(got.verbs or changed[0])))
    return found
