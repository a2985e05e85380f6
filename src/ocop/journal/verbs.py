"""Words for the verbs of entries: each room names its own in `AppConfig.ready()`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

_labels: dict[str, StrOrPromise] = {}
_objects: dict[str, StrOrPromise] = {}


def name_verbs(labels: Mapping[str, StrOrPromise]) -> None:
    """Register how verbs such as "dossier.filed" are shown to people."""
    _labels.update(labels)


def names() -> list[tuple[str, StrOrPromise]]:
    """Every verb with its words, in the order of the words."""
    return sorted(_labels.items(), key=lambda item: str(item[1]))


def name_objects(labels: Mapping[str, StrOrPromise]) -> None:
    """Register the words for kinds of objects, such as "registry.product"."""
    _objects.update(labels)


def label_of_object(kind: str) -> StrOrPromise:
    """The words for a kind of object; its code when nobody named it."""
    return _objects.get(kind, kind)


def label_of(verb: str) -> StrOrPromise:
    """The words for a verb; the bare verb when nobody named it."""
    return _labels.get(verb, verb)
