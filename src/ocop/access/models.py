"""What proves who one is, and the sessions it opened. Secrets stand here only hashed or encrypted."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Self, TypeVar

from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.utils.translation import gettext_lazy as _

from ocop.people.models import User
from ocop.platform.db import ScopedQuerySet

if TYPE_CHECKING:
    from django.contrib.sessions.backends.base import SessionBase
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

M = TypeVar("M", bound=models.Model)


class OwnQuerySet(ScopedQuerySet[M]):
    def visible_to(self, actor: Actor) -> Self:
        """One's own, and nobody else's: not an administrator's either."""
        return self.filter(user_id=actor.user_id) if actor.is_signed_in else self.none()


class HiddenQuerySet(ScopedQuerySet[M]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Nobody: it would tell which accounts exist, or what proves who one is."""
        return self.none()


class Tries(models.Model):
    """Attempts in a row at one door by one login or from one address; only their digest is kept."""

    key = models.CharField(max_length=40, primary_key=True)
    count = models.PositiveIntegerField(default=0)
    last_at = models.DateTimeField()

    objects = HiddenQuerySet["Tries"].as_manager()


class Session(AbstractBaseSession):
    """A browser's session; of a person once somebody signed in, with what they need to recognise it.

    `number` names it on pages, where the key itself never appears; it stays when the key is changed.
    `means` says how the person signed in.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True, related_name="+")
    number = models.CharField(max_length=32, blank=True, db_index=True)
    begun_at = models.DateTimeField(null=True)
    means = models.CharField(max_length=20, blank=True)
    device = models.CharField(max_length=80, blank=True)
    address = models.CharField(max_length=45, blank=True)

    objects = OwnQuerySet["Session"].as_manager()  # type: ignore[misc, assignment]  # ours has the scope

    @classmethod
    def get_session_store_class(cls) -> type[SessionBase]:
        from ocop.access.sessions import SessionStore  # noqa: PLC0415 - the store names this model

        return SessionStore


class FactorKind(models.TextChoices):
    """What a second factor is."""

    TOTP = "totp", _("Code from an app")
    PASSKEY = "passkey", _("Passkey")


class Factor(models.Model):
    """Something a person has: an app that shows codes, or a passkey.

    `secret` is the encrypted key of an app; `last_step` the last step of time whose code was taken, so that
    none is taken twice. A passkey has its identifier, public key (both base64url) and signature counter.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    kind = models.CharField(max_length=10, choices=FactorKind.choices)
    name = models.CharField(max_length=60)
    added_at = models.DateTimeField()
    secret = models.TextField(blank=True)
    last_step = models.BigIntegerField(default=0)
    credential_id = models.TextField(null=True, unique=True)  # noqa: DJ001 - unique among passkeys
    public_key = models.TextField(blank=True)
    sign_count = models.BigIntegerField(default=0)

    objects = OwnQuerySet["Factor"].as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def kind_name(self) -> StrOrPromise:
        """What it is, in words."""
        return FactorKind(self.kind).label


class RecoveryCode(models.Model):
    """A code on paper that stands in once for a lost second factor; only its keyed digest is kept."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    used_at = models.DateTimeField(null=True)

    objects = HiddenQuerySet["RecoveryCode"].as_manager()


class Invitation(models.Model):
    """A link, good once and for some days, to choose a password with; only its digest is kept.

    `last_office` is the key of the person's latest office when it was made: a later one voids the link.
    """

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    until = models.DateTimeField()
    last_office = models.BigIntegerField(default=0)
    used_at = models.DateTimeField(null=True)

    objects = HiddenQuerySet["Invitation"].as_manager()


class LinkRequest(models.Model):
    """A person asked for a link to a new password; the worker makes and sends it, so that none is kept.

    `next_at`: when sending is tried; None once it was sent or given up.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, related_name="+")
    asked_at = models.DateTimeField()
    next_at = models.DateTimeField(null=True, db_index=True)

    objects = HiddenQuerySet["LinkRequest"].as_manager()


class Spent(models.Model):
    """A proof that was taken and is not taken again, until it would have run out anyway."""

    digest = models.CharField(max_length=64, primary_key=True)
    until = models.DateTimeField()

    objects = HiddenQuerySet["Spent"].as_manager()


class Identity(models.Model):
    """A person's account at the national identity provider, by the provider's own lasting name for them."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="+")
    issuer = models.CharField(max_length=255)
    subject = models.CharField(max_length=255)
    linked_at = models.DateTimeField()

    objects = OwnQuerySet["Identity"].as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["issuer", "subject"], name="access_one_person_per_identity"),
            models.UniqueConstraint(fields=["issuer", "user"], name="access_one_identity_per_person"),
        ]


def new_number() -> str:
    """A name for a session that tells nothing."""
    return uuid.uuid4().hex
