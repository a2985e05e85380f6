"""Addresses of the interface for programs, and of the pages about it.

The operations are described in `v1`, whose library takes half a second to load: the first request loads it.
A test holds this list to what `v1` describes.
"""

from __future__ import annotations

from django.urls import URLPattern, path

from ocop.api import views
from ocop.api.gate import operation

app_name = "api"
PAGES: list[URLPattern] = [
    path("api/", views.reference, name="reference"),
    path("api/problems/<slug:code>/", views.problem, name="problem"),
    path("api-keys/", views.keys, name="keys"),
    path("api-keys/new/", views.new_key, name="new_key"),
    path("api-keys/<int:pk>/", views.key, name="key"),
    path("api-keys/<int:pk>/revoke/", views.revoke, name="revoke"),
]
ROUTES = {
    "contract": "openapi.json",
    "products": "products",
    "product": "products/<str:code>",
    "status": "status/<str:code>",
    "status_by_gtin": "status/gtin/<str:gtin>",
    "producers": "producers",
    "producer": "producers/<str:code>",
    "decisions": "decisions",
    "decision": "decisions/<int:pk>",
    "units": "units",
    "unit": "units/<str:code>",
    "regimes": "regimes",
    "regime": "regimes/<str:regime_id>",
    "sets": "regimes/<str:regime_id>/sets",
    "set": "regimes/<str:regime_id>/sets/<int:number>",
    "groups": "groups",
    "statistics": "statistics",
    "registry_producers": "registry/producers",
    "registry_producer": "registry/producers/<int:pk>",
    "registry_products": "registry/producers/<int:pk>/products",
    "registry_product": "registry/products/<int:pk>",
    "registry_gtin": "registry/products/<int:pk>/gtin",
    "imports": "imports",
    "import": "imports/<int:pk>",
    "webhooks": "webhooks",
    "webhook": "webhooks/<int:pk>",
    "webhook_secret": "webhooks/<int:pk>/secret",
    "webhook_deliveries": "webhooks/<int:pk>/deliveries",
}
urlpatterns: list[URLPattern] = [
    *PAGES,
    *(path(f"api/v1/{route}", operation(name), name=f"v1_{name}") for name, route in ROUTES.items()),
]
