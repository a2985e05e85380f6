"""What systems do in the register with a key: the rules of their office, their scopes, versions, repeats."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ocop.api import keeping
from ocop.api.models import Kept, Key
from ocop.exchange.models import ImportRun
from ocop.journal.models import Entry
from ocop.people.models import Appointment, User
from ocop.people.roles import COMMUNE_OFFICER, PRODUCER, PROVINCE_ADMIN
from ocop.places.models import Unit
from ocop.platform import clock
from ocop.registry.models import Producer, Product
from tests.api.conftest import LATER, ROOT, Program, ProgramOf, a_key, a_system
from tests.cast import no_entry, one_entry
from tests.world import World

pytestmark = pytest.mark.django_db
CONSENT = {
    "given_by": "Lý Thị Lan",
    "way": "witness",
    "given_on": "2027-01-10",
    "to_on": "2027-07-10",
    "witness": "Trưởng thôn",
    "covers_products": True,
}
PRODUCER_IN = {
    "name": "Hợp tác xã Rau Mường Hoa",
    "kind": "htx",
    "address": "Thôn Mường Hoa",
    "representative_name": "Giàng A Páo",
    "commune": "03037",
    "phone": "0987654321",
    "consent": CONSENT,
}
PRODUCT_IN = {"name": "Cải mèo", "set_no": 1}


@pytest.fixture
def producer(world: World) -> Producer:
    return world.a_producer()


@pytest.fixture
def product(world: World) -> Product:
    return world.a_product()


class TestRegistering:
    def test_a_producer_is_entered_under_its_consent_by_the_system(self, system: Program) -> None:
        with one_entry("producer.registered") as entries:
            answer = system.send("POST", "/registry/producers", PRODUCER_IN)
        made = answer.json()
        assert answer.status_code == 201
        assert (answer["ETag"], answer["Location"]) == ('"v1"', f"{ROOT}/registry/producers/{made['id']}")
        assert system.get(f"/registry/producers/{made['id']}").json() == made
        assert entries[0].actor_name == "Hệ thống một cửa Lào Cai"
        assert "phone" not in made

    def test_without_consent_the_action_refuses(self, system: Program) -> None:
        with no_entry():
            answer = system.send("POST", "/registry/producers", {**PRODUCER_IN, "consent": None})
        assert answer.status_code in {403, 422}

    def test_faults_of_the_action_point_to_their_values(self, system: Program) -> None:
        answer = system.send("POST", "/registry/producers", {**PRODUCER_IN, "tax_code": "12", "kind": "x"})
        assert answer.status_code == 422
        assert {one["pointer"] for one in answer.json()["errors"]} == {"#/tax_code", "#/kind"}

    def test_faults_of_the_description_do_so_too(self, system: Program) -> None:
        body = {**PRODUCER_IN, "name": "", "foo": 1, "consent": {**CONSENT, "way": "shout"}}
        answer = system.send("POST", "/registry/producers", body)
        assert {one["pointer"] for one in answer.json()["errors"]} == {"#/name", "#/foo", "#/consent/way"}

    def test_another_province_is_out_of_reach(self, system: Program, bao_lam: Unit) -> None:
        with no_entry():
            answer = system.send("POST", "/registry/producers", {**PRODUCER_IN, "commune": bao_lam.code})
        assert answer.status_code == 403

    def test_a_product_follows(self, system: Program) -> None:
        made = system.send("POST", "/registry/producers", PRODUCER_IN).json()
        with one_entry("product.registered"):
            answer = system.send("POST", f"/registry/producers/{made['id']}/products", PRODUCT_IN)
        assert answer.status_code == 201
        assert system.get(f"/registry/products/{answer.json()['id']}").json()["name"] == "Cải mèo"
        again = system.send("POST", f"/registry/producers/{made['id']}/products", PRODUCT_IN)
        assert again.json()["type"].endswith("/conflict/")

    def test_only_json_is_taken(self, system: Program) -> None:
        for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            answer = system.client.generic(
                "POST", f"{ROOT}/registry/producers", "a=b", content_type=media, headers=system.headers
            )
            assert answer.status_code == 415


class TestVersions:
    def test_only_what_is_given_changes(self, system: Program, producer: Producer) -> None:
        before = system.get(f"/registry/producers/{producer.pk}")
        with one_entry("producer.updated"):
            answer = system.send(
                "PATCH",
                f"/registry/producers/{producer.pk}",
                {"website": "ot.example.vn"},
                If_Match=f"W/{before['ETag']}",  # as a server in between that compresses makes of it
            )
        assert answer.json() == {**before.json(), "website": "ot.example.vn", "version": 2}
        assert answer["ETag"] == '"v2"'
        producer.refresh_from_db()
        assert producer.phone == "0912000001"

    @pytest.mark.parametrize(
        ("headers", "status", "kind"),
        [
            ({}, 428, "version-needed"),
            ({"If_Match": '"v9"'}, 412, "changed-meanwhile"),
            ({"If_Match": "9"}, 422, "invalid"),
        ],
    )
    def test_an_old_or_missing_version_is_refused(
        self, system: Program, product: Product, headers: dict[str, str], status: int, kind: str
    ) -> None:
        with no_entry():
            answer = system.send("PATCH", f"/registry/products/{product.pk}", {"story": "x"}, **headers)
        assert answer.status_code == status
        assert answer.json()["type"].endswith(f"/{kind}/")

    def test_a_bar_code_is_set_alone(self, system: Program, product: Product) -> None:
        path = f"/registry/products/{product.pk}/gtin"
        with one_entry("product.sale_described"):
            answer = system.send("POST", path, {"gtin": "8935001725008"}, If_Match='"v1"')
        assert answer.json()["gtin"] == "8935001725008"
        wrong = system.send("POST", path, {"gtin": "8935001725009"}, If_Match='"v2"')
        assert [one["pointer"] for one in wrong.json()["errors"]] == ["#/gtin"]


class TestRepeats:
    def test_what_is_sent_again_is_done_once_and_answered_as_before(self, system: Program) -> None:
        first = system.send("POST", "/registry/producers", PRODUCER_IN, Idempotency_Key="a1")
        with no_entry():
            again = system.send("POST", "/registry/producers", PRODUCER_IN, Idempotency_Key="a1")
        assert (again.status_code, again.content, again["ETag"]) == (201, first.content, first["ETag"])
        assert again["Location"] == first["Location"]
        assert again["Idempotent-Replayed"] == "true"
        assert Producer.objects.count() == 1

    def test_the_name_of_another_request_is_refused(self, system: Program) -> None:
        system.send("POST", "/registry/producers", PRODUCER_IN, Idempotency_Key="a1")
        other = system.send(
            "POST", "/registry/producers", {**PRODUCER_IN, "name": "Khác"}, Idempotency_Key="a1"
        )
        assert (other.status_code, other.json()["type"].rpartition("/problems")[2]) == (
            422,
            "/idempotency-key-reused/",
        )

    def test_a_refusal_is_not_kept(self, system: Program) -> None:
        bad = {**PRODUCER_IN, "kind": "x"}
        assert system.send("POST", "/registry/producers", bad, Idempotency_Key="a1").status_code == 422
        assert (
            system.send("POST", "/registry/producers", PRODUCER_IN, Idempotency_Key="a1").status_code == 201
        )

    def test_another_key_has_its_own_names(self, system: Program, ta_van: Unit) -> None:
        system.send("POST", "/registry/producers", PRODUCER_IN, Idempotency_Key="a1")
        commune = Program(a_key(ta_van, a_system(ta_van, COMMUNE_OFFICER, "khac@example.vn"))[1])
        answer = commune.send(
            "POST", "/registry/producers", {**PRODUCER_IN, "name": "Khác"}, Idempotency_Key="a1"
        )
        assert answer.status_code == 201

    def test_answers_are_forgotten_after_a_day(self, system: Program) -> None:
        system.send("POST", "/registry/producers", PRODUCER_IN, Idempotency_Key="a1")
        assert keeping.tidy(LATER + timedelta(hours=23))
        assert Kept.objects.count() == 1
        assert keeping.tidy(LATER + timedelta(hours=25))
        assert not Kept.objects.exists()


class TestWhoMay:
    """A key acts as its office does, with no more than its scopes: for each kind of office and scope."""

    WRITES = (
        ("POST", "/registry/producers", PRODUCER_IN, "producers.write"),
        ("PATCH", "/registry/producers/{producer}", {"website": "a.vn"}, "producers.write"),
        ("POST", "/registry/producers/{producer}/products", PRODUCT_IN, "products.write"),
        ("PATCH", "/registry/products/{product}", {"story": "x"}, "products.write"),
        ("POST", "/registry/products/{product}/gtin", {"gtin": ""}, "products.write"),
        ("GET", "/registry/producers/{producer}", None, "registry.read"),
        ("GET", "/registry/products/{product}", None, "registry.read"),
        ("POST", "/webhooks", {"url": "https://example.vn/x", "events": ["product.changed"]}, "webhooks"),
        ("GET", "/webhooks", None, "webhooks"),
        ("GET", "/imports/1", None, "imports.check"),
    )

    @pytest.mark.parametrize(("method", "path", "body", "scope"), WRITES, ids=lambda one: str(one)[:40])
    def test_without_its_scope_an_operation_is_refused(
        self,
        product: Product,
        with_scopes: ProgramOf,
        method: str,
        path: str,
        body: object,
        scope: str,
    ) -> None:
        others = {"producers.write", "products.write", "registry.read", "webhooks", "imports.check"} - {scope}
        address = path.format(producer=product.producer_id, product=product.pk)
        with no_entry():
            answer = with_scopes(" ".join(others)).send(method, address, body, If_Match='"v1"')
        assert (answer.status_code, answer.json()["type"].rsplit("/", 2)[1]) == (403, "missing-scope")
        assert Program().send(method, address, body, If_Match='"v1"').status_code == 401

    @pytest.mark.parametrize(
        ("role", "place", "reads", "writes"),
        [
            (COMMUNE_OFFICER, "ta_van", 200, 200),
            (COMMUNE_OFFICER, "bac_ha", 404, 404),
            (COMMUNE_OFFICER, "bao_lam", 404, 404),
            (PRODUCER, "ta_van", 404, 404),
            (PROVINCE_ADMIN, "lao_cai", 404, 404),
            ("inspector", "lao_cai", 200, 403),
            ("ministry_officer", "places", 200, 403),
        ],
    )
    def test_an_office_sees_and_does_through_a_key_what_it_does_on_pages(
        self,
        request: pytest.FixtureRequest,
        producer: Producer,
        role: str,
        place: str,
        reads: int,
        writes: int,
    ) -> None:
        unit: Unit = request.getfixturevalue(place)
        system = Program(a_key(unit, a_system(unit, role))[1])
        path = f"/registry/producers/{producer.pk}"
        assert system.get(path).status_code == reads
        last = Entry.objects.count()
        assert system.send("PATCH", path, {"website": "a.vn"}, If_Match='"v1"').status_code == writes
        assert Entry.objects.count() == last + (writes == 200)

    def test_what_is_not_ones_own_tells_nothing(self, product: Product, bao_lam: Unit) -> None:
        stranger = Program(a_key(bao_lam, a_system(bao_lam, COMMUNE_OFFICER))[1])
        for method, path, body, _scope in self.WRITES[1:7]:
            address = path.format(producer=product.producer_id, product=product.pk)
            answer = stranger.send(method, address, body, If_Match='"v1"')
            assert answer.status_code == 404, address
            assert product.name not in answer.content.decode()

    def test_a_key_without_an_office_reads_what_is_public(self, lao_cai: Unit) -> None:
        reader = Program(a_key(lao_cai, None, "")[1])
        assert reader.get("/products").status_code == 200
        assert reader.get("/products")["Cache-Control"] == "private, no-cache"
        assert reader.get("/registry/products/1").status_code == 403


class TestWhenAKeyLetsIn:
    def turned_away(self) -> bool:
        return bool(Program(self.secret).get("/groups").status_code == 401)

    @pytest.fixture(autouse=True)
    def issued(self, office: Appointment) -> None:
        self.key, self.secret = a_key(office.unit, office)
        assert not self.turned_away()

    def test_not_after_its_last_day(self) -> None:
        Key.objects.update(until=LATER.date() - timedelta(days=1))
        assert self.turned_away()

    def test_not_once_revoked(self) -> None:
        Key.objects.update(revoked_at=LATER)
        assert self.turned_away()

    def test_not_once_its_office_ended(self, office: Appointment) -> None:
        Appointment.objects.filter(pk=office.pk).update(to_on=date(2026, 12, 1))
        assert self.turned_away()

    def test_not_once_its_account_is_closed(self, office: Appointment) -> None:
        User.objects.filter(pk=office.user_id).update(is_active=False)
        assert self.turned_away()

    def test_not_once_a_person_signs_in_with_its_account(self, office: Appointment) -> None:
        User.objects.filter(pk=office.user_id).update(password="md5$x$y")
        assert self.turned_away()

    def test_nor_with_a_secret_that_is_nearly_right(self) -> None:
        self.secret = self.secret[:-1] + ("a" if self.secret[-1] != "a" else "b")
        assert self.turned_away()

    def test_the_day_it_came_is_noted_once(self) -> None:
        self.key.refresh_from_db()
        assert self.key.used_on == clock.today()
        Key.objects.update(version=7)
        assert not self.turned_away()
        self.key.refresh_from_db()
        assert self.key.version == 7


class TestLists:
    def sent(self, system: Program, name: str, content: bytes, **headers: str) -> object:
        data = {"kind": "producers", "file": SimpleUploadedFile(name, content)}
        return system.client.post(f"{ROOT}/imports", data, headers={**system.headers, **headers})

    def test_a_list_is_checked_and_not_imported(self, system: Program) -> None:
        answer = self.sent(system, "chu-the.csv", "Mã chủ thể,Tên chủ thể\n".encode())
        assert answer.status_code == 202, answer.content  # type: ignore[attr-defined]
        run = ImportRun.objects.get()
        found = system.get(f"/imports/{run.pk}").json()
        assert (found["state"], found["kind"]) == ("checking", "producers")
        assert found["url"].endswith(f"/imports/{run.pk}/")
        assert not Producer.objects.exists()

    def test_sent_again_it_is_checked_once(self, system: Program) -> None:
        for _time in range(2):
            content = "Mã chủ thể,Tên chủ thể\n".encode()
            self.sent(system, "chu-the.csv", content, **{"Idempotency-Key": "list-1"})
        assert ImportRun.objects.count() == 1

    def test_a_file_that_is_no_list_is_refused(self, system: Program) -> None:
        answer = self.sent(system, "anh.png", b"\x89PNG\r\n\x1a\n" + b"0" * 50)
        assert answer.status_code == 422  # type: ignore[attr-defined]

    def test_who_may_bring_no_lists_in_sends_none(self, ta_van: Unit) -> None:
        commune = Program(a_key(ta_van, a_system(ta_van, COMMUNE_OFFICER))[1])
        answer = self.sent(commune, "chu-the.csv", "Mã chủ thể,Tên chủ thể\n".encode())
        assert answer.status_code == 403  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["\ud800", "a\0b", "\N{RIGHT-TO-LEFT OVERRIDE}x", "x" * 9_999])
def test_characters_that_nobody_writes_break_nothing(system: Program, text: str) -> None:
    for path, body in (
        ("/registry/producers", {**PRODUCER_IN, "name": text}),
        ("/registry/producers", {**PRODUCER_IN, text: "x"}),
        ("/webhooks", {"url": f"https://a.vn/{text}", "events": ["product.changed"]}),
    ):
        answer = system.send("POST", path, body)
        assert answer.status_code in {201, 400, 422}, (path, answer.content)
