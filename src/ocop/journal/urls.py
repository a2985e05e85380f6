"""Addresses of the journal: signed heads for everybody, entries for inspectors."""

from django.urls import URLPattern, path

from ocop.journal import views

app_name = "journal"
urlpatterns: list[URLPattern] = [
    path("journal/", views.heads, name="heads"),
    path("journal/heads.json", views.heads_file, name="heads_file"),
    path("journal/keys.json", views.keys_file, name="keys_file"),
    path("journal/verify_export.py", views.program, name="program"),
    path("journal/entries/", views.entries, name="entries"),
    path("journal/export/", views.export, name="export"),
]
