"""Reading the journal: is it whole, what happened to an object, and a copy for outsiders."""

from __future__ import annotations

import hmac
from collections.abc import Iterator, Mapping
from pathlib import Path

from django.db import models

from ocop.journal.canonical import moment, salted_digest
from ocop.journal.models import Entry, Erasable, Head
from ocop.journal.verify_export import FIRST_PREVIOUS, Row, Verdict, canonical, check

CHUNK = 2000


def row_of(entry: Entry) -> Row:
    """An entry as it stands in an export: nothing in it is personal data."""
    return {
        "seq": entry.seq,
        "at": moment(entry.at),
        "actor_id": entry.actor_id,
        "actor_digest": entry.actor_digest,
        "role": entry.role,
        "unit_code": entry.unit_code,
        "verb": entry.verb,
        "object_type": entry.object_type,
        "object_id": entry.object_id,
        "before_digest": entry.before_digest,
        "after_digest": entry.after_digest,
        "reason": entry.reason,
        "regime": entry.regime,
        "previous": entry.previous,
        "digest": entry.digest,
    }


def rows() -> Iterator[Row]:
    """Every entry, oldest first, without holding them all in memory."""
    for entry in Entry.objects.order_by("seq").iterator(chunk_size=CHUNK):
        yield row_of(entry)


def head() -> str:
    """The digest of the last entry as the writers know it; once it is published, no cut goes unseen."""
    digest = Head.objects.values_list("digest", flat=True).first()
    return FIRST_PREVIOUS if digest is None else digest


def verify(*, expected_head: str = "") -> Verdict:
    """Walk the whole chain; `why` is empty when every entry fits.

    The end is compared with the writers' own head, and, when given, with a head published earlier.
    """
    verdict = check(rows, expected_head=expected_head)
    known = Head.objects.first()
    if verdict.why or known is None or known.digest == verdict.head:
        return verdict
    why, seq = ("inserted", known.seq + 1) if known.seq < verdict.entries else ("cut", verdict.entries + 1)
    return verdict._replace(why=why, seq=seq)


def export(path: Path) -> int:
    """Write the journal as JSON lines; returns how many entries. `verify_export.py` checks the file."""
    count = 0
    with path.open("wb") as file:
        for row in rows():
            file.write(canonical(row) + b"\n")
            count += 1
    return count


def for_object(obj: models.Model) -> models.QuerySet[Entry]:
    """The history of an object, oldest first. The caller must have got the object through `visible_to`."""
    return (
        Entry.objects.filter(object_type=obj._meta.label_lower, object_id=str(obj.pk))
        .select_related("erasable")
        .order_by("seq")
    )


def proves(
    entry: Entry, *, before: Mapping[str, object] | None = None, after: Mapping[str, object] | None = None
) -> bool:
    """Whether these values are those of the entry. Once its salt is erased nothing can be proved: False."""
    try:
        salt = entry.erasable.salt
    except Erasable.DoesNotExist:
        return False
    claims = [(before, entry.before_digest), (after, entry.after_digest)]
    return all(
        hmac.compare_digest(salted_digest(values, salt=salt), digest)
        for values, digest in claims
        if values is not None
    )
