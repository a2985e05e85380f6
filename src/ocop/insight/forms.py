"""A question to the figures as a form; what is asked stands in the address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.insight import groups
from ocop.insight.measures import MEASURES, NAMES, Dimension
from ocop.insight.questions import BadQuestion, Fault, Question, question
from ocop.places import queries as places
from ocop.platform.fields import DayField
from ocop.platform.text import clean_text
from ocop.registry import classification, regimes, sets
from ocop.registry.models import Gender

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

ANY: Final = ("", _("All"))
NARROWED: Final = {
    "region": Dimension.REGION,
    "province": Dimension.PROVINCE,
    "sector": Dimension.SECTOR,
    "kind": Dimension.KIND,
    "stars": Dimension.STARS,
    "gender": Dimension.GENDER,
}
"""Fields of the form that narrow a figure by one value."""
FIRST: Final = "products"


class AskForm(forms.Form):
    """What to count, by what, narrowed how, as of when and on which map. Everything may be left empty."""

    measure = forms.ChoiceField(
        label=_("What to count"), choices=[(code, one.name) for code, one in MEASURES.items()], required=False
    )
    by = forms.ChoiceField(label=_("Rows"), choices=[("", _("No rows")), *NAMES.items()], required=False)
    and_by = forms.ChoiceField(
        label=_("and by"), choices=[("", _("Nothing else")), *NAMES.items()], required=False
    )
    region = forms.ChoiceField(label=_("Region"), required=False)
    province = forms.ChoiceField(label=_("Province"), required=False)
    sector = forms.ChoiceField(label=_("Product group"), required=False)
    taxonomy = forms.ChoiceField(label=_("Groups of"), required=False)
    kind = forms.ChoiceField(label=_("Kind of producer"), required=False)
    stars = forms.ChoiceField(label=pgettext_lazy("dimension of statistics", "Stars"), required=False)
    gender = forms.ChoiceField(
        label=_("Gender of the representative"), choices=[ANY, *Gender.choices], required=False
    )
    as_of = DayField(label=_("Figures as of"), required=False)
    first = DayField(label=_("Period from"), required=False)
    last = DayField(label=_("Period to"), required=False)
    map_on = DayField(label=_("Boundaries of"), required=False)

    def __init__(self, asked: Mapping[str, object], *, today: date) -> None:
        super().__init__(asked)
        self._today = today
        regime = regimes.regime_on(today)
        kinds = [(kind.code, sets.say(regime.id, kind.name)) for kind in regime.producer_kinds]
        taxonomies = {one.code: one for one in classification.taxonomies()}
        grouped = taxonomies.get(str(asked.get("taxonomy")), groups.in_force(today))
        stars = sorted({stars for level in regime.levels for stars in level.recognises}, reverse=True)
        lists: dict[str, Iterable[tuple[str, str]]] = {
            "kind": kinds,
            "sector": [(one.name.vi, str(one.name)) for one in grouped.groups],
            "stars": [(str(one), str(one)) for one in stars],
            "province": [(unit.code, unit.own_name) for unit in places.provinces()],
            "region": [(one.code, str(one)) for one in dict.fromkeys(places.regions_on(today).values())],
        }
        for name, values in lists.items():
            self.fields[name].choices = [ANY, *values]  # type: ignore[attr-defined]
        named = [(code, str(one.name)) for code, one in taxonomies.items()]
        self.fields["taxonomy"].choices = [("", _("The rules of the day")), *named]  # type: ignore[attr-defined]

    @property
    def is_narrowed(self) -> bool:
        """Whether anything is asked beyond what to count and by what."""
        return any(self.data.get(name) for name in self.fields if name not in {"measure", "by", "and_by"})

    def question(self, where: Iterable[str]) -> Question:
        """What is asked; `where` are further "dimension:value" of the address. Raises: BadQuestion."""
        if not self.is_valid():
            raise BadQuestion([Fault("field", name, str(errors[0])) for name, errors in self.errors.items()])
        given = self.cleaned_data
        narrowed = [(NARROWED[name], given[name]) for name in NARROWED if given[name]]
        first, last = given["first"], given["last"] or given["as_of"] or self._today
        return question(
            given["measure"] or FIRST,
            today=self._today,
            by=[one for one in (given["by"], given["and_by"]) if one],
            where=[*narrowed, *(_pair(clean_text(one)) for one in where)],
            as_of=given["as_of"],
            period=(first, last) if first else None,
            map_on=given["map_on"],
            taxonomy=given["taxonomy"],
        )


def _pair(words: str) -> tuple[str, str]:
    dimension, _colon, value = words.partition(":")
    return dimension, value
