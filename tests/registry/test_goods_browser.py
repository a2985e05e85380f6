"""The pages of a product and of the store of papers on a phone: readable by everybody, nothing sideways."""

from __future__ import annotations

from io import BytesIO

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.files.base import ContentFile
from django.urls import reverse
from PIL import Image
from playwright.sync_api import Page
from pytest_django.live_server_helper import LiveServer

from ocop.platform.actors import Actor
from ocop.platform.files import check_file
from ocop.programme.actions import load_lists
from ocop.registry.actions import goods as goods_actions
from ocop.registry.actions import papers as paper_actions
from ocop.registry.actions.goods import MaterialFacts, RightFacts, SaleFacts, YearFacts
from ocop.registry.actions.papers import PaperFacts
from ocop.registry.models import Product
from tests.cast import NOW, TODAY, ClientOf
from tests.world import World, a_file

pytestmark = pytest.mark.django_db(transaction=True)
PHONE = {"width": 360, "height": 740}


def filled(world: World) -> Product:
    """A product with something on every side, and a paper that has lapsed."""
    load_lists(now=NOW)
    product = world.a_product()
    out = BytesIO()
    Image.new("RGB", (800, 600), "teal").save(out, "JPEG")
    photo = check_file(ContentFile(out.getvalue(), name="anh.jpg"))
    sale = SaleFacts(price=45000, sale_unit="hũ 250 g", gtin="4006381333931", origin="Giống bản địa " * 8)
    for act, given in (
        (goods_actions.describe_sale, {"facts": sale}),
        (goods_actions.tell_story, {"parts": {"origin": "Ba đời giữ giống."}}),
        (goods_actions.add_photo, {"photo": photo, "caption": "Ruộng ớt"}),
        (goods_actions.add_material, {"facts": MaterialFacts("Ớt thóc", "own")}),
        (goods_actions.report_year, {"year": 2025, "facts": YearFacts(revenue=86_000_000)}),
        (goods_actions.enter_right, {"facts": RightFacts("trademark", "Mường Hoa", "filed")}),
    ):
        product.refresh_from_db()
        act(actor=world.producer, product_id=product.pk, expected_version=product.version, now=NOW, **given)
    paper_actions.add_paper(
        actor=world.producer,
        producer_id=product.producer_id,
        facts=PaperFacts("food_safety", "Giấy an toàn thực phẩm của cơ sở", expires_on=TODAY),
        file=a_file(),
        now=NOW,
    )
    return product


def test_every_page_fits_a_phone_and_is_accessible(
    page: Page, live_server: LiveServer, client_of: ClientOf, lan: Actor, world: World
) -> None:
    product = filled(world)
    paper = product.producer.papers.get()
    cookie = client_of(lan).cookies["ocop_session"].value
    page.context.add_cookies([{"name": "ocop_session", "value": cookie, "url": live_server.url}])
    page.set_viewport_size(PHONE)  # type: ignore[arg-type]
    draft = world.dossier("draft", product=product)
    addresses = [
        *(
            (name, product.pk)
            for name in ("product", "sale", "story", "photos", "materials", "years", "rights")
        ),
        *((name, product.pk) for name in ("shares", "end_product")),
        ("papers", product.producer_id),
        ("paper", paper.pk),
        ("renew_paper", paper.pk),
    ]
    urls = [reverse(f"registry:{name}", args=[key]) for name, key in addresses]
    urls += [reverse("registry:lapsing"), reverse("registry:lacking")]
    urls += [reverse("evaluation:evidence", args=[draft.pk]), reverse("evaluation:check", args=[draft.pk])]
    for url in urls:
        page.goto(live_server.url + url)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], url
        found = Axe().run(page)
        assert found.violations_count == 0, f"{url}: {found.generate_report()}"
