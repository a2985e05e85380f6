from django.urls import URLPattern, path

from ocop.problems import views

app_name = "problems"
urlpatterns: list[URLPattern] = [
    path("problems/", views.problems, name="problems"),
    path("problems/<int:pk>/", views.problem, name="problem"),
    path("problems/<int:pk>/contact/", views.show_contact, name="show_contact"),
]
