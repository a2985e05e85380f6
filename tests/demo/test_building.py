"""The demonstration holds what it promises, and came about by the programme's own actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.db import transaction
from pytest_django.plugin import DjangoDbBlocker

from ocop.demo import goods, people
from ocop.demo.building import build
from ocop.evaluation.models import Dossier, Sheet
from ocop.journal import queries as journal
from ocop.journal.models import Entry
from ocop.people.models import User
from ocop.places.actions import load_units
from ocop.platform.clock import local_day
from ocop.recognition.models import Certificate
from ocop.recognition.queries import status

pytestmark = pytest.mark.slow

NOW = datetime(2026, 11, 22, 2, 0, tzinfo=UTC)
FAR = datetime(2031, 3, 3, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(request: pytest.FixtureRequest) -> Iterator[None]:
    """The demonstration, built once for this file and rolled back after it."""
    request.getfixturevalue("django_db_setup")
    blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock(), transaction.atomic():
        load_units(now=NOW)
        build(NOW)
        yield
        transaction.set_rollback(True)


@pytest.mark.usefixtures("built")
def test_every_state_has_a_dossier() -> None:
    wanted = {item.state for item in goods.GOODS} - {"withdrawn_certificate"}
    assert set(Dossier.objects.filter().values_list("state", flat=True)) == wanted


@pytest.mark.usefixtures("built")
def test_a_council_is_in_the_middle_of_scoring() -> None:
    sheets = Sheet.objects.filter(case__dossier__state="scoring", case__council__unit__code=people.LAO_CAI)
    assert Counter(sheets.values_list("state", flat=True)) == {"sealed": 6, "draft": 6}


@pytest.mark.usefixtures("built")
def test_certificates_stand_and_one_is_withdrawn() -> None:
    states = Counter(
        status(certificate, local_day(NOW)).state for certificate in Certificate.objects.filter()
    )
    assert states == {"valid": 9, "withdrawn": 1}


@pytest.mark.usefixtures("built")
def test_the_stars_are_those_that_were_meant() -> None:
    meant = {item.name: item.stars for item in goods.GOODS if item.state == "recognised"}
    found = Certificate.objects.filter(product__name__in=meant).values_list("product__name", "stars")
    assert dict(found) == meant


@pytest.mark.usefixtures("built")
def test_the_journal_is_whole() -> None:
    assert journal.verify().why == ""


@pytest.mark.usefixtures("built")
def test_everyone_printed_can_sign_in_and_nobody_else() -> None:
    logins = {login for _what, login, _password in people.LOGINS}
    able = {user.login for user in User.objects.filter() if user.has_usable_password()}
    assert able == logins
    _what, login, password = people.LOGINS[0]
    assert User.objects.get(login=login).check_password(password)


@pytest.mark.django_db
def test_years_from_now_it_still_builds() -> None:
    load_units(now=FAR)
    build(FAR)
    assert Certificate.objects.filter().exists()


@pytest.mark.usefixtures("built")
def test_nothing_in_it_lies_in_the_future() -> None:
    assert max(Entry.objects.filter().values_list("at", flat=True)) <= NOW
