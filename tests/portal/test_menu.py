"""The menu of each role: every entry and tab opens for whoever sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from django.urls import reverse

from ocop.people.roles import ROLES
from ocop.places.models import Level
from ocop.platform import navigation
from tests.cast import browser_of, person

if TYPE_CHECKING:
    from ocop.places.models import Unit

pytestmark = pytest.mark.django_db


@pytest.mark.slow
@pytest.mark.parametrize("role", sorted(code for code, role in ROLES.items() if role.until is None))
def test_every_entry_of_the_menu_opens(role: str, ta_van: Unit, lao_cai: Unit, places: Unit) -> None:
    at = {Level.COMMUNE: ta_van, Level.PROVINCE: lao_cai, Level.COUNTRY: places}
    unit = next((at[level] for level in at if level in ROLES[role].levels), lao_cai)
    actor = person("0912000099", "Trần Văn Thử", role, unit)
    client = browser_of(actor)
    for item in navigation.items_for(actor):
        assert client.get(reverse(item.url_name), follow=True).status_code == 200, item.url_name
