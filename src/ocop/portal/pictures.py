"""The addresses of pictures for everybody, and the pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpResponse
from django.urls import reverse

from ocop.platform import thumbnails
from ocop.platform.actors import PUBLIC
from ocop.platform.thumbnails import LARGE, MARK, SMALL
from ocop.promotion.models import KINDS
from ocop.recognition import public
from ocop.recognition.public import PublicPhoto

if TYPE_CHECKING:
    from typing import Any

    from ocop.promotion.models import Post


def small(photo: PublicPhoto | Post) -> str:
    """The address of the size for lists."""
    return _address(photo, SMALL)


def large(photo: PublicPhoto | Post) -> str:
    """The address of the size to look at."""
    return _address(photo, LARGE)


def of_product(code: str, number: int, edge: int) -> HttpResponse:
    """A picture of a product that the public knows of. Raises: Http404."""
    product = public.known().filter(code=code).first()
    if product is None:
        raise Http404
    digest = next((one.digest for one in public.photos(product) if one.number == number), "")
    return thumbnails.send(digest, edge, public=True)


def of_post(noun: str, pk: int, edge: int) -> HttpResponse:
    """The picture of a published point of sale, event or piece of news. Raises: Http404."""
    model: Any = KINDS.get(noun)
    digests = model.objects.visible_to(PUBLIC).filter(pk=pk).values_list("photo", flat=True) if model else ()
    return thumbnails.send(next(iter(digests), ""), edge, public=True)


def _address(photo: PublicPhoto | Post, edge: int) -> str:
    if isinstance(photo, PublicPhoto):
        path = reverse("portal:picture", args=[photo.code, photo.number, edge])
        return f"{path}?v={photo.digest[:MARK]}"
    path = reverse("portal:post_picture", args=[photo._meta.model_name, photo.pk, edge])
    return f"{path}?v={photo.photo[:MARK]}"
