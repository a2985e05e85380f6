"""Addresses of the evaluation room: the applicant's side, the offices' desks, the council."""

from django.urls import URLPattern

from ocop.evaluation.urls import council, desk, filing

app_name = "evaluation"
urlpatterns: list[URLPattern] = [*filing.urlpatterns, *desk.urlpatterns, *council.urlpatterns]
