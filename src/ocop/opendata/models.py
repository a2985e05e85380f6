"""Which dumps of open data were published."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from ocop.platform.db import ScopedQuerySet

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


class DumpQuerySet(ScopedQuerySet["Dump"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: that is what they are for."""
        return self.filter()


class Dump(models.Model):
    """The dump of a day. `digest` is that of its list of checksums, which the journal has, too.

    `head_seq` and `head_digest` are those of the journal's signed head that stands in it; None and empty
    where nothing was signed yet. Its row stays when the files were removed, so that it can be cited. `size`
    is bytes.
    """

    day = models.DateField(unique=True)
    made_at = models.DateTimeField()
    digest = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    products = models.PositiveIntegerField()
    head_seq = models.BigIntegerField(null=True)
    head_digest = models.CharField(max_length=64, blank=True)

    objects = DumpQuerySet.as_manager()

    def __str__(self) -> str:
        return self.day.isoformat()
