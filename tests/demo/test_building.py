"""The demonstration holds what it promises, and came about by the programme's own actions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from pytest_django.plugin import DjangoDbBlocker

from ocop.demo import goods, people
from ocop.demo.building import build
from ocop.evaluation.models import Dossier, Sheet
from ocop.journal import queries as journal
from ocop.journal.models import Entry
from ocop.journal.verbs import label_of, label_of_object
from ocop.people.models import User
from ocop.places.actions import load_units
from ocop.platform.actors import SYSTEM
from ocop.platform.clock import local_day
from ocop.programme.actions import load_lists
from ocop.recognition.models import Certificate, HandingBack
from ocop.recognition.queries import status
from ocop.registry import gates, papers
from ocop.registry.goods import sides
from ocop.registry.models import Product
from ocop.rounds.models import Session
from tests.demo.demonstration import MOMENT as NOW
from tests.demo.demonstration import demonstration, the_country

# One process builds the demonstration for all of them.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("demo")]

FAR = datetime(2031, 3, 3, 2, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def built(request: pytest.FixtureRequest) -> Iterator[None]:
    """The demonstration, built once for this file and rolled back after it."""
    request.getfixturevalue("django_db_setup")
    blocker: DjangoDbBlocker = request.getfixturevalue("django_db_blocker")
    with blocker.unblock(), the_country():
        demonstration()
        yield


@pytest.mark.usefixtures("built")
def test_every_state_has_a_dossier() -> None:
    wanted = {item.state for item in goods.GOODS} - {"withdrawn_certificate", "at_ministry", "handed_back"}
    assert set(Dossier.objects.filter().values_list("state", flat=True)) == wanted


@pytest.mark.usefixtures("built")
def test_the_ministry_holds_one_dossier_after_its_council_and_has_handed_another_back() -> None:
    named = {item.state: item.name for item in goods.GOODS}
    held = Dossier.objects.get(product__name=named["at_ministry"])
    back = Dossier.objects.get(product__name=named["handed_back"])
    assert (held.state, held.level) == ("closed", "centre")
    assert (back.state, back.level) == ("closed", "province")
    assert HandingBack.objects.get().dossier == back


@pytest.mark.usefixtures("built")
def test_a_council_is_in_the_middle_of_scoring() -> None:
    sheets = Sheet.objects.filter(case__dossier__state="scoring", case__council__unit__code=people.LAO_CAI)
    assert Counter(sheets.values_list("state", flat=True)) == {"sealed": 13, "draft": 19}


@pytest.mark.usefixtures("built")
def test_the_council_has_a_day_behind_it_and_one_under_way() -> None:
    ended, under_way = Session.objects.order_by("starts_at")
    assert ended.ended_at is not None
    assert ended.slots.count() == len(goods.ENDED_DAY)
    assert under_way.ended_at is None
    assert local_day(under_way.starts_at) == local_day(NOW)
    states = under_way.slots.values_list("dossier__state", flat=True)
    assert Counter(states) == {"closed": 4, "revealed": 1, "scoring": 5}


@pytest.mark.usefixtures("built")
def test_certificates_stand_and_some_have_ended_in_each_way() -> None:
    states = Counter(
        status(certificate, local_day(NOW)).state for certificate in Certificate.objects.filter()
    )
    carried_over = Certificate.objects.filter(dossier=None).count()
    assert carried_over == len(goods.EARLIER)
    assert states == {
        "valid": 12,
        "expiring": 1,
        "expired": 1,
        "upgraded": 1,
        "withdrawn": 1,
        "removed": 1,
    }


@pytest.mark.usefixtures("built")
def test_the_stars_are_those_that_were_meant() -> None:
    meant = {item.name: item.stars for item in goods.GOODS if item.state == "recognised"}
    found = Certificate.objects.filter(product__name__in=meant).values_list("product__name", "stars")
    assert dict(found) == meant


@pytest.mark.usefixtures("built")
def test_the_journal_is_whole() -> None:
    assert journal.verify().why == ""


@pytest.mark.usefixtures("built")
def test_every_act_and_every_kind_of_object_in_it_has_words() -> None:
    named = Entry.objects.filter().values_list("verb", "object_type").distinct()
    unnamed = {
        word
        for verb, kind in named
        for word, label in ((verb, label_of(verb)), (kind, label_of_object(kind)))
        if word == label
    }
    assert unnamed == set()


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
    load_lists(now=FAR)
    build(FAR)
    assert Certificate.objects.filter().exists()


@pytest.mark.usefixtures("built")
def test_nothing_in_it_lies_in_the_future() -> None:
    assert max(Entry.objects.filter().values_list("at", flat=True)) <= NOW


@pytest.mark.usefixtures("built")
def test_papers_lapse_are_lacking_and_one_product_is_told_whole() -> None:
    today = local_day(NOW)
    assert papers.lapsing(SYSTEM, by=today + timedelta(days=90)).exists()
    assert papers.lacking(SYSTEM, gates.gates()[0], today).exists()
    whole = [one for one in Product.objects.filter() if sum(side.told for side in sides(one)) >= 8]
    assert len(whole) == 1
