"""The link from a producer's page to its papers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor
    from ocop.registry.models import Producer


def papers(_actor: Actor, producer: Producer) -> tuple[StrOrPromise, str]:
    """For whoever sees the producer."""
    return _("Papers of the producer"), reverse("registry:papers", args=[producer.pk])
