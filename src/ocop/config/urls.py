"""Addresses of the whole site. A room's own addresses live in its `urls.py`."""

from django.urls import include, path

urlpatterns = [
    path("people/", include("ocop.people.urls")),
    path("registry/", include("ocop.registry.urls")),
    path("evaluation/", include("ocop.evaluation.urls")),
    path("recognition/", include("ocop.recognition.urls")),
    path("", include("ocop.portal.urls")),
    path("", include("ocop.platform.urls")),
]
handler400 = "ocop.platform.errors.bad_request"
handler403 = "ocop.platform.errors.forbidden"
handler404 = "ocop.platform.errors.not_found"
handler500 = "ocop.platform.errors.server_error"
