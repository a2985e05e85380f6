from django.conf import settings
from django.urls import URLPattern, path

from ocop.platform import gallery, views

app_name = "platform"
urlpatterns: list[URLPattern] = [
    path("language/<str:code>/", views.language, name="language"),
    path("resume/", views.resume, name="resume"),
    *(gallery.urlpatterns if settings.DEBUG else []),
]
