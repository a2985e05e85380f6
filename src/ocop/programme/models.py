"""Lists of codes that all rooms share. A value is never deleted or renamed, only closed."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Self

from django.conf import settings
from django.db import models
from django.utils.translation import get_language

from ocop.places.models import Unit
from ocop.platform.db import ScopedQuerySet, Versioned
from ocop.platform.files import StoredFile

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

CODE_LENGTH = 40
KEEP_TEMPLATES = "papers.templates"
LABEL_LENGTH = 200


class CodeListQuerySet(ScopedQuerySet["CodeList"]):
    def visible_to(self, actor: Actor) -> Self:  # noqa: ARG002 - the same door as everywhere
        """Everybody: the lists say what words the programme uses."""
        return self.filter()


class CodeList(Versioned):
    """A list of codes with its name in both languages and where its first values come from."""

    code = models.CharField(max_length=CODE_LENGTH, unique=True)
    name_vi = models.CharField(max_length=LABEL_LENGTH)
    name_en = models.CharField(max_length=LABEL_LENGTH)
    source = models.CharField(max_length=300, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = CodeListQuerySet.as_manager()

    def __str__(self) -> str:
        return in_language(self.name_vi, self.name_en)


class ListValueQuerySet(models.QuerySet["ListValue"]):
    def as_of(self, day: date) -> Self:
        """The values in use on that day; both ends are inclusive."""
        return self.filter(models.Q(to_on=None) | models.Q(to_on__gte=day), from_on__lte=day)


class ListValue(models.Model):
    """A value of a list from a day to a day, both inclusive. New words for a code are a new row.

    A record keeps the key of the row it was written with, and so its label.
    """

    scoped_by = "code_list"

    code_list = models.ForeignKey(CodeList, on_delete=models.PROTECT, related_name="values")
    code = models.CharField(max_length=CODE_LENGTH)
    label_vi = models.CharField(max_length=LABEL_LENGTH)
    label_en = models.CharField(max_length=LABEL_LENGTH)
    from_on = models.DateField()
    to_on = models.DateField(null=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = ListValueQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["code_list", "code"],
                condition=models.Q(to_on=None),
                name="programme_one_open_value_per_code",
            ),
            models.UniqueConstraint(
                fields=["code_list", "code", "from_on"], name="programme_one_value_per_day"
            ),
            models.CheckConstraint(
                condition=models.Q(to_on=None) | models.Q(to_on__gte=models.F("from_on")),
                name="programme_value_ends_after_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return in_language(self.label_vi, self.label_en)


class WordTemplateQuerySet(ScopedQuerySet["WordTemplate"]):
    def visible_to(self, actor: Actor) -> Self:
        """Those who keep the templates of the unit."""
        if not actor.may(KEEP_TEMPLATES):
            return self.none()
        return self.filter(unit__path=actor.unit_path)


class WordTemplate(StoredFile):
    """The Word template of a unit for one kind of paper, from a day on, until one from a later day.

    `kind` is a code of `platform.documents.tags`. One without a file means: ours again. The latest entered
    holds where two begin on one day. Rows are never changed: they say which template was in force when.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=CODE_LENGTH)
    from_on = models.DateField()
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")

    objects = WordTemplateQuerySet.as_manager()

    class Meta:
        indexes = [models.Index(fields=["unit", "kind", "from_on"], name="programme_template_of_unit")]

    def __str__(self) -> str:
        return self.file_name or "–"

    @property
    def is_ours(self) -> bool:
        """Whether it says: our own template again."""
        return not self.sha256


def in_language(vi: str, en: str) -> str:
    """The text of the page's language; the Vietnamese one where the other is missing."""
    return en if en and (get_language() or "vi").startswith("en") else vi
