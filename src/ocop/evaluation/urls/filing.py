"""The applicant's side: a dossier, its forms and its evidence."""

from django.urls import URLPattern, path

from ocop.evaluation.views import evidence, filing

urlpatterns: list[URLPattern] = [
    path("dossiers/", filing.dossiers, name="dossiers"),
    path("products/<int:product_id>/dossiers/", filing.start, name="start"),
    path("dossiers/<int:pk>/fill/", filing.fill, name="fill"),
    path("dossiers/<int:pk>/fill/regime/", filing.change_regime, name="change_regime"),
    path("dossiers/<int:pk>/fill/registration/", filing.registration, name="registration"),
    path("dossiers/<int:pk>/fill/report/<slug:part>/", filing.report, name="report"),
    path("dossiers/<int:pk>/fill/section/<str:number>/", filing.section, name="section"),
    path("dossiers/<int:pk>/fill/answer/", filing.answer, name="answer"),
    path("dossiers/<int:pk>/fill/evidence/", evidence.evidence, name="evidence"),
    path("dossiers/<int:pk>/fill/evidence/attach/", evidence.attach, name="attach"),
    path("dossiers/<int:pk>/fill/evidence/<int:paper_id>/", evidence.paper, name="paper"),
    path("dossiers/<int:pk>/fill/evidence/<int:paper_id>/remove/", evidence.remove, name="remove_paper"),
    path("dossiers/<int:pk>/evidence/<int:paper_id>/", evidence.file, name="file"),
    path("dossiers/<int:pk>/fill/check/", filing.check, name="check"),
    path("dossiers/<int:pk>/filed/", filing.filed, name="filed"),
    path("dossiers/<int:pk>/withdraw/", filing.withdraw, name="withdraw"),
    path("dossiers/<int:pk>/print/<str:code>/", filing.print_form, name="print"),
]
