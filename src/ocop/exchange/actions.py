"""Bringing a whole list into the register: looked at first, then all of it or nothing."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256
from typing import TYPE_CHECKING, Final

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ocop.exchange import rules
from ocop.exchange.checking import check
from ocop.exchange.columns import TITLES
from ocop.exchange.differences import Differences, Status, compare
from ocop.exchange.storing import write
from ocop.journal.actions import record
from ocop.places.models import COUNTRY_CODE, Unit
from ocop.platform import bulk
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, Stale, require

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from ocop.exchange.checking import Checked
    from ocop.exchange.sheets import Sheet
    from ocop.platform.actors import Actor

LOCK: Final = "registry.import"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an import did: the rows by status, and its journal entry; None where nothing was new."""

    differences: Differences
    entry: int | None


class RowsRefused(Conflict):
    """Some rows can't be taken, so nothing was written; `differences` says which and why."""

    def __init__(self, differences: Differences) -> None:
        super().__init__(
            _("Nothing was written: %(count)s cells must be corrected first.")
            % {"count": len(differences.faults)}
        )
        self.differences = differences


def dry_run(*, actor: Actor, sheet: Sheet, now: datetime) -> Differences:
    """What an import of this sheet would do now; writes nothing. Raises: Denied."""
    require(rules.can_import(actor, sheet.kind))
    return compare(check(actor, sheet, local_day(now)))


def carry_out(
    *,
    actor: Actor,
    sheet: Sheet,
    file_digest: str,
    expected: str | None,
    now: datetime,
    tell: Callable[[Differences], None] = lambda _found: None,
) -> Outcome:
    """Bring a sheet into the register: one transaction, all rows or none, one journal entry.

    `file_digest` is the SHA-256 of the file as it came; `expected` the digest of the dry run that was shown,
    None where none was. `tell` hears what will be written before it is. A list in which everything is stored
    already writes nothing, not even an entry.

    What is written about a producer is taken as a correction of it: no earlier state is kept (decision 0026).

    Raises: Denied; RowsRefused with every fault; Stale when the register changed since the dry run.
    """
    try:
        return _carry_out(actor, sheet, file_digest, expected, now, tell)
    except IntegrityError as error:
        raise Stale(
            _("Somebody else wrote the same records just now. Nothing was written: check the file again.")
        ) from error


@transaction.atomic
def _carry_out(
    actor: Actor,
    sheet: Sheet,
    file_digest: str,
    expected: str | None,
    now: datetime,
    tell: Callable[[Differences], None],
) -> Outcome:
    require(rules.can_import(actor, sheet.kind))
    bulk.alone(LOCK)
    checked = check(actor, sheet, local_day(now), lock=True)
    found = compare(checked)
    if expected is not None and found.digest != expected:
        raise Stale(_("The register changed after you looked at the differences. Look at them again first."))
    if not found.may_be_carried_out:
        raise RowsRefused(found)
    counts = found.counts
    if not counts["new"] and not counts["changed"]:
        return Outcome(found, None)
    tell(found)
    write(actor=actor, checked=checked, found=found, now=now)
    books = sorted({book for book in checked.rows.column("regime") if book})
    entry = record(
        actor=actor,
        verb="registry.imported",
        obj=_place(actor),
        before={"rows": _digest(checked, found, before=True)},
        after={
            "kind": found.kind.value,
            "file": file_digest,
            "new": counts["new"],
            "changed": counts["changed"],
            "unchanged": counts["unchanged"],
            "rows": _digest(checked, found, before=False),
            "regimes": books,
        },
        reason=_reason(found, file_digest, books),
        regime=books[0] if len(books) == 1 else "",
        now=now,
    )
    return Outcome(found, entry.seq)


def _place(actor: Actor) -> Unit:
    """The unit whose list it is: that of the actor, the country for the system."""
    if actor.unit_path:
        return Unit.objects.visible_to(actor).get(path=actor.unit_path)
    return Unit.objects.visible_to(actor).get(code=COUNTRY_CODE, valid_to=None)


def _reason(found: Differences, file_digest: str, books: list[str]) -> str:
    """What the chain says in the clear: it names nobody."""
    facts = {
        "kind": TITLES[found.kind],
        "new": found.counts["new"],
        "changed": found.counts["changed"],
        "unchanged": found.counts["unchanged"],
        "file": file_digest,
        "regimes": ", ".join(books),
    }
    text = _("List: %(kind)s. %(new)s new, %(changed)s changed, %(unchanged)s unchanged.")
    rulebooks = _("Rulebooks: %(regimes)s.") if books else ""
    digest = _("SHA-256 of the file: %(file)s.")
    return " ".join(str(part % facts) for part in (text, rulebooks, digest) if part)


def _digest(checked: Checked, found: Differences, *, before: bool) -> str:
    """SHA-256 over what the written rows said before or say after."""
    told = sha256()
    written = [at for at, status in enumerate(found.statuses) if status in {Status.NEW, Status.CHANGED}]
    for part in checked.parts:
        if before:
            stored = checked.stored[part.name].values
            told.update(repr([stored[at] for at in written if stored[at] is not None]).encode())
        else:
            for key in part.columns:
                cells = checked.cells(key)
                told.update(repr([cells[at] for at in written]).encode())
    return told.hexdigest()
