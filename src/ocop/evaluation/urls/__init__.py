"""Addresses of the evaluation room: the applicant's side, the offices' desks, the council."""

from django.urls import URLPattern

from ocop.evaluation.urls import (
    advisory,
    appeals,
    corrections,
    council,
    desk,
    filing,
    packages,
    relations,
    samples,
    versions,
)

app_name = "evaluation"
urlpatterns: list[URLPattern] = [
    *filing.urlpatterns,
    *corrections.urlpatterns,
    *versions.urlpatterns,
    *samples.urlpatterns,
    *packages.urlpatterns,
    *desk.urlpatterns,
    *council.urlpatterns,
    *relations.urlpatterns,
    *appeals.urlpatterns,
    *advisory.urlpatterns,
]
