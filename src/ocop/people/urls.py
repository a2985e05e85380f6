from django.urls import URLPattern, path

from ocop.people import views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("sign-in/", views.sign_in, name="sign_in"),
    path("sign-out/", views.sign_out, name="sign_out"),
    path("switch-role/", views.switch_role, name="switch_role"),
    path("me/", views.me, name="me"),
]
