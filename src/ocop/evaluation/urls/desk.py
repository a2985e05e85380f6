"""The desks of the offices: queues, the commune's report, the check of each level, councils."""

from django.urls import URLPattern, path

from ocop.evaluation.views import commune, desk, province, regulation, trainings

urlpatterns: list[URLPattern] = [
    path("desk/", desk.desk, name="desk"),
    path("dossiers/<int:pk>/", desk.dossier, name="dossier"),
    path("dossiers/<int:pk>/personal/", desk.show_personal, name="show_personal"),
    path("dossiers/<int:pk>/return/", commune.return_to_producer, name="return"),
    path("dossiers/<int:pk>/report/", commune.report, name="commune_report"),
    path("dossiers/<int:pk>/report/print/", commune.report_print, name="commune_report_print"),
    path("dossiers/<int:pk>/send-up/", commune.send_up, name="send_up"),
    path("dossiers/<int:pk>/sent-up/", commune.sent_up, name="sent_up"),
    path("dossiers/<int:pk>/check/", province.check, name="province_check"),
    path("dossiers/<int:pk>/evaluate-again/", province.reevaluate, name="reevaluate"),
    path("dossiers/<int:pk>/steps/<slug:code>/", province.pass_on, name="pass_on"),
    path("councils/", province.councils, name="councils"),
    path("councils/new/", province.new_council, name="new_council"),
    path("councils/<int:pk>/", province.council, name="council"),
    path("councils/<int:pk>/seats/", province.seats, name="seats"),
    path("councils/<int:pk>/convene/", province.convene, name="convene"),
    path("councils/<int:pk>/regulation/", regulation.regulation, name="regulation"),
    path("councils/<int:pk>/regulation/change/", regulation.change_regulation, name="change_regulation"),
    path("seats/<int:pk>/renew/", regulation.renew, name="renew"),
    path("cases/<int:pk>/replace/<int:seat_id>/", province.replace, name="replace"),
    path("seats/<int:pk>/trainings/", trainings.of_seat, name="trainings"),
    path("seats/<int:pk>/trainings/<int:training_id>/remove/", trainings.remove, name="remove_training"),
    path("seats/<int:pk>/remove/", province.unseat, name="unseat"),
]
