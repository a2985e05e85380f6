"""What every table has in common: a scope per actor, a lock, and a version that catches two editors."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.apps import apps
from django.core import checks
from django.core.exceptions import FieldDoesNotExist
from django.db import connection, connections, models
from django.utils.translation import gettext_lazy as _

from ocop.platform.decisions import Stale

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from django.apps import AppConfig

    from ocop.platform.actors import Actor

M = TypeVar("M", bound=models.Model)
OUR_PACKAGE = "ocop."


class ScopedQuerySet(models.QuerySet[M]):
    """Base of every table's query set. `visible_to` is the only door for pages, exports and the API.

    Use it as `objects = ThingQuerySet.as_manager()`.
    """

    def visible_to(self, actor: Actor) -> Self:
        """The rows this actor may know about. Each table says which; there is no default."""
        raise NotImplementedError(f"{type(self).__name__} does not say what {actor.role} may see")

    def for_update(self) -> Self:
        """Lock the rows until the transaction ends.

        On SQLite the IMMEDIATE transaction already keeps every other writer out. Only this table's rows are
        locked, so that rows joined through a nullable key do not refuse the lock.
        """
        if connections[self.db].vendor == "sqlite":
            return self.all()
        return self.select_for_update(of=("self",))


@contextmanager
def without_waiting() -> Iterator[None]:
    """Give up at once where another one writes, with OperationalError: for what may be left undone.

    On SQLite, where one writer keeps out all others for as long as its transaction lasts. Elsewhere a row is
    held for a moment only.
    """
    if connection.vendor != "sqlite":
        yield
        return
    with connection.cursor() as cursor:
        (waits,) = cursor.execute("PRAGMA busy_timeout").fetchone()
        cursor.execute("PRAGMA busy_timeout = 0")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA busy_timeout = {int(waits)}")


class Versioned(models.Model):
    """A row whose editors must say which version they saw."""

    version = models.PositiveIntegerField(_("version"), default=1, editable=False)

    class Meta:
        abstract = True

    def expect_version(self, seen: int) -> None:
        """Do nothing when the editor saw the present version. Raises: Stale."""
        if self.version != seen:
            raise Stale(
                _("Someone changed this record after you opened it. Open it again to see what changed.")
            )


@contextmanager
def snapshot() -> Iterator[None]:
    """Read everything as it is at one moment, without keeping anybody from writing; nothing may be written.

    Inside a transaction that has begun it is that transaction's moment.
    """
    if connection.in_atomic_block:
        yield
        return
    # Not `atomic`, which on SQLite keeps every other writer out from its beginning.
    begin = (
        "BEGIN DEFERRED"
        if connection.vendor == "sqlite"
        else "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"
    )
    with connection.cursor() as cursor:
        cursor.execute(begin)
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")


@checks.register(checks.Tags.models)
def check_scopes(app_configs: Sequence[AppConfig] | None, **_options: Any) -> list[checks.CheckMessage]:
    """ocop.E001: each of our tables has `visible_to`, or names its parent in `scoped_by`."""
    configs = apps.get_app_configs() if app_configs is None else app_configs
    ours = [config for config in configs if config.name.startswith(OUR_PACKAGE)]
    return [message for config in ours for model in config.get_models() for message in scope_defects(model)]


def scope_defects(model: type[models.Model]) -> list[checks.CheckMessage]:
    """What is wrong with the scope of one table, as check messages."""
    parent: str | None = getattr(model, "scoped_by", None)
    if parent is not None:
        try:
            if model._meta.get_field(parent).is_relation:
                return []
        except FieldDoesNotExist:
            pass
        complaint = f"scoped_by = {parent!r} is not a relation of {model.__name__}"
        return [checks.Error(complaint, obj=model, id="ocop.E002")]
    scope = getattr(model._default_manager.get_queryset(), "visible_to", None)
    if scope is not None and getattr(scope, "__func__", None) is not ScopedQuerySet.visible_to:
        return []
    return [
        checks.Error(
            f"{model.__name__} does not say who may see its rows",
            hint="Give its query set visible_to(actor), or name in scoped_by the parent it is reached by.",
            obj=model,
            id="ocop.E001",
        )
    ]
