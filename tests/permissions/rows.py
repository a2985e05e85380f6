"""How a row of the table is read, and every address that the program answers at.

A cell such as ``"200 minh; 403 READERS; 404 *"`` says the outcome first, then for whom; who is named twice
gets the first. `*` is everybody signed in who is not named. Who is not signed in is led to sign in (``in``)
unless named, or unless the cell says ``all``, which is everybody. An empty cell means that the method is
refused (405) to everybody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Final

from django.urls import URLPattern, URLResolver, get_resolver

from tests.permissions.people import PEOPLE, names

Converters = dict[str, Any]
"""Django's converters by the word of the route they read; they share no base class."""

OUTCOMES: Final = frozenset({"200", "302", "307", "400", "401", "403", "404", "409", "422", "in"})
FEW: Final = ("public", "guest", "lan", "hoa", "quan")
REFUSALS: Final = frozenset({"403", "404", "in"})


@dataclass(frozen=True, slots=True)
class Row:
    """What an address answers to each person.

    `of`: which object of the world the address is about. `get`, `post`: the cells; `post` with an empty form.
    `done`: for whom a filled-in form works, which leaves one entry with `verb`; empty where it leaves none.
    `form`: the address whose page holds the form, when not this one, and `form_of` what that page is about.
    `filled`: what is typed where the form begins empty, `*` for the first box of a list. `query`: what stands
    after the question mark. `delete`: the outcome of that method, which pages do not know.
    """

    name: str
    of: str = ""
    get: str = ""
    post: str = ""
    done: str = ""
    verb: str = ""
    form: str = ""
    form_of: str = ""
    filled: Mapping[str, str] = field(default_factory=dict)
    query: str = ""
    delete: str = "405"

    def expected(self, method: str) -> dict[str, str]:
        """The outcome by person. Raises: ValueError when the cell cannot be read or leaves somebody out."""
        cell = {"GET": self.get, "HEAD": self.get, "POST": self.post}.get(method, "")
        return read(cell) if cell else dict.fromkeys(PEOPLE, "405")

    def tried(self, method: str) -> dict[str, str]:
        """The outcomes worth trying: where all get the same, those of a few people."""
        cell = self.get if method == "GET" else self.post
        expected = self.expected(method)
        few = not cell or len(cell.split()) == 2
        return {person: expected[person] for person in FEW} if few else expected


def read(cell: str) -> dict[str, str]:
    """The outcome by person that a cell says. Raises: ValueError."""
    found: dict[str, str] = {}
    rest = ""
    for part in cell.split(";"):
        outcome, _, words = part.strip().partition(" ")
        if outcome not in OUTCOMES or not words:
            raise ValueError(f"not an outcome and people: {part!r}")
        if words == "all":
            return dict.fromkeys(PEOPLE, outcome)
        if words.endswith("*"):
            rest, words = outcome, words[:-1]
        for person in names(words):
            found.setdefault(person, outcome)
    found.setdefault("public", "in")
    left = PEOPLE.keys() - found.keys()
    if left and not rest:
        raise ValueError(f"nothing is said of {', '.join(sorted(left))}: {cell!r}")
    return found | dict.fromkeys(left, rest)


@dataclass(frozen=True, slots=True)
class Address:
    """One pattern of the resolver. `name` is unique: the route itself where two patterns share a name."""

    name: str
    route: str
    wants: frozenset[str]

    def path(self, kwargs: Mapping[str, object]) -> str:
        """The address of an object, from the route itself: two patterns may share a name."""
        pattern = _patterns()[self.name]
        text = "/" + self.route
        for word, converter in pattern.items():
            start = text.index("<")
            text = text[:start] + converter.to_url(kwargs[word]) + text[text.index(">") + 1 :]
        return text


@cache
def addresses() -> dict[str, Address]:
    """Every address by its name, in the order of the resolver."""
    return {
        name: Address(name, route, frozenset(_patterns()[name]))
        for name, route, _converters in _walk(get_resolver(), "", "")
    }


@cache
def _patterns() -> dict[str, Converters]:
    return {name: converters for name, _route, converters in _walk(get_resolver(), "", "")}


def _walk(resolver: URLResolver, space: str, before: str) -> Iterator[tuple[str, str, Converters]]:
    seen: set[str] = set()
    for one in resolver.url_patterns:
        route = before + str(one.pattern)
        if isinstance(one, URLResolver):
            inner = f"{space}{one.namespace}:" if one.namespace else space
            yield from _walk(one, inner, route)
        elif isinstance(one, URLPattern):
            name = f"{space}{one.name}" if one.name else route
            if name in seen:
                name = route
            seen.add(name)
            yield name, route, _converters(resolver, one)


def _converters(resolver: URLResolver, pattern: URLPattern) -> Converters:
    return {**resolver.pattern.converters, **pattern.pattern.converters}
