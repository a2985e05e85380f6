from datetime import date

from django.urls import URLPattern, path, register_converter
from django.urls.converters import StringConverter

from ocop.opendata import views


class DayConverter:
    """A day as 2026-12-01."""

    regex = "[0-9]{4}-[0-9]{2}-[0-9]{2}"

    def to_python(self, value: str) -> date:
        """The day. Raises: ValueError, which is no address of ours."""
        return date.fromisoformat(value)

    def to_url(self, value: date | str) -> str:
        """The day as text."""
        return value if isinstance(value, str) else value.isoformat()


register_converter(DayConverter, "day")
register_converter(type("End", (StringConverter,), {"regex": "jsonld|ttl"}), "end")

app_name = "opendata"
urlpatterns: list[URLPattern] = [
    path("data/", views.home, name="home"),
    path("data/terms", views.terms, name="terms"),
    path("data/context.jsonld", views.context, name="context"),
    path("data/catalog.<end:end>", views.catalogue, name="catalogue"),
    path("data/latest/<str:name>", views.latest, name="latest"),
    path("data/<day:day>/", views.of_day, name="of_day"),
    path("data/<day:day>/<str:name>", views.file, name="file"),
    path("data/id/<str:table>/<str:key>", views.thing, name="thing"),
]
