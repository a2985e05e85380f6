"""Keys are issued and revoked by administrators, for systems and not for people."""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.urls import reverse
from pytest_django import DjangoAssertNumQueries

from ocop.access.models import Identity
from ocop.access.standing import Standing
from ocop.api import actions, queries
from ocop.api.actions import KeyFacts
from ocop.api.models import Delivery, Key, Webhook
from ocop.api.scopes import READ
from ocop.api.secrets_of_keys import actor_of, known
from ocop.api.webhooks import delivering
from ocop.notices.models import Message
from ocop.people.models import Appointment, User
from ocop.people.roles import ADMIN, MINISTRY_OFFICER, PROVINCE_ADMIN
from ocop.places.models import Unit
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied
from tests.api.conftest import LATER, Program, a_key, a_system
from tests.cast import TODAY, ClientOf, elevated, no_entry, one_entry, person, user_of

pytestmark = pytest.mark.django_db


def facts(office: Appointment | None = None, **changed: object) -> KeyFacts:
    given: dict[str, object] = {
        "name": "Một cửa Lào Cai",
        "contact": "Nguyễn Văn A",
        "scopes": (READ,) if office else (),
        "until": LATER.date() + timedelta(days=30),
        "appointment_id": office.pk if office else None,
        **changed,
    }
    return KeyFacts(**given)  # type: ignore[arg-type] # the keys are those of the facts


class TestIssuing:
    def test_the_secret_is_given_once_and_only_its_digest_kept(
        self, linh: Actor, office: Appointment
    ) -> None:
        with one_entry("key.issued"):
            key, secret = actions.issue_key(actor=linh, facts=facts(office), now=LATER)
        assert known(secret, LATER) == key
        assert secret not in str(vars(Key.objects.get()))
        actor = actor_of(key)
        assert (actor.role, actor.unit_code) == ("province_officer", "15")
        assert actor.rights == {"producer.read", "product.read"}
        assert not actor.elevated

    def test_a_key_without_an_office_belongs_to_the_unit_of_who_issues_it(
        self, linh: Actor, lao_cai: Unit
    ) -> None:
        key, _secret = actions.issue_key(actor=linh, facts=facts(), now=LATER)
        assert (key.unit, actor_of(key).role, actor_of(key).rights) == (lao_cai, "public", frozenset())

    def test_only_after_confirming(self, lao_cai: Unit) -> None:
        hasty = person("0912000020", "Phan Thị Linh", PROVINCE_ADMIN, lao_cai)
        with no_entry(), pytest.raises(Denied) as refusal:
            actions.issue_key(actor=hasty, facts=facts(), now=LATER)
        assert refusal.value.url

    @pytest.mark.parametrize("who", ["hoa", "minh", "lan", "thu", "an"])
    def test_by_nobody_but_administrators(self, request: pytest.FixtureRequest, who: str) -> None:
        with no_entry(), pytest.raises(Denied):
            actions.issue_key(actor=elevated(request.getfixturevalue(who)), facts=facts(), now=LATER)

    def test_not_for_a_person_who_signs_in(self, linh: Actor, office: Appointment) -> None:
        user = User.objects.get(pk=office.user_id)
        user.set_password("mat-khau-cua-toi")
        user.save()
        with no_entry(), pytest.raises(Denied):
            actions.issue_key(actor=linh, facts=facts(office), now=LATER)

    def test_not_for_a_person_who_signs_in_by_the_national_account(
        self, linh: Actor, office: Appointment
    ) -> None:
        assert office in queries.offices_for_systems(linh, TODAY)
        Identity.objects.create(user=office.user, issuer="https://id.example", subject="1", linked_at=LATER)
        assert office not in queries.offices_for_systems(linh, TODAY)
        with no_entry(), pytest.raises(Denied):
            actions.issue_key(actor=linh, facts=facts(office), now=LATER)

    def test_not_for_an_office_one_could_not_give(self, linh: Actor, places: Unit, bao_lam: Unit) -> None:
        wide = a_system(places, MINISTRY_OFFICER, "bo@example.vn")
        far = a_system(bao_lam, "commune_officer", "xa@example.vn")
        for office in (wide, far):
            with no_entry(), pytest.raises((Denied, Appointment.DoesNotExist)):
                actions.issue_key(actor=linh, facts=facts(office), now=LATER)

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"name": " "}, "name"),
            ({"contact": ""}, "contact"),
            ({"scopes": ("all",)}, "scopes"),
            ({"scopes": (READ,), "appointment_id": None}, "appointment_id"),
            ({"until": LATER.date() - timedelta(days=1)}, "until"),
            ({"until": LATER.date() + timedelta(days=367)}, "until"),
        ],
    )
    def test_what_is_wrong_is_told_by_field(
        self, linh: Actor, office: Appointment, changed: dict[str, object], field: str
    ) -> None:
        with no_entry(), pytest.raises(ValidationError) as refusal:
            actions.issue_key(actor=linh, facts=facts(office, **changed), now=LATER)
        assert list(refusal.value.message_dict) == [field]


class TestRevoking:
    def test_it_ends_at_once_with_its_webhooks(self, linh: Actor, office: Appointment) -> None:
        key, secret = a_key(office.unit, office)
        hook, _hidden = actions.subscribe(
            key=key, url="https://example.vn/x", events=["product.changed"], now=LATER
        )
        with one_entry("key.revoked"):
            actions.revoke_key(actor=linh, key_id=key.pk, reason="Hết hợp đồng", now=LATER)
        hook.refresh_from_db()
        assert known(secret, LATER) is None
        assert hook.ended_at == LATER
        with no_entry(), pytest.raises(Conflict):
            actions.revoke_key(actor=linh, key_id=key.pk, reason="Lần nữa", now=LATER)

    @pytest.mark.parametrize(("by_another", "webhooks", "told"), [(True, 2, 1), (True, 0, 0), (False, 2, 0)])
    def test_whoever_issued_it_learns_that_another_ended_its_webhooks(
        self, linh: Actor, hoa: Actor, lao_cai: Unit, by_another: bool, webhooks: int, told: int
    ) -> None:
        key, _secret = a_key(lao_cai)
        Key.objects.filter(pk=key.pk).update(issued_by=user_of(hoa if by_another else linh))
        for _hook in range(webhooks):
            actions.subscribe(key=key, url="https://example.vn/x", events=["product.changed"], now=LATER)
        actions.revoke_key(actor=linh, key_id=key.pk, reason="Hết hợp đồng", now=LATER)
        messages = Message.objects.filter(template="webhook_revoked", user=user_of(hoa))
        assert messages.count() == Message.objects.count() == told

    def test_another_provinces_key_is_not_there(self, linh: Actor, cao_bang: Unit) -> None:
        key, _secret = a_key(cao_bang)
        with no_entry(), pytest.raises(Key.DoesNotExist):
            actions.revoke_key(actor=linh, key_id=key.pk, reason="x", now=LATER)

    def test_why_is_asked(self, linh: Actor, lao_cai: Unit) -> None:
        key, _secret = a_key(lao_cai)
        with no_entry(), pytest.raises(ValidationError):
            actions.revoke_key(actor=linh, key_id=key.pk, reason=" ", now=LATER)


class TestPages:
    def test_an_administrator_issues_a_key_and_sees_it_once(
        self, quan: Actor, office: Appointment, client_of: ClientOf
    ) -> None:
        browser = client_of(quan)
        page = browser.get(reverse("api:new_key"))
        assert f'value="{office.pk}"' in page.content.decode()
        sent = {
            "name": "Sàn thương mại",
            "contact": "Trần B",
            "appointment_id": str(office.pk),
            "scopes": [READ],
            "until": "01/03/2027",
        }
        assert browser.post(reverse("api:new_key"), sent).status_code == 403
        session = browser.session
        Standing.of(session).elevated(LATER + timedelta(minutes=5)).store(session)
        session.save()
        with one_entry("key.issued"):
            issued = browser.post(reverse("api:new_key"), sent).content.decode()
        key = Key.objects.get()
        secret = issued.partition(f"ocop_{key.prefix}_")[2][:43]
        assert known(f"ocop_{key.prefix}_{secret}", LATER) == key
        assert secret not in browser.get(reverse("api:key", args=[key.pk])).content.decode()

    def test_revoking_asks_why_and_shows_that_it_is_over(
        self, quan: Actor, lao_cai: Unit, client_of: ClientOf
    ) -> None:
        browser = client_of(quan)
        key, _secret = a_key(lao_cai)
        path = reverse("api:revoke", args=[key.pk])
        assert browser.post(path, {"reason": ""}).status_code == 200
        assert browser.post(path, {"reason": "Lộ khóa"}).status_code == 302
        page = browser.get(reverse("api:key", args=[key.pk])).content.decode()
        assert path not in page

    def test_the_list_and_the_page_of_a_key(
        self,
        quan: Actor,
        lao_cai: Unit,
        client_of: ClientOf,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        browser = client_of(quan)
        key, secret = a_key(lao_cai)
        page = browser.get(reverse("api:key", args=[key.pk])).content.decode()
        assert key.name in page
        assert key.prefix in page
        assert secret not in page
        browser.get(reverse("api:keys"))
        for rows in (1, 3, 50):
            while Key.objects.count() < rows:
                a_key(lao_cai)
            with django_assert_num_queries(4):
                assert browser.get(reverse("api:keys")).status_code == 200

    def test_the_page_of_a_key_says_of_which_webhooks_nothing_comes_any_more(
        self, quan: Actor, lao_cai: Unit, client_of: ClientOf
    ) -> None:
        browser, (key, _secret) = client_of(quan), a_key(lao_cai)
        path = reverse("api:key", args=[key.pk])
        url, words = "https://example.vn/ocop", "không gửi gì nữa"
        actions.subscribe(key=key, url=url, events=["product.changed"], now=LATER)
        assert words not in browser.get(path).content.decode()
        Key.objects.update(until=LATER.date() - timedelta(days=1))
        assert words in browser.get(path).content.decode()
        delivering.follow(LATER)
        assert '<span class="muted">kết thúc' in browser.get(path).content.decode()

    def test_the_page_of_a_key_says_in_words_why_events_are_not_taken_or_wait(
        self, quan: Actor, office: Appointment, client_of: ClientOf
    ) -> None:
        browser, (key, _secret) = client_of(quan), a_key(office.unit, office)
        path = reverse("api:key", args=[key.pk])
        hook, _secret = actions.subscribe(
            key=key, url="https://example.vn/ocop", events=["product.changed"], now=LATER
        )
        for entry, (detail, status) in enumerate([("TooSlow", None), ("answer", 503), ("Unheard", None)]):
            Delivery.objects.create(
                webhook=hook,
                event="product.changed",
                subject="15-03037-01-2026",
                entry=entry,
                happened_at=LATER,
                detail=detail,
                status=status,
                next_at=LATER,
            )
        Webhook.objects.update(silent_since=LATER, again_at=LATER + timedelta(minutes=1))
        page = browser.get(path).content.decode()
        for words in ("không trả lời kịp", "trả lời với mã 503", "Unheard", "Không kết nối được từ"):
            assert words in page
        Appointment.objects.filter(pk=office.pk).update(to_on=LATER.date() - timedelta(days=1))
        assert "sự kiện đang chờ" in browser.get(path).content.decode()

    @pytest.mark.parametrize("language", ["vi", "en"])
    def test_the_reference_describes_every_operation(
        self, client_of: ClientOf, quan: Actor, language: str
    ) -> None:
        from ocop.api.v1.contract import description  # noqa: PLC0415 - heavy

        browser = client_of(quan)
        browser.cookies["ocop_language"] = language
        page = browser.get(reverse("api:reference")).content.decode()
        for methods in description()["paths"].values():
            for operation in methods.values():
                assert f'id="{operation["operationId"]}"' in page

    def test_every_kind_of_problem_has_its_page(self, client_of: ClientOf, quan: Actor) -> None:
        browser = client_of(quan)
        assert browser.get(reverse("api:problem", args=["denied"])).status_code == 200
        assert browser.get(reverse("api:problem", args=["nothing"])).status_code == 404


@pytest.mark.django_db(transaction=True)
@pytest.mark.skipif(connection.vendor != "sqlite", reason="elsewhere writers don't keep each other out")
def test_a_key_that_comes_while_another_one_writes_is_answered_at_once(lao_cai: Unit) -> None:
    key, secret = a_key(lao_cai)
    system = Program(secret)
    with closing(sqlite3.connect(connection.settings_dict["NAME"], isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        begun = time.monotonic()
        assert system.get("/groups").status_code == 200
        assert time.monotonic() - begun < 5
        other.execute("ROLLBACK")
    key.refresh_from_db()
    assert key.used_on is None
    system.get("/groups")
    key.refresh_from_db()
    assert key.used_on == LATER.date()


def test_the_roles_that_issue_keys() -> None:
    from ocop.people.roles import holders  # noqa: PLC0415 - one test

    assert holders("api.keys") == {PROVINCE_ADMIN, ADMIN}
