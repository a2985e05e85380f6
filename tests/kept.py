"""What many tests begin with is made once, by the actions themselves, and then written down again as it was.

A function decorated with `@kept` arranges something: a map, a person, a dossier walked to a state. The first
time, the statements that change the database are noted. When a later test of the same process comes the same
way to the same function with equal arguments, only these statements are sent: the same rows, keys and entries
of the journal, without the queries, rules and forms that led to them.

The way is what makes that safe. A test begins on the database as migrated, and as long as only kept functions
have written, these and their arguments tell all that the database holds. Anything else that writes or rolls
back ends keeping for the rest of the test, and so does a changed setting or, in a test that commits, what
another connection commits. A test that itself patches builds everything anew; which fixtures patch is part of
the way.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable, Hashable, Mapping
from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, field
from functools import wraps
from typing import Any, Final, ParamSpec, TypeVar

import pytest
from django.apps import apps
from django.core.management.color import no_style
from django.core.signals import setting_changed
from django.db import connection, transaction
from django.db.models import Model
from django.utils.translation import get_language

from ocop.demo.way import World

Asked = ParamSpec("Asked")
Made = TypeVar("Made")

CHANGING: Final = ("INSERT", "UPDATE", "DELETE", "SELECT nextval")
HARMLESS: Final = ("SELECT", "(SELECT", "SAVEPOINT", "RELEASE", "EXPLAIN", "BEGIN", "PRAGMA cache_size")
PATCHING: Final = "monkeypatch"
SEQUENCES: Final = """SELECT 'SELECT ' || string_agg(format('setval(%L, %s, %L)',
    schemaname || '.' || sequencename, coalesce(last_value, start_value), last_value IS NOT NULL), ', ')
    FROM pg_sequences"""


@dataclass(slots=True)
class Noted:
    """What a function once did: to the database, and to what it was given; and what it returned."""

    statements: list[tuple[str, Any, bool]]
    after: bytes
    script: str = ""


@dataclass
class Keeper:
    """What this process keeps, and how far the present test has come."""

    known: dict[Hashable, Noted] = field(default_factory=dict)
    ways: dict[Hashable, int] = field(default_factory=dict)
    way: int | None = None
    begun: bool = False
    noting: list[tuple[str, Any, bool]] | None = None
    sequences: str = ""
    alone: Hashable = None

    def begin(self, patched: Hashable, *, commits: bool = False) -> None:
        """A test begins on the database as migrated, with this patched."""
        if self.note not in connection.execute_wrappers:
            connection.execute_wrappers.append(self.note)
        self.way, self.begun, self.noting = self._further(None, patched), False, None
        self.alone = _others() if commits else None

    def end(self) -> None:
        """From here on everything is made anew."""
        self.way = self.noting = None

    def note(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        """Look at every statement: what a kept function changes is noted, any other change ends keeping."""
        changes = sql.startswith(CHANGING) or not sql.startswith(HARMLESS)
        if self.way is not None and changes:
            if sql.startswith(CHANGING) and self.noting is not None:
                params = list(params) if many else params
                self.noting.append((sql, params, many))
            else:
                self.end()
        return execute(sql, params, many, context)

    def take(self, make: Callable[..., Any], given: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
        """The function's result: written down again where the way is known, else made and noted."""
        if self.alone is not None and self.way is not None and self.alone != _others():
            self.end()
        if self.way is None or self.noting is not None:
            return make(*given, **named)
        step = (make, get_language(), told(given), told(named))
        try:
            known = self.known.get((self.way, step))
        except TypeError:  # something that has no hash
            return make(*given, **named)
        if not self.begun:
            self._from_the_first_key()
        if known is None:
            return self._make(step, make, given, named)
        _write(known)
        self.way = self._further(self.way, step)
        return _again(known.after, given)

    def _make(
        self, step: Hashable, make: Callable[..., Any], given: tuple[Any, ...], named: Mapping[str, Any]
    ) -> Any:
        way, before = self.way, [_inside(one) for one in given]
        noted: list[tuple[str, Any, bool]] = []
        self.noting = noted
        try:
            with _whole():
                made = make(*given, **named)
        except BaseException:
            self.end()
            raise
        if self.noting is not None:
            self.noting = None
            self.known[way, step] = Noted(noted, _after(made, given, before))
            self.way = self._further(way, step)
        return made

    def _further(self, way: int | None, step: Hashable) -> int:
        return self.ways.setdefault((way, step), len(self.ways))

    def _from_the_first_key(self) -> None:
        """PostgreSQL does not take sequences back with a transaction, so every test sets them back itself."""
        self.begun = True
        if connection.vendor != "postgresql":
            return
        with connection.cursor() as cursor:
            if not self.sequences:
                for statement in connection.ops.sequence_reset_sql(no_style(), apps.get_models()):
                    cursor.execute(statement)
                cursor.execute(SEQUENCES)
                self.sequences = cursor.fetchone()[0]
            cursor.execute(self.sequences)


KEEPER: Final = Keeper()


def kept(make: Callable[Asked, Made]) -> Callable[Asked, Made]:
    """Keep what this function does; it depends on nothing but its arguments and the database."""

    @wraps(make)
    def taken(*given: Asked.args, **named: Asked.kwargs) -> Made:
        made: Made = KEEPER.take(make, given, named)
        return made

    return taken


def told(value: Any) -> Hashable:
    """All that an argument says, to be compared."""
    inside = _inside(value)
    if inside is not None:
        return type(value), *(inside.get(name) for name in _names(value))
    if isinstance(value, Mapping):
        return tuple((told(key), told(one)) for key, one in value.items())
    if isinstance(value, list | tuple):
        return tuple(map(told, value))
    return type(value), value


def _names(value: Any) -> list[str]:
    if isinstance(value, Model):
        return [one.attname for one in value._meta.concrete_fields]
    return list(vars(value))


def _inside(value: Any) -> dict[str, Hashable] | None:
    """What is inside an object that a kept function may change."""
    if isinstance(value, Model):
        return {name: vars(value).get(name) for name in _names(value)}
    if isinstance(value, World):
        return {name: told(one) for name, one in vars(value).items()}
    return None


def _after(made: Any, given: tuple[Any, ...], before: list[dict[str, Hashable] | None]) -> bytes:
    """What is to be set again: the attributes that changed, and the result or which argument it is."""
    changed: list[dict[str, Any] | None] = []
    for one, was in zip(given, before, strict=True):
        now = _inside(one)
        if was is None or now is None:
            changed.append(None)
        elif isinstance(one, Model):
            changed.append(vars(one))
        else:
            changed.append({name: vars(one)[name] for name in now if now[name] != was.get(name)})
    same = next((number for number, one in enumerate(given) if one is made), None)
    return pickle.dumps((changed, same, None if same is not None else made), protocol=5)


def _again(after: bytes, given: tuple[Any, ...]) -> Any:
    changed, same, made = pickle.loads(after)  # noqa: S301 - written by this process
    for one, attributes in zip(given, changed, strict=True):
        if attributes is not None:
            vars(one).update(attributes)
    return made if same is None else given[same]


def _write(noted: Noted) -> None:
    """Send the statements as they were sent, past those who count and log queries."""
    with _whole(), connection.cursor() as wrapped:
        cursor: Any = wrapped.cursor
        if connection.vendor == "postgresql":
            if not noted.script and noted.statements:
                noted.script = ";\n".join(
                    cursor.mogrify(sql, one)
                    for sql, params, many in noted.statements
                    for one in (params if many else [params])
                )
            if noted.script:
                cursor.execute(noted.script)
            return
        for sql, params, many in noted.statements:
            (cursor.executemany if many else cursor.execute)(sql, params)


def _whole() -> AbstractContextManager[None]:
    """One transaction, also in a test that commits: what is taken back inside is then told as such."""
    return nullcontext() if connection.in_atomic_block else transaction.atomic()


def _others() -> Hashable:
    """Another value once another connection than this process's own has committed something."""
    with connection.cursor() as wrapped:
        cursor: Any = wrapped.cursor
        (version,) = cursor.execute("PRAGMA data_version").fetchone()
    return id(connection.connection), version


def begin(request: pytest.FixtureRequest, *, commits: bool) -> None:
    """Before a test: keep, unless it patches or builds on what another scope has written.

    Who else has committed only SQLite tells, so there a test that commits keeps too.
    """
    found = request._arg2fixturedefs
    patching = [one for ones in found.values() for one in ones if PATCHING in one.argnames]
    itself = PATCHING in request.node._fixtureinfo.argnames or any(one.params for one in patching)
    # One transaction is the test's own; a second would be a world of a wider scope.
    depth = len(connection.savepoint_ids) + connection.in_atomic_block
    fresh = connection.vendor == "sqlite" and not depth if commits else depth == 1
    if fresh and not itself:
        KEEPER.begin(tuple(sorted((one.baseid, one.argname) for one in patching)), commits=commits)
    else:
        KEEPER.end()


def _set(**_changed: object) -> None:
    KEEPER.end()


setting_changed.connect(_set)
