"""The components every page is built from: `{% load ui %}`. Examples of each stand in docs/components.md."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from functools import cache
from math import floor
from typing import TYPE_CHECKING

from django import template
from django.conf import settings
from django.forms import BaseForm, BoundField
from django.forms.widgets import CheckboxInput, ChoiceWidget
from django.template.loader import render_to_string
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.formats import date_format, number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from ocop.platform import icons, navigation
from ocop.platform.actors import PUBLIC
from ocop.platform.display import Row, Tag, Task, TaskGroup, Tone

if TYPE_CHECKING:
    from django.template.context import RequestContext
    from django_stubs_ext import StrOrPromise

register = template.Library()

HIGHEST_STARS = 5
MISSING = "\N{EN DASH}"


@register.simple_tag
def icon(name: str) -> SafeString:
    """A decorative icon from `icons.PATHS`; the words beside it carry the meaning."""
    shape = "icon icon-filled" if name in icons.FILLED else "icon"
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>',
        shape,
        mark_safe(icons.PATHS[name]),  # noqa: S308 - our own constant
    )


@register.inclusion_tag("components/field.html")
def field(bound: BoundField, *, hide_label: bool = False) -> dict[str, object]:
    """One form field: label, hint, error and input, tied together for screen readers."""
    widget = bound.field.widget
    case = "" if bound.field.required else getattr(bound.field, "needed_when", None)
    return {
        "field": bound,
        "beside": _("(optional)") if case is None else case and f"({case})",
        "hide_label": hide_label,
        "group": widget.use_fieldset,
        "options": isinstance(widget, ChoiceWidget),  # which carry the field's id themselves
        "tick": isinstance(widget, CheckboxInput),
    }


@register.inclusion_tag("components/fields.html")
def fields(form: BaseForm) -> dict[str, object]:
    """Every field of a form, hidden ones included."""
    return {"form": form}


@register.inclusion_tag("components/error_summary.html")
def error_summary(*forms: BaseForm) -> dict[str, object]:
    """Every error of the forms on this page, each a link to its field. Shows nothing when all is well."""
    general = [error for form in forms for error in form.non_field_errors()]
    in_fields = [
        (bound.id_for_label or bound.auto_id, bound.label, error)
        for form in forms
        for bound in form
        for error in bound.errors
    ]
    return {"general": general, "in_fields": in_fields}


@register.inclusion_tag("components/stars.html")
def stars(count: int | None, *, small: bool = False) -> dict[str, object]:
    """Stars as number, icons and word: "OCOP 4 sao". `None` means not rated yet, 0 means no star."""
    if count is None:
        words = _("Not rated yet")
    elif count == 0:
        words = _("No stars")
    else:
        words = ngettext("OCOP %(count)d star", "OCOP %(count)d stars", count) % {"count": count}
    filled = count or 0
    return {
        "words": words,
        "filled": range(filled),
        "hollow": range(HIGHEST_STARS - filled),
        "show_icons": bool(filled),
        "small": small,
    }


@register.simple_tag
def tag(value: Tag | StrOrPromise, tone: Tone = "grey") -> SafeString:
    """A state as a coloured word. Takes a `display.Tag`, or a word and a tone."""
    shown = value if isinstance(value, Tag) else Tag(value, tone)
    return format_html('<strong class="tag tag-{}">{}</strong>', shown.tone, shown.label)


@register.inclusion_tag("components/task_list.html")
def task_list(groups: Sequence[TaskGroup] | Sequence[Task]) -> dict[str, object]:
    """A task list, either grouped or plain."""
    grouped = [group for group in groups if isinstance(group, TaskGroup)]
    alone = [task for task in groups if isinstance(task, Task)]
    return {"groups": [*grouped, TaskGroup("", alone)] if alone else grouped}


@register.inclusion_tag("components/summary_list.html")
def summary_list(rows: Sequence[Row]) -> dict[str, object]:
    """Questions and answers, with a link to change each."""
    return {"rows": rows}


@register.inclusion_tag("components/pagination.html", takes_context=True)
def pagination(context: RequestContext, page: object) -> dict[str, object]:
    """Links of a `pagination.Page`, keeping the filters of the address."""
    return {"page": page, "request": context.get("request")}


@register.inclusion_tag("components/choice.html")
def choice(
    *,
    name: str,
    value: object,
    label: StrOrPromise,
    points: object = None,
    floor: int | None = None,
    checked: bool = False,
    disabled: bool = False,
    note: StrOrPromise = "",
) -> dict[str, object]:
    """One big option box of a sheet: radio, the law's words, points and the star it is a floor for.

    Put the boxes of one question in a `<fieldset class="choices">` with a `<legend>`.
    """
    return {
        "name": name,
        "value": value,
        "label": label,
        "points": points,
        "floor": floor,
        "floor_stars": range(floor or 0),
        "checked": checked,
        "disabled": disabled,
        "note": note,
    }


@register.simple_block_tag
def banner(content: SafeString, title: StrOrPromise = "", tone: str = "info") -> SafeString:
    """A notice. `tone`: info, done, warning or problem; the last is announced at once."""
    symbol = {"info": "info", "done": "check", "warning": "warning", "problem": "warning"}[tone]
    return render_to_string(
        "components/banner.html", {"content": content, "title": title, "tone": tone, "symbol": symbol}
    )


@register.simple_block_tag
def panel(content: SafeString, title: StrOrPromise, reference: StrOrPromise = "") -> SafeString:
    """The confirmation panel after a finished act: what was done, its reference, then what happens next."""
    return render_to_string(
        "components/panel.html", {"content": content, "title": title, "reference": reference}
    )


@register.inclusion_tag("components/navigation.html", takes_context=True)
def main_navigation(context: RequestContext) -> dict[str, object]:
    """The sections of the menu of this request's actor; the tabs of the one whose page this is."""
    request = context.get("request")
    here = request.path if request is not None else ""
    sections = navigation.sections_for(context.get("actor") or PUBLIC)
    nearest = _nearest(here, [item for section in sections for item in (section.entry, *section.tabs)])
    at = next((one for one in sections if nearest in (one.entry, *one.tabs)), None)
    shown = at.tabs if at is not None and nearest is not None and here == _address(nearest) else ()
    return {
        "links": [_link(section.entry, chosen=section == at) for section in sections],
        "tabs": [_link(tab, chosen=tab == nearest) for tab in shown],
    }


def _link(item: navigation.NavItem, *, chosen: bool) -> dict[str, object]:
    return {"label": item.label, "url": _address(item), "here": chosen}


def _address(item: navigation.NavItem) -> str:
    return _known_address(item.url_name, settings.ROOT_URLCONF, get_script_prefix())


@cache
def _known_address(url_name: str, urlconf: str, prefix: str) -> str:  # noqa: ARG001 - `reverse` looks it up
    """Every page asks for the addresses of the whole menu, and they stay as they are."""
    return reverse(url_name, urlconf)


def _nearest(here: str, items: list[navigation.NavItem]) -> navigation.NavItem | None:
    """The entry whose address is the longest beginning of this page's."""
    addresses = {item: _address(item) for item in items}
    fitting = [item for item in items if here.startswith(addresses[item])]
    return max(fitting, key=lambda item: len(addresses[item]), default=None)


@register.simple_tag
def vnd(amount: Decimal | int | None) -> str:
    """An amount of money in whole dong: 1.234.567 ₫."""
    if amount is None:
        return MISSING
    return f"{number_format(_rounded(amount, 0), 0, use_l10n=True, force_grouping=True)}\N{NO-BREAK SPACE}₫"


@register.simple_tag
def decimal(value: Decimal | Fraction | int | str | None, places: int = 2) -> str:
    """An exact number with a fixed number of decimal places, rounded half up: 1.234,50."""
    if value is None or value == "":
        return MISSING
    return number_format(_rounded(value, places), places, use_l10n=True, force_grouping=True)


@register.simple_tag
def number(value: Decimal | int | None) -> str:
    """A count with its thousands grouped, or a decimal without superfluous zeros: 12.345 or 3,5."""
    if value is None:
        return MISSING
    exact = Decimal(value)
    plain = exact.quantize(Decimal(1)) if exact == exact.to_integral_value() else exact.normalize()
    return number_format(plain, use_l10n=True, force_grouping=True)


@register.simple_tag
def day(value: date | None) -> str:
    """A calendar day for people and machines: 12/03/2027 inside a `<time>`."""
    if value is None:
        return MISSING
    local = timezone.localtime(value).date() if isinstance(value, datetime) else value
    return format_html(
        '<time datetime="{}">{}</time>', local.isoformat(), date_format(local, "SHORT_DATE_FORMAT")
    )


@register.simple_tag
def moment(value: datetime | None) -> str:
    """A moment in Viet Nam's time: 09:41 12/03/2027 inside a `<time>`."""
    if value is None:
        return MISSING
    local = timezone.localtime(value)
    shown = date_format(local, "SHORT_DATETIME_FORMAT")
    return format_html('<time datetime="{}">{}</time>', local.isoformat(timespec="seconds"), shown)


@register.simple_tag
def language_code() -> str:
    """The language of the page, for the `lang` attribute."""
    return get_language() or "vi"


def _rounded(value: Decimal | Fraction | int | str, places: int) -> Decimal:
    exact = Fraction(value) * 10**places
    units = floor(abs(exact) + Fraction(1, 2))
    return Decimal(-units if exact < 0 else units).scaleb(-places)
