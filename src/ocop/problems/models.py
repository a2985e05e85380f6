"""What shoppers tell of a product whose code they scanned."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.registry.models import Product

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

READ: Final = "problem.read"
ANSWER: Final = "problem.answer"
TEXT_LENGTH: Final = 2000
CONTACT_LENGTH: Final = 100


class Category(models.TextChoices):
    """What is wrong, in the shopper's choice."""

    FALSE_STARS = "false_stars", _("The stars or the certificate on the label are not true")
    COUNTERFEIT = "counterfeit", _("The package looks like an imitation")
    QUALITY = "quality", _("It was spoiled, or made somebody ill")
    LABEL = "label", _("The label says something else than this page")
    MISUSE = "misuse", _("The code or the OCOP mark is on another product")
    OTHER = "other", pgettext_lazy("what a shopper reports", "Something else")


class State(models.TextChoices):
    """How far the office has come."""

    NEW = "new", pgettext_lazy("state of a report", "New")
    LOOKED_AT = "looked_at", pgettext_lazy("state of a report", "Looked at")
    ANSWERED = "answered", pgettext_lazy("state of a report", "Answered")
    DISMISSED = "dismissed", pgettext_lazy("state of a report", "Dismissed")


OPEN: Final = (State.NEW, State.LOOKED_AT)


class ProblemQuerySet(ScopedQuerySet["Problem"]):
    def visible_to(self, actor: Actor) -> Self:
        """The offices of the product's place, and those above them; a producer learns of it from them."""
        if not actor.may(READ):
            return self.none()
        return self.filter(product__in=Product.objects.visible_to(actor))


class Problem(Versioned):
    """A report of somebody who has no account and is not known.

    `receipt` is what they were given to name it by. `form_key` is the digest of the form they sent: sent
    twice it is one. `package` is what the scanned code said of lot and serial number. `contact` is theirs, if
    they left one, until it is erased (`contact_until`, its last day). `note` is the office's answer or the
    reason why it dismissed the report.
    """

    product = models.ForeignKey(Product, on_delete=models.PROTECT, related_name="problems")
    receipt = models.CharField(max_length=12, unique=True)
    form_key = models.CharField(max_length=64, unique=True)
    printed_code = models.CharField(max_length=40)
    package = models.CharField(max_length=120, blank=True)
    category = models.CharField(max_length=20, choices=Category)
    text = models.TextField(max_length=TEXT_LENGTH)
    contact = models.CharField(max_length=CONTACT_LENGTH, blank=True)
    contact_until = models.DateField(null=True)
    language = models.CharField(max_length=10)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State, default=State.NEW)
    note = models.TextField(blank=True)
    handled_at = models.DateTimeField(null=True)
    handled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    objects = ProblemQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(category__in=Category.values), name="problems_known_category"
            ),
            models.CheckConstraint(
                condition=models.Q(state=State.NEW, handled_at=None)
                | models.Q(state=State.LOOKED_AT, handled_at__isnull=False)
                | (
                    models.Q(state__in=(State.ANSWERED, State.DISMISSED), handled_at__isnull=False)
                    & ~models.Q(note="")
                ),
                name="problems_end_with_a_note",
            ),
        ]
        indexes = [
            models.Index(fields=["product", "received_at"], name="problems_of_product"),
            models.Index(
                fields=["contact_until"],
                name="problems_contacts_to_erase",
                condition=models.Q(contact_until__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.receipt
