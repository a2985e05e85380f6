from django.urls import URLPattern, path

from ocop.people import account_views, views

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("switch-role/", views.switch_role, name="switch_role"),
    path("me/", views.me, name="me"),
    path("roles/", views.roles, name="roles"),
    path("accounts/", account_views.accounts, name="accounts"),
    path("accounts/new/", account_views.new_account, name="new_account"),
    path("accounts/<int:pk>/", account_views.account, name="account"),
    path("accounts/<int:pk>/appoint/", account_views.appoint, name="appoint"),
    path("accounts/<int:pk>/close/", account_views.close_account, name="close_account"),
    path("offices/<int:pk>/end/", account_views.end_office, name="end_office"),
    path("offices/<int:pk>/hand-over/", account_views.hand_over, name="hand_over"),
]
