"""The store of papers: each is entered once, and proves whatever it proves."""

from __future__ import annotations

from django.conf import settings
from django.db import models

from ocop.platform.db import Versioned
from ocop.platform.files import NAME_LENGTH
from ocop.registry.models.producers import Producer
from ocop.registry.models.products import Product


class Paper(Versioned):
    """A paper of a producer with its issuer, number and dates (S12.02, S17.02, S17.03).

    `kind` is a value of the list `document_type` or, for a certificate of a standard, `certificate_type`.
    `scope_text` says what it covers in its own words; without a `PaperScope` it concerns the producer as a
    whole. `expires_on` is its last valid day, None where it does not expire. `sha256` is empty until the file
    is there. `replaces` is the paper it renews. `removed_on`: taken out by its owner, kept for the record.
    """

    scoped_by = "producer"

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="papers")
    kind = models.CharField(max_length=40)
    title = models.CharField(max_length=300)
    holder = models.CharField(max_length=300, blank=True)
    number = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    issued_on = models.DateField(null=True)
    expires_on = models.DateField(null=True)
    scope_text = models.CharField(max_length=300, blank=True)
    file_name = models.CharField(max_length=NAME_LENGTH, blank=True)
    media_type = models.CharField(max_length=100, blank=True)
    size = models.PositiveBigIntegerField(default=0)
    sha256 = models.CharField(max_length=64, blank=True, db_index=True)
    replaces = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="replaced_by")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    removed_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(expires_on=None)
                | models.Q(issued_on=None)
                | models.Q(expires_on__gte=models.F("issued_on")),
                name="registry_paper_expires_after_its_issue",
            ),
        ]
        indexes = [models.Index(fields=["expires_on"], name="registry_paper_expiry")]


class PaperScope(models.Model):
    """A product that a paper concerns."""

    scoped_by = "paper"

    paper = models.ForeignKey(Paper, on_delete=models.CASCADE, related_name="scopes")
    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="paper_scopes")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["paper", "product"], name="registry_one_scope_per_product")
        ]
