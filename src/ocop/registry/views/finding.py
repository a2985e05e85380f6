"""The producer and the product that an address means, to whoever may see them; 404 to all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.shortcuts import get_object_or_404

from ocop.registry import queries

if TYPE_CHECKING:
    from ocop.platform.web import ActorRequest
    from ocop.registry.models import Producer, Product

PAGE = ["GET", "HEAD", "POST"]


def found_producer(request: ActorRequest, pk: int) -> Producer:
    """The producer of that key. Raises: Http404."""
    return get_object_or_404(queries.producers(request.actor), pk=pk)


def found_product(request: ActorRequest, pk: int) -> Product:
    """The product of that key. Raises: Http404."""
    return get_object_or_404(queries.products(request.actor), pk=pk)
