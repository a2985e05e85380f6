"""Addresses of the calendar, the rounds, the sessions and the day."""

from django.urls import URLPattern, path

from ocop.rounds.views import calendar, day, rounds, sessions

app_name = "rounds"
urlpatterns: list[URLPattern] = [
    path("calendar/", calendar.choose, name="calendar"),
    path("calendar/<str:code>/", calendar.of_unit, name="calendar_of"),
    path("rounds/", rounds.rounds, name="rounds"),
    path("rounds/open/", rounds.open_round, name="open_round"),
    path("rounds/extra/", rounds.extra, name="extra"),
    path("rounds/<int:pk>/", rounds.round_page, name="round"),
    path("rounds/<int:pk>/close/", rounds.close_round, name="close_round"),
    path("rounds/<int:pk>/dossiers/<int:dossier_id>/move/", rounds.move, name="move"),
    path("rounds/<int:pk>/sessions/new/", sessions.new_session, name="new_session"),
    path("sessions/", sessions.sessions, name="sessions"),
    path("sessions/<int:pk>/", day.session, name="session"),
    path("sessions/<int:pk>/change/", sessions.change, name="change_session"),
    path("sessions/<int:pk>/agenda/", sessions.agenda, name="agenda"),
    path("sessions/<int:pk>/convene/", sessions.convene, name="convene"),
    path("sessions/<int:pk>/invite/", sessions.invite, name="invite"),
    path("sessions/<int:pk>/attendance/", day.attendance, name="attendance"),
    path("sessions/<int:pk>/letters/", day.letters, name="letters"),
    path("sessions/<int:pk>/minutes/", day.minutes, name="minutes"),
    path("sessions/<int:pk>/cases.zip", day.case_files, name="case_files"),
    path("sessions/<int:pk>/end/", day.end, name="end"),
    path("slots/<int:pk>/", day.slot, name="slot"),
    path("slots/<int:pk>/change/", sessions.change_slot, name="change_slot"),
    path("slots/<int:pk>/invitation/", day.invitation, name="invitation"),
    path("cases/<int:pk>/comparison/", day.comparison, name="comparison"),
    path("councils/<int:pk>/day/", sessions.day_rules, name="day_rules"),
]
