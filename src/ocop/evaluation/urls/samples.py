"""Product samples."""

from django.urls import URLPattern, path

from ocop.evaluation.views import samples

urlpatterns: list[URLPattern] = [
    path("samples/", samples.office, name="all_samples"),
    path("dossiers/<int:pk>/samples/", samples.of_dossier, name="samples"),
    path("dossiers/<int:pk>/samples/new/", samples.register, name="register_samples"),
    path("dossiers/<int:pk>/samples/labels/", samples.labels, name="sample_labels"),
    path("dossiers/<int:pk>/samples/<int:no>/qr.svg", samples.qr, name="sample_qr"),
]
