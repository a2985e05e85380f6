"""The values that the columns of a workbook offer: from the regimes, the shared lists and the tables' own.

`Column.choices` names where they come from. What is offered to choose from is what is in use today; what is
understood when a workbook comes back is also what was in use earlier.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from django.utils import translation
from django.utils.translation import gettext_lazy as _

from ocop.platform import clock
from ocop.platform.text import fold
from ocop.programme.models import ListValue
from ocop.registry import regimes
from ocop.registry.models import Gender

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from django_stubs_ext import StrOrPromise

LANGUAGES: Final = ("vi", "en")
SETS: Final = "sets"
FEW: Final = 8
"""So many values a refusal still names."""


@dataclass(frozen=True, slots=True)
class Choice:
    """One value: its code, its Vietnamese words, other words it is known by, whether it is in use today."""

    code: str
    label: str
    others: tuple[str, ...] = ()
    is_open: bool = True


@dataclass(slots=True)
class Offer:
    """The values of a column, to be looked up by code or words without accents."""

    choices: tuple[Choice, ...]
    _by_words: dict[str, Choice | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Words that name two values name none; a code always names its own."""
        for one in self.choices:
            for words in {fold(text) for text in (one.label, *one.others) if text}:
                known = self._by_words.get(words, one)
                self._by_words[words] = one if known is not None and known.code == one.code else None
        self._by_words |= {fold(one.code): one for one in self.choices}

    def find(self, folded: str) -> str | None:
        """The code that these words name exactly."""
        found = self._by_words.get(folded)
        return None if found is None else found.code

    def beginning(self, folded: str) -> Choice | None:
        """The one value whose words begin with these."""
        begun = {
            one.code: one for words, one in self._by_words.items() if one and words.startswith(f"{folded} ")
        }
        return next(iter(begun.values())) if len(begun) == 1 else None

    def open_ones(self) -> list[Choice]:
        """What may be chosen today."""
        return [one for one in self.choices if one.is_open]

    def label_of(self, code: str) -> str:
        """The words for a code; the code itself where nobody named it or its words name two values."""
        found = next((one for one in self.choices if one.code == code), None)
        return found.label if found and self.find(fold(found.label)) == code else code

    def refusal(self) -> StrOrPromise:
        """Why another value is not taken, with the values where they are few."""
        labels = [one.label for one in self.open_ones()]
        if not labels or len(labels) > FEW:
            return _("This is not one of the values allowed; choose from the list in the template.")
        return _("This is not one of the values allowed: %(values)s.") % {"values": "; ".join(labels)}


def offer(name: str) -> Offer:
    """The values of `Column.choices`, "sets" apart (see `sets`)."""
    match name:
        case "regimes":
            return Offer(tuple(_regimes()))
        case "kinds":
            return Offer(_latest(_kinds()))
        case "genders":
            return Offer(tuple(_genders()))
        case "grounds":
            return Offer(_latest(_grounds()))
        case _:
            return Offer(_latest(_listed(name)))


def sets(regime_id: str) -> Offer:
    """The product sets of a regime: by number, by name, or by both as "5. Đồ ăn nhanh"."""
    shelf = regimes.library()
    found = []
    for one in shelf.sets(regime_id):
        names = [shelf.label(regime_id, one.name, language) for language in LANGUAGES]
        numbered = [f"{one.set}. {name}" for name in names]
        found.append(Choice(str(one.set), numbered[0], (*names, numbered[1])))
    return Offer(tuple(found))


def regime_ids() -> list[str]:
    """The regimes of this installation, in the order they came into force."""
    return list(regimes.library().ids())


def _regimes() -> Iterator[Choice]:
    shelf = regimes.library()
    for regime_id in shelf.ids():
        title = shelf.regime(regime_id).title
        yield Choice(regime_id, regime_id, tuple(shelf.label(regime_id, title, one) for one in LANGUAGES))


def _kinds() -> Iterator[Choice]:
    shelf = regimes.library()
    for regime_id in shelf.ids():
        for kind in shelf.regime(regime_id).producer_kinds:
            yield _of_regime(regime_id, kind.code, kind.name)


def _grounds() -> Iterator[Choice]:
    shelf = regimes.library()
    for regime_id in shelf.ids():
        for ground in shelf.regime(regime_id).revocations:
            yield _of_regime(regime_id, ground.code, ground.label)


def _of_regime(regime_id: str, code: str, text: str) -> Choice:
    vi, en = (regimes.library().label(regime_id, text, language) for language in LANGUAGES)
    return Choice(code, vi, (en,))


def _genders() -> Iterator[Choice]:
    for one in Gender:
        words = []
        for language in LANGUAGES:
            with translation.override(language):
                words.append(str(one.label))
        yield Choice(one.value, words[0], tuple(words[1:]))


def _listed(list_code: str) -> Iterator[Choice]:
    today = clock.today()
    rows = ListValue.objects.filter(code_list__code=list_code).order_by("position", "code", "from_on")
    for row in rows:
        is_open = row.from_on <= today and (row.to_on is None or row.to_on >= today)
        yield Choice(row.code, row.label_vi, (row.label_en,), is_open)


def _latest(found: Iterable[Choice]) -> tuple[Choice, ...]:
    """One choice per code with its latest words; the earlier ones are still understood."""
    by_code: dict[str, Choice] = {}
    for one in found:
        before = by_code.get(one.code)
        known = (before.label, *before.others) if before else ()
        by_code[one.code] = Choice(one.code, one.label, (*one.others, *known), one.is_open)
    return tuple(by_code.values())
