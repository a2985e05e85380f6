from django.urls import URLPattern, path

from ocop.notices import views

app_name = "notices"
urlpatterns: list[URLPattern] = [
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/settings/", views.settings, name="settings"),
    path("inbox/<int:pk>/", views.message, name="message"),
    path("inbox/<int:pk>/open/", views.open_matter, name="open"),
    path("inbox/<int:pk>/read/", views.read, name="read"),
    path("notices/", views.deliveries, name="deliveries"),
    path("notices/<int:pk>/again/", views.again, name="again"),
    path("notices/texts/", views.texts, name="texts"),
    path("notices/texts/<slug:code>/", views.text, name="text"),
]
