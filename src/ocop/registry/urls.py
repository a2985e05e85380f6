"""Addresses of producers and products."""

from django.urls import URLPattern, path

from ocop.registry import views

app_name = "registry"
urlpatterns: list[URLPattern] = [
    path("producers/", views.producers, name="producers"),
    path("producers/new/", views.new_producer, name="new_producer"),
    path("producers/<int:pk>/", views.producer, name="producer"),
    path("producers/<int:pk>/change/", views.change_producer, name="change_producer"),
    path("products/new/", views.new_product, name="new_product"),
    path("products/<int:pk>/", views.product, name="product"),
    path("products/<int:pk>/change/", views.change_product, name="change_product"),
    path("products/<int:pk>/photo/", views.photo, name="photo"),
]
