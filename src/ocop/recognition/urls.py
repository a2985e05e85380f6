"""Addresses of decisions and certificates."""

from django.urls import URLPattern, path

from ocop.recognition import views

app_name = "recognition"
urlpatterns: list[URLPattern] = [
    path("cases/<int:pk>/decision/", views.decide, name="decide"),
    path("dossiers/<int:pk>/hand-back/", views.hand_back, name="hand_back"),
    path("certificates/", views.certificates, name="certificates"),
    path("certificates/<int:pk>/", views.certificate, name="certificate"),
    path("certificates/<int:pk>/qr.svg", views.qr, name="qr"),
    path("certificates/<int:pk>/withdraw/", views.withdraw, name="withdraw"),
]
