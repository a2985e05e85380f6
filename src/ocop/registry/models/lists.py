"""Lists that a person filtered once and wants again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models

from ocop.platform.db import ScopedQuerySet

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


class SavedViewQuerySet(ScopedQuerySet["SavedView"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own."""
        return self.filter(owner_id=actor.user_id) if actor.is_signed_in else self.none()


class SavedView(models.Model):
    """A filtered list under a name of its owner's: the page and the query of its address."""

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    page = models.CharField(max_length=60)
    name = models.CharField(max_length=100)
    query = models.CharField(max_length=1000)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["owner", "page", "name"], name="registry_one_view_per_name")
        ]

    def __str__(self) -> str:
        return self.name
