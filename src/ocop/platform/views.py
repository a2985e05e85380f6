"""Addresses of the frame itself."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from ocop.platform.keeping import kept_form


@require_safe
def language(request: HttpRequest, code: str) -> HttpResponse:
    """Remember the chosen language in a cookie and go back. A link: it works without script or token."""
    if code not in dict(settings.LANGUAGES):
        raise Http404
    target = request.GET.get("next", "/")
    if not url_has_allowed_host_and_scheme(
        target, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    ):
        target = "/"
    response = HttpResponseRedirect(target)
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        code,
        max_age=settings.LANGUAGE_COOKIE_AGE,
        secure=settings.LANGUAGE_COOKIE_SECURE,
        httponly=settings.LANGUAGE_COOKIE_HTTPONLY,
        samesite="Lax",
    )
    return response


@never_cache
@require_safe
def resume(request: HttpRequest) -> HttpResponse:
    """The form that waited while its owner proved who they are: shown whole, and sent with one button."""
    kept = kept_form(request)
    fields = [(name, value) for name, values in kept[1].lists() for value in values] if kept else []
    context = {"waits": kept is not None, "path": kept[0] if kept else "", "fields": fields}
    return render(request, "resume.html", context)
