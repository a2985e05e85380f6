"""The review before the council: teams, who reviews what, findings, surveys, tests and the report."""

from django.urls import URLPattern, path

from ocop.evaluation.views import advisory, reviewing

urlpatterns: list[URLPattern] = [
    path("reviews/", advisory.reviews, name="reviews"),
    path("teams/", advisory.teams, name="teams"),
    path("teams/new/", advisory.new_team, name="new_team"),
    path("teams/<int:pk>/", advisory.team, name="team"),
    path("teams/<int:pk>/end/", advisory.end_team, name="end_team"),
    path("advisory-seats/<int:pk>/end/", advisory.end_seat, name="end_adviser"),
    path("dossiers/<int:pk>/review/", advisory.open_review, name="open_review"),
    path("reviews/<int:pk>/", advisory.review, name="review"),
    path("reviews/<int:pk>/assign/", advisory.assign, name="assign_review"),
    path("reviews/<int:pk>/reopen/", advisory.reopen, name="reopen_review"),
    path("reviews/<int:pk>/declaration/", advisory.declare, name="review_declare"),
    path("reviews/<int:pk>/findings/<str:number>/", reviewing.finding, name="finding"),
    path("reviews/<int:pk>/survey/", reviewing.new_survey, name="new_survey"),
    path("surveys/<int:pk>/", reviewing.survey, name="survey"),
    path("surveys/<int:pk>/print/", reviewing.survey_print, name="survey_print"),
    path("surveys/<int:pk>/photos/", reviewing.photos, name="survey_photos"),
    path("survey-photos/<int:pk>/", reviewing.photo, name="survey_photo"),
    path("reviews/<int:pk>/tests/", reviewing.ask, name="ask_test"),
    path("tests/<int:pk>/", reviewing.test, name="test"),
    path("tests/<int:pk>/refuse/", reviewing.refuse, name="refuse_test"),
    path("tests/<int:pk>/drop/", reviewing.drop, name="drop_test"),
    path("added-papers/<int:pk>/", reviewing.added_file, name="added_file"),
    path("reviews/<int:pk>/report/", reviewing.report, name="review_report"),
    path("reviews/<int:pk>/report/print/", reviewing.report_print, name="review_print"),
]
