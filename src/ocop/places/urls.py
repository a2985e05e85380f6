"""Addresses of the map. A unit has a key, since codes are used again; a code leads to today's unit."""

from django.urls import URLPattern, path

from ocop.places import views

app_name = "places"
urlpatterns: list[URLPattern] = [
    path("places/", views.country_map, name="map"),
    path("places/u/<int:pk>/", views.unit, name="unit"),
    path("places/u/<int:pk>/rename/", views.rename, name="rename"),
    path("places/u/<int:pk>/successors/", views.confirm, name="confirm"),
    path("places/u/<int:pk>/figures/", views.figures, name="figures"),
    path("places/u/<int:pk>/flags/", views.flag, name="flag"),
    path("places/u/<int:pk>/wards/", views.wards, name="wards"),
    path("places/u/<int:pk>/region/", views.region, name="region"),
    path("places/flags/<int:pk>/end/", views.end_flag, name="end_flag"),
    path("places/split/", views.unconfirmed, name="unconfirmed"),
    path("places/reforms/", views.reforms, name="reforms"),
    path("places/reforms/new/", views.new_reform, name="new_reform"),
    path("places/reforms/<int:pk>/", views.reform, name="reform"),
    path("places/reforms/<int:pk>/change/", views.change_reform, name="change_reform"),
    path("places/reforms/<int:pk>/discard/", views.discard_reform, name="discard_reform"),
    path("places/reforms/<int:pk>/units/", views.set_up, name="set_up"),
    path("places/reforms/<int:pk>/lines/", views.line, name="line"),
    path("places/reforms/<int:pk>/moves/", views.move, name="move"),
    path("places/reforms/<int:pk>/<slug:part>/<int:part_id>/remove/", views.remove, name="remove"),
    path("places/reforms/<int:pk>/carry-out/", views.carry_out, name="carry_out"),
    path("places/<slug:code>/", views.unit_of_code, name="code"),
]
