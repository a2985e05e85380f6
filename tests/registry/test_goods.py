"""What a product is sold as, made of, told with and protected by; communes that share it; its end."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from ocop.places.models import Unit
from ocop.platform import clock
from ocop.platform.actors import Actor
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.platform.files import CheckedFile, check_file
from ocop.registry import goods
from ocop.registry.actions import goods as actions
from ocop.registry.actions.goods import MaterialFacts, RightFacts, SaleFacts, YearFacts
from ocop.registry.models import PlantingArea, Product, ProductPhoto
from tests.cast import NOW, TODAY, ClientOf, no_entry, one_entry
from tests.world import World, a_file

pytestmark = pytest.mark.usefixtures("lists")
STORY = {"origin": "Giống ớt bản địa.", "people": "Người Giáy.\nBa đời."}
BEFORE = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def today(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pages are looked at on the day of the cast."""
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def product(world: World) -> Product:
    return world.a_product()


def jpeg(colour: str) -> bytes:
    out = BytesIO()
    Image.new("RGB", (40, 30), colour).save(out, "JPEG")
    return out.getvalue()


def photo(colour: str) -> CheckedFile:
    return check_file(ContentFile(jpeg(colour), name=f"{colour}.jpg"))


def do(act: Callable[..., object], product: Product, actor: Actor, **given: object) -> object:
    """One act on the product as it is now, unless another version is given."""
    product.refresh_from_db()
    sent = {"expected_version": product.version, "now": NOW, **given}
    return act(actor=actor, product_id=product.pk, **sent)


ACTS: list[tuple[str, Callable[..., object], dict[str, object]]] = [
    ("product.sale_described", actions.describe_sale, {"facts": SaleFacts(is_new=True)}),
    ("product.story_told", actions.tell_story, {"parts": STORY}),
    ("product.photo_added", actions.add_photo, {"photo": photo("red")}),
    ("product.material_added", actions.add_material, {"facts": MaterialFacts("Ớt", "own")}),
    ("product.year_reported", actions.report_year, {"year": 2025, "facts": YearFacts(revenue=10)}),
    ("product.right_entered", actions.enter_right, {"facts": RightFacts("trademark", "Mường Hoa", "filed")}),
    ("product.ended", actions.end_product, {"on": TODAY, "reason": "stopped"}),
]


@pytest.mark.parametrize(("verb", "act", "given"), ACTS, ids=[one[0] for one in ACTS])
class TestEveryAct:
    def test_it_leaves_one_entry_and_a_new_version(
        self,
        product: Product,
        lan: Actor,
        verb: str,
        act: Callable[..., object],
        given: dict[str, object],
    ) -> None:
        with one_entry(verb):
            do(act, product, lan, **given)
        assert Product.objects.get(pk=product.pk).version == product.version + 1

    def test_strangers_readers_and_stale_pages_are_refused(  # noqa: PLR0917 - the cast and the act
        self,
        product: Product,
        lan: Actor,
        binh: Actor,
        an: Actor,
        verb: str,
        act: Callable[..., object],
        given: dict[str, object],
    ) -> None:
        assert verb
        for actor, refusal, further in (
            (binh, Product.DoesNotExist, {}),
            (an, Denied, {}),
            (lan, Stale, {"expected_version": 0}),
        ):
            with no_entry(), pytest.raises(refusal):
                do(act, product, actor, **given | further)

    def test_of_a_product_that_left_the_programme_nothing_is_written(
        self, product: Product, lan: Actor, verb: str, act: Callable[..., object], given: dict[str, object]
    ) -> None:
        assert verb
        do(actions.end_product, product, lan, on=TODAY, reason="stopped")
        with no_entry(), pytest.raises(Conflict):
            do(act, product, lan, **given)


@pytest.mark.parametrize(
    ("act", "given", "fields"),
    [
        (actions.describe_sale, {"facts": SaleFacts(price=5)}, {"sale_unit"}),
        (actions.describe_sale, {"facts": SaleFacts(gtin="4006381333932")}, {"gtin"}),
        (actions.describe_sale, {"facts": SaleFacts(gtin="12")}, {"gtin"}),
        (actions.describe_sale, {"facts": SaleFacts(local_share=Decimal(101))}, {"local_share"}),
        (actions.describe_sale, {"facts": SaleFacts(origin="x" * 301)}, {"origin"}),
        (actions.tell_story, {"parts": {"ending": "Hết."}}, {"story"}),
        (actions.add_photo, {"photo": a_file()}, {"photo"}),
        (actions.add_material, {"facts": MaterialFacts(" ", "moon")}, {"name", "source"}),
        (actions.add_material, {"facts": MaterialFacts("Ớt", "own", area=99999)}, {"area"}),
        (actions.add_material, {"facts": MaterialFacts("Ớt", "own", share=Decimal(101))}, {"share"}),
        (actions.report_year, {"year": 1999, "facts": YearFacts()}, {"year", "revenue"}),
        (actions.report_year, {"year": 2027, "facts": YearFacts(revenue=1)}, {"year"}),
        (actions.report_year, {"year": 2025, "facts": YearFacts(output=Decimal(2))}, {"output_unit"}),
        (actions.enter_right, {"facts": RightFacts("crown", "", "lost")}, {"kind", "name", "state"}),
        (actions.enter_right, {"facts": RightFacts("design", "Hũ", "granted")}, {"granted_on"}),
        (
            actions.enter_right,
            {"facts": RightFacts("design", "Hũ", "granted", filed_on=TODAY, granted_on=BEFORE)},
            {"granted_on"},
        ),
        (
            actions.enter_right,
            {"facts": RightFacts("design", "Hũ", "granted", granted_on=TODAY, expires_on=BEFORE)},
            {"expires_on"},
        ),
        (actions.share_product, {"unit_id": 0, "from_on": TODAY}, {"unit"}),
        (actions.end_product, {"on": date(2030, 1, 1), "reason": "bored"}, {"on", "reason"}),
        (actions.end_product, {"on": BEFORE, "reason": "stopped"}, {"on"}),
    ],
)
def test_what_is_wrong_is_named_by_its_field(
    product: Product, lan: Actor, act: Callable[..., object], given: dict[str, object], fields: set[str]
) -> None:
    with no_entry(), pytest.raises(ValidationError) as refused:
        do(act, product, lan, **given)
    assert set(refused.value.message_dict) == fields


def test_a_bar_code_is_kept_without_spaces(product: Product, lan: Actor) -> None:
    do(actions.describe_sale, product, lan, facts=SaleFacts(gtin=" 4006381 333931 "))
    assert Product.objects.get(pk=product.pk).gtin == "4006381333931"


def test_a_bar_code_of_another_producers_product_is_refused(
    product: Product, lan: Actor, world: World
) -> None:
    """Else whoever types it shuts the labels of those it belongs to."""
    own, other = world.a_product(name="Ớt bột"), world.a_product(name="Ớt xanh")
    Product.objects.filter(pk=own.pk).update(gtin="4006381333931")
    do(actions.describe_sale, product, lan, facts=SaleFacts(gtin="4006381333931"))
    Product.objects.filter(pk=other.pk).update(gtin="96385074", producer=world.a_producer(name="Hộ Mật ong"))
    for typed in ("96385074", "00000096385074"):
        product.refresh_from_db()
        with no_entry(), pytest.raises(ValidationError) as refused:
            do(actions.describe_sale, product, lan, facts=SaleFacts(gtin=typed))
        assert set(refused.value.message_dict) == {"gtin"}


def test_an_element_of_the_story_left_empty_is_taken_away(product: Product, lan: Actor) -> None:
    do(actions.tell_story, product, lan, parts=STORY)
    do(actions.tell_story, product, lan, parts={"origin": " ", "people": "Người Giáy."})
    assert dict(product.story_parts.values_list("element", "text")) == {"people": "Người Giáy."}


class TestPhotos:
    @pytest.fixture
    def three(self, product: Product, lan: Actor) -> list[int]:
        for colour in ("red", "blue", "green"):
            do(actions.add_photo, product, lan, photo=photo(colour), caption=colour)
        return self.order(product)

    @staticmethod
    def order(product: Product) -> list[int]:
        return list(product.photos.order_by("position").values_list("pk", flat=True))

    def test_they_change_places(self, product: Product, lan: Actor, three: list[int]) -> None:
        one, two, last = three
        with one_entry("product.photos_ordered"):
            do(actions.move_photo, product, lan, photo_id=last, up=True)
        assert self.order(product) == [one, last, two]
        do(actions.move_photo, product, lan, photo_id=one, up=False)
        assert self.order(product) == [last, one, two]
        with no_entry(), pytest.raises(Conflict):
            do(actions.move_photo, product, lan, photo_id=last, up=True)

    def test_one_is_described_and_taken_out(self, product: Product, lan: Actor, three: list[int]) -> None:
        with one_entry("product.photo_captioned"):
            do(actions.caption_photo, product, lan, photo_id=three[0], caption="Ruộng ớt")
        with one_entry("product.photo_removed"):
            do(actions.remove_photo, product, lan, photo_id=three[1])
        do(actions.add_photo, product, lan, photo=photo("blue"))
        assert self.order(product)[:2] == [three[0], three[2]]
        assert product.photos.get(pk=three[0]).caption == "Ruộng ớt"

    def test_the_same_photo_and_too_many_are_refused(
        self, product: Product, lan: Actor, three: list[int], monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with no_entry(), pytest.raises(Conflict, match="đã có"):
            do(actions.add_photo, product, lan, photo=photo("red"))
        monkeypatch.setattr(actions, "MOST_PHOTOS", len(three))
        with no_entry(), pytest.raises(Conflict, match="nhiều nhất 3"):
            do(actions.add_photo, product, lan, photo=photo("white"))

    def test_a_photo_of_another_product_is_not_there(
        self, world: World, lan: Actor, three: list[int]
    ) -> None:
        other = world.a_product()
        for act, given in (
            (actions.move_photo, {"up": True}),
            (actions.caption_photo, {"caption": ""}),
            (actions.remove_photo, {}),
        ):
            with no_entry(), pytest.raises(ProductPhoto.DoesNotExist):
                do(act, other, lan, photo_id=three[0], **given)


def test_materials_are_linked_to_planting_areas_and_stay_within_the_whole(
    product: Product, lan: Actor
) -> None:
    area = PlantingArea.objects.create(
        producer=product.producer, commune=product.commune, name="Ruộng A", crop="Ớt", from_on=TODAY
    )
    chilli = MaterialFacts("Ớt", "own", share=Decimal(80), area=area.pk)
    material = do(actions.add_material, product, lan, facts=chilli)
    with no_entry(), pytest.raises(ValidationError, match="100"):
        do(actions.add_material, product, lan, facts=MaterialFacts("Tỏi", "commune", share=Decimal(21)))
    assert list(area.materials.all()) == [material]
    with one_entry("product.material_removed"):
        do(actions.remove_material, product, lan, material_id=product.materials.get().pk)
    assert not product.materials.exists()


def test_a_year_written_again_takes_the_place_of_the_first(product: Product, lan: Actor) -> None:
    do(actions.report_year, product, lan, year=2025, facts=YearFacts(revenue=10))
    do(actions.report_year, product, lan, year=2025, facts=YearFacts(Decimal("2.5"), "tấn", revenue=12))
    one = product.years.get()
    assert (one.revenue, one.output, one.version) == (Decimal(12), Decimal("2.5"), 2)


def test_a_right_goes_from_filed_to_granted_and_can_be_taken_out(product: Product, lan: Actor) -> None:
    do(actions.enter_right, product, lan, facts=RightFacts("trademark", "Mường Hoa", "filed"))
    one = product.ip_rights.get()
    granted = RightFacts("trademark", "Mường Hoa", "granted", "4-001", granted_on=TODAY)
    with one_entry("product.right_changed"):
        do(actions.enter_right, product, lan, facts=granted, right_id=one.pk)
    assert product.ip_rights.get().state == "granted"
    with one_entry("product.right_removed"):
        do(actions.remove_right, product, lan, right_id=one.pk)


def test_communes_share_a_product_from_a_day_to_a_day(product: Product, lan: Actor, bac_ha: Unit) -> None:
    given = {"unit_id": bac_ha.pk, "from_on": TODAY}
    with one_entry("product.shared"):
        do(actions.share_product, product, lan, **given)
    for unit_id in (bac_ha.pk, product.commune_id):
        with no_entry(), pytest.raises(Conflict):
            do(actions.share_product, product, lan, unit_id=unit_id, from_on=TODAY)
    share = product.shared_communes.get()
    with one_entry("product.share_ended"):
        do(actions.end_share, product, lan, share_id=share.pk)
    with no_entry(), pytest.raises(Conflict):
        do(actions.end_share, product, lan, share_id=share.pk)
    do(actions.share_product, product, lan, **given)
    assert product.shared_communes.count() == 2


def test_an_end_is_taken_back(product: Product, lan: Actor, binh: Actor, an: Actor) -> None:
    with no_entry(), pytest.raises(Conflict):
        do(actions.take_end_back, product, lan)
    do(actions.end_product, product, lan, on=TODAY, reason="own_wish")
    for actor, refusal in ((binh, Product.DoesNotExist), (an, Denied)):
        with no_entry(), pytest.raises(refusal):
            do(actions.take_end_back, product, actor)
    with one_entry("product.end_taken_back"):
        do(actions.take_end_back, product, lan)
    product.refresh_from_db()
    assert (product.ended_on, product.ended_reason) == (None, "")


class TestPages:
    @pytest.fixture
    def lans(self, client_of: ClientOf, lan: Actor) -> Client:
        return client_of(lan)

    def sent(self, product: Product, **typed: object) -> dict[str, object]:
        product.refresh_from_db()
        return {"version": str(product.version), **typed}

    def page(self, client: Client, product: Product) -> str:
        return client.get(reverse("registry:product", args=[product.pk])).content.decode()

    def test_what_is_missing_is_listed_and_shrinks(self, lans: Client, product: Product) -> None:
        before = [side.told for side in goods.sides(product)]
        typed = {"is_new": "new", "price": "45.000", "sale_unit": "hũ 250 g", "local_share": "80,5"}
        with one_entry("product.sale_described"):
            lans.post(reverse("registry:sale", args=[product.pk]), self.sent(product, **typed))
        product.refresh_from_db()
        assert sum(side.told for side in goods.sides(product)) == sum(before) + 2
        shown = self.page(lans, product)
        assert "45.000" in shown
        assert "Còn thiếu:" in shown

    def test_what_is_missing_leads_to_a_page_of_this_product(self, lans: Client, product: Product) -> None:
        for side in goods.sides(product):
            assert side.url.startswith(reverse("registry:product", args=[product.pk]))
            assert lans.get(side.url).status_code == 200

    def test_the_form_shows_what_was_written(self, lans: Client, lan: Actor, product: Product) -> None:
        facts = SaleFacts(is_new=False, price=45000, sale_unit="hũ", local_share=Decimal("80.50"))
        do(actions.describe_sale, product, lan, facts=facts)
        form = lans.get(reverse("registry:sale", args=[product.pk])).content.decode()
        assert 'value="45.000"' in form
        assert 'value="existing" required' in form or 'value="existing"' in form

    def test_the_story_is_written_by_element(self, lans: Client, product: Product) -> None:
        with one_entry("product.story_told"):
            lans.post(reverse("registry:story", args=[product.pk]), self.sent(product, **STORY))
        assert "Người Giáy.<br>Ba đời." in self.page(lans, product)

    def test_a_stale_page_keeps_what_was_typed(self, lans: Client, product: Product) -> None:
        with no_entry():
            answer = lans.post(
                reverse("registry:sale", args=[product.pk]), {"version": "0", "origin": "Gõ sau"}
            )
        assert (answer.status_code, "Gõ sau" in answer.content.decode()) == (409, True)

    def test_a_photo_is_added_shown_with_its_words_and_moved(self, lans: Client, product: Product) -> None:
        url = reverse("registry:photos", args=[product.pk])
        for colour in ("red", "blue"):
            file = SimpleUploadedFile("anh.jpg", jpeg(colour))
            with one_entry("product.photo_added"):
                lans.post(url, self.sent(product, photo=file, caption=f"Màu {colour}"))
        assert 'alt="Màu blue"' in self.page(lans, product)
        last = product.photos.order_by("-position")[0]
        one = reverse("registry:photo_of", args=[product.pk, last.pk])
        answer = lans.get(one)
        assert answer.headers["Content-Type"] == "image/jpeg"
        assert b"".join(answer).startswith(b"\xff\xd8")
        with one_entry("product.photos_ordered"):
            lans.post(one, self.sent(product, act="up"))
        with one_entry("product.photo_removed"):
            lans.post(one, self.sent(product, act="remove"))
        assert lans.post(one, self.sent(product, act="remove")).status_code == 404

    def test_what_is_no_photo_is_refused(self, lans: Client, product: Product) -> None:
        file = SimpleUploadedFile("anh.jpg", b"%PDF-1.4\nstartxref\n0\n%%EOF")
        with no_entry():
            page = lans.post(reverse("registry:photos", args=[product.pk]), self.sent(product, photo=file))
        assert "JPEG, PNG" in page.content.decode()

    def test_figures_and_names_are_shown_to_officers(
        self, lans: Client, an: Actor, client_of: ClientOf, product: Product
    ) -> None:
        lans.post(
            reverse("registry:product_years", args=[product.pk]),
            self.sent(product, year="2025", output="1,5", output_unit="tấn", revenue="86.000.000"),
        )
        lans.post(
            reverse("registry:rights", args=[product.pk]),
            self.sent(product, kind="trademark", name="Ớt Mường Hoa", state="filed"),
        )
        shown = self.page(client_of(an), product)
        assert "86.000.000" in shown
        assert "1,5 tấn" in shown
        assert "Ớt Mường Hoa" in shown
        assert reverse("registry:rights", args=[product.pk]) not in shown

    def test_a_product_out_of_the_programme_says_so_and_can_come_back(
        self, lans: Client, product: Product
    ) -> None:
        with one_entry("product.ended"):
            lans.post(
                reverse("registry:end_product", args=[product.pk]),
                self.sent(product, on="23/11/2026", reason="stopped"),
            )
        assert "Không còn sản xuất" in self.page(lans, product)
        with one_entry("product.end_taken_back"):
            lans.post(reverse("registry:take_end_back", args=[product.pk]), self.sent(product))

    def test_the_groups_of_every_period_stand_on_the_page(self, lans: Client, product: Product) -> None:
        assert "5 nhóm của Quảng Ninh" in self.page(lans, product)
