"""Addresses of records: keys and lists for programs, a page that checks for people. They never change."""

from django.urls import URLPattern, path

from ocop.credentials import views

app_name = "credentials"
urlpatterns: list[URLPattern] = [
    path(".well-known/ocop-keys.json", views.keys, name="keys"),
    path("credentials/v1.jsonld", views.context, name="context"),
    path("credentials/status/<int:number>.jwt", views.status_list, name="status_list"),
    path("credentials/<int:pk>.jwt", views.record, name="record"),
    path("verify/", views.verify, name="verify"),
    path("verify/offline.html", views.offline, name="offline"),
    path("verify/verify_certificate.py", views.program, name="program"),
]
