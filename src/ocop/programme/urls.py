"""Addresses of the programme's periods and shared lists."""

from django.urls import URLPattern, path

from ocop.programme import template_pages, views

app_name = "programme"
urlpatterns: list[URLPattern] = [
    path("programme/periods/", views.all_periods, name="periods"),
    path("programme/lists/", views.lists, name="lists"),
    path("programme/lists/<slug:code>/", views.code_list, name="list"),
    path("programme/lists/<slug:code>/add/", views.add_value, name="add_value"),
    path("programme/templates/", template_pages.templates, name="word_templates"),
    path("programme/templates/<slug:code>/", template_pages.template, name="word_template"),
    path("programme/templates/<slug:code>/ours.docx", template_pages.ours, name="our_template"),
    path("programme/templates/files/<int:pk>/", template_pages.file, name="template_file"),
    path("programme/templates/files/<int:pk>/sample/", template_pages.sample, name="template_sample"),
    path(
        "programme/templates/files/<int:pk>/sample.pdf", template_pages.sample_pdf, name="template_sample_pdf"
    ),
    path("programme/values/<int:pk>/close/", views.close_value, name="close_value"),
]
