"""Which entries of the journal are events for other systems: every verb is weighed, none is forgotten."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path
from typing import Final

import pytest
from django.db import transaction

import ocop
from ocop.api.webhooks.events import (
    CHANGED,
    EVENTS,
    IMPORTED,
    MAKER,
    REISSUED,
    VERBS,
    Event,
    events_of,
    payload,
)
from ocop.evaluation.models import Dossier
from ocop.journal import verbs
from ocop.journal.actions import record
from ocop.journal.models import Entry
from ocop.places.models import Unit
from ocop.platform.actors import SYSTEM, Actor
from ocop.recognition.models import Certificate
from ocop.registry import actions
from ocop.registry.actions.takeover import TakeoverFacts, take_over
from ocop.registry.models import Producer, TakeoverKind
from tests.api.conftest import LATER
from tests.cast import NOW
from tests.world import World, consent_facts, producer_facts


def words(text: str) -> list[str]:
    return text.split()


PRIVATE: Final = frozenset(
    words(
        "access advice appeal appointment area baseline batch body case consent council duty factor flag "
        "identity interest invitation journal key linkage notices paper personal post problem profile "
        "recovery review round sample session sheet slot task team template trait user view webhook "
        "withdrawal"
    )
)
"""What verbs of these are about is no public record: nothing of it stands in `recognition.public`."""
BEFORE: Final = "a dossier is public only by the decision on it"
SILENT: Final = {
    **dict.fromkeys(
        (
            f"dossier.{one}"
            for one in words(
                "accepted blocked closed commune_report_saved convened correction_answered "
                "criterion_answered evidence_added evidence_described evidence_linked evidence_removed "
                "forwarded handed_back package_paper_entered paper_attached passed_on reevaluated "
                "regime_changed registration_saved result_notified returned revealed review_opened "
                "review_reopened review_reported round_changed samples_destroyed samples_labelled "
                "samples_opened samples_received samples_registered samples_returned samples_sent "
                "samples_shown section_answered self_report_saved sent_back sent_up sheets_reopened "
                "started test_answered test_asked test_dropped test_refused"
            )
        ),
        BEFORE,
    ),
    **dict.fromkeys(
        (
            f"{noun}.{one}"
            for noun in ("article", "event", "outlet")
            for one in ("entered", "changed", "published", "taken_back")
        ),
        "stands on pages of the portal, not in the interface",
    ),
    **dict.fromkeys(
        ("reform.carried_out", "succession.confirmed", "unit.renamed", "units.loaded", "region.assigned"),
        "the map changes by resolutions known long before; /units tells it for any day",
    ),
    **dict.fromkeys(("reform.changed", "reform.discarded", "reform.drafted"), "a draft changes no map"),
    **dict.fromkeys(
        ("wards.closed", "wards.opened"), "says who may take part from now on; no record tells it"
    ),
    **dict.fromkeys(
        ("lists.loaded", "lists.value_added", "lists.value_closed"), "words for codes, not records"
    ),
    **dict.fromkeys(
        ("credentials.key_made", "credentials.key_revoked"), "keys are read where they are published"
    ),
    "opendata.published": "once a day, under an address that stays",
    "producer.ended": "the public record of a producer does not say whether it takes part",
    "producer.resumed": "the same",
    "producer.registered": "a producer is public only by a recognised product",
    "producer.representative_ended": "who speaks for a producer is not public",
    "producer.representative_named": "the same",
    "producer.told_apart": "both stay as they were",
    "producer.year_saved": "figures of a business are not public",
    "product.opinion_recorded": "opinions of sectors are not public",
    "product.registered": "a product is public only once it is recognised",
    "product.told_apart": "both stay as they were",
    "product.year_reported": "figures of a business are not public",
}
"""Verbs about what may be public that are no events, and why not."""


def named() -> set[str]:
    return {verb for verb, _label in verbs.names()}


def test_every_verb_is_an_event_or_says_why_it_is_none() -> None:
    weighed = {verb for verb in named() if verb.partition(".")[0] not in PRIVATE}
    assert weighed == {*VERBS, *SILENT}
    assert not VERBS.keys() & SILENT.keys()


def test_nothing_is_recorded_under_a_verb_without_words() -> None:
    """A verb that nobody named would not have been weighed."""
    written = {
        verb
        for path in Path(ocop.__file__).parent.rglob("*.py")
        for verb in re.findall(r'verb="([a-z_]+\.[a-z_]+)"', path.read_text(encoding="utf-8"))
    }
    assert len(written) > 100
    assert written - named() == set()


def test_every_event_comes_of_some_verb() -> None:
    assert {kind for kinds in VERBS.values() for kind in kinds} == set(EVENTS)


def entry_of(verb: str, obj: Producer | Certificate | Dossier | Unit) -> Entry:
    with transaction.atomic():
        return record(actor=SYSTEM, verb=verb, obj=obj, before={}, after={}, now=LATER)


@pytest.mark.django_db
class TestSubjects:
    @pytest.fixture
    def certificate(self, world: World) -> Certificate:
        return world.certificate()

    def test_a_certificate_issued_anew(self, certificate: Certificate) -> None:
        (event,) = events_of(entry_of("certificate.reissued", certificate))
        assert event == Event(REISSUED, certificate.product.code)
        assert payload(event.kind, event.subject, NOW, LATER)["data"]["certificate"] == certificate.number

    def test_an_earlier_certificate_makes_its_decision_known(self, certificate: Certificate) -> None:
        kinds = [one.kind for one in events_of(entry_of("certificate.entered", certificate))]
        assert kinds == ["certificate.issued", "decision.published"]

    def test_a_producer(self, certificate: Certificate) -> None:
        producer = certificate.product.producer
        (event,) = events_of(entry_of("producer.updated", producer))
        assert event == Event(MAKER, producer.code)
        told = payload(event.kind, event.subject, NOW, LATER)["data"]
        assert (told["code"], told["name"]) == (producer.code, producer.name)
        assert told["url"].endswith(f"/api/v1/producers/{producer.code}")

    def test_a_producer_whose_products_were_moved(self, certificate: Certificate) -> None:
        found = events_of(entry_of("producer.placed", certificate.product.producer))
        assert found == [
            Event(MAKER, certificate.product.producer.code),
            Event(CHANGED, certificate.product.code),
        ]

    def test_a_producer_that_nobody_outside_knows_of(self, world: World) -> None:
        producer = world.a_product().producer
        assert events_of(entry_of("producer.updated", producer)) == []
        assert events_of(entry_of("registry.imported", producer.commune)) == []

    @pytest.mark.parametrize("days", [0, 30])
    def test_products_that_were_handed_on(
        self, world: World, certificate: Certificate, minh: Actor, days: int
    ) -> None:
        world.later(days=days)
        former = Producer.objects.get(pk=certificate.product.producer_id)
        successor = actions.register_producer(
            actor=minh,
            facts=producer_facts(name="Công ty Mường Hoa", kind="dn", tax_code=""),
            commune_code="03037",
            consent=consent_facts(),
            now=world.later(),
        )
        take_over(
            actor=minh,
            former_id=former.pk,
            successor_id=successor.pk,
            facts=TakeoverFacts(kind=TakeoverKind.TRANSFORMED, on=world.today, document="Biên bản 1"),
            former_version=former.version,
            successor_version=successor.version,
            now=world.later(),
        )
        found = events_of(Entry.objects.get(verb="producer.took_over"))
        assert found == [Event(MAKER, successor.code), Event(CHANGED, certificate.product.code)]

    def test_a_list_that_was_brought_in(self, certificate: Certificate) -> None:
        commune = certificate.product.commune
        country = Unit.objects.get(path="VN/")
        for unit, narrowed in ((country, ""), (commune, f"&commune={commune.code}")):
            (event,) = events_of(entry_of("registry.imported", unit))
            assert event == Event(IMPORTED, unit.code)
            url = payload(event.kind, event.subject, NOW, LATER)["data"]["url"]
            assert url.endswith(f"/api/v1/products?status=all{narrowed}")

    @pytest.mark.parametrize(("days", "told"), [(0, False), (-30, True)])
    def test_a_renewal_tells_something_only_after_the_last_day(
        self, certificate: Certificate, days: int, told: bool
    ) -> None:
        """Before it nobody outside learns that one was filed; after it the certificate is kept by it."""
        first = Dossier.objects.get(product=certificate.product_id)
        dossier = Dossier.objects.get(pk=first.pk)
        dossier.pk, dossier.kind, dossier.receipt_number = None, "renewal", ""
        dossier.standing_case = None
        dossier.save(force_insert=True)
        Certificate.objects.update(valid_to=LATER.date() + timedelta(days=days))
        found = events_of(entry_of("dossier.filed", dossier))
        assert found == ([Event(CHANGED, certificate.product.code)] if told else [])
        assert events_of(entry_of("dossier.withdrawn", first)) == []
