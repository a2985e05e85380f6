"""Keeping a filtered list under a name of one's own."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import filters, rules
from ocop.registry.models import SavedView
from ocop.registry.saved_views import LONGEST_NAME, plain_query, views_of

if TYPE_CHECKING:
    from ocop.platform.actors import Actor

MOST: Final = 50
"""Views that one person keeps of one list: more than anybody finds again."""

LONGEST_QUERY: Final = 1000


@transaction.atomic
def save_view(*, actor: Actor, page: str, name: str, query: str, now: datetime) -> SavedView:
    """Keep a list, as its address filters it, under a name.

    Raises: Denied; ValidationError by field; Conflict when one has too many.
    """
    require(rules.can_save_view(actor))
    words = clean_text(name)
    mine = views_of(actor, page)
    faults = {}
    if page not in filters.FORMS or len(query) > LONGEST_QUERY:
        raise Conflict(_("This list can't be kept. Open it again and filter it anew."))
    if not words or len(words) > LONGEST_NAME:
        faults["name"] = _("Write a name of at most 100 characters.")
    elif mine.filter(name=words).exists():
        faults["name"] = _("You keep a view of this name already. Choose another name, or delete that one.")
    if faults:
        raise ValidationError(dict(faults))
    if mine.count() >= MOST:
        raise Conflict(_("You keep 50 views of this list, which is the most. Delete one you do not need."))
    view = SavedView(owner_id=actor.user_id or 0, page=page, name=words, query=plain_query(page, query))
    view.save(force_insert=True)
    after = {"page": page, "name": words, "query": view.query}
    record(actor=actor, verb="view.saved", obj=view, before={}, after=after, now=now)
    return view


@transaction.atomic
def delete_view(*, actor: Actor, view_id: int, now: datetime) -> SavedView:
    """Give up a view of one's own. Raises: SavedView.DoesNotExist for somebody else's."""
    view = SavedView.objects.visible_to(actor).for_update().get(pk=view_id)
    before = {"page": view.page, "name": view.name, "query": view.query}
    record(actor=actor, verb="view.deleted", obj=view, before=before, after={}, now=now)
    SavedView.objects.filter(pk=view.pk).delete()
    return view
