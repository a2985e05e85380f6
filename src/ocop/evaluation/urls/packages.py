"""What goes up with a dossier, and the dossier as one file."""

from django.urls import URLPattern, path

from ocop.evaluation.views import packages

urlpatterns: list[URLPattern] = [
    path("dossiers/<int:pk>/package/", packages.package, name="package"),
    path("dossiers/<int:pk>/export.zip", packages.export, name="export"),
    path("dossiers/<int:pk>/export.pdf", packages.export_pdf, name="export_pdf"),
]
