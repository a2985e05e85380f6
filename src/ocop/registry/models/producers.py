"""Producers, what they were before, who speaks for them, and who took over from whom."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.db.models import Value
from django.db.models.functions import Lower, Replace
from django.utils.translation import gettext_lazy as _

from ocop.people.reach import reached
from ocop.people.roles import ROLES, Reach
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

FOLDED_LENGTH = 300
PROVINCE_DEPTH = 2
"""Parts of the path of a province: the country and itself."""


class Gender(models.TextChoices):
    """The gender of a representative, under the codes of the national registry."""

    MALE = "nam", _("Male")
    FEMALE = "nu", _("Female")


class ProducerQuerySet(ScopedQuerySet["Producer"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own for producers; those of the territory for officers; all for the ministry."""
        role = ROLES.get(actor.role)
        own = models.Q(pk__in=represented_by(actor))
        kinds = models.Q(kind__in=role.producer_kinds) if role and role.is_narrowed else models.Q()
        return self.filter(in_reach(actor, "producer.read", own), kinds)


def in_reach(actor: Actor, right: str, own: models.Q) -> models.Q:
    """`reached` on a table that keeps the province beside its rows: one column instead of a join."""
    place = actor.unit_path.strip("/").split("/")
    if actor.reach == Reach.TERRITORY and len(place) == PROVINCE_DEPTH and actor.may(right):
        return models.Q(province_code=place[-1])
    return reached(actor, right, own=own)


def represented_by(actor: Actor) -> models.QuerySet[Representative, int]:
    """Keys of the producers this person speaks for today, as a subquery."""
    open_ones = Representative.objects.filter(user_id=actor.user_id or 0, to_on=None)
    return open_ones.values_list("producer_id", flat=True)


class Producer(Versioned):
    """Who makes a product and applies for it (chủ thể OCOP, Điều 2.3, 26/2026).

    `kind` is a code of the regime's producer kinds. `name_folded` is for searching, `name_key` for sorting.
    `tax_code` is empty only where the law asks for none. `assisted`: an officer registered it, with consent.
    `registered_on` is the day it entered the programme's register; `business_*` is its business registration.
    `province_code`, `search_text` and `place_text` are filled by `indexing`, see there.
    `code_key` is the code to search by: small letters, no dashes.
    `ended_on` is its last day in the programme, with a code of the list `producer_end`; what it was on an
    earlier day is kept in `EarlierProducer`, who took its products over in `Takeover`.
    """

    code = models.CharField(max_length=40, unique=True)
    name = models.CharField(max_length=300)
    name_folded = models.CharField(max_length=FOLDED_LENGTH)
    name_key = models.BinaryField(max_length=1200)
    kind = models.CharField(max_length=40)
    tax_code = models.CharField(max_length=14, blank=True)
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300)
    representative_name = models.CharField(max_length=200)
    representative_title = models.CharField(max_length=200, blank=True)
    representative_gender = models.CharField(max_length=3, choices=Gender, blank=True)
    representative_ethnicity = models.CharField(max_length=50, blank=True)
    representative_disabled = models.BooleanField(null=True)
    representative_birth_year = models.PositiveSmallIntegerField(null=True)
    phone = models.CharField(max_length=20, blank=True)
    email = models.EmailField(blank=True)
    website = models.CharField(max_length=200, blank=True)
    business_number = models.CharField(max_length=40, blank=True)
    business_on = models.DateField(null=True)
    business_office = models.CharField(max_length=200, blank=True)
    registered_on = models.DateField()
    assisted = models.BooleanField(default=False)
    ended_on = models.DateField(null=True)
    ended_reason = models.CharField(max_length=40, blank=True)
    province_code = models.CharField(max_length=20, default="")
    search_text = models.TextField(default="")
    place_text = models.TextField(default="")
    code_key = models.GeneratedField(
        expression=Lower(Replace("code", Value("-"), Value(""))),
        output_field=models.CharField(max_length=40),
        db_persist=True,
        db_index=True,
    )

    objects = ProducerQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["tax_code"],
                condition=~models.Q(tax_code=""),
                name="registry_one_producer_per_tax_code",
            ),
            models.CheckConstraint(
                condition=models.Q(representative_gender__in=["", *Gender.values]),
                name="registry_known_gender",
            ),
            models.CheckConstraint(
                condition=models.Q(ended_on=None) | models.Q(ended_on__gte=models.F("registered_on")),
                name="registry_producer_ends_after_it_begins",
            ),
        ]
        indexes = [
            models.Index(fields=["name_folded"], name="registry_producer_search"),
            models.Index(fields=["name_key", "id"], name="registry_producer_name"),
            models.Index(fields=["registered_on", "id"], name="registry_producer_new"),
            models.Index(fields=["province_code", "name_key", "id"], name="registry_producer_in_name"),
            models.Index(
                fields=["province_code", "kind", "registered_on", "ended_on"], name="registry_producer_in"
            ),
            models.Index(fields=["kind"], name="registry_producer_kind"),
            models.Index(
                fields=["ended_on"], name="registry_producer_ended", condition=~models.Q(ended_on=None)
            ),
        ]

    def __str__(self) -> str:
        return self.name


class EarlierProducer(models.Model):
    """What a producer was up to and including `to_on`, before it changed; `document` shows the change.

    Of several the first that reaches to a day held on it, as with `places.EarlierState`. A correction of a
    mistake leaves none.
    """

    scoped_by = "producer"

    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="earlier")
    to_on = models.DateField()
    name = models.CharField(max_length=300)
    kind = models.CharField(max_length=40)
    tax_code = models.CharField(max_length=14, blank=True)
    commune = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    address = models.CharField(max_length=300, blank=True)
    representative_name = models.CharField(max_length=200)
    representative_title = models.CharField(max_length=200, blank=True)
    representative_gender = models.CharField(max_length=3, choices=Gender, blank=True)
    representative_ethnicity = models.CharField(max_length=50, blank=True)
    representative_disabled = models.BooleanField(null=True)
    representative_birth_year = models.PositiveSmallIntegerField(null=True)
    business_number = models.CharField(max_length=40, blank=True)
    business_on = models.DateField(null=True)
    business_office = models.CharField(max_length=200, blank=True)
    document = models.CharField(max_length=200, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["producer", "to_on"], name="registry_one_earlier_producer_per_day"
            )
        ]


class Representative(models.Model):
    """A user who speaks for a producer. An ended one (`to_on` set) sees and does nothing any more."""

    scoped_by = "producer"

    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="represents")
    producer = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="representatives")
    from_on = models.DateField()
    to_on = models.DateField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "producer"],
                condition=models.Q(to_on=None),
                name="registry_one_open_representative",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="registry_representative_ends_after_it_begins",
            ),
        ]


class TakeoverKind(models.TextChoices):
    """Why one producer's products became another's."""

    TRANSFORMED = "transformed", _("It became another kind of producer")
    MERGED = "merged", _("It joined another producer")
    HANDED_ON = "handed_on", _("It handed its products on")
    SAME = "same", _("Entered twice: both are one producer")


class Takeover(models.Model):
    """One producer took over from another: products, certificates and history go on with the successor.

    `on` is the successor's first day. Until the day before, `EarlierHolder` tells that a product was the
    former's. A former whose products all went ends with it.
    """

    scoped_by = "successor"

    former = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="took_over_by")
    successor = models.ForeignKey(Producer, on_delete=models.PROTECT, related_name="took_over_from")
    kind = models.CharField(max_length=20, choices=TakeoverKind)
    on = models.DateField()
    document = models.CharField(max_length=200, blank=True)
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )
    recorded_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["former", "successor", "on"], name="registry_one_takeover_per_day"
            ),
            models.CheckConstraint(
                condition=~models.Q(former=models.F("successor")), name="registry_nobody_takes_over_itself"
            ),
        ]
