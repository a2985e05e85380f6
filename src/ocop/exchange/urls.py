"""Addresses of workbooks that go in and out."""

from django.urls import URLPattern, path

from ocop.exchange.views import exporting, importing, sessions

app_name = "exchange"
urlpatterns: list[URLPattern] = [
    path("imports/", importing.imports, name="imports"),
    path("imports/new/", importing.new_import, name="new_import"),
    path("imports/template/<slug:kind>/", importing.template, name="template"),
    path("imports/<int:pk>/", importing.one_import, name="import"),
    path("imports/<int:pk>/rows/<slug:status>/", importing.import_rows, name="import_rows"),
    path("imports/<int:pk>/marked/", importing.marked, name="import_marked"),
    path("imports/<int:pk>/again/", importing.again, name="import_again"),
    path("imports/<int:pk>/confirm/", importing.confirm, name="import_confirm"),
    path("sessions/<int:pk>/list.xlsx", sessions.session_list, name="session_list"),
    path("exports/", exporting.shelf, name="shelf"),
    path("exports/new/<slug:kind>/", exporting.export, name="export"),
    path("exports/<int:pk>/file/", exporting.file, name="export_file"),
    path("exports/<int:pk>/remove/", exporting.remove, name="export_remove"),
]
