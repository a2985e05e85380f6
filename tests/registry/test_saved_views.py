"""Views of lists that people keep: one's own only, within limits."""
# ruff: noqa: ARG001 - a fixture asks for what must stand before it

from __future__ import annotations

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from ocop.platform.actors import PUBLIC, Actor
from ocop.platform.decisions import Conflict, Denied
from ocop.registry import filters, saved_views
from ocop.registry.actions import saved_views as actions
from ocop.registry.models import SavedView
from tests.cast import NOW, ClientOf, no_entry, one_entry


def save(actor: Actor, name: str = "Sắp hết hạn", query: str = "state=expiring&days=90") -> SavedView:
    return actions.save_view(actor=actor, page=filters.PRODUCTS, name=name, query=query, now=NOW)


def test_a_view_keeps_the_filters_and_the_order_but_no_page_of_it(hoa: Actor) -> None:
    with one_entry("view.saved"):
        view = save(hoa, query="after=abc&days=90&state=expiring&sort=last_day&other=1&q=")
    assert view.query == "state=expiring&days=90&sort=last_day"


def test_a_view_is_its_owners_only(hoa: Actor, cuc: Actor) -> None:
    view = save(hoa)
    assert list(saved_views.views_of(hoa, filters.PRODUCTS)) == [view]
    assert not saved_views.views_of(cuc, filters.PRODUCTS)
    with no_entry(), pytest.raises(SavedView.DoesNotExist):
        actions.delete_view(actor=cuc, view_id=view.pk, now=NOW)


def test_a_view_is_given_up(hoa: Actor) -> None:
    view = save(hoa)
    with one_entry("view.deleted"):
        actions.delete_view(actor=hoa, view_id=view.pk, now=NOW)
    assert not SavedView.objects.exists()


@pytest.mark.parametrize("name", ["", " ", "x" * 101, "Sắp hết hạn"])
def test_a_name_is_needed_and_used_once(hoa: Actor, name: str) -> None:
    save(hoa)
    with no_entry(), pytest.raises(ValidationError, match="name"):
        save(hoa, name)


def test_two_people_may_use_one_name(hoa: Actor, cuc: Actor) -> None:
    assert save(hoa).name == save(cuc).name


def test_a_person_keeps_so_many_and_no_more(hoa: Actor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(actions, "MOST", 2)
    save(hoa, "1")
    save(hoa, "2")
    with no_entry(), pytest.raises(Conflict):
        save(hoa, "3")


def test_an_endless_address_is_not_kept(hoa: Actor) -> None:
    with no_entry(), pytest.raises(Conflict):
        save(hoa, query="q=" + "x" * 1000)


def test_nobody_keeps_a_view_without_signing_in(db: None) -> None:
    with no_entry(), pytest.raises(Denied):
        save(PUBLIC)


def test_the_pages_keep_show_and_delete_a_view(hoa: Actor, cuc: Actor, client_of: ClientOf) -> None:
    client = client_of(hoa)
    address = f"{reverse('registry:save_view', args=['products'])}?state=expiring&days=90"
    assert "90" in client.get(address).content.decode()
    with no_entry():
        assert "Ghi tên dài không quá 100 ký tự" in client.post(address, {"name": ""}).content.decode()
    with one_entry("view.saved"):
        done = client.post(address, {"name": "Sắp hết hạn"})
    assert done.headers["Location"] == f"{reverse('registry:products')}?state=expiring&days=90"
    page = client.get(reverse("registry:products")).content.decode()
    assert 'href="/products/?state=expiring&amp;days=90"' in page
    assert "Sắp hết hạn" not in client_of(cuc).get(reverse("registry:products")).content.decode()
    delete = reverse("registry:delete_view", args=[SavedView.objects.get().pk])
    assert client_of(cuc).post(delete).status_code == 404
    assert client.get(delete).status_code == 405
    with one_entry("view.deleted"):
        assert client.post(delete).headers["Location"] == reverse("registry:products")


def test_there_is_no_view_of_another_page(hoa: Actor, client_of: ClientOf) -> None:
    assert client_of(hoa).get(reverse("registry:save_view", args=["journal"])).status_code == 404
