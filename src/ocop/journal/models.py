"""What was done, by whom and when: a chain of entries that nobody can change unseen.

Personal data never enters the chain. An entry holds digests of what was before and after, and of the actor's
name, each made with a random salt of its own; salt and name stand in `Erasable`. Whoever holds the salt can
prove that given values are those of the entry. Deleting the salt makes guessing hopeless, so a lawful erasure
is one DELETE that leaves the chain whole. One salt for the whole installation could not be deleted for one
person, and once known would open every entry to guessing: phone numbers are few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

from django.db import models

from ocop.journal.verbs import label_of
from ocop.platform.db import ScopedQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

READERS = frozenset({"inspector", "admin", "system"})


class EntryQuerySet(ScopedQuerySet["Entry"]):
    def visible_to(self, actor: Actor) -> Self:
        """The whole journal is for inspectors and administrators; others see the history of one object."""
        return self.filter() if actor.role in READERS else self.none()


class Entry(models.Model):
    """One recorded act. Digests are lower-case SHA-256; empty where there was nothing before or after.

    `reason` and `regime` enter the chain in the clear: they are the grounds of an act, not personal data.
    """

    seq = models.BigIntegerField(primary_key=True)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_digest = models.CharField(max_length=64)
    role = models.CharField(max_length=40)
    unit_code = models.CharField(max_length=20, blank=True)
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    before_digest = models.CharField(max_length=64, blank=True)
    after_digest = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    regime = models.CharField(max_length=20, blank=True)
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["object_type", "object_id", "seq"], name="journal_entry_of_object")]

    @property
    def actor_name(self) -> str:
        """The actor's name on that day; empty once it was erased."""
        try:
            return self.erasable.actor_name
        except Erasable.DoesNotExist:
            return ""

    @property
    def verb_label(self) -> StrOrPromise:
        """The verb in words."""
        return label_of(self.verb)


class Erasable(models.Model):
    """What the law on personal data may require to be deleted: the chain holds without it."""

    scoped_by = "entry"

    entry = models.OneToOneField(Entry, on_delete=models.PROTECT, primary_key=True, related_name="erasable")
    salt = models.CharField(max_length=64)
    actor_name = models.CharField(max_length=200, blank=True)


class HeadQuerySet(ScopedQuerySet["Head"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: a head is there to be published."""
        return self.filter()


class Head(models.Model):
    """The one row that every writer locks; it also tells a shortened journal from a young one."""

    seq = models.BigIntegerField(default=0)
    digest = models.CharField(max_length=64)

    objects = HeadQuerySet.as_manager()
