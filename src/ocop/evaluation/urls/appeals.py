"""The result of a dossier, its letter, and appeals against it."""

from django.urls import URLPattern, path

from ocop.evaluation.views import appeals

urlpatterns: list[URLPattern] = [
    path("dossiers/<int:pk>/result/", appeals.result, name="result"),
    path("dossiers/<int:pk>/result/letter/", appeals.notice, name="result_notice"),
    path("dossiers/<int:pk>/result/appeal/", appeals.file_appeal, name="file_appeal"),
    path("appeals/", appeals.open_appeals, name="appeals"),
    path("appeals/<int:pk>/", appeals.appeal, name="appeal"),
    path("appeals/<int:pk>/withdraw/", appeals.withdraw, name="withdraw_appeal"),
    path("appeals/<int:pk>/admit/", appeals.admit, name="admit_appeal"),
    path("appeals/<int:pk>/panel/", appeals.panel, name="appeal_panel"),
    path("appeals/<int:pk>/answer/", appeals.answer, name="answer_appeal"),
    path("appeals/papers/<int:pk>/", appeals.paper, name="appeal_paper"),
    path("councils/<int:pk>/appeals/", appeals.appeal_rules, name="appeal_rules"),
]
