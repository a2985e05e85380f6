"""Addresses of the whole site. A room's own addresses live in its `urls.py`."""

from django.urls import include, path

urlpatterns = [
    path("", include("ocop.journal.urls")),
    path("", include("ocop.places.urls")),
    path("", include("ocop.people.urls")),
    path("", include("ocop.notices.urls")),
    path("", include("ocop.access.urls")),
    path("", include("ocop.programme.urls")),
    path("", include("ocop.registry.urls")),
    path("", include("ocop.evaluation.urls")),
    path("", include("ocop.rounds.urls")),
    path("", include("ocop.recognition.urls")),
    path("", include("ocop.supervision.urls")),
    path("", include("ocop.steering.urls")),
    path("", include("ocop.insight.urls")),
    path("", include("ocop.credentials.urls")),
    path("", include("ocop.exchange.urls")),
    path("", include("ocop.opendata.urls")),
    path("", include("ocop.promotion.urls")),
    path("", include("ocop.problems.urls")),
    path("", include("ocop.portal.urls")),
    path("", include("ocop.api.urls")),
    path("", include("ocop.platform.urls")),
]
handler400 = "ocop.platform.errors.bad_request"
handler403 = "ocop.platform.errors.forbidden"
handler404 = "ocop.platform.errors.not_found"
handler500 = "ocop.platform.errors.server_error"
