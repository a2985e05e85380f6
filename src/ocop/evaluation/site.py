"""What a site survey looks at: the regime's items, each with the criteria it bears on, and own places."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from ocop.evaluation import procedure
from ocop.registry import regimes

if TYPE_CHECKING:
    from ocop.evaluation.models import Dossier

AREA: Final = "area-"


@dataclass(frozen=True, slots=True)
class Item:
    """One line of the checklist; `label` is in the words of the regime or of the producer."""

    code: str
    label: str
    criteria: tuple[str, ...] = ()


def checklist(dossier: Dossier) -> list[Item]:
    """The items of the regime, then the planting areas that the producer told of and still has."""
    leaves = regimes.product_set(dossier.regime_id, dossier.set_no).leaves
    named = {number: leaf.name.lower() for number, leaf in leaves.items()}
    items = [
        Item(
            item.code,
            item.name,
            tuple(no for no, name in named.items() if any(word.lower() in name for word in item.words)),
        )
        for item in procedure.regime_of(dossier).site_items
    ]
    areas = dossier.product.producer.areas.filter(to_on=None).select_related("commune").order_by("pk")
    return items + [
        Item(f"{AREA}{area.pk}", f"{area.name} ({area.crop}, {area.commune.name})"[:300]) for area in areas
    ]
