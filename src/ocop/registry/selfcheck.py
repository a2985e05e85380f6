"""What is still missing in the record of a producer, in plain words, with where it is written."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext as _

from ocop.registry import rules

if TYPE_CHECKING:
    from datetime import date

    from ocop.law.regime import Regime
    from ocop.registry.models import Producer


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that is missing, why it is asked for, and the page where it is written.

    `stops`: without it the producer can't bring a product.
    """

    words: str
    why: str
    url: str
    stops: bool = False


def gaps(producer: Producer, regime: Regime, day: date) -> list[Gap]:
    """What is missing, the gravest first. Three queries."""
    if producer.ended_on is not None:
        return []
    found = [*_facts(producer, regime), *_leader(producer), *_figures(producer, day)]
    return sorted(found, key=lambda gap: not gap.stops)


def _facts(producer: Producer, regime: Regime) -> list[Gap]:
    change = reverse("registry:change_producer", args=[producer.pk])
    kind = rules.kind_of(regime, producer.kind)
    stops = kind is not None and kind.needs_registration
    found: list[Gap] = []
    asked = _("The register asks for it.")
    if not producer.business_number:
        why = _("Without it this kind of producer brings no product.") if stops else asked
        found.append(Gap(_("Number of the business registration"), why, change, stops))
    elif producer.business_on is None or not producer.business_office:
        found.append(Gap(_("Day and office of the business registration"), asked, change))
    if not producer.tax_code:
        found.append(Gap(_("Tax code"), _("It keeps a producer from being entered twice."), change))
    if not producer.phone and not producer.email:
        found.append(Gap(_("Phone number or e-mail address"), _("Nobody can reach the producer."), change))
    return found


def _leader(producer: Producer) -> list[Gap]:
    change = reverse("registry:change_producer", args=[producer.pk])
    asked = (
        (producer.representative_gender, _("Gender of the representative")),
        (producer.representative_ethnicity, _("Ethnic group of the representative")),
        (producer.representative_birth_year, _("Year of birth of the representative")),
    )
    why = _("The programme counts women, ethnic minorities and young people who lead.")
    return [Gap(words, why, change) for value, words in asked if not value]


def _figures(producer: Producer, day: date) -> list[Gap]:
    last = day.year - 1
    found: list[Gap] = []
    if not producer.representatives.filter(to_on=None).exists():
        why = _("Nobody writes for the producer by themselves. The commune names an account.")
        found.append(Gap(_("An account that speaks for it"), why, ""))
    if producer.registered_on.year <= day.year and not producer.years.filter(year=last).exists():
        words = _("Figures of %(year)s: members, workers, revenue") % {"year": last}
        why = _("Reports and the self-assessment ask for them.")
        found.append(Gap(words, why, reverse("registry:year", args=[producer.pk, last])))
    if not producer.linkages.filter(to_on=None).exists() and not producer.areas.filter(to_on=None).exists():
        words = _("Linkages or planting areas")
        why = _("The council looks at where materials come from.")
        found.append(Gap(words, why, reverse("registry:new_area", args=[producer.pk])))
    return found
