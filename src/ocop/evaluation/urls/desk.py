"""The desks of the offices: queues, the commune's report, the province's check."""

from django.urls import URLPattern

urlpatterns: list[URLPattern] = []
