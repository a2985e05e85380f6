"""A council's day before it begins: planned, its agenda built, convened as a whole, producers invited."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import actions as evaluation
from ocop.evaluation.models import Council, CouncilCase, Dossier, Purpose
from ocop.evaluation.moving import lock_together
from ocop.evaluation.relations import BlockedMember, logs_blocks
from ocop.journal.actions import record
from ocop.law.calendar import BeyondCalendar
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry.columns import check_columns
from ocop.rounds import calendar, queries, rules, telling
from ocop.rounds.models import DayRules, Mode, Round, Session, Slot

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

USUAL_MINUTES = 15
"""Minutes of one product where the council has not said: a proposal of ours, no rule of the law."""
LONGEST_MINUTES = 480


@dataclass(frozen=True, slots=True)
class DayFacts:
    """When and where the council meets."""

    starts_at: datetime
    mode: str
    place: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class RuleFacts:
    """How a council holds its days; see `models.DayRules`."""

    minutes: int
    specialised_first: bool
    explain_difference: bool
    citation: str


@transaction.atomic
def set_day_rules(
    *, actor: Actor, council_id: int, expected_version: int, facts: RuleFacts, now: datetime
) -> DayRules:
    """Enter how the council's regulation has its days held. The version is 0 the first time.

    Raises: Denied; Stale; ValidationError without a citation, or for minutes that make no sense;
    Council.DoesNotExist.
    """
    council = Council.objects.visible_to(actor).for_update().select_related("unit").get(pk=council_id)
    require(rules.can_keep(actor, council.unit))
    stored = DayRules.objects.filter(council=council).first()
    kept = stored or DayRules(council=council, version=0)
    kept.expect_version(expected_version)
    citation = clean_text(facts.citation)
    if not citation:
        raise ValidationError({"citation": _("Name the article of the council's regulation.")})
    if not 1 <= facts.minutes <= LONGEST_MINUTES:
        raise ValidationError({"minutes": _("Write the minutes of one product, at least one.")})
    before = _plain(stored) if stored else {}
    for name, value in {**asdict(facts), "citation": citation}.items():
        setattr(kept, name, value)
    kept.version += 1
    check_columns(kept)
    kept.save()
    record(actor=actor, verb="council.day_rules_set", obj=council, before=before, after=_plain(kept), now=now)
    return kept


@transaction.atomic
def plan_session(
    *,
    actor: Actor,
    round_id: int,
    council_id: int,
    facts: DayFacts,
    purpose: str = Purpose.OFFICIAL,
    now: datetime,
) -> Session:
    """Plan a day; its agenda begins with every accepted dossier of the round that no session has yet.

    Product sets stay together, within them communes and producers. Raises: Denied; Conflict for a closed
    round, or a council of another unit; ValidationError by field; Round.DoesNotExist, Council.DoesNotExist.
    """
    found = Round.objects.visible_to(actor).for_update().select_related("unit").get(pk=round_id)
    require(rules.can_keep(actor, found.unit))
    council = Council.objects.visible_to(actor).select_related("unit").get(pk=council_id)
    if found.closed_at is not None:
        raise Conflict(_("This round is closed already."))
    if council.unit_id != found.unit_id:
        raise Conflict(_("This council belongs to another unit."))
    if purpose not in {Purpose.OFFICIAL, Purpose.SPECIALISED}:
        raise ValidationError({"purpose": _("Choose one of the kinds of council listed.")})
    session = Session(
        round=found, council=council, purpose=purpose, created_at=now, **_checked(facts, council)
    )
    check_columns(session)
    session.save(force_insert=True)
    _append(session, queries.waiting(actor, found, purpose))
    after = {**_told(session), "round": found.pk, "council": council.pk, "dossiers": _on_agenda(session)}
    record(actor=actor, verb="session.planned", obj=session, before={}, after=after, now=now)
    return session


@transaction.atomic
def change_session(
    *, actor: Actor, session_id: int, expected_version: int, facts: DayFacts, now: datetime
) -> Session:
    """Change when or where the council meets; producers already invited are told again.

    Raises: Denied; Stale; Conflict once it ended; ValidationError by field; Session.DoesNotExist.
    """
    session = planned(actor, session_id, expected_version)
    before = _told(session)
    for name, value in _checked(facts, session.council).items():
        setattr(session, name, value)
    check_columns(session)
    _save(session, "starts_at", "mode", "place", "link")
    record(actor=actor, verb="session.changed", obj=session, before=before, after=_told(session), now=now)
    if session.invited_at is not None:
        telling.invited(session, now)
    return session


@transaction.atomic
def add_dossiers(
    *, actor: Actor, session_id: int, expected_version: int, dossier_ids: Collection[int], now: datetime
) -> Session:
    """Put further waiting dossiers of the round at the end of their set in the agenda.

    Raises: Denied; Stale; Conflict once convened, and for a dossier that does not wait; DoesNotExist.
    """
    session = planned(actor, session_id, expected_version)
    _refuse_convened(session)
    free = {one.pk: one for one in queries.waiting(actor, session.round, session.purpose)}
    if missing := [pk for pk in dossier_ids if pk not in free]:
        raise Conflict(
            _("Dossiers that do not wait for a session of this round, or no longer: %(count)d.")
            % {"count": len(missing)}
        )
    before = _on_agenda(session)
    _append(session, [free[pk] for pk in dossier_ids])
    _save(session)
    _record_agenda(actor, session, before, now)
    return session


@transaction.atomic
def drop_slot(*, actor: Actor, slot_id: int, expected_version: int, now: datetime) -> Session:
    """Take a dossier off the agenda. The version is the session's.

    Raises: Denied; Stale; Conflict once convened; Slot.DoesNotExist.
    """
    session, slot = _slot(actor, slot_id, expected_version)
    _refuse_convened(session)
    before = _on_agenda(session)
    slot.delete()
    _number(list(session.slots.order_by("position", "pk")))
    _save(session)
    _record_agenda(actor, session, before, now)
    return session


@transaction.atomic
def move_slot(*, actor: Actor, slot_id: int, expected_version: int, up: bool, now: datetime) -> Session:
    """Let two neighbours of the agenda change places. The version is the session's.

    Raises: Denied; Stale; Conflict once the session ended; Slot.DoesNotExist.
    """
    session, slot = _slot(actor, slot_id, expected_version)
    before = _on_agenda(session)
    order = list(session.slots.order_by("position", "pk"))
    place = next(number for number, one in enumerate(order) if one.pk == slot.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(order):
        raise Conflict(_("The dossier stands at the end of the agenda already."))
    order[place], order[other] = order[other], order[place]
    _number(order)
    _save(session)
    _record_agenda(actor, session, before, now)
    return session


@transaction.atomic
def set_minutes(*, actor: Actor, slot_id: int, expected_version: int, minutes: int, now: datetime) -> Session:
    """Give a dossier more time or less. The version is the session's.

    Raises: Denied; Stale; Conflict once the session ended; ValidationError; Slot.DoesNotExist.
    """
    session, slot = _slot(actor, slot_id, expected_version)
    if not 1 <= minutes <= LONGEST_MINUTES:
        raise ValidationError({"minutes": _("Write the minutes of one product, at least one.")})
    before = {"slot": slot.pk, "minutes": slot.minutes}
    slot.minutes = minutes
    slot.version += 1
    slot.save(update_fields=["minutes", "version"])
    _save(session)
    after = {"slot": slot.pk, "minutes": minutes}
    record(actor=actor, verb="session.agenda_changed", obj=session, before=before, after=after, now=now)
    return session


@logs_blocks
@transaction.atomic
def convene_session(
    *,
    actor: Actor,
    session_id: int,
    expected_version: int,
    recused: Mapping[int, Collection[int]],
    late_reason: str = "",
    now: datetime,
) -> Session:
    """Put the whole agenda before the council: every dossier, or none. Members have the papers from then on.

    `recused`: seats left out, by dossier.
    Refused as Conflict: an empty agenda; one that was convened already; papers later than the rules allow
    without a reason; where the council's rules want it, a dossier that the
    specialised council has not closed; whatever `evaluation.convene` refuses, with the product's name.
    Raises also: Denied, Stale, Session.DoesNotExist.
    """
    session = planned(actor, session_id, expected_version)
    _refuse_convened(session)
    lock_together(actor, list(session.slots.values_list("dossier_id", flat=True)), session.council_id)
    slots = list(session.slots.select_related("dossier__product").order_by("position", "pk"))
    if not slots:
        raise Conflict(_("The agenda is empty. Put dossiers on it first."))
    dossiers = [slot.dossier for slot in slots]
    reason = clean_text(late_reason, lines=True)
    if not reason and papers_are_late(session, dossiers, now):
        raise Conflict(
            _("The members get the papers later than the rules allow. Choose a later day, or write why.")
        )
    _refuse_unready(session, dossiers)
    day = local_day(session.starts_at)
    for slot in slots:
        slot.case = _convene(actor, session, slot.dossier, day, recused.get(slot.dossier_id, ()), now)
        slot.version += 1
        slot.save(update_fields=["case", "version"])
    session.convened_at, session.late_reason = now, reason
    _save(session, "convened_at", "late_reason")
    facts = {
        "dossiers": [one.pk for one in dossiers],
        "recused": sorted((pk, seat) for pk, seats in recused.items() for seat in seats),
    }
    record(actor=actor, verb="session.convened", obj=session, before={}, after=facts, reason=reason, now=now)
    return session


@transaction.atomic
def invite_producers(*, actor: Actor, session_id: int, expected_version: int, now: datetime) -> Session:
    """Tell every producer of the agenda its slot; nobody is told the same hour twice.

    Raises: Denied; Stale; Conflict before the agenda is convened and once the session ended;
    Session.DoesNotExist.
    """
    session = planned(actor, session_id, expected_version)
    if session.convened_at is None:
        raise Conflict(_("Convene the agenda first: until then its dossiers may change."))
    before = {"invited": session.invited_at is not None}
    session.invited_at = now
    _save(session, "invited_at")
    told = telling.invited(session, now)
    after = {"invited": True, "told": told}
    record(actor=actor, verb="session.producers_invited", obj=session, before=before, after=after, now=now)
    return session


def papers_are_late(session: Session, dossiers: Sequence[Dossier], now: datetime) -> bool:
    """Whether convening now gives members their papers too late. Raises: Conflict beyond the calendar."""
    try:
        due = calendar.papers_due(local_day(session.starts_at), dossiers, session.council)
    except BeyondCalendar as error:
        raise Conflict(
            _("The table of public holidays does not reach the day of the session. Ask the administrator.")
        ) from error
    return due is not None and local_day(now) > due.last_day


def planned(actor: Actor, session_id: int, expected_version: int) -> Session:
    """The session, locked, for the office that plans it. Raises: Denied, Stale, Conflict once it ended."""
    # The lock keeps two people from changing one agenda at a time, or adding to it while it is convened.
    visible = Session.objects.visible_to(actor).for_update()
    session = visible.select_related("round__unit", "council__unit").get(pk=session_id)
    require(rules.can_keep(actor, session.council.unit))
    if session.ended_at is not None:
        raise Conflict(_("This session has ended."))
    session.expect_version(expected_version)
    return session


def _slot(actor: Actor, slot_id: int, expected_version: int) -> tuple[Session, Slot]:
    session_id = Slot.objects.visible_to(actor).values_list("session_id", flat=True).get(pk=slot_id)
    session = planned(actor, session_id, expected_version)
    return session, session.slots.get(pk=slot_id)


def _convene(
    actor: Actor, session: Session, dossier: Dossier, day: date, recused: Collection[int], now: datetime
) -> CouncilCase:
    try:
        return evaluation.convene(
            actor=actor,
            dossier_id=dossier.pk,
            council_id=session.council_id,
            expected_version=dossier.version,
            convened_on=day,
            recused=recused,
            purpose=session.purpose,
            now=now,
        )
    except BlockedMember:
        raise
    except Conflict as refusal:
        words = _("%(product)s: %(reason)s") % {"product": dossier.product.name, "reason": refusal}
        raise Conflict(words) from refusal


def _refuse_unready(session: Session, dossiers: Sequence[Dossier]) -> None:
    """Raises: Conflict with what the specialised council has not closed, where it comes first."""
    council_rules = DayRules.objects.filter(council=session.council).first()
    if session.purpose != Purpose.OFFICIAL or council_rules is None or not council_rules.specialised_first:
        return
    closed = CouncilCase.objects.filter(
        dossier__in=dossiers, purpose=Purpose.SPECIALISED, level=session.round.level
    ).exclude(closed_at=None)
    done = set(closed.values_list("dossier_id", flat=True))
    if early := [one for one in dossiers if one.pk not in done]:
        raise Conflict(
            _("The specialised council has not closed: %(products)s. Take them off the agenda, or wait.")
            % {"products": _named(early)}
        )


def _named(dossiers: Sequence[Dossier]) -> str:
    return ", ".join(one.product.name for one in dossiers)


def _refuse_convened(session: Session) -> None:
    if session.convened_at is not None:
        raise Conflict(
            _("This session was convened already; its agenda stands."), url=telling.session_page(session)
        )


def _checked(facts: DayFacts, council: Council) -> dict[str, object]:
    """The facts cleaned. Raises: ValidationError by field."""
    place, link = clean_text(facts.place), clean_text(facts.link)
    faults: dict[str, StrOrPromise] = {}
    if facts.mode not in Mode.values:
        faults["mode"] = _("Choose one of the ways to meet listed.")
    if facts.mode in {Mode.PLACE, Mode.BOTH} and not place:
        faults["place"] = _("Write where the council meets.")
    if facts.mode in {Mode.REMOTE, Mode.BOTH} and not link:
        faults["link"] = _("Write how to take part remotely.")
    if local_day(facts.starts_at) < council.decided_on:
        faults["starts_at"] = _("The council cannot meet before the day of the decision that forms it.")
    elif council.term_to is not None and local_day(facts.starts_at) > council.term_to:
        faults["starts_at"] = _(
            "The term of this council ended on %(day)s. Choose an earlier day, or a council whose term runs."
        ) % {"day": date_format(council.term_to, "SHORT_DATE_FORMAT")}
    if faults:
        raise ValidationError(dict(faults))
    return {"starts_at": facts.starts_at, "mode": facts.mode, "place": place, "link": link}


def _append(session: Session, dossiers: Sequence[Dossier]) -> None:
    """Add these dossiers and order the whole agenda: sets together, within them communes and producers."""
    council_rules = DayRules.objects.filter(council=session.council_id).first()
    minutes = council_rules.minutes if council_rules else USUAL_MINUTES
    Slot.objects.bulk_create(
        Slot(session=session, dossier=dossier, position=0, minutes=minutes) for dossier in dossiers
    )
    slots = session.slots.select_related("dossier__product__producer")
    _number(sorted(slots, key=lambda slot: _place(slot.dossier)))


def _place(dossier: Dossier) -> tuple[object, ...]:
    product = dossier.product
    return (dossier.regime_id, dossier.set_no, dossier.commune_id, product.producer_id, product.pk)


def _number(order: Sequence[Slot]) -> None:
    for number, slot in enumerate(order, start=1):
        slot.position = number
    Slot.objects.bulk_update(order, ["position"])


def _on_agenda(session: Session) -> list[int]:
    return list(session.slots.order_by("position", "pk").values_list("dossier_id", flat=True))


def _record_agenda(actor: Actor, session: Session, before: list[int], now: datetime) -> None:
    record(
        actor=actor,
        verb="session.agenda_changed",
        obj=session,
        before={"dossiers": before},
        after={"dossiers": _on_agenda(session)},
        now=now,
    )


def _save(session: Session, *columns: str) -> None:
    session.version += 1
    session.save(update_fields=[*columns, "version"])


def _told(session: Session) -> dict[str, object]:
    return {
        "purpose": str(session.purpose),
        "starts_at": session.starts_at,
        "mode": session.mode,
        "place": session.place,
        "link": session.link,
    }


def _plain(kept: DayRules) -> dict[str, object]:
    return {name: getattr(kept, name) for name in RuleFacts.__slots__}
