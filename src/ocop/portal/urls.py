from django.urls import URLPattern, path, register_converter
from django.urls.converters import IntConverter

from ocop.portal import digital_link, law_pages, practice_pages, result_pages, status_pages, views

register_converter(type("SetNumber", (IntConverter,), {"regex": "[0-9]{1,3}"}), "set_number")

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("check/", status_pages.check, name="check"),
    path("p/<str:code>", status_pages.status, name="status"),
    path("p/<str:code>/", status_pages.status),
    path("p/<str:code>/qr.svg", status_pages.qr, name="qr"),
    path("p/<str:code>/photo.webp", status_pages.photo, name="status_photo"),
    path("01/<path:path>", digital_link.resolve, name="digital_link"),
    path(".well-known/gs1resolver", digital_link.description, name="gs1resolver"),
    path("results/", result_pages.decisions, name="published"),
    path("results/<int:pk>/", result_pages.decision, name="published_decision"),
    path("results/<int:pk>.csv", result_pages.download, name="published_file"),
    path("practice/", practice_pages.choose, name="practice"),
    path("practice/<str:regime_id>/<set_number:number>/", practice_pages.sheet, name="sheet"),
    path("practice/<str:regime_id>/<set_number:number>/now/", practice_pages.now, name="sheet_now"),
    path("practice/<str:regime_id>/<set_number:number>/story/", practice_pages.story, name="sheet_story"),
    path(
        "practice/<str:regime_id>/<set_number:number>/sheet.json", practice_pages.download, name="sheet_file"
    ),
    path("law/", law_pages.regimes, name="law"),
    path("law/<str:regime_id>/", law_pages.regime, name="regime"),
    path("law/<str:regime_id>/<set_number:number>/", law_pages.table, name="table"),
    path("law/<str:regime_id>/<set_number:number>.json", law_pages.table_file, name="table_file"),
]
