"""The front page stands before there is any data, and counts what is valid once there is."""

from __future__ import annotations

import pytest
from django.test import Client
from pytest_django import DjangoAssertNumQueries

from tests.cast import ClientOf
from tests.world import World

pytestmark = pytest.mark.django_db


def test_an_empty_installation_opens_its_doors(
    client: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    with django_assert_num_queries(15):
        response = client.get("/")
    text = response.content.decode()
    assert response.status_code == 200
    assert all(f'href="{path}"' in text for path in ("/practice/", "/check/", "/law/", "/law/2026-26/"))
    assert "26/2026/QĐ-TTg" in text
    assert "còn hiệu lực hôm nay" not in text
    assert not response.cookies


def test_valid_certificates_are_counted(client: Client, world: World) -> None:
    world.dossier("recognised")
    assert "<strong>1</strong> sản phẩm" in client.get("/").content.decode()


def test_somebody_signed_in_is_shown_to_the_menu(world: World, client_of: ClientOf) -> None:
    assert "Việc của bạn" in client_of(world.producer).get("/").content.decode()


def test_every_page_leads_programs_to_the_open_data_and_to_the_interface(
    client: Client, world: World
) -> None:
    world.certificate()
    foot = client.get("/").content.decode().rpartition('class="foot-links"')[2]
    for address in ("/data/", "/api/"):
        assert f'href="{address}"' in foot
        assert client.get(address).status_code == 200
