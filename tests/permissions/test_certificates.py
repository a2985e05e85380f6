"""A certificate in each of its states and with each number of stars: who may withdraw it, and when.

The law gives 3 and 4 stars to the province and 5 to the ministry (Điều 8, 26/2026); everybody else is refused
with a reason, and what has ended is not ended again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from typing import Final

import pytest
from django.db import transaction

from ocop.platform import clock
from ocop.recognition import queries
from ocop.recognition.models import Certificate, CertificateEvent, EventKind
from tests.permissions.people import PEOPLE, names
from tests.permissions.rows import addresses
from tests.permissions.test_matrix import Mismatch, told
from tests.permissions.walking import Walker

pytestmark = [pytest.mark.django_db, pytest.mark.slow]

WITHDRAWN_BY: Final = {3: "hoa cuc", 4: "hoa cuc", 5: "thu"}


def _lasting(issued: int, left: int) -> Callable[[Certificate, date], None]:
    """Issued so many days ago, and holding for so many days more."""

    def make(certificate: Certificate, today: date) -> None:
        days = {"issued_on": today - timedelta(issued), "valid_to": today + timedelta(left)}
        Certificate.objects.filter(pk=certificate.pk).update(**days)

    return make


def _ended(kind: EventKind) -> Callable[[Certificate, date], None]:
    def make(certificate: Certificate, today: date) -> None:
        CertificateEvent.objects.create(
            certificate=certificate,
            kind=kind,
            on=today,
            ground="other",
            reason="Đã hết",
            recorded_at=clock.now(),
        )

    return make


STATES: Final[dict[str, Callable[[Certificate, date], None]]] = {
    "valid": _lasting(10, 1000),
    "expiring": _lasting(945, 150),
    "expired": _lasting(2000, -900),
    "upgraded": _ended(EventKind.UPGRADED),
    "replaced": _ended(EventKind.REPLACED),
    "withdrawn": _ended(EventKind.WITHDRAWN),
    "removed": _ended(EventKind.REMOVED),
}
ENDED: Final = frozenset({"upgraded", "replaced", "withdrawn", "removed"})


@contextmanager
def certificate_in(walker: Walker, state: str, stars: int) -> Iterator[Certificate]:
    """The certificate of the table in another state; put back afterwards."""
    today = clock.today()
    with transaction.atomic():
        certificate = Certificate.objects.get(pk=walker.both.own.kwargs["certificate"]["pk"])
        Certificate.objects.filter(pk=certificate.pk).update(stars=stars)
        STATES[state](certificate, today)
        certificate = Certificate.objects.select_related("product").get(pk=certificate.pk)
        assert queries.status(certificate, today).state == state
        yield certificate
        transaction.set_rollback(True)


def test_a_certificate_is_withdrawn_by_the_level_that_may_while_it_has_not_ended(walker: Walker) -> None:
    wrong: list[Mismatch] = []
    for state in STATES:
        for stars, doers in WITHDRAWN_BY.items():
            with certificate_in(walker, state, stars) as certificate:
                path = addresses()["recognition:withdraw"].path({"pk": certificate.pk})
                typed = {
                    "version": str(certificate.version),
                    "ground": "law_breach",
                    "decision_number": "9/QĐ-UBND",
                    "decided_on": clock.today().strftime("%d/%m/%Y"),
                    "reason": "Vi phạm",
                    "confirmed": "1",
                }
                for person in PEOPLE:
                    got = walker.open(person, "POST", path, typed)
                    if person in names(doers):
                        expected = ("409", ()) if state in ENDED else ("302", ("certificate.withdrawn",))
                    else:
                        expected = ("in" if person == "public" else "403", ())
                    if (got.outcome, got.verbs) != expected:
                        wrong.append(
                            (f"{stars} {state}", "POST", person, str(expected), f"{got.outcome} {got.verbs}")
                        )
    assert not wrong, told(wrong)


def test_the_public_page_of_a_product_says_in_which_state_its_certificate_is(walker: Walker) -> None:
    """The page behind the QR is open to everybody in every state, and is another one in each."""
    pages = set()
    for state in STATES:
        with certificate_in(walker, state, 4) as certificate:
            path = addresses()["portal:status"].path({"code": certificate.product.code})
            got = walker.open("public", "GET", path)
            assert got.outcome == "200"
            assert not got.written
            pages.add(got.text)
    assert len(pages) == len(STATES)
