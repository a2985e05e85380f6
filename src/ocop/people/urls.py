from django.urls import URLPattern, path

from ocop.people import views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("sign-in/", views.sign_in, name="sign-in"),
    path("sign-out/", views.sign_out, name="sign-out"),
    path("switch-role/", views.switch_role, name="switch-role"),
    path("me/", views.me, name="me"),
]
