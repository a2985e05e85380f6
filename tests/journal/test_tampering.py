"""Whatever is done to the journal is named: by its guard, by `verify`, and offline by one page of Python."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from django.db import IntegrityError, connection, transaction

from ocop.journal import queries, triggers, verify_export
from ocop.journal.actions import record
from ocop.journal.models import Entry, Erasable, Head
from ocop.journal.verify_export import Row, digest_of
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM
from tests.cast import NOW

# Every test begins with a journal of five entries.
pytestmark = pytest.mark.usefixtures("five")


@pytest.fixture
def five(ta_van: Unit) -> list[Entry]:
    return [
        record(actor=SYSTEM, verb="unit.noted", obj=ta_van, before={}, after={"people": count}, now=NOW)
        for count in range(5)
    ]


def statement(sql: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql)


def test_the_guard_stands() -> None:
    assert triggers.standing(connection)
    triggers.drop(connection)
    assert not triggers.standing(connection)
    triggers.create(connection)
    assert triggers.standing(connection)


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE journal_entry SET reason = 'x' WHERE seq = 3",
        "DELETE FROM journal_entry WHERE seq = 5",
        "UPDATE journal_entry SET seq = 9 WHERE seq = 3",
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(sql: str) -> None:
    Erasable.objects.all().delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        statement(sql)
    assert queries.verify().why == ""


def test_sqlite_refuses_to_replace_an_entry() -> None:
    if connection.vendor != "sqlite":
        pytest.skip("only SQLite has INSERT OR REPLACE")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        statement("INSERT OR REPLACE INTO journal_entry SELECT * FROM journal_entry WHERE seq = 3")


def test_postgresql_refuses_to_truncate_the_journal() -> None:
    if connection.vendor != "postgresql":
        pytest.skip("only PostgreSQL has TRUNCATE")
    statement("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        statement("TRUNCATE journal_entry CASCADE")


def test_a_changed_entry_is_named_in_the_database() -> None:
    triggers.drop(connection)
    Entry.objects.filter(seq=3).update(reason="x")
    assert queries.verify()[2:] == ("changed", 3)


def test_a_removed_entry_is_named_in_the_database() -> None:
    triggers.drop(connection)
    Erasable.objects.all().delete()
    Entry.objects.filter(seq=3).delete()
    assert queries.verify()[2:] == ("missing", 3)


def test_two_swapped_entries_are_named_in_the_database() -> None:
    triggers.drop(connection)
    Erasable.objects.all().delete()
    for old, new in ((3, 99), (4, 3), (99, 4)):
        Entry.objects.filter(seq=old).update(seq=new)
    assert queries.verify()[2:] == ("swapped", 3)


def test_an_entry_slipped_in_between_is_named_in_the_database() -> None:
    triggers.drop(connection)
    Erasable.objects.all().delete()
    for old in (5, 4, 3):
        Entry.objects.filter(seq=old).update(seq=old + 1)
    forged = Entry.objects.get(seq=2)
    forged.seq, forged.previous = 3, forged.digest
    forged.digest = digest_of(queries.row_of(forged))
    forged.save(force_insert=True)
    assert queries.verify()[2:] == ("inserted", 3)


def test_a_cut_tail_is_named_in_the_database() -> None:
    triggers.drop(connection)
    Erasable.objects.all().delete()
    Entry.objects.filter(seq__gte=4).delete()
    assert queries.verify()[2:] == ("cut", 4)


def test_a_tail_cut_with_its_head_is_named_against_a_published_head(five: list[Entry]) -> None:
    published = queries.head()
    triggers.drop(connection)
    Erasable.objects.all().delete()
    Entry.objects.filter(seq=5).delete()
    Head.objects.update(seq=4, digest=five[3].digest)
    assert queries.verify().why == ""
    assert queries.verify(expected_head=published)[2:] == ("cut", 5)


def test_an_entry_written_past_the_journal_is_named() -> None:
    forged = Entry.objects.get(seq=5)
    forged.seq, forged.previous = 6, forged.digest
    forged.digest = digest_of(queries.row_of(forged))
    forged.save(force_insert=True)
    assert queries.verify()[2:] == ("inserted", 6)


def test_a_journal_that_went_on_still_holds_an_older_head(five: list[Entry]) -> None:
    assert queries.verify(expected_head=five[1].digest).why == ""


ALIEN = "f" * 64
Tamper = Callable[[list[Row]], list[Row]]


def rehashed(row: Row, **changes: object) -> Row:
    changed = {**row, **changes}
    return {**changed, "digest": digest_of(changed)}


TAMPERINGS: dict[str, tuple[Tamper, str]] = {
    "a changed word": (lambda rows: [*rows[:2], {**rows[2], "reason": "x"}, *rows[3:]], "entry 3: changed"),
    "a changed word with a fresh digest": (
        lambda rows: [*rows[:2], rehashed(rows[2], reason="x"), *rows[3:]],
        "entry 3: changed",
    ),
    "a changed link": (
        lambda rows: [*rows[:2], {**rows[2], "previous": "f" * 64}, *rows[3:]],
        "entry 3: changed",
    ),
    "a first entry with a past": (
        lambda rows: [rehashed(rows[0], previous="f" * 64), *rows[1:]],
        "entry 1: changed",
    ),
    "a deleted entry": (lambda rows: [*rows[:2], *rows[3:]], "entry 3: missing"),
    "a deleted first entry": (lambda rows: rows[1:], "entry 1: missing"),
    "an inserted entry": (
        lambda rows: [*rows[:2], rehashed(rows[2], previous=rows[1]["digest"], reason="x"), *rows[2:]],
        "entry 3: inserted",
    ),
    "an entry twice": (lambda rows: [*rows[:3], rows[2], *rows[3:]], "entry 3: inserted"),
    "two swapped entries": (lambda rows: [*rows[:2], rows[3], rows[2], rows[4]], "entry 3: swapped"),
    "a cut tail": (lambda rows: rows[:3], "entry 4: cut"),
    "an empty file": (lambda _rows: [], "entry 1: cut"),
    "a line that is no entry": (lambda rows: [*rows[:1], {}, *rows[2:]], "entry 2: unreadable"),
}


def run(*arguments: str) -> tuple[int, str]:
    """The page of Python alone: no package, no site directory, no environment."""
    program = Path(verify_export.__file__)
    done = subprocess.run(  # noqa: S603 - our own file
        [sys.executable, "-I", "-S", str(program), *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={},
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.strip()


@pytest.mark.parametrize("name", TAMPERINGS)
def test_an_export_that_was_touched_is_named_offline(tmp_path: Path, name: str) -> None:
    tamper, finding = TAMPERINGS[name]
    path = tmp_path / "journal.jsonl"
    rows = tamper(list(queries.rows()))
    path.write_bytes(b"".join(verify_export.canonical(row) + b"\n" for row in rows))
    assert run(str(path), queries.head()) == (1, finding)


TWICE = b'"reason":"told first","reason":""'


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(lambda line: line.replace(b'"reason":""', TWICE), id="a fact told twice"),
        pytest.param(lambda line: line.replace(b":", b": ", 1), id="another form of the same facts"),
        pytest.param(lambda line: line.replace(b'"reason":""', rb'"reason":"\ud800"'), id="half a letter"),
        pytest.param(lambda _line: b"[" * 100_000, id="too deep"),
        pytest.param(lambda _line: b'{"seq":' + b"9" * 5000 + b"}", id="too long a number"),
    ],
)
def test_a_line_not_in_its_only_form_is_named_offline(tmp_path: Path, line: Callable[[bytes], bytes]) -> None:
    path = tmp_path / "journal.jsonl"
    queries.export(path)
    lines = path.read_bytes().splitlines()
    touched = line(lines[1])
    assert touched != lines[1]
    path.write_bytes(b"\n".join([lines[0], touched, *lines[2:], b""]))
    assert run(str(path)) == (1, "entry 2: unreadable")


def test_an_export_that_went_through_windows_still_verifies(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    queries.export(path)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert run(str(path)) == (0, f"5 entries, head {queries.head()}")


def test_a_file_of_heads_from_before_the_first_one_asks_for_nothing(tmp_path: Path) -> None:
    path, heads = tmp_path / "journal.jsonl", tmp_path / "heads.json"
    queries.export(path)
    heads.write_text('{"heads": []}')
    assert run(str(path), str(heads)) == (0, f"5 entries, head {queries.head()}")


@pytest.mark.parametrize(
    "text", [None, "", "{}", '{"heads": [{"seq": Infinity, "digest": ""}]}', "[" * 100_000]
)
def test_a_second_word_that_is_neither_digest_nor_heads_is_no_finding(
    tmp_path: Path, text: str | None
) -> None:
    path, heads = tmp_path / "journal.jsonl", tmp_path / "heads.json"
    queries.export(path)
    if text is not None:
        heads.write_text(text)
    assert run(str(path), str(heads)) == (2, "")


def test_every_flipped_bit_is_found(tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    queries.export(path)
    whole, head = path.read_bytes(), queries.head()
    line = whole.splitlines(keepends=True)[0]
    for place in range(len(line)):
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1]) + whole[place + 1 :])
        verdict = verify_export.check(lambda: verify_export.read_file(path), expected_head=head)
        assert verdict.why, f"bit at byte {place}"


def test_an_untouched_export_gives_the_head_offline(five: list[Entry], tmp_path: Path) -> None:
    path = tmp_path / "journal.jsonl"
    assert queries.export(path) == 5
    assert run(str(path), five[2].digest) == (0, f"5 entries, head {queries.head()}")


def test_the_program_tells_how_to_use_it(tmp_path: Path) -> None:
    assert run()[0] == 2
    assert run(str(tmp_path / "nowhere.jsonl"))[0] == 2


def test_the_program_fits_on_a_page_and_leans_on_nothing() -> None:
    text = Path(verify_export.__file__).read_text(encoding="utf-8")
    assert len(text.splitlines()) <= 150
    assert "ocop" not in text
    assert "django" not in text
