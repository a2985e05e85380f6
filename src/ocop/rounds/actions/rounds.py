"""Rounds opened, closed and given dossiers of other days (Điều 5, 26/2026)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure
from ocop.evaluation.moving import locked, reason_given
from ocop.journal.actions import record
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import regimes
from ocop.registry.columns import check_columns
from ocop.rounds import calendar, rules
from ocop.rounds.models import Move, Round, Session, Slot

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor


@dataclass(frozen=True, slots=True)
class ExtraFacts:
    """A round beyond those of the regime: its days, and the two papers that allow it."""

    since: date
    proposals_before: date
    results_before: date
    citation: str
    plan: str


@transaction.atomic
def open_round(*, actor: Actor, unit_code: str, year: int, no: int, now: datetime) -> Round:
    """Open a round of the regime in force for the unit's level, with the days it prints.

    Raises: Denied; Conflict when it is open already or the regime has no such round; Unit.DoesNotExist.
    """
    today = local_day(now)
    unit = _kept(actor, unit_code, today)
    near = abs(year - today.year) <= 1
    windows = calendar.windows_of(unit, year, today) if near else []
    window = next((one for one in windows if one.no == no), None)
    if window is None:
        raise Conflict(_("The rules in force set no such round for this level."))
    opened = Round(
        unit=unit,
        level=window.level,
        regime_id=regimes.regime_on(today).id,
        year=year,
        no=no,
        since=window.since,
        proposals_before=window.proposals_before,
        results_before=window.results_before,
        article=window.article,
        opened_at=now,
    )
    return _opened(actor, opened, now)


@transaction.atomic
def open_extra_round(*, actor: Actor, unit_code: str, facts: ExtraFacts, now: datetime) -> Round:
    """Open a round beyond the regime's, which the council's regulation and an evaluation plan provide for.

    Raises: Denied; ValidationError without one of the two, or for days out of order; Unit.DoesNotExist.
    """
    today = local_day(now)
    unit = _kept(actor, unit_code, today)
    level = calendar.level_of(unit, today)
    if level is None:
        raise Conflict(_("No council is formed at this level under the rules in force."))
    citation, plan = clean_text(facts.citation), clean_text(facts.plan)
    faults: dict[str, StrOrPromise] = {}
    if not citation:
        faults["citation"] = _("Name the article of the council's regulation that allows extra rounds.")
    if not plan:
        faults["plan"] = _("Name the evaluation plan that has this round.")
    if not facts.since < facts.proposals_before:
        faults["proposals_before"] = _("This day comes after the first day of the round.")
    if not facts.proposals_before < facts.results_before:
        faults["results_before"] = _("Results are due after proposals close.")
    if faults:
        raise ValidationError(dict(faults))
    year = facts.proposals_before.year
    taken = Round.objects.filter(unit=unit, level=level.code, year=year).values_list("no", flat=True)
    by_law = (one.no for one in calendar.windows_of(unit, year, today))
    opened = Round(
        unit=unit,
        level=level.code,
        regime_id=regimes.regime_on(today).id,
        year=year,
        no=max([*taken, *by_law], default=0) + 1,
        since=facts.since,
        proposals_before=facts.proposals_before,
        results_before=facts.results_before,
        citation=citation,
        plan=plan,
        opened_at=now,
    )
    return _opened(actor, opened, now)


@transaction.atomic
def close_round(*, actor: Actor, round_id: int, expected_version: int, now: datetime) -> Round:
    """Close a round. Raises: Denied; Stale; Conflict when closed or while a session of it has not ended;
    Round.DoesNotExist.
    """
    found = _locked(actor, round_id)
    if found.closed_at is not None:
        raise Conflict(_("This round is closed already."))
    found.expect_version(expected_version)
    if Session.objects.filter(round=found, ended_at=None).exists():
        raise Conflict(_("A session of this round has not ended. End it first, then close the round."))
    found.closed_at = now
    found.version += 1
    found.save(update_fields=["closed_at", "version"])
    record(
        actor=actor, verb="round.closed", obj=found, before={"closed": False}, after={"closed": True}, now=now
    )
    return found


@transaction.atomic
def move_dossier(*, actor: Actor, round_id: int, dossier_id: int, reason: str, now: datetime) -> Move:
    """Take a dossier into another round than its day of proposal says.

    Raises: Denied; Conflict for a closed round, a dossier of another level or unit, or one on the agenda of a
    session; ValidationError without a reason; DoesNotExist.
    """
    found = _locked(actor, round_id)
    dossier = locked(actor, dossier_id)
    if found.closed_at is not None:
        raise Conflict(_("This round is closed already."))
    if dossier.level != found.level or not dossier.commune.lies_in(found.unit.path):
        raise Conflict(_("This dossier is with another level or unit than the round."))
    if not procedure.is_open(dossier):
        raise Conflict(_("This dossier has reached its end."), url=dossier.get_absolute_url())
    if Slot.objects.filter(dossier=dossier, session__ended_at=None).exists():
        raise Conflict(_("The dossier stands on the agenda of a session. Take it off there first."))
    words = reason_given(reason)
    last = Move.objects.filter(dossier=dossier, round__level=found.level).order_by("pk").last()
    moved = Move.objects.create(
        dossier=dossier, round=found, reason=words, moved_at=now, moved_by_id=actor.user_id
    )
    record(
        actor=actor,
        verb="dossier.round_changed",
        obj=dossier,
        before={"round": last.round_id if last else None},
        after={"round": found.pk},
        reason=words,
        regime=dossier.regime_id,
        now=now,
    )
    return moved


def _kept(actor: Actor, unit_code: str, today: date) -> Unit:
    """The unit, locked: two openings of it come one after the other. Raises: Denied, Unit.DoesNotExist."""
    unit = Unit.objects.visible_to(actor).for_update().on(today).get(code=unit_code)
    require(rules.can_keep(actor, unit))
    return unit


def _locked(actor: Actor, round_id: int) -> Round:
    found = Round.objects.visible_to(actor).for_update().select_related("unit").get(pk=round_id)
    require(rules.can_keep(actor, found.unit))
    return found


def _opened(actor: Actor, opened: Round, now: datetime) -> Round:
    same = Round.objects.filter(unit=opened.unit, level=opened.level, year=opened.year, no=opened.no)
    if same.exists():
        raise Conflict(_("This round is open already. Open it in the list of rounds."))
    check_columns(opened)
    opened.save(force_insert=True)
    after = {
        "year": opened.year,
        "no": opened.no,
        "proposals_before": opened.proposals_before,
        "results_before": opened.results_before,
        "citation": opened.citation,
        "plan": opened.plan,
    }
    record(
        actor=actor, verb="round.opened", obj=opened, before={}, after=after, regime=opened.regime_id, now=now
    )
    return opened
