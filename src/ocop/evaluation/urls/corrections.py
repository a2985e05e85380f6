"""What has to be completed."""

from django.urls import URLPattern, path

from ocop.evaluation.views import corrections

urlpatterns: list[URLPattern] = [
    path("dossiers/<int:pk>/corrections/<int:correction_id>/", corrections.correction, name="correction"),
]
