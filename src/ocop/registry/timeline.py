"""What a producer was before, day by day: registered, changed, taken over, ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.registry import codes, holding, restricted, rules, sets
from ocop.registry.actions.producers import DATED
from ocop.registry.forms import ProducerForm
from ocop.registry.models import EarlierProducer

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import date

    from ocop.law.regime import Regime
    from ocop.registry.models import Producer

YES_NO: Final = {True: gettext_lazy("Yes"), False: gettext_lazy("No"), None: ""}


@dataclass(frozen=True, slots=True)
class Moment:
    """What happened on a day: a heading, lines under it, and the document that shows it."""

    on: date
    words: str
    lines: tuple[str, ...] = ()
    document: str = ""


def moments(producer: Producer, regime: Regime, *, in_the_clear: bool) -> list[Moment]:
    """The life of a producer, oldest first; personal data masked unless `in_the_clear`. Four queries."""
    found = [Moment(producer.registered_on, _("Entered the register of the programme"))]
    if producer.business_on is not None:
        found.append(Moment(producer.business_on, _("Registered as a business")))
    found += _changes(producer, regime, in_the_clear=in_the_clear)
    found += _takeovers(producer)
    if producer.ended_on is not None:
        ends = codes.words(codes.ENDS)
        last = ends.get(producer.ended_reason, producer.ended_reason)
        found.append(Moment(producer.ended_on, _("Last day in the programme"), (last,)))
    return sorted(found, key=lambda one: one.on)


def _takeovers(producer: Producer) -> Iterator[Moment]:
    for row in holding.takeovers_from(producer):
        words = _("Took over from %(name)s (%(code)s)") % {"name": row.former.name, "code": row.former.code}
        yield Moment(row.on, words, (row.get_kind_display(),), row.document)
    for row in holding.takeovers_by(producer):
        words = _("%(name)s (%(code)s) took over") % {"name": row.successor.name, "code": row.successor.code}
        yield Moment(row.on, words, (row.get_kind_display(),), row.document)


def _changes(producer: Producer, regime: Regime, *, in_the_clear: bool) -> Iterator[Moment]:
    earlier = list(producer.earlier.select_related("commune__parent__parent").order_by("to_on"))
    labels = {name: str(ProducerForm.base_fields[name].label) for name in DATED} | {
        "commune_id": _("Commune")
    }
    for before, after in pairwise([*earlier, producer]):
        if not isinstance(before, EarlierProducer):
            continue
        shown = _shown(before, regime, in_the_clear=in_the_clear)
        lines = tuple(
            _("%(what)s: until then %(value)s") % {"what": labels[name], "value": shown[name] or "–"}
            for name in labels
            if getattr(before, name) != getattr(after, name)
        )
        yield Moment(before.to_on + timedelta(days=1), _("Changed"), lines, before.document)


def _shown(row: EarlierProducer, regime: Regime, *, in_the_clear: bool) -> dict[str, Any]:
    """What a producer was, in words; personal data masked unless `in_the_clear`."""
    kind = rules.kind_of(regime, row.kind)
    values: dict[str, Any] = {name: getattr(row, name) for name in DATED}
    values["representative_gender"] = row.get_representative_gender_display()
    values["representative_disabled"] = YES_NO.get(row.representative_disabled)
    if row.business_on is not None:
        values["business_on"] = date_format(row.business_on, "d/m/Y")
    if not in_the_clear:
        values = restricted.hidden("registry.earlierproducer", values, row.kind)
    return {
        **values,
        "kind": sets.say(regime.id, kind.name) if kind else row.kind,
        "commune_id": row.commune.full_name,
    }
