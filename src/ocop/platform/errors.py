"""Pages for what went wrong: each says what happened and what to do next."""

from django.http import HttpRequest, HttpResponse, HttpResponseServerError
from django.shortcuts import render
from django.template import loader
from django.utils.translation import get_language

from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.platform.web import is_htmx

SECRET_FIELDS = ("password", "token", "code", "otp", "pin", "secret")


def denied(request: HttpRequest, refusal: Denied) -> HttpResponse:
    """403 with the reason of the refusal."""
    return _page(request, "403.html", 403, reason=str(refusal))


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


def server_error(request: HttpRequest) -> HttpResponse:
    """500: drawn without database, session or context, so that it stands when they do not."""
    html = loader.get_template("500.html").render({"language": get_language()})
    return HttpResponseServerError(html)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 after a lost session: shows what was typed, so that nothing has to be thought up again.

    It offers no button to send the text again: the request may come from a foreign page.
    """
    typed = [
        (name, value)
        for name, values in request.POST.lists()
        for value in values
        if value.strip() and not any(word in name.lower() for word in SECRET_FIELDS)
    ]
    return _page(request, "403_csrf.html", 403, typed=typed, files=bool(request.FILES))


def _page(request: HttpRequest, template: str, status: int, **context: object) -> HttpResponse:
    response = render(request, template, {**context, "partial": is_htmx(request)}, status=status)
    if is_htmx(request):
        response["HX-Retarget"] = "#problem"
        response["HX-Reswap"] = "innerHTML show:top"
    return response
