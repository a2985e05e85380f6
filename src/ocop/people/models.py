"""People, and the offices they hold from one day to another."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Any, Self

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.people.logins import hidden_login, normal_login, readable_login
from ocop.people.reach import reached
from ocop.people.roles import ROLES, Reach, Role
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.platform.text import fold, vi_sort_key

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

OWN_ROLES = frozenset(role.code for role in ROLES.values() if role.reach is Reach.OWN)
"""Roles that reach only what is one's own: they do not end with their unit, which is merely an address."""


class UserQuerySet(ScopedQuerySet["User"]):
    def visible_to(self, actor: Actor) -> Self:
        """Oneself; for who keeps accounts, those who hold or held an office in the territory."""
        if actor.may("account.read") and actor.reach == Reach.COUNTRY:
            return self.filter()
        if not actor.is_signed_in:
            return self.none()
        in_reach = Appointment.objects.filter(reached(actor, "account.read", through="unit"))
        return self.filter(models.Q(pk=actor.user_id) | models.Q(pk__in=in_reach.values("user_id")))

    def get_by_natural_key(self, username: str | None) -> User:
        """The user of a login, however the phone number was typed. Raises: User.DoesNotExist."""
        try:
            login = normal_login(username or "")
        except ValidationError as error:
            raise User.DoesNotExist from error
        return self.get(login=login)


class User(AbstractBaseUser):
    """A person who can sign in. Rights come from appointments, never from the user itself."""

    login = models.CharField(max_length=254, unique=True)
    full_name = models.CharField(max_length=200)
    name_folded = models.CharField(max_length=200, default="")
    name_key = models.BinaryField(max_length=800, default=b"")
    is_active = models.BooleanField(default=True)
    language = models.CharField(
        max_length=5, choices=[("vi", _("Vietnamese")), ("en", _("English"))], default="vi"
    )

    # When someone last came is nobody's business, and a write on every sign-in.
    last_login = None

    objects = UserQuerySet.as_manager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["full_name"]

    class Meta:
        indexes = [models.Index(fields=["name_folded"], name="people_user_search")]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *, update_fields: Iterable[str] | None = None, **options: Any) -> None:
        """Store it, with the texts by which names are searched and sorted."""
        if update_fields is None or "full_name" in update_fields:
            self.name_folded, self.name_key = fold(self.full_name), vi_sort_key(self.full_name)
            update_fields = update_fields and {*update_fields, "name_folded", "name_key"}
        super().save(update_fields=update_fields, **options)

    @property
    def hidden_login(self) -> str:
        """The login as those see it who have no business with it: "0912 *** 001"."""
        return hidden_login(self.login)

    @property
    def readable_login(self) -> str:
        """The phone number with spaces, or the e-mail address."""
        return readable_login(self.login)


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and for officers those inside their territory; ministry and administrators see all."""
        seen = reached(actor, "account.read", through="unit")
        return self.filter(seen | models.Q(user_id=actor.user_id) if actor.is_signed_in else seen)

    def current(self, today: date) -> Self:
        """Those that hold on this day; both ends are inclusive.

        A public office ends with its unit. A producer goes on when its commune is merged into another.
        """
        return self.not_over(today).filter(from_on__lte=today)

    def not_over(self, today: date) -> Self:
        """Those that hold on this day or begin after it."""
        unit_stands = models.Q(unit__valid_to=None) | models.Q(unit__valid_to__gte=today)
        return self.filter(
            models.Q(to_on=None) | models.Q(to_on__gte=today), unit_stands | models.Q(role__in=OWN_ROLES)
        )

    def over(self, today: date) -> Self:
        """Those that held once and do so no more on this day, by their last day or with their unit."""
        with_unit = models.Q(unit__valid_to__lt=today) & ~models.Q(role__in=OWN_ROLES)
        return self.filter(models.Q(to_on__lt=today) | with_unit)


class Appointment(Versioned):
    """A person in a role at a unit, from a day to a day, both inclusive; `document` names the decision.

    A public office also ends with its unit, see `current`.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="appointments")
    role = models.CharField(max_length=40)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    document = models.CharField(max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "unit"],
                condition=models.Q(to_on=None),
                name="people_one_open_appointment",
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="people_appointment_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.role_name}, {self.unit.full_name}"

    @property
    def role_name(self) -> StrOrPromise:
        """The role in words."""
        return self.kind.name

    @property
    def kind(self) -> Role:
        """The line of the role table."""
        return ROLES[self.role]

    def holds_on(self, day: date) -> bool:
        """Whether this day lies between the first and the last day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)

    def is_current(self, day: date) -> bool:
        """Whether it is in force on this day: what `current` asks, of one with its unit at hand."""
        unit_ended = self.unit.valid_to is not None and self.unit.valid_to < day
        return self.holds_on(day) and (not unit_ended or self.role in OWN_ROLES)
