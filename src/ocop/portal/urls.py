from django.urls import URLPattern, path, register_converter
from django.urls.converters import IntConverter

from ocop.portal import (
    catalogue_pages,
    digital_link,
    figure_pages,
    installing,
    law_pages,
    place_pages,
    practice_pages,
    promotion_pages,
    report_pages,
    result_pages,
    sitemaps,
    status_pages,
    views,
)

register_converter(type("SetNumber", (IntConverter,), {"regex": "[0-9]{1,3}"}), "set_number")

app_name = "portal"
urlpatterns: list[URLPattern] = [
    path("", views.home, name="home"),
    path("how/", views.how, name="how"),
    path("catalogue/", catalogue_pages.shelf, name="catalogue"),
    path("catalogue/<str:code>/", catalogue_pages.product, name="goods"),
    path("catalogue/<str:code>/<int:number>-<int:edge>.webp", catalogue_pages.picture, name="picture"),
    path("makers/<str:code>/", place_pages.maker, name="maker"),
    path("provinces/", place_pages.provinces, name="provinces"),
    path("provinces/<str:key>/", place_pages.province, name="province"),
    path("communes/<str:key>/", place_pages.commune, name="commune"),
    path("figures/", figure_pages.figures, name="public_figures"),
    path("outlets/", promotion_pages.outlets, name="outlets"),
    path("outlets/<int:pk>/", promotion_pages.outlet, name="outlet"),
    path("events/", promotion_pages.events, name="events"),
    path("events/<int:pk>/", promotion_pages.event, name="event"),
    path("events/<int:pk>.ics", promotion_pages.event_file, name="event_file"),
    path("news/", promotion_pages.news, name="news"),
    path("news/<int:pk>/", promotion_pages.article, name="article"),
    path("pictures/<slug:noun>/<int:pk>-<int:edge>.webp", promotion_pages.picture, name="post_picture"),
    path("sitemap.xml", sitemaps.index, name="sitemap"),
    path("sitemap-<slug:name>-<int:number>.xml", sitemaps.section, name="sitemap_section"),
    path("robots.txt", sitemaps.robots, name="robots"),
    path("worker.js", installing.worker, name="worker"),
    path("offline/", installing.offline, name="offline"),
    path("check/", status_pages.check, name="check"),
    path("p/<str:code>", status_pages.status, name="status"),
    path("p/<str:code>/", status_pages.status),
    path("p/<str:code>/report", report_pages.report, name="report"),
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
