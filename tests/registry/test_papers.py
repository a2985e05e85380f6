"""The store of papers: entered once, renewed, taken out, lapsing, and what it says about a product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image
from pytest_django import DjangoAssertNumQueries, Settings

from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.registry import actions, gates, papers
from ocop.registry.actions import papers as paper_actions
from ocop.registry.actions.papers import PaperFacts
from ocop.registry.models import Paper, Producer, Product
from tests.cast import NOW, TODAY, ClientOf, no_entry, one_entry
from tests.world import World, a_file, consent_facts

pytestmark = pytest.mark.usefixtures("lists")
FACTS = PaperFacts("food_safety", "Giấy an toàn thực phẩm", "Hợp tác xã Ớt Tả Van", "12/ATTP", "Chi cục")


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are looked at on the day of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


def enter(world: World, **changed: object) -> Paper:
    given: dict[str, object] = {"facts": FACTS, "file": a_file(), "products": (), **changed}
    return paper_actions.add_paper(
        actor=world.producer,
        producer_id=world.a_producer().pk,
        now=world.later(),
        **given,  # type: ignore[arg-type] # the keys are those of the action
    )


def certified(product: Product, days: int) -> None:
    Product.objects.filter(pk=product.pk).update(certified_to=TODAY + timedelta(days=days))


class TestEntering:
    def test_it_is_kept_with_its_file_and_one_entry(self, world: World) -> None:
        product = world.a_product()
        with one_entry("paper.added"):
            paper = enter(world, products=[product.pk])
        assert (paper.sha256, paper.added_by_id) == (a_file().sha256, world.producer.user_id)
        assert [scope.product for scope in paper.scopes.all()] == [product]

    def test_the_file_may_come_later(self, world: World) -> None:
        paper = enter(world, file=None)
        given = {"actor": world.producer, "paper_id": paper.pk, "file": a_file(), "now": NOW}
        with no_entry(), pytest.raises(Stale):
            paper_actions.attach_file(**given, expected_version=9)  # type: ignore[arg-type]
        with one_entry("paper.file_added"):
            paper_actions.attach_file(**given, expected_version=1)  # type: ignore[arg-type]
        with no_entry(), pytest.raises(Conflict, match="thay giấy tờ"):
            paper_actions.attach_file(**given, expected_version=2)  # type: ignore[arg-type]

    def test_the_same_file_is_not_entered_twice(self, world: World) -> None:
        paper = enter(world)
        with no_entry(), pytest.raises(Conflict) as refused:
            enter(world)
        assert refused.value.url == reverse("registry:paper", args=[paper.pk])

    @pytest.mark.parametrize(
        ("changed", "field"),
        [
            ({"title": " "}, "title"),
            ({"kind": "king"}, "kind"),
            ({"kind": ""}, "kind"),
            ({"issued_on": TODAY + timedelta(days=1)}, "issued_on"),
            ({"issued_on": TODAY, "expires_on": date(2026, 1, 1)}, "expires_on"),
            ({"issuer": "x" * 201}, "issuer"),
        ],
    )
    def test_what_is_wrong_is_said(self, world: World, changed: dict[str, object], field: str) -> None:
        world.a_producer()
        with no_entry(), pytest.raises(ValidationError) as refused:
            enter(world, facts=replace(FACTS, **changed))  # type: ignore[arg-type]
        assert set(refused.value.message_dict) == {field}

    def test_another_producer_s_product_is_no_scope(self, world: World) -> None:
        other = world.a_product()
        world.a_producer(name="Hộ khác", representative_name="Bà khác")
        with no_entry(), pytest.raises(ValidationError) as refused:
            enter(world, products=[other.pk])
        assert set(refused.value.message_dict) == {"products"}

    def test_strangers_find_nothing_and_readers_may_not(self, world: World, binh: Actor, an: Actor) -> None:
        producer = world.a_producer()
        for actor, refusal in ((binh, Producer.DoesNotExist), (an, Denied)):
            with no_entry(), pytest.raises(refusal):
                paper_actions.add_paper(actor=actor, producer_id=producer.pk, facts=FACTS, now=NOW)

    def test_an_officer_writes_only_under_a_consent_to_papers(self, world: World, minh: Actor) -> None:
        producer = world.a_producer()

        def write() -> Paper:
            return paper_actions.add_paper(actor=minh, producer_id=producer.pk, facts=FACTS, now=NOW)

        with no_entry(), pytest.raises(Denied, match="đồng ý"):
            write()
        actions.record_consent(actor=minh, producer_id=producer.pk, facts=consent_facts(), now=NOW)
        with one_entry("paper.added") as written:
            assert write().added_by_id == minh.user_id
        assert "16/11/2026" in written[0].reason


class TestChanging:
    def test_a_correction_replaces_facts_and_scope(self, world: World) -> None:
        product = world.a_product()
        paper = enter(world)
        given = {"actor": world.producer, "paper_id": paper.pk, "products": [product.pk], "now": NOW}
        with one_entry("paper.described"):
            paper_actions.describe_paper(**given, facts=replace(FACTS, number="13"), expected_version=1)  # type: ignore[arg-type]
        with no_entry(), pytest.raises(Stale):
            paper_actions.describe_paper(**given, facts=FACTS, expected_version=1)  # type: ignore[arg-type]
        paper.refresh_from_db()
        assert (paper.number, paper.scopes.count()) == ("13", 1)

    def test_a_renewed_paper_takes_the_place_and_the_scope_of_the_old_one(self, world: World) -> None:
        product = world.a_product()
        old = enter(world, products=[product.pk])
        given = {"actor": world.producer, "paper_id": old.pk, "facts": FACTS, "now": NOW}
        with one_entry("paper.renewed"):
            new = paper_actions.renew_paper(**given, expected_version=1, file=a_file(text="mới"))  # type: ignore[arg-type]
        assert list(papers.of_producer(old.producer)) == [new] == list(papers.of_product(product))
        assert list(papers.former_of(old.producer)) == [old]
        with no_entry(), pytest.raises(Conflict) as refused:
            paper_actions.renew_paper(**given, expected_version=2)  # type: ignore[arg-type]
        assert refused.value.url == reverse("registry:paper", args=[new.pk])

    def test_when_the_newer_one_is_taken_out_the_old_one_counts_again(self, world: World) -> None:
        old = enter(world)
        given = {"actor": world.producer, "now": NOW}
        new = paper_actions.renew_paper(
            **given,  # type: ignore[arg-type]
            paper_id=old.pk,
            expected_version=1,
            facts=FACTS,
        )
        with one_entry("paper.removed"):
            paper_actions.remove_paper(**given, paper_id=new.pk, expected_version=1, reason="Nhầm")  # type: ignore[arg-type]
        assert list(papers.of_producer(old.producer)) == [old]
        with no_entry(), pytest.raises(Conflict, match="bỏ khỏi kho"):
            paper_actions.remove_paper(**given, paper_id=new.pk, expected_version=2, reason="")  # type: ignore[arg-type]

    def test_a_paper_in_an_open_dossier_stays(self, world: World) -> None:
        dossier = world.dossier("filed")
        paper = dossier.evidence.get().paper
        assert paper is not None
        given = {"actor": world.producer, "paper_id": paper.pk, "reason": "", "now": NOW}
        with no_entry(), pytest.raises(Conflict, match=dossier.receipt_number) as refused:
            paper_actions.remove_paper(**given, expected_version=paper.version)  # type: ignore[arg-type]
        assert refused.value.url == dossier.get_absolute_url()
        world.withdrawn(dossier)
        with one_entry("paper.removed"):
            paper_actions.remove_paper(**given, expected_version=paper.version)  # type: ignore[arg-type]

    @pytest.mark.parametrize("act", ["describe_paper", "renew_paper", "remove_paper", "attach_file"])
    def test_strangers_find_nothing_and_readers_may_not(
        self, world: World, binh: Actor, an: Actor, act: str
    ) -> None:
        paper = enter(world)
        further: dict[str, object] = {"facts": FACTS}
        if act in {"remove_paper", "attach_file"}:
            further = {"reason": ""} if act == "remove_paper" else {"file": a_file(text="khác")}
        do: Callable[..., object] = getattr(paper_actions, act)
        for actor, refusal in ((binh, Paper.DoesNotExist), (an, Denied)):
            with no_entry(), pytest.raises(refusal):
                do(actor=actor, paper_id=paper.pk, expected_version=1, now=NOW, **further)


class TestLapsing:
    def test_by_a_day(self, world: World, binh: Actor, minh: Actor, thu: Actor) -> None:
        soon = enter(world, facts=replace(FACTS, expires_on=TODAY + timedelta(days=10)))
        enter(world, facts=replace(FACTS, expires_on=TODAY + timedelta(days=200)), file=None)
        enter(world, file=None)
        by = TODAY + timedelta(days=90)
        for actor, found in ((world.producer, [soon]), (minh, [soon]), (thu, [soon]), (binh, [])):
            assert list(papers.lapsing(actor, by=by)) == found
        assert list(papers.lapsing(minh, by=TODAY)) == []

    def test_a_renewed_one_is_no_longer_listed(self, world: World) -> None:
        old = enter(world, facts=replace(FACTS, expires_on=TODAY))
        assert list(papers.lapsing(world.producer, by=TODAY)) == [old]
        paper_actions.renew_paper(
            actor=world.producer, paper_id=old.pk, expected_version=1, facts=FACTS, now=NOW
        )
        assert list(papers.lapsing(world.producer, by=TODAY)) == []

    def test_nothing_of_what_takes_part_no_more(self, world: World, minh: Actor) -> None:
        product, left = world.a_product(), world.a_product(name="Ớt khô")
        certified(left, 300)
        Product.objects.filter(pk=left.pk).update(ended_on=TODAY)
        lapsed = replace(FACTS, expires_on=TODAY)
        kept = enter(world, facts=lapsed, products=[product.pk, left.pk])
        enter(world, facts=lapsed, products=[left.pk], file=None)
        assert list(papers.lapsing(minh, by=TODAY)) == [kept]
        assert list(papers.lapsing(minh, by="certificate", on=TODAY)) == []
        Producer.objects.filter(pk=product.producer_id).update(ended_on=TODAY)
        assert list(papers.lapsing(minh, by=TODAY)) == []

    def test_before_the_certificate_of_the_products_it_concerns(self, world: World) -> None:
        carried, other = world.a_product(), world.a_product()
        certified(carried, 300)
        in_days = {days: replace(FACTS, expires_on=TODAY + timedelta(days=days)) for days in (100, 400)}
        named = enter(world, facts=in_days[100], products=[carried.pk])
        enter(world, facts=in_days[100], products=[other.pk], file=None)
        whole = enter(world, facts=in_days[100], file=None)
        enter(world, facts=in_days[400], products=[carried.pk], file=None)
        assert list(papers.lapsing(world.producer, by="certificate", on=TODAY)) == [named, whole]
        later = TODAY + timedelta(days=301)
        assert list(papers.lapsing(world.producer, by="certificate", on=later)) == []


class TestLacking:
    GATE = next(one for one in gates.gates() if one.code == "food_safety")

    def lack(self, actor: Actor, day: date = TODAY) -> list[Product]:
        return list(papers.lacking(actor, self.GATE, day))

    def test_until_a_valid_paper_of_an_accepted_kind_is_there(self, world: World, minh: Actor) -> None:
        product = world.a_product()
        assert self.lack(minh) == [product]
        enter(world, facts=replace(FACTS, kind="vietgap"), file=None)
        enter(world, facts=replace(FACTS, expires_on=TODAY - timedelta(days=1)), file=None)
        assert self.lack(minh) == [product]
        enter(world)
        assert self.lack(minh) == []
        assert papers.findings(product, TODAY)[0].met

    def test_a_paper_of_another_product_does_not_help(self, world: World, minh: Actor) -> None:
        product, other = world.a_product(), world.a_product()
        enter(world, products=[other.pk])
        assert self.lack(minh) == [product]

    def test_products_out_of_the_programme_or_of_other_sets_are_not_listed(
        self, world: World, minh: Actor, binh: Actor
    ) -> None:
        product = world.a_product()
        world.a_product(set_no=21)
        assert (self.lack(minh), self.lack(binh)) == ([product], [])
        Product.objects.filter(pk=product.pk).update(ended_on=TODAY)
        assert self.lack(minh) == [product]
        assert self.lack(minh, TODAY + timedelta(days=1)) == []


def typed(**changed: object) -> dict[str, object]:
    return {"kind": "food_safety", "title": "Giấy an toàn", "expires_on": "01/03/2027", **changed}


def jpeg(colour: str = "red", size: tuple[int, int] = (60, 90)) -> bytes:
    out = BytesIO()
    Image.new("RGB", size, colour).save(out, "JPEG")
    return out.getvalue()


def upload(content: bytes, name: str = "giay.jpg") -> SimpleUploadedFile:
    return SimpleUploadedFile(name, content)


class TestPages:
    @pytest.fixture
    def lans(self, client_of: ClientOf, lan: Actor) -> Client:
        return client_of(lan)

    def test_photos_are_sent_as_one_paper(self, lans: Client, world: World) -> None:
        url = reverse("registry:papers", args=[world.a_producer().pk])
        with one_entry("paper.added"):
            lans.post(url, typed(file=[upload(jpeg()), upload(jpeg("blue"))]))
        paper = Paper.objects.get()
        answer = lans.get(reverse("registry:paper_file", args=[paper.pk]))
        assert paper.media_type == answer.headers["Content-Type"] == "application/pdf"
        assert answer.headers["Content-Disposition"].startswith("attachment")
        assert b"".join(answer).startswith(b"%PDF")

    def test_limit_and_kinds_stand_before_a_file_is_chosen(self, lans: Client, world: World) -> None:
        page = lans.get(reverse("registry:papers", args=[world.a_producer().pk])).content.decode()
        assert "10 MB" in page
        assert 'accept=".pdf' in page

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (b"", "trống"),
            (b"MZ\x90\x00" + b"\x00" * 100, "không được nhận"),
            (b"<html><script>alert(1)</script>", "không được nhận"),
            (b"GIF89a" + b"\x00" * 40, "không được nhận"),
            (b"%PDF-1.4\n<script>", "hỏng"),
            (b"\xff\xd8\xff\xe0" + b"\x00" * 60, "hỏng"),
        ],
        ids=["empty", "program", "page", "gif", "half a pdf", "half a photo"],
    )
    def test_a_bad_file_is_refused_and_what_was_typed_stays(
        self, lans: Client, world: World, content: bytes, words: str
    ) -> None:
        url = reverse("registry:papers", args=[world.a_producer().pk])
        with no_entry():
            page = lans.post(url, typed(file=upload(content, "giay.pdf"))).content.decode()
        assert words in page
        assert "Giấy an toàn" in page

    def test_of_several_files_one_bad_one_refuses_all(self, lans: Client, world: World) -> None:
        url = reverse("registry:papers", args=[world.a_producer().pk])
        with no_entry():
            lans.post(url, typed(file=[upload(jpeg()), upload(b"MZ", "a.exe")]))

    def test_a_file_over_the_limit_is_refused(self, lans: Client, world: World, settings: Settings) -> None:
        settings.OCOP_FILE_MAX_BYTES = 100
        url = reverse("registry:papers", args=[world.a_producer().pk])
        with no_entry():
            assert "quá lớn" in lans.post(url, typed(file=upload(jpeg()))).content.decode()

    def test_a_picture_of_fifty_thousand_pixels_a_side_is_refused_unread(
        self, lans: Client, world: World
    ) -> None:
        """A header that claims them is enough: nothing of the size is ever unpacked."""
        claimed = bytearray(jpeg())
        frame = claimed.index(b"\xff\xc0")
        claimed[frame + 5 : frame + 9] = (50_000).to_bytes(2, "big") * 2
        url = reverse("registry:papers", args=[world.a_producer().pk])
        with no_entry():
            assert "điểm ảnh" in lans.post(url, typed(file=upload(bytes(claimed)))).content.decode()

    def test_what_hides_behind_a_photo_is_not_kept(self, lans: Client, world: World) -> None:
        url = reverse("registry:papers", args=[world.a_producer().pk])
        lans.post(url, typed(file=upload(jpeg() + b"PK\x03\x04<script>alert(1)</script>")))
        answer = lans.get(reverse("registry:paper_file", args=[Paper.objects.get().pk]))
        assert b"script" not in b"".join(answer)

    def test_another_producer_s_papers_are_not_there(
        self, client_of: ClientOf, binh: Actor, world: World
    ) -> None:
        paper = enter(world)
        client = client_of(binh)
        for name in ("paper", "paper_file", "renew_paper"):
            assert client.get(reverse(f"registry:{name}", args=[paper.pk])).status_code == 404

    def test_a_reader_sees_which_papers_there_are_but_no_file(
        self, client_of: ClientOf, an: Actor, world: World
    ) -> None:
        paper, client = enter(world), client_of(an)
        assert FACTS.title in client.get(reverse("registry:paper", args=[paper.pk])).content.decode()
        assert client.get(reverse("registry:paper_file", args=[paper.pk])).status_code == 403

    def test_a_paper_is_corrected_renewed_and_taken_out(self, lans: Client, world: World) -> None:
        paper = enter(world)
        with one_entry("paper.described"):
            lans.post(reverse("registry:paper", args=[paper.pk]), typed(version="1"))
        with one_entry("paper.renewed"):
            answer = lans.post(reverse("registry:renew_paper", args=[paper.pk]), typed(version="2"))
        new = Paper.objects.get(replaces=paper)
        assert answer.headers["Location"] == reverse("registry:paper", args=[new.pk])
        with one_entry("paper.file_added"):
            lans.post(reverse("registry:paper_file", args=[new.pk]), {"version": "1", "file": upload(jpeg())})
        with one_entry("paper.removed"):
            lans.post(reverse("registry:remove_paper", args=[new.pk]), {"version": "2"})

    def test_a_stale_correction_keeps_what_was_typed(self, lans: Client, world: World) -> None:
        paper = enter(world)
        with no_entry():
            answer = lans.post(
                reverse("registry:paper", args=[paper.pk]), typed(version="0", number="Gõ sau")
            )
        assert (answer.status_code, "Gõ sau" in answer.content.decode()) == (409, True)

    @pytest.mark.parametrize("count", [1, 3])
    def test_lists_cost_the_same_for_many(
        self,
        client_of: ClientOf,
        hoa: Actor,
        world: World,
        count: int,
        django_assert_num_queries: DjangoAssertNumQueries,
    ) -> None:
        for _number in range(count):
            world.a_product()
            enter(world, facts=replace(FACTS, kind="vietgap", expires_on=TODAY), file=None)
        client = client_of(hoa)
        for name, queries in (("lapsing", 6), ("lacking", 10)):
            client.get(reverse(f"registry:{name}"))
            with django_assert_num_queries(queries):
                client.get(reverse(f"registry:{name}"))

    def test_filters_stand_in_the_address(self, client_of: ClientOf, hoa: Actor, world: World) -> None:
        enter(world, facts=replace(FACTS, title="Giấy sắp hết", expires_on=TODAY + timedelta(days=20)))
        client, commune = client_of(hoa), world.a_producer().commune_id
        url = reverse("registry:lapsing")
        for query, shown in (
            ({}, True),
            ({"days": "10"}, False),
            ({"certificate": "on"}, False),
            ({"unit": str(commune)}, True),
            ({"producer": "999999"}, False),
            ({"days": "nhiều"}, True),
        ):
            assert ("Giấy sắp hết" in client.get(url, query).content.decode()) == shown, query
