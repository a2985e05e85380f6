"""Practice: anybody scores a product under a regime. Nothing is stored; nothing here is official."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from ocop.law import scoring, sheets
from ocop.law.regime import ProductSet
from ocop.portal import books, lines, practice, questions
from ocop.portal.books import Book, points
from ocop.portal.forms import PartsForm
from ocop.portal.lines import ALL, RESULT
from ocop.portal.practice import ME, Practice

SAID_BY_PARTS = ("floors_unknown", "no_certificate")


@require_safe
@gzip_page
def choose(request: HttpRequest) -> HttpResponse:
    """Choose a product set of the regime in force, or of the one named in the address."""
    book = books.book(request.GET.get("regime") or books.in_force().id)
    query = request.GET.get("q", "").strip()
    found = book.sets(query)
    others = (
        books.book(regime_id) for regime_id in reversed(books.opened().ids()) if regime_id != book.regime.id
    )
    context = {
        "book": book,
        "title": book.say(book.regime.title),
        "query": query,
        "found": len(found),
        "sectors": [
            (sector, [lines.entry(book, product_set) for product_set in members])
            for sector, members in books.by_sector(book, found)
        ],
        "others": [(other.regime.id, other.say(other.regime.title)) for other in others],
        "current": book.regime == books.in_force(),
    }
    return render(request, "portal/choose.html", context)


@require_safe
@gzip_page
def sheet(request: HttpRequest, regime_id: str, number: int) -> HttpResponse:
    """The sheet of one product set, screen by screen (`step=2`), whole (`step=all`), or its result."""
    book, product_set = _open(regime_id, number)
    if book.regime.entry == "parts":
        return _parts(request, book, product_set)
    if not product_set.is_scorable:
        return render(request, "portal/not_scorable.html", lines.frame(book, product_set))
    given = practice.read(book.regime, product_set, request.GET)
    screens = practice.steps(product_set)
    wanted = request.GET.get("step", "1")
    if wanted == RESULT:
        context = lines.outcome(book, given, screens, request.GET.get("target", ""))
        return _answer(request, "portal/result.html", given, context)
    if wanted == ALL:
        return _answer(request, "portal/sheet.html", given, lines.screen(book, given, screens, None))
    here = next((step for step in screens if str(step.number) == wanted), None)
    if here is None:
        raise Http404
    return _answer(request, "portal/sheet.html", given, lines.screen(book, given, screens, here))


@require_safe
def now(request: HttpRequest, regime_id: str, number: int) -> HttpResponse:
    """The result bar alone, for the answers in the form; the address of the page then follows the answers."""
    book, product_set = _open_scorable(regime_id, number)
    given = practice.read(book.regime, product_set, request.GET)
    context = {**lines.frame(book, product_set), **lines.standing(book, given), "swap": True}
    response = render(request, "portal/parts/now.html", context)
    here = request.GET.get("here", "")
    if here.isascii() and here.isalnum():
        page = reverse("portal:sheet", args=[regime_id, number])
        response["HX-Replace-Url"] = f"{page}?{given.query(step=here)}"
    return response


@require_safe
def story(request: HttpRequest, regime_id: str, number: int) -> HttpResponse:
    """The questions that depend on a story, opened or closed after the answer about the story changed."""
    book, product_set = _open_scorable(regime_id, number)
    given = practice.read(book.regime, product_set, request.GET)
    leaves = [leaf for leaf in product_set.leaves.values() if leaf.story]
    shown = [questions.row(book, product_set, leaf, given.answers) for leaf in leaves]
    return render(request, "portal/parts/story.html", {**lines.frame(book, product_set), "rows": shown})


@require_safe
def download(request: HttpRequest, regime_id: str, number: int) -> HttpResponse:
    """The sheet as a file for `ocop score`; what is not answered stands there as 0, as in the estimate."""
    book, product_set = _open_scorable(regime_id, number)
    given = practice.read(book.regime, product_set, request.GET)
    response = JsonResponse(given.as_file(), json_dumps_params={"indent": 1})
    response["Content-Disposition"] = f'attachment; filename="phieu-{book.regime.id}-{number:02d}.json"'
    return response


def _open(regime_id: str, number: int) -> tuple[Book, ProductSet]:
    book = books.book(regime_id)
    return book, book.product_set(number)


def _open_scorable(regime_id: str, number: int) -> tuple[Book, ProductSet]:
    book, product_set = _open(regime_id, number)
    if book.regime.entry == "parts" or not product_set.is_scorable:
        raise Http404
    return book, product_set


def _answer(request: HttpRequest, template: str, given: Practice, context: dict[str, object]) -> HttpResponse:
    """Answers that do not fit are named and left out; the rest of the page stands."""
    faults = [fault.text(books.language()) for fault in given.faults]
    return render(request, template, {**context, "faults": faults}, status=400 if faults else 200)


def _parts(request: HttpRequest, book: Book, product_set: ProductSet) -> HttpResponse:
    """Points per part, for regimes whose criteria are not publicly known."""
    asked = any(part.code in request.GET for part in product_set.parts)
    form = PartsForm(book, product_set, data=request.GET if asked else None)
    context: dict[str, object] = {**lines.frame(book, product_set), "form": form}
    if asked and form.is_valid():
        sheet = sheets.Sheet(ME, parts=form.parts())
        result = scoring.score(sheets.Case(book.regime, product_set, (sheet,)))
        context |= {
            "stars_now": result.stars or 0,
            "total": points(result.total),
            "gaps": lines.band_gaps(book.regime, result),
            "why": [
                reason.text(book.language)
                for reason in result.why
                if reason.code in ("floors_unknown", "no_certificate")
            ],
        }
    return render(request, "portal/by_parts.html", context)
