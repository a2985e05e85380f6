"""What ties people to producers."""

from django.urls import URLPattern, path

from ocop.evaluation.views import relations

urlpatterns: list[URLPattern] = [
    path("interests/", relations.interests, name="interests"),
    path("interests/<int:pk>/end/", relations.end_interest, name="end_interest"),
    path("producers/<int:pk>/advisers/", relations.advisers, name="advisers"),
    path("advisers/<int:pk>/end/", relations.end_advice, name="end_advice"),
]
