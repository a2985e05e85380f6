"""What was done, by whom and when: a chain of entries that nobody can change unseen.

Personal data never enters the chain. An entry holds digests of what was before and after, and of the actor's
name, each made with a random salt of its own; salt and name stand in `Erasable`. Whoever holds the salt can
prove that given values are those of the entry. Deleting the salt makes guessing hopeless, so a lawful erasure
is one DELETE that leaves the chain whole. One salt for the whole installation could not be deleted for one
person, and once known would open every entry to guessing: phone numbers are few.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, Self

from django.db import connections, models

from ocop.journal.verbs import label_of, label_of_object
from ocop.platform.db import ScopedQuerySet

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

READ: Final = "journal.read"
PRESENT_FORM: Final = 2
"""The form of new entries: which facts enter the digest, so that chains begun earlier still verify."""


def may_read(actor: Actor) -> bool:
    """Whether the journal as a whole is open to this actor, be it of one territory."""
    return actor.may(READ)


def reads_everything(actor: Actor) -> bool:
    """Whether a reader's place is the country itself: a path of one code."""
    return actor.role == "system" or actor.unit_path.count("/") == 1


class EntryQuerySet(ScopedQuerySet["Entry"]):
    def visible_to(self, actor: Actor) -> Self:
        """The journal is for those with the right to read it; others see the history of one object.

        Whoever holds that right in the country as a whole reads everything. Elsewhere they read what was done
        from inside their territory: an entry keeps the path of its actor's place on the day of the act.
        """
        if not may_read(actor):
            return self.none()
        if reads_everything(actor):
            return self.filter()
        return self.inside(actor.unit_path)

    def inside(self, unit_path: str) -> Self:
        """Acts of those who stood at this place, or below it, on the day of the act; nothing for no path."""
        if not unit_path:
            return self.none()
        if connections[self.db].vendor == "sqlite":
            # Its LIKE uses no index. Every path ends with a slash, and "0" is what follows a slash.
            return self.filter(unit_path__gte=unit_path, unit_path__lt=f"{unit_path[:-1]}0")
        return self.filter(unit_path__startswith=unit_path)


class Entry(models.Model):
    """One recorded act. Digests are lower-case SHA-256; empty where there was nothing before or after.

    `reason` and `regime` enter the chain in the clear: they are the grounds of an act, not personal data.
    `form` 1 is that of the first chains, which knew only the code of the actor's unit. Codes are used again
    after a reform, so form 2 adds `unit_path`, the codes from the country down on the day of the act, and
    `fields`, the names of fields that were read in the clear.
    """

    seq = models.BigIntegerField(primary_key=True)
    form = models.PositiveSmallIntegerField(default=1)
    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_digest = models.CharField(max_length=64)
    role = models.CharField(max_length=40)
    unit_code = models.CharField(max_length=20, blank=True)
    unit_path = models.CharField(max_length=200, blank=True, default="")
    verb = models.CharField(max_length=80)
    object_type = models.CharField(max_length=80)
    object_id = models.CharField(max_length=40)
    before_digest = models.CharField(max_length=64, blank=True)
    after_digest = models.CharField(max_length=64, blank=True)
    reason = models.TextField(blank=True)
    regime = models.CharField(max_length=20, blank=True)
    fields = models.CharField(max_length=400, blank=True, default="")
    previous = models.CharField(max_length=64)
    digest = models.CharField(max_length=64, unique=True)

    objects = EntryQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["object_type", "object_id", "seq"], name="journal_entry_of_object"),
            models.Index(
                fields=["unit_path", "seq"],
                name="journal_entry_of_place",
                opclasses=["varchar_pattern_ops", "int8_ops"],
            ),
            models.Index(fields=["verb", "seq"], name="journal_entry_of_verb"),
            models.Index(fields=["actor_id", "seq"], name="journal_entry_of_person"),
            models.Index(fields=["at"], name="journal_entry_of_day"),
        ]

    @property
    def actor_name(self) -> str:
        """The actor's name on that day; empty once it was erased."""
        try:
            return self.erasable.actor_name
        except Erasable.DoesNotExist:
            return ""

    @property
    def object_label(self) -> StrOrPromise:
        """The kind of the object in words."""
        return label_of_object(self.object_type)

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


class PublicKeyQuerySet(ScopedQuerySet["PublicKey"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: without the keys nobody could check a signature."""
        return self.filter()


class PublicKey(models.Model):
    """A key that signed, or signs, the journal's heads. It stays published after its successor came.

    `key_id` is the first half of the SHA-256 of the public key. A key signs itself (`signature`); its
    successor is signed by it too (`endorsement`), so that a chain leads from the first key to the present.
    """

    key_id = models.CharField(max_length=32, primary_key=True)
    number = models.PositiveIntegerField(unique=True)
    public = models.CharField(max_length=64)
    made_at = models.DateTimeField()
    previous = models.CharField(max_length=32, blank=True)
    signature = models.CharField(max_length=128)
    endorsement = models.CharField(max_length=128, blank=True)

    objects = PublicKeyQuerySet.as_manager()


class SignedHeadQuerySet(ScopedQuerySet["SignedHead"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: they are made to be published."""
        return self.filter()


class SignedHead(models.Model):
    """The head of the journal at a moment of one day (in Viet Nam), signed; each names the one before.

    `digest` is that of entry `seq`; `previous` the SHA-256 of the canonical JSON of the signed head before.
    """

    day = models.DateField(unique=True)
    seq = models.BigIntegerField()
    digest = models.CharField(max_length=64)
    signed_at = models.DateTimeField()
    key = models.ForeignKey(PublicKey, on_delete=models.PROTECT, related_name="heads")
    previous = models.CharField(max_length=64)
    signature = models.CharField(max_length=128)

    objects = SignedHeadQuerySet.as_manager()


class Stamp(models.Model):
    """A time-stamping authority's word that a signed head existed at `stamped_at` (RFC 3161)."""

    scoped_by = "head"

    head = models.OneToOneField(SignedHead, on_delete=models.PROTECT, primary_key=True, related_name="stamp")
    authority = models.CharField(max_length=400)
    token = models.BinaryField()
    stamped_at = models.DateTimeField()
