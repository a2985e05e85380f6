"""People, and the offices they hold from one day to another."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.contrib.auth.models import AbstractBaseUser
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.people.logins import normal_login, readable_login
from ocop.people.roles import ADMIN, MINISTRY_OFFICER, ROLES, Reach, Role
from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

COUNTRY_READERS = frozenset({MINISTRY_OFFICER, ADMIN, "system"})


class UserQuerySet(ScopedQuerySet["User"]):
    def visible_to(self, actor: Actor) -> Self:
        """Oneself; all for administrators. Others meet people only through appointments they may see."""
        if actor.role in {ADMIN, "system"}:
            return self.filter()
        return self.filter(pk=actor.user_id) if actor.is_signed_in else self.none()

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
    is_active = models.BooleanField(default=True)
    language = models.CharField(
        max_length=5, choices=[("vi", _("Vietnamese")), ("en", _("English"))], default="vi"
    )

    # When someone last came is nobody's business, and a write on every sign-in.
    last_login = None

    objects = UserQuerySet.as_manager()

    USERNAME_FIELD = "login"
    REQUIRED_FIELDS = ["full_name"]

    def __str__(self) -> str:
        return self.full_name

    @property
    def readable_login(self) -> str:
        """The phone number with spaces, or the e-mail address."""
        return readable_login(self.login)


class AppointmentQuerySet(ScopedQuerySet["Appointment"]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and for officers those inside their territory; ministry and administrators see all."""
        if actor.role in COUNTRY_READERS:
            return self.filter()
        if not actor.is_signed_in:
            return self.none()
        own = models.Q(user_id=actor.user_id)
        role = ROLES.get(actor.role)
        if role is None or role.acts_on is not Reach.TERRITORY or not actor.unit_path:
            return self.filter(own)
        return self.filter(own | models.Q(unit__path__startswith=actor.unit_path))

    def current(self, today: date) -> Self:
        """Those that hold on this day; both ends are inclusive."""
        return self.filter(models.Q(to_on=None) | models.Q(to_on__gte=today), from_on__lte=today)


class Appointment(Versioned):
    """A person in a role at a unit, from a day to a day, both inclusive; `document` names the decision."""

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
        """Whether the appointment is in force on this day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


class SignInFailuresQuerySet(ScopedQuerySet["SignInFailures"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Nobody: it would tell which accounts exist and who forgets passwords."""
        return self.none()


class SignInFailures(models.Model):
    """Wrong passwords in a row for one login, real or not; the login itself is not kept."""

    login_digest = models.CharField(max_length=64, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    objects = SignInFailuresQuerySet.as_manager()
