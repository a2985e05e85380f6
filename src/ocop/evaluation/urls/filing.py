"""The applicant's side: a dossier, its forms and its evidence."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
