from django.urls import URLPattern, path

from ocop.promotion import views

app_name = "promotion"
urlpatterns: list[URLPattern] = [
    path("promotion/", views.posts, {"noun": "outlet"}, name="start"),
    path("promotion/<slug:noun>/", views.posts, name="posts"),
    path("promotion/<slug:noun>/new/", views.new, name="new"),
    path("promotion/<slug:noun>/<int:pk>/", views.post, name="post"),
    path("promotion/<slug:noun>/<int:pk>/change/", views.change, name="change"),
    path("promotion/<slug:noun>/<int:pk>/publish/", views.publish, name="publish"),
    path("promotion/<slug:noun>/<int:pk>/take-back/", views.take_back, name="take_back"),
    path("promotion/<slug:noun>/<int:pk>/photo/", views.photo, name="photo"),
]
