"""Addresses of figures and statistics."""

from django.urls import URLPattern, path

from ocop.insight import fairness_pages, views

app_name = "insight"
urlpatterns: list[URLPattern] = [
    path("statistics/", views.statistics, name="statistics"),
    path("statistics/behind/", views.behind, name="behind"),
    path("fairness/", fairness_pages.overview, name="fairness"),
    path("fairness/councils/<int:pk>/", fairness_pages.council, name="judging"),
    path("fairness/samples/", fairness_pages.samples, name="samples"),
    path("fairness/samples/<int:pk>/", fairness_pages.sample, name="sample"),
]
