"""Before the council: cases, sheets, the reveal and the result."""

from django.urls import URLPattern, path

from ocop.evaluation.views import council, declaring, paper_sheets, sheet, tablet

urlpatterns: list[URLPattern] = [
    path("sheets/", tablet.sheets, name="sheets"),
    path("sheets/worker.js", tablet.worker, name="sheet_worker"),
    path("sheets/app.webmanifest", tablet.manifest, name="sheet_manifest"),
    path("sheets/<int:pk>/", sheet.sheet, name="sheet"),
    path("sheets/<int:pk>/declaration/", sheet.declare, name="sheet_declare"),
    path("sheets/<int:pk>/answers/", tablet.answers, name="sheet_answers"),
    path("sheets/<int:pk>/check/", sheet.check, name="sheet_check"),
    path("sheets/<int:pk>/seal/", sheet.seal, name="sheet_seal"),
    path("sheets/<int:pk>/paper/", sheet.paper, name="sheet_paper"),
    path("sheets/<int:pk>/scan/", paper_sheets.scan, name="sheet_scan"),
    path("paper-sheets/", paper_sheets.find, name="paper_sheets"),
    path("paper-sheets/<int:pk>/", paper_sheets.enter, name="paper_sheet"),
    path("cases/<int:pk>/", council.case, name="case"),
    path("cases/<int:pk>/declaration/", council.declare, name="case_declare"),
    path("cases/<int:pk>/reveal/", council.reveal, name="case_reveal"),
    path("cases/<int:pk>/options/", council.options, name="case_options"),
    path("cases/<int:pk>/grounds/", council.grounds, name="case_grounds"),
    path("cases/<int:pk>/discussion/", council.discussion, name="case_discussion"),
    path("cases/<int:pk>/vote/", council.vote, name="case_vote"),
    path("cases/<int:pk>/absent/", council.absent, name="case_absent"),
    path("cases/<int:pk>/void/", council.void, name="case_void"),
    path("cases/<int:pk>/meeting/", council.meeting, name="case_meeting"),
    path("cases/<int:pk>/projector/", council.projector, name="case_projector"),
    path("declarations/", declaring.declarations, name="declarations"),
    path("cases/<int:pk>/again/", council.again, name="case_again"),
    path("cases/<int:pk>/close/", council.close, name="case_close"),
    path("cases/<int:pk>/minutes/", council.minutes, name="case_minutes"),
    path("cases/<int:pk>/case.json", council.download, name="case_file"),
]
