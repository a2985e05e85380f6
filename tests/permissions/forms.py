"""The forms of a page as a browser would send them: read from the page, filled where empty."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Final

NEVER_SENT: Final = frozenset({"submit", "button", "image", "reset", "file"})
TYPED: Final = "Chữ thử"


@dataclass(slots=True)
class Input:
    """One field. `choices` are the values it may take, empty for one that is typed."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    choices: list[str] = field(default_factory=list)
    required: bool = False


@dataclass(slots=True)
class Found:
    """A form of a page that is sent by POST."""

    action: str
    inputs: dict[str, Input] = field(default_factory=dict)

    def filled(self, typed: Mapping[str, str]) -> dict[str, list[str]]:
        """What is sent when what is compulsory is given, and `typed` over it; `*` takes the first choice."""
        sent: dict[str, list[str]] = {}
        for one in self.inputs.values():
            values = one.values
            if not values and one.required:
                values = [next((choice for choice in one.choices if choice), TYPED)]
            if values:
                sent[one.name] = list(values)
        first = {
            name: [choice for choice in self.inputs[name].choices if choice][:1]
            for name, value in typed.items()
            if value == "*"
        }
        return sent | {name: [value] for name, value in typed.items()} | first


class _Reader(HTMLParser):
    def __init__(self, page: str) -> None:
        super().__init__()
        self.page = page
        self.found: list[Found] = []
        self._form: Found | None = None
        self._select: Input | None = None
        self._area: Input | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = None
            if given.get("method", "").lower() == "post":
                self._form = Found(given.get("action", "") or self.page)
                self.found.append(self._form)
        elif self._form is not None and tag in {"input", "select", "textarea", "button"}:
            self._take(self._form, tag, given)
        elif tag == "option" and self._select is not None:
            self._select.choices.append(given.get("value", ""))
            if "selected" in given:
                self._select.values = [given.get("value", "")]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None

    def handle_data(self, data: str) -> None:
        if self._area is not None and data.strip():
            self._area.values = [data.strip("\n")]

    def _take(self, form: Found, tag: str, given: dict[str, str]) -> None:
        name, kind = given.get("name", ""), given.get("type", "text") if tag == "input" else tag
        if not name or kind in NEVER_SENT:
            return
        one = form.inputs.setdefault(name, Input(name, kind))
        one.required = one.required or "required" in given
        if tag == "select":
            self._select = one
        elif tag == "textarea":
            self._area = one
        elif kind in {"radio", "checkbox"}:
            one.choices.append(given.get("value", "on"))
            if "checked" in given:
                one.values.append(given.get("value", "on"))
        elif given.get("value"):
            one.values = [given["value"]]


def forms_of(page: str, html: str) -> Iterator[Found]:
    """The forms of a page that are sent by POST, apart from those of the frame around it."""
    reader = _Reader(page)
    reader.feed(html)
    for one in reader.found:
        one.inputs.pop("csrfmiddlewaretoken", None)
        yield one
