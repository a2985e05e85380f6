"""Before the council: cases, sheets, the reveal and the result."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
