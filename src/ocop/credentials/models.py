"""Keys that sign records of certificates, and the place of each record in a published status list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from django.db import models

from ocop.platform.db import ScopedQuerySet
from ocop.recognition.models import Certificate

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

LIST_SIZE: Final = 131_072
"""Places of one list: the least that W3C Bitstring Status List allows, so that a place tells nothing."""


class SigningKeyQuerySet(ScopedQuerySet["SigningKey"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: without the keys nobody could check a record."""
        return self.filter()


class SigningKey(models.Model):
    """The public half of a key that signs, or signed, records (ES256). The latest `number` signs now.

    `key_id` begins the JWK thumbprint (RFC 7638); `x` and `y` are the coordinates as a JWK has them.
    `revoked_from`: what it signed at that moment or later counts no more, because somebody else may have
    signed it.
    """

    key_id = models.CharField(max_length=43, primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    x = models.CharField(max_length=43)
    y = models.CharField(max_length=43)
    made_at = models.DateTimeField()
    revoked_from = models.DateTimeField(null=True)
    revoked_reason = models.CharField(max_length=200, blank=True)

    objects = SigningKeyQuerySet.as_manager()


class StatusListQuerySet(ScopedQuerySet["StatusList"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: a list is there to be published."""
        return self.filter()


class StatusList(models.Model):
    """A published list of `LIST_SIZE` bits. Its row is what writers of places lock."""

    number = models.PositiveIntegerField(unique=True)
    made_at = models.DateTimeField()

    objects = StatusListQuerySet.as_manager()


class StatusPlace(models.Model):
    """Which bit of which list is that of a certificate's papers, drawn at random and never given again.

    `given_at` is also the moment from which its record counts as signed. `voided_at`: from then on the bit is
    set, because the papers with this record became void and the certificate was issued anew with another.
    """

    scoped_by = "certificate"

    certificate = models.ForeignKey(Certificate, on_delete=models.PROTECT, related_name="status_places")
    status_list = models.ForeignKey(StatusList, on_delete=models.PROTECT, related_name="places")
    position = models.PositiveIntegerField()
    given_at = models.DateTimeField()
    voided_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["status_list", "position"], name="credentials_one_certificate_per_place"
            ),
            models.UniqueConstraint(
                fields=["certificate"],
                condition=models.Q(voided_at=None),
                name="credentials_one_present_place_per_certificate",
            ),
            models.CheckConstraint(
                condition=models.Q(position__lt=LIST_SIZE), name="credentials_place_inside_its_list"
            ),
        ]
