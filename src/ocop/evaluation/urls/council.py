"""Before the council: cases, sheets, the reveal and the result."""

from django.urls import URLPattern, path

from ocop.evaluation.views import council, sheet

urlpatterns: list[URLPattern] = [
    path("sheets/<int:pk>/", sheet.sheet, name="sheet"),
    path("sheets/<int:pk>/declaration/", sheet.declare, name="sheet_declare"),
    path("sheets/<int:pk>/answer/", sheet.answer, name="sheet_answer"),
    path("sheets/<int:pk>/check/", sheet.check, name="sheet_check"),
    path("sheets/<int:pk>/seal/", sheet.seal, name="sheet_seal"),
    path("sheets/<int:pk>/paper/", sheet.paper, name="sheet_paper"),
    path("cases/<int:pk>/", council.case, name="case"),
    path("cases/<int:pk>/reveal/", council.reveal, name="case_reveal"),
    path("cases/<int:pk>/options/", council.options, name="case_options"),
    path("cases/<int:pk>/grounds/", council.grounds, name="case_grounds"),
    path("cases/<int:pk>/again/", council.again, name="case_again"),
    path("cases/<int:pk>/close/", council.close, name="case_close"),
    path("cases/<int:pk>/minutes/", council.minutes, name="case_minutes"),
    path("cases/<int:pk>/case.json", council.download, name="case_file"),
]
