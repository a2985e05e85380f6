"""Opens addresses as people do, and says what came of it: the outcome, what was written, what was read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from ocop.journal.models import Entry
from tests.cast import browser_of
from tests.permissions.forms import Found, forms_of
from tests.permissions.people import PEOPLE
from tests.permissions.rows import Row, addresses
from tests.permissions.table import TABLE

if TYPE_CHECKING:
    from tests.permissions.world import Both, Things

ROWS: Final = {row.name: row for row in TABLE}
WRITING: Final = ("INSERT", "UPDATE", "DELETE", "REPLACE", "CREATE", "ALTER", "DROP", "TRUNCATE")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered. `written`: the statements that changed the database; `verbs`: the entries."""

    status: str
    content: bytes
    headers: Mapping[str, str]
    written: tuple[str, ...] = ()
    verbs: tuple[str, ...] = ()

    @property
    def text(self) -> str:
        """What can be read in it."""
        return self.content.decode(errors="replace")

    @property
    def is_page(self) -> bool:
        """Whether a browser shows it as a page: what htmx puts into one is none."""
        return self.content[:15].lower() == b"<!doctype html>"

    @property
    def outcome(self) -> str:
        """The word of the table for it."""
        sign_in = f"{reverse(settings.LOGIN_URL)}?next="
        away = self.status == "302" and self.headers.get("Location", "").startswith(sign_in)
        return "in" if away else self.status


class Walker:
    """Opens addresses as the people of the table, each in a browser of their own."""

    def __init__(self, both: Both) -> None:
        self.both = both
        self._read: dict[tuple[str, str], Answer] = {}
        self._forms: dict[tuple[str, str], list[Found]] = {}
        # Now, not when first asked for: what a test stores goes when it ends.
        self.browsers = {
            person: Client()
            if person == "public"
            else browser_of(both.actors[person], strong=person != "hang")
            for person in PEOPLE
        }

    def path(self, row: Row, things: Things | None = None) -> str:
        """The address of the row's object, of the own province unless said."""
        kwargs = (things or self.both.own).kwargs[row.of]
        return addresses()[row.name].path(kwargs) + row.query

    def read(self, person: str, row: Row) -> Answer:
        """What the person reads at the row's address; asked once, as reading changes nothing."""
        return self._page(person, self.path(row))

    def _page(self, person: str, path: str) -> Answer:
        key = (person, path)
        if key not in self._read:
            self._read[key] = self.open(person, "GET", path)
        return self._read[key]

    def filled(self, person: str, row: Row) -> dict[str, list[str]]:
        """The complete form for the row's address. Raises: LookupError."""
        return self.form(person, row).filled(row.filled)

    def form(self, person: str, row: Row) -> Found:
        """The form for the row's address, on the page that shows it to this person.

        Raises: LookupError when that page has no form for the address.
        """
        target = self.path(row).partition("?")[0]
        found = [one for one in self.forms(person, row) if one.action.partition("?")[0] == target]
        if not found:
            raise LookupError(f"{person} finds no form for {row.name} on {row.form or row.name}")
        return found[0]

    def forms(self, person: str, row: Row) -> list[Found]:
        """The forms of the page that holds the one for the row's address."""
        holder = ROWS[row.form] if row.form else row
        page = self.path(replace(holder, of=row.form_of or row.of))
        key = (person, page)
        if key not in self._forms:
            self._forms[key] = list(forms_of(page, self._page(person, page).text))
        return self._forms[key]

    def open(self, person: str, method: str, path: str, data: Mapping[str, Any] | None = None) -> Answer:
        """Send one request; whatever it changes is taken back."""
        client = self.browsers[person]
        cookies = dict(client.cookies)
        with statements() as written, transaction.atomic():
            before = _last_entry()
            response = client.generic(method, path) if data is None else client.post(path, data)
            verbs = tuple(Entry.objects.filter(seq__gt=before).order_by("seq").values_list("verb", flat=True))
            content = b"".join(response) if response.streaming else response.content
            transaction.set_rollback(True)
        client.cookies.clear()
        client.cookies.update(cookies)
        return Answer(
            str(response.status_code),
            content,
            dict(response.headers),
            tuple(written),
            verbs,
        )


@contextmanager
def statements() -> Iterator[list[str]]:
    """The statements of the block that change the database, savepoints apart."""
    found: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if sql.lstrip().upper().startswith(WRITING):
            found.append(sql)
        return execute(sql, params, many, context)

    with connection.execute_wrapper(note):
        yield found


def _last_entry() -> int:
    return Entry.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
