"""The rules, for everybody to read: each regime with its articles, each product set with its whole table."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from ocop.law import plain
from ocop.law.regime import DossierKind, Level, Limit, ProductSet, Round, Unit
from ocop.law.words import place_text
from ocop.portal import books, questions
from ocop.portal.books import Book, points
from ocop.portal.questions import Row


@require_safe
@gzip_page
def regimes(request: HttpRequest) -> HttpResponse:
    """Every regime, the latest first."""
    shown = [books.book(regime_id) for regime_id in reversed(books.opened().ids())]
    context = {"regimes": [_head(book) for book in shown], "current": books.in_force().id}
    return render(request, "portal/law.html", context)


@require_safe
@gzip_page
def regime(request: HttpRequest, regime_id: str) -> HttpResponse:
    """One regime: documents, stars, levels, dates, certificates, changeover, and what is not known."""
    book = books.book(regime_id)
    law = book.regime
    context = {
        **_head(book),
        "current": law == books.in_force(),
        "bands": _bands(book),
        "parts": [(code, points(most)) for code, most in law.part_max.items()],
        "star_marks": book.say(law.star_mark_source) if law.star_mark_source else "",
        "validity": duration(law.validity.months, "months"),
        "validity_from": law.validity.stars_from,
        "validity_article": book.say(law.validity.article),
        "renewal_article": book.say(law.renewal.article) if law.renewal else "",
        "levels": [_level(book, level) for level in law.levels],
        "rounds": [_round(book, one) for one in law.rounds],
        "limits": [_limit(book, limit) for limit in law.limits],
        "kinds": [_kind(book, kind) for kind in law.dossier_kinds],
        "forms": [(form.code, book.say(form.name), book.say(form.article)) for form in law.forms],
        "revocations": [(book.say(one.label), book.say(one.article)) for one in law.revocations],
        "transitions": [(book.say(one.text), book.say(one.article)) for one in law.transitions],
        "readings": [(book.say(one.question), book.say(one.choice), one.decision) for one in law.readings],
        "unknown": [book.say(text) for text in law.unknown],
        "sources": [book.say(text) for text in law.sources],
        "remarks": _remarks(book, None),
        "sectors": [
            (sector, [(one.set, book.say(one.name), one.is_scorable) for one in members])
            for sector, members in books.by_sector(book, book.sets())
        ],
    }
    return render(request, "portal/regime.html", context)


@require_safe
@gzip_page
def table(request: HttpRequest, regime_id: str, number: int) -> HttpResponse:
    """The whole score table of one product set."""
    book = books.book(regime_id)
    product_set = book.product_set(number)
    context = {
        "book": book,
        "regime": book.regime,
        "regime_title": book.say(book.regime.title),
        "number": product_set.set,
        "name": book.say(product_set.name),
        "sector": book.say(product_set.sector),
        "group": book.say(product_set.group) if product_set.group else "",
        "lead": [book.say(one) for one in product_set.lead],
        "source": book.say(product_set.source) if product_set.source else "",
        "not_scorable": book.say(product_set.not_scorable) if product_set.not_scorable else "",
        "star_marks": book.say(book.regime.star_mark_source) if book.regime.star_mark_source else "",
        "most": points(product_set.max),
        "criteria": len(product_set.leaves),
        "floors": sum(1 for leaf in product_set.leaves.values() for option in leaf.options if option.floor),
        "parts": [_part(book, product_set, index) for index in range(len(product_set.parts))],
        "knockouts": [(book.say(one.label), one.criterion or "") for one in product_set.knockouts],
        "remarks": _remarks(book, number),
    }
    return render(request, "portal/table.html", context)


@require_safe
def table_file(_request: HttpRequest, regime_id: str, number: int) -> HttpResponse:
    """The score table as data, as `ocop regime show --json` prints it."""
    book = books.book(regime_id)
    found = plain.set_as_json(books.opened(), book.regime, book.product_set(number), book.language)
    return JsonResponse(found, json_dumps_params={"ensure_ascii": False, "indent": 2})


# -- what the pages show ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Section:
    """One table of the page: a section of the decision with its rows."""

    title: str
    most: str
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class LevelLine:
    """A level of government and what it does."""

    name: str
    stars: str
    signs: str
    forwards: str
    scores: bool
    members: tuple[str, ...]
    article: str


@dataclass(frozen=True, slots=True)
class KindLine:
    """A kind of dossier and what belongs in it."""

    name: str
    parts: tuple[tuple[str, str, bool], ...]
    article: str


@dataclass(frozen=True, slots=True)
class SourceRemark:
    """A correction, suspect or recorded defect of the source."""

    kind: str
    place: str
    text: str


def _head(book: Book) -> dict[str, object]:
    law = book.regime
    return {
        "book": book,
        "regime": law,
        "title": book.say(law.title),
        "note": book.say(law.in_force_note) if law.in_force_note else "",
        "documents": [
            (one.number, book.say(one.title), one.signed_on, book.say(one.issuer), one.source or "")
            for one in law.documents
        ],
        "sets": len(books.opened().numbers(law.id)),
        "scorable": sum(1 for one in book.sets() if one.is_scorable),
        "by_parts": law.entry == "parts",
    }


def _bands(book: Book) -> list[tuple[int, str, str, str]]:
    bands = sorted(book.regime.bands, key=lambda band: -band.stars)
    uppers = [None, *(band.at_least for band in bands)]
    return [
        (
            band.stars,
            points(band.at_least),
            points(upper) if upper is not None else "",
            book.say(band.article),
        )
        for band, upper in zip(bands, uppers, strict=False)
    ]


def _level(book: Book, level: Level) -> LevelLine:
    return LevelLine(
        book.say(level.name),
        ", ".join(str(stars) for stars in level.recognises),
        book.say(level.recognised_by) if level.recognised_by else "",
        points(level.forwards_from) if level.forwards_from is not None else "",
        level.scores,
        tuple(book.say(member) for member in level.composition),
        book.say(level.article),
    )


def _round(book: Book, one: Round) -> tuple[str, int, str, str, int, str]:
    level = book.say(book.regime.level(one.level).name)
    return (
        level,
        one.no,
        _day(one.proposals_before),
        _day(one.results_before),
        one.years_after,
        book.say(one.article),
    )


def _day(month_day: str) -> str:
    """A yearly day as people here write it: ``30/4``."""
    month, day = month_day.split("-")
    return f"{int(day)}/{int(month)}"


def duration(count: int, unit: Unit) -> str:
    """A length of time in words."""
    texts = {
        "working_days": ngettext("%(count)d working day", "%(count)d working days", count),
        "days": ngettext("%(count)d day", "%(count)d days", count),
        "months": ngettext("%(count)d month", "%(count)d months", count),
    }
    return texts[unit] % {"count": count}


def _limit(book: Book, limit: Limit) -> tuple[str, str, str]:
    length, start = duration(limit.count, limit.unit), book.say(limit.starts)
    text = _("at least %(length)s before: %(start)s") if limit.before else _("%(length)s from: %(start)s")
    return _limit_name(limit.code), text % {"length": length, "start": start}, book.say(limit.article)


def _limit_name(code: str) -> str:
    names = {
        "commune_report": _("Report of the commune"),
        "renewal_result": _("Result of a renewal"),
        "revocation": _("Withdrawal of a certificate"),
        "papers_to_members": _("Papers to the council members"),
    }
    return names.get(code, code)


def _kind(book: Book, kind: DossierKind) -> KindLine:
    parts = tuple((book.say(part.name), part.form or "", part.required) for part in kind.parts)
    return KindLine(book.say(kind.name), parts, book.say(kind.article))


def _part(book: Book, product_set: ProductSet, index: int) -> tuple[str, str, list[Section]]:
    part = product_set.parts[index]
    sections = [
        Section(
            f"{section.no}. {book.say(section.name)}",
            points(section.max),
            tuple(questions.rows(book, product_set, section, {})),
        )
        for section in part.sections
    ]
    return f"{part.code}. {book.say(part.name)}", points(part.max), sections


def _remarks(book: Book, number: int | None) -> list[SourceRemark]:
    """What was corrected, looks wrong or is known to be wrong: of one product set, or of the whole regime."""
    law = book.regime
    corrected = [
        SourceRemark(_("Corrected"), one.place, _correction(book, one.transcribed, one.used, one.reason))
        for one in plain.about(law.corrections, number)
    ]
    suspect = [
        SourceRemark(_("Doubtful, left as it is"), one.place, book.say(one.note))
        for one in plain.about(law.suspects, number)
    ]
    defect = [
        SourceRemark(_("Known fault of the source"), one.place, book.say(one.note))
        for one in plain.about(law.known_defects, number)
    ]
    return [
        SourceRemark(one.kind, place_text(one.place, book.language), one.text)
        for one in (*defect, *corrected, *suspect)
    ]


def _correction(book: Book, transcribed: str | None, used: str, reason: str) -> str:
    before = book.say(transcribed) if transcribed is not None else _("nothing")
    return _("The transcript has %(before)s; %(used)s is used. %(reason)s") % {
        "before": before,
        "used": book.say(used),
        "reason": book.say(reason),
    }
