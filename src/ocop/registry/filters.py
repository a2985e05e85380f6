"""What a list of producers or products is narrowed to: read from the address, turned into conditions."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from django import forms
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.platform.fields import TextField
from ocop.registry import regimes, sets, wording

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

Column = Callable[[str], str]
"""The name under which a condition finds a column: its own, or one that no index is used for."""

PRODUCERS: Final = "producers"
PRODUCTS: Final = "products"
FIRST_YEAR: Final = 2018
"""The year in which the programme began (Quyết định 490/QĐ-TTg)."""

LONGEST_DAYS: Final = 3660
ANY: Final[tuple[str, StrOrPromise]] = ("", _("All"))

VALID, EXPIRING, EXPIRED, NONE = "valid", "expiring", "expired", "none"
STATES: Final[dict[str, StrOrPromise]] = {
    VALID: pgettext_lazy("certificates in a list", "Valid"),
    EXPIRING: pgettext_lazy("certificates in a list", "Valid, but expiring soon"),
    EXPIRED: pgettext_lazy("certificates in a list", "Expired"),
    NONE: pgettext_lazy("certificates in a list", "None"),
}
NAME, NEWEST, LAST_DAY, STARS = "name", "newest", "last_day", "stars"
ORDERS: Final[dict[str, dict[str, tuple[str, ...]]]] = {
    PRODUCERS: {NAME: ("name_key", "pk"), NEWEST: ("-registered_on", "-pk")},
    PRODUCTS: {
        NAME: ("name_key", "pk"),
        NEWEST: ("-entered_on", "-pk"),
        LAST_DAY: ("last_day", "pk"),
        STARS: ("-stars_rank", "-pk"),
    },
}
ORDER_NAMES: Final[dict[str, StrOrPromise]] = {
    NAME: _("Name, A to Z"),
    NEWEST: _("Newest first"),
    LAST_DAY: _("Last day of the certificate"),
    STARS: _("Most stars first"),
}


AUTOMATIC: Final[tuple[str, StrOrPromise]] = ("", _("By name; the newest first where very many fit"))


class FilterForm(forms.Form):
    """What the lists of producers and of products have in common. Every field may be left empty."""

    q = TextField(
        label=_("Name, commune or code"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"type": "search"}),
    )
    place = TextField(
        label=_("Place"),
        required=False,
        max_length=200,
        help_text=_("A province or commune of today or before."),
    )
    kind = forms.ChoiceField(label=_("Kind of producer"), required=False)
    year = forms.IntegerField(
        label=_("Entered in the year"),
        required=False,
        min_value=FIRST_YEAR,
        max_value=9998,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}),
    )
    ended = forms.ChoiceField(
        label=_("In the programme"),
        required=False,
        choices=[ANY, ("no", _("Still taking part")), ("yes", _("Ended"))],
    )
    sort = forms.ChoiceField(label=_("Order"), required=False)

    def __init__(self, data: Mapping[str, object] | None, *, today: date) -> None:
        super().__init__(data)
        self._choose("kind", [ANY, *_kinds(today)])
        self._choose("sort", [AUTOMATIC, *((code, ORDER_NAMES[code]) for code in ORDERS[self.of])])

    of = PRODUCERS

    def _choose(self, name: str, choices: list[tuple[str, StrOrPromise]]) -> None:
        self.fields[name].choices = choices  # type: ignore[attr-defined] # a choice field

    def wanted(self) -> Filters:
        """What was asked for; what cannot be understood is left out, and the form says so."""
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in {None, ""}}
        order = given.pop("sort", "")
        words = given.pop("q", "")
        return Filters(of=self.of, words=words, place=given.pop("place", ""), order=order, given=given)


class ProductFilterForm(FilterForm):
    """The filters of the list of products."""

    sector = forms.ChoiceField(label=_("Sector"), required=False)
    set = forms.ChoiceField(label=_("Product set"), required=False)
    stars = forms.TypedChoiceField(label=_("Stars valid today"), required=False, coerce=int, empty_value=None)
    state = forms.ChoiceField(label=_("Certificate"), required=False, choices=[ANY, *STATES.items()])
    days = forms.IntegerField(
        label=_("Expiring within so many days"),
        required=False,
        min_value=1,
        max_value=LONGEST_DAYS,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": "4"}),
    )
    code = forms.ChoiceField(
        label=_("Product code"),
        required=False,
        choices=[ANY, ("no", _("Without a code")), ("yes", _("With a code"))],
    )
    field_order = (
        *("q", "place", "sector", "set", "stars", "state", "days"),
        *("kind", "code", "year", "ended", "sort"),
    )
    of = PRODUCTS

    def __init__(self, data: Mapping[str, object] | None, *, today: date) -> None:
        super().__init__(data, today=today)
        self._choose("sector", [ANY, *_sectors()])
        self._choose("set", [ANY, *_sets()])
        self._choose("stars", [ANY, *((str(stars), str(stars)) for stars in _stars(today))])


FORMS: Final[Mapping[str, type[FilterForm]]] = {PRODUCERS: FilterForm, PRODUCTS: ProductFilterForm}


@dataclass(frozen=True, slots=True)
class Filters:
    """A list that is asked for: `given` holds the plain filters that were filled in, by field.

    Two more are given by rooms above, which know of certificates: `last_stars`, whatever became of them, and
    `kept`, keys of products that are valid past their last day.
    """

    of: str
    words: str
    place: str
    order: str
    given: Mapping[str, object]

    @property
    def keys(self) -> tuple[str, ...]:
        """The columns of its order."""
        return keys_of(self.of, self.order)

    @property
    def is_open(self) -> bool:
        """Whether nothing is asked for."""
        return not (self.words or self.place or self.given)


def keys_of(kind: str, order: str) -> tuple[str, ...]:
    """The columns of an order of this kind of list; of that by name for none or an unknown one."""
    orders = ORDERS[kind]
    return orders.get(order, orders[NAME])


def form_of(kind: str, data: Mapping[str, object], today: date) -> FilterForm:
    """The form of a list, filled from an address."""
    return FORMS[kind](data, today=today)


def in_words(form: forms.Form, name: str) -> str:
    """What was chosen or typed in a field, as people read it."""
    value = form.cleaned_data[name]
    field = form.fields[name]
    known: dict[str, object] = {}
    for code, words in getattr(field, "choices", ()):
        known |= {str(c): w for c, w in words} if isinstance(words, list) else {str(code): words}
    return str(known.get(str(value), value))


def without(query: str, name: str) -> str:
    """A query of an address without one of its fields."""
    left = QueryDict(query, mutable=True)
    left.pop(name, None)
    return left.urlencode()


def state_of(certified_to: date | None, today: date, days: int) -> str:
    """The state under which a product with this last day is listed."""
    if certified_to is None:
        return NONE
    if certified_to < today:
        return EXPIRED
    return EXPIRING if certified_to <= today + timedelta(days=days) else VALID


def conditions(filters: Filters, today: date, column: Column) -> list[Q]:
    """The plain filters as conditions on the columns that `column` names."""
    makers = {PRODUCERS: _OF_PRODUCERS, PRODUCTS: _OF_PRODUCTS}[filters.of]
    return [
        makers[name](value, filters, today, column) for name, value in filters.given.items() if name in makers
    ]


def columns(filters: Filters) -> tuple[str, ...]:
    """The columns that conditions of this kind of list may ask."""
    return {PRODUCERS: ("kind", "registered_on", "ended_on"), PRODUCTS: _PRODUCT_COLUMNS}[filters.of]


_PRODUCT_COLUMNS: Final = (
    "producer_kind",
    "entered_on",
    "ended_on",
    "regime_id",
    "set_no",
    "certified_stars",
    "certified_to",
    "code",
)


def _year(name: str) -> Callable[[object, Filters, date, Column], Q]:
    def made(value: object, _filters: Filters, _today: date, column: Column) -> Q:
        year = int(str(value))
        return Q(**{f"{column(name)}__range": (date(year, 1, 1), date(year, 12, 31))})

    return made


def _is(name: str) -> Callable[[object, Filters, date, Column], Q]:
    return lambda value, _filters, _today, column: Q(**{column(name): value})


def _ended(value: object, _filters: Filters, _today: date, column: Column) -> Q:
    return Q(**{f"{column('ended_on')}__isnull": value == "no"})


def _code(value: object, _filters: Filters, _today: date, column: Column) -> Q:
    without = Q(**{column("code"): ""})
    return without if value == "no" else ~without


def _stars_today(value: object, _filters: Filters, today: date, column: Column) -> Q:
    return Q(**{column("certified_stars"): value, f"{column('certified_to')}__gte": today})


def _state(value: object, filters: Filters, today: date, column: Column) -> Q:
    last = column("certified_to")
    if value == NONE:
        return Q(**{f"{last}__isnull": True})
    if value == EXPIRED:
        return Q(**{f"{last}__lt": today})
    if value == VALID:
        kept = filters.given.get("kept", ())
        standing = Q(**{f"{last}__gte": today})
        return standing | Q(pk__in=kept) if kept else standing
    days = filters.given.get("days") or soon(today)
    return Q(**{f"{last}__range": (today, today + timedelta(days=int(str(days))))})


def _days(_value: object, filters: Filters, today: date, column: Column) -> Q:
    """Days alone ask for what expires within them; beside a state they belong to it."""
    return _state(EXPIRING, filters, today, column) if "state" not in filters.given else Q()


def _set(value: object, _filters: Filters, _today: date, column: Column) -> Q:
    regime_id, _dot, number = str(value).rpartition(".")
    return Q(**{column("regime_id"): regime_id, column("set_no"): int(number)})


def _sector(value: object, _filters: Filters, _today: date, column: Column) -> Q:
    found = Q(pk__in=[])
    for regime_id, numbers in _sets_of_sector(str(value)).items():
        found |= Q(**{column("regime_id"): regime_id, f"{column('set_no')}__in": numbers})
    return found


_Maker = Callable[[object, Filters, date, Column], Q]
_OF_PRODUCERS: Final[Mapping[str, _Maker]] = {
    "kind": _is("kind"),
    "year": _year("registered_on"),
    "ended": _ended,
}
_OF_PRODUCTS: Final[Mapping[str, _Maker]] = {
    "kind": _is("producer_kind"),
    "year": _year("entered_on"),
    "ended": _ended,
    "code": _code,
    "stars": _stars_today,
    "last_stars": _is("certified_stars"),
    "state": _state,
    "days": _days,
    "set": _set,
    "sector": _sector,
}


def soon(today: date) -> int:
    """How many days before its last day a certificate counts as expiring, unless others are asked for."""
    renewal = regimes.regime_on(today).renewal
    return renewal.earliest_days if renewal else 0


def _kinds(today: date) -> list[tuple[str, StrOrPromise]]:
    regime = regimes.regime_on(today)
    known = {kind.code: sets.say(regime.id, kind.name) for kind in regime.producer_kinds}
    others = sorted(regimes.producer_kinds() - known.keys())
    return [*known.items(), *((code, code) for code in others)]


def _stars(today: date) -> list[int]:
    return sorted({band.stars for band in regimes.regime_on(today).bands}, reverse=True)


def _sets() -> list[tuple[str, StrOrPromise]]:
    groups = []
    for regime_id in reversed(list(regimes.library().ids())):
        entries = [
            (f"{regime_id}.{one.set}", f"{one.set}. {sets.say(regime_id, one.name)}")
            for one in regimes.library().sets(regime_id)
        ]
        groups.append((regimes.regime(regime_id).title, entries))
    return groups  # type: ignore[return-value] # choices in groups


def _slug(sector: str) -> str:
    return "-".join(wording.words(sector))


def _sectors() -> list[tuple[str, StrOrPromise]]:
    found: dict[str, StrOrPromise] = {}
    for regime_id in reversed(list(regimes.library().ids())):
        for one in regimes.library().sets(regime_id):
            found.setdefault(_slug(one.sector), sets.say(regime_id, one.sector))
    return list(found.items())


def _sets_of_sector(slug: str) -> dict[str, list[int]]:
    shelf = regimes.library()
    found = {
        regime_id: [one.set for one in shelf.sets(regime_id) if _slug(one.sector) == slug]
        for regime_id in shelf.ids()
    }
    return {regime_id: numbers for regime_id, numbers in found.items() if numbers}
