from django.urls import URLPattern, path

from ocop.access.views import helping, mine, national, signing_in

app_name = "access"
urlpatterns: list[URLPattern] = [
    path("sign-in/", signing_in.sign_in, name="sign_in"),
    path("sign-in/second/", signing_in.second_step, name="second_step"),
    path("sign-in/passkey/", signing_in.passkey_sign_in, name="passkey_sign_in"),
    path("sign-in/help/", signing_in.help_to_sign_in, name="help"),
    path("sign-in/new-link/", helping.ask_link, name="ask_link"),
    path("sign-in/national/", national.national, name="national"),
    path("sign-in/national/back/", national.national_back, name="national_back"),
    path("me/access/national/unlink/", national.national_unlink, name="national_unlink"),
    path("sign-out/", signing_in.sign_out, name="sign_out"),
    path("invitation/<str:token>/", helping.invitation, name="invitation"),
    path("me/access/", mine.mine, name="mine"),
    path("me/access/app/", mine.add_app, name="add_app"),
    path("me/access/passkey/", mine.add_passkey, name="add_passkey"),
    path("me/access/<int:pk>/remove/", mine.remove_factor, name="remove_factor"),
    path("me/access/recovery-codes/", mine.recovery_codes, name="recovery_codes"),
    path("me/password/", mine.password, name="password"),
    path("me/sessions/", mine.my_sessions, name="sessions"),
    path("me/sessions/end-others/", mine.end_other_sessions, name="end_other_sessions"),
    path("me/sessions/<str:number>/end/", mine.end_session, name="end_session"),
    path("confirm/", mine.confirm, name="confirm"),
    path("accounts/<int:user_id>/invite/", helping.invite, name="invite"),
    path("accounts/<int:user_id>/reset-factors/", helping.reset_factors, name="reset_factors"),
]
