"""The real site and, beside it, pages that refuse in every way, and the gallery."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, path

from ocop.config import urls as site
from ocop.config.urls import handler400, handler403, handler404, handler500
from ocop.platform import errors, gallery, web
from ocop.platform.decisions import Conflict, Denied, Stale
from ocop.platform.fields import UploadField

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]


class Upload(forms.Form):
    file = UploadField()


def denied(_request: HttpRequest) -> HttpResponse:
    raise Denied("Chỉ thư ký hội đồng được chốt kết quả.")


def conflict(_request: HttpRequest) -> HttpResponse:
    raise Conflict("Hồ sơ này đã được nộp.", url="/gallery/")


def stale(_request: HttpRequest) -> HttpResponse:
    raise Stale("Có người đã sửa hồ sơ này.")


def broken(_request: HttpRequest) -> HttpResponse:
    raise ZeroDivisionError


def fault(request: HttpRequest) -> HttpResponse:
    return errors.server_error(request)


def echo(request: HttpRequest) -> HttpResponse:
    return HttpResponse(request.POST.get("text", request.GET.get("text", "")))


def version(request: HttpRequest) -> HttpResponse:
    return HttpResponse(str(web.posted_version(request)))


urlpatterns: list[URLPattern | URLResolver] = [
    *gallery.urlpatterns,
    path("denied/", denied),
    path("conflict/", conflict),
    path("stale/", stale),
    path("broken/", broken),
    path("fault/", fault),
    path("echo/", echo),
    path("version/", version),
    *site.urlpatterns,
]
