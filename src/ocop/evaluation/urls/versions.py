"""A dossier as it was filed each time."""

from django.urls import URLPattern, path

from ocop.evaluation.views import versions

urlpatterns: list[URLPattern] = [
    path("dossiers/<int:pk>/versions/compare/", versions.compare, name="compare"),
    path("dossiers/<int:pk>/versions/<int:no>/", versions.version, name="version"),
    path("dossiers/<int:pk>/versions/<int:no>/papers/<int:filed_id>/", versions.file, name="version_file"),
]
