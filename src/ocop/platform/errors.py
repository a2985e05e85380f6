"""Pages for what went wrong: each says what happened and what to do next."""

from urllib.parse import urlencode, urlsplit

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.urls import reverse
from django.utils.translation import get_language

from ocop.platform import keeping
from ocop.platform.actors import PUBLIC
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.platform.web import is_htmx

SECRET_FIELDS = ("password", "token", "code", "otp", "pin", "secret", "credential", "proof", "sealed")


def denied(request: HttpRequest, refusal: Denied) -> HttpResponse:
    """403 with the reason of the refusal; with the way to remedy it, after which what was typed is there."""
    url, kept = str(refusal.url), False
    if url and request.method == "POST" and not is_htmx(request):
        kept = keeping.keep(request, str(getattr(request, "actor", PUBLIC).user_id or ""))
    if url:
        # Back to the page of the form where that is the same address; it shows what waits by itself.
        came_from = urlsplit(request.headers.get("Referer", "")).path
        back = reverse(keeping.RESUME) if kept and came_from != request.path else request.get_full_path()
        url = f"{url}?{urlencode({'next': back})}"
    return _page(request, "403.html", 403, reason=str(refusal), remedy_url=url)


def conflict(request: HttpRequest, refusal: Conflict) -> HttpResponse:
    """409: the object changed, or the step was already taken."""
    return _page(
        request,
        "409.html",
        409,
        reason=str(refusal),
        stale=isinstance(refusal, Stale),
        present_url=refusal.url,
    )


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """400: the request could not be understood."""
    return _page(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """403 raised by Django itself."""
    return _page(request, "403.html", 403, reason="")


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """404, also for objects the actor may not know about."""
    return _page(request, "404.html", 404)


def not_allowed(request: HttpRequest, refusal: HttpResponseNotAllowed) -> HttpResponse:
    """405: an address that takes what a form sends was opened as a page."""
    response = _page(request, "405.html", 405)
    response["Allow"] = refusal["Allow"]
    return response


def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn without database, session or context, so that it stands when they do not."""
    html = loader.get_template("500.html").render({"language": get_language()})
    return HttpResponseServerError(html)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 after a lost session: shows what was typed, so that nothing has to be thought up again.

    It offers a button to send the text again only when the browser says that it comes from a page of ours;
    a foreign page must not get its text sent by a trusting reader.
    """
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and not any(word in name.lower() for word in SECRET_FIELDS)
    ]
    again = _fields(request) if request.POST and is_from_here(request) else []
    return _page(request, "403_csrf.html", 403, typed=typed, again=again, files=bool(request.FILES))


def is_from_here(request: HttpRequest) -> bool:
    """Whether the browser says that a page of this site sent the request."""
    origin = request.headers.get("Origin", "")
    return bool(origin) and urlsplit(origin).netloc == request.get_host()


def _fields(request: HttpRequest) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if name not in keeping.SECRETS
    ]


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    response = render(request, template, {**context, "partial": is_htmx(request)}, status=status)
    if is_htmx(request):
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML show:top"
    return response
