"""The council's regulation, and the renewal of its members (kiện toàn)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import rules
from ocop.evaluation.actions.councils import rules_of, take_seat
from ocop.evaluation.models import (
    UNCOUNTED,
    AfterSpread,
    Council,
    KindMethod,
    Method,
    Regulation,
    Rescored,
    Rule,
    RuleSource,
    Seat,
)
from ocop.evaluation.moving import locked_council
from ocop.evaluation.regulation import COLUMNS
from ocop.journal.actions import record
from ocop.law.regime import CouncilRules
from ocop.people.models import User
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry.columns import check_columns

if TYPE_CHECKING:
    from ocop.evaluation.regulation import Value
    from ocop.platform.actors import Actor

SETTINGS: Final = tuple(column for columns in COLUMNS.values() for column in columns)
CHOICES: Final = {"after_spread": AfterSpread, "rescored": Rescored}
WHOLE: Final = 100


@transaction.atomic
def set_regulation(
    *,
    actor: Actor,
    council_id: int,
    expected_version: int,
    given: Mapping[str, Value],
    sources: Mapping[str, str] | None = None,
    methods: Mapping[str, str] | None = None,
    now: datetime,
) -> Regulation:
    """Change lines of a council's regulation: a new regulation, which cases convened from now on keep.

    `given` changes columns of `Regulation`; `sources` says where a line is written (empty: as the rulebook
    has it); `methods` how a kind of dossier is decided (empty: as the rulebook has it). The version is the
    council's. Raises: Denied; Stale; ValidationError; Conflict when nothing changes; Council.DoesNotExist.
    """
    council = locked_council(actor, council_id)
    require(rules.can_manage_councils(actor, council.unit))
    council.expect_version(expected_version)
    present = council.regulation
    stood: dict[str, Value] = {key: getattr(present, key) for key in SETTINGS}
    cited = dict(present.sources.values_list("rule", "citation"))
    ways = dict(present.methods.values_list("kind", "method"))
    columns = _checked({**stood, **given})
    own_sources = _laid_over(cited, _sources(sources or {}))
    own_methods = _laid_over(ways, _methods(methods or {}))
    before = {**stood, "sources": cited, "methods": ways}
    after = {**columns, "sources": own_sources, "methods": own_methods}
    if before == after:
        raise Conflict(_("Nothing was changed: the regulation says so already."))
    written = Regulation(council=council, no=present.no + 1, set_at=now, set_by_id=actor.user_id, **columns)
    check_columns(written)
    written.save(force_insert=True)
    RuleSource.objects.bulk_create(
        RuleSource(regulation=written, rule=rule, citation=words) for rule, words in own_sources.items()
    )
    KindMethod.objects.bulk_create(
        KindMethod(regulation=written, kind=kind, method=method) for kind, method in own_methods.items()
    )
    council.version += 1
    council.save(update_fields=["version"])
    record(actor=actor, verb="council.regulation_set", obj=council, before=before, after=after, now=now)
    return written


@dataclass(frozen=True, slots=True)
class RenewalFacts:
    """Who takes a place over, from which day, by which decision."""

    user_id: int
    from_on: date
    decision_number: str


@transaction.atomic
def renew_seat(
    *, actor: Actor, seat_id: int, expected_version: int, facts: RenewalFacts, now: datetime
) -> Seat:
    """Put someone else in a place of the council for good, by a decision (kiện toàn).

    Sheets stay with the place they were filled in from. The version is the council's. Raises: Denied; Stale;
    ValidationError for the day and the decision; Conflict for who left already, sits on the council, is not
    appointed or still has an open sheet; Seat.DoesNotExist, User.DoesNotExist.
    """
    visible = Council.objects.visible_to(actor)
    council = locked_council(actor, Seat.objects.get(pk=seat_id, council__in=visible).council_id)
    require(rules.can_manage_councils(actor, council.unit))
    council.expect_version(expected_version)
    seat = council.seats.get(pk=seat_id)
    today, number = local_day(now), clean_text(facts.decision_number)
    if not number:
        raise ValidationError({"decision_number": _("Write the number of the decision.")})
    if not council.decided_on <= facts.from_on <= today:
        raise ValidationError({"from_on": _("Choose a day between the council's decision and today.")})
    if seat.left_on is not None:
        raise Conflict(_("This member left the council already."))
    if seat.sheets.filter(case__closed_at=None).exclude(state__in=UNCOUNTED).exists():
        raise Conflict(
            _("This member has open sheets. Note in those cases that the member takes no part, or wait.")
        )
    user = User.objects.get(pk=facts.user_id)
    if council.members.filter(user=user).exists():
        raise Conflict(_("This person already sits on the council."))
    seat.left_on = facts.from_on
    seat.save(update_fields=["left_on"])
    taken = take_seat(
        council,
        user,
        today,
        role=seat.role,
        scores=seat.scores,
        represents=seat.represents,
        from_on=facts.from_on,
        decision_number=number,
        replaces=seat,
    )
    council.version += 1
    council.save(update_fields=["version"])
    record(
        actor=actor,
        verb="council.member_renewed",
        obj=council,
        before={"seat": seat.pk, "user": seat.user_id, "role": seat.role},
        after={"seat": taken.pk, "user": user.pk, "from_on": facts.from_on, "decision_number": number},
        now=now,
    )
    return taken


def _laid_over(before: Mapping[str, str], given: Mapping[str, str]) -> dict[str, str]:
    """What is given over what was; an empty word takes the line out."""
    return {key: words for key, words in {**before, **given}.items() if words}


def _checked(values: Mapping[str, Value]) -> dict[str, Value]:
    """Raises: ValidationError."""
    _known(values.keys() - set(SETTINGS))
    read = rules_of({key: values[key] for key in CouncilRules.__struct_fields__})
    found = {**values, **{key: getattr(read, key) for key in CouncilRules.__struct_fields__}}
    for name, choices in CHOICES.items():
        if found[name] not in choices.values:
            raise ValidationError({name: _("Choose one of the answers listed.")})
    percent = found["quorum_percent"]
    if percent is not None and not 0 < Decimal(str(percent)) <= WHOLE:
        raise ValidationError({"quorum_percent": _("Write a share above 0 and up to 100 %.")})
    if not (found["chair_scores"] or found["members_score"]):
        raise ValidationError({"members_score": _("Somebody has to fill in sheets.")})
    return found


def _sources(given: Mapping[str, str]) -> dict[str, str]:
    _known(given.keys() - set(Rule.values))
    return {rule: clean_text(words) for rule, words in given.items()}


def _known(unknown: set[str]) -> None:
    if unknown:
        raise ValidationError(
            _("A regulation has no such line: %(names)s.") % {"names": ", ".join(sorted(unknown))}
        )


def _methods(given: Mapping[str, str]) -> dict[str, str]:
    if any(method and method not in Method.values for method in given.values()):
        raise ValidationError(_("Choose one of the ways of deciding listed."))
    return dict(given)
