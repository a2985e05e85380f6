"""Addresses of the proposals to withdraw a certificate."""

from django.urls import URLPattern, path

from ocop.supervision import views

app_name = "supervision"
urlpatterns: list[URLPattern] = [
    path("withdrawals/", views.proposals, name="proposals"),
    path("certificates/<int:pk>/withdrawals/new/", views.propose, name="propose"),
    path("withdrawals/<int:pk>/", views.proposal, name="proposal"),
    path("withdrawals/<int:pk>/statements/new/", views.state, name="state"),
    path("withdrawals/<int:pk>/drop/", views.drop, name="drop"),
    path("withdrawals/files/<int:pk>/", views.paper, name="paper"),
]
