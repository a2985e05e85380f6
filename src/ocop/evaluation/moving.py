"""What every action on a dossier has in common: the locked row, the step along the regime, the one entry.

The order of locks, here and in the rooms above: the round, the session or the draft decision; the council;
the dossiers, in the order of their keys where an act takes several, all before the first entry; what hangs
on one dossier (sheet, review, appeal); the product; number series; last the head of the journal, which every
entry takes. Who seats people on a council and who puts a dossier before it both lock the council, so that the
seats that get sheets are those that sit on it.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import appeals, procedure, relations, rules
from ocop.evaluation.models import Council, CouncilCase, Dossier, Purpose
from ocop.journal.actions import record
from ocop.notices import actions as notices
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.text import clean_text
from ocop.registry import consents
from ocop.registry.consents import Need, can_write_for, covering, is_own

if TYPE_CHECKING:
    from datetime import date

    from ocop.law.regime import Step
    from ocop.platform.actors import Actor

MOVED = ("state", "level", "answer_due_on", "changed_at", "version")


def locked(actor: Actor, dossier_id: int) -> Dossier:
    """The dossier, locked until the transaction ends. Raises: Dossier.DoesNotExist."""
    visible = Dossier.objects.visible_to(actor).for_update()
    return visible.select_related("product__producer", "commune__parent").get(pk=dossier_id)


def locked_council(actor: Actor, council_id: int) -> Council:
    """The council, locked until the transaction ends; before any dossier. Raises: Council.DoesNotExist."""
    return Council.objects.visible_to(actor).for_update().select_related("unit").get(pk=council_id)


def lock_together(actor: Actor, dossier_ids: Collection[int], council_id: int | None = None) -> None:
    """Lock a council and several dossiers before an act that takes them one after the other.

    Two such acts on the same dossiers wait for each other instead of each holding what the other wants.
    Raises: Council.DoesNotExist; a dossier that is not visible is left for the act itself to refuse.
    """
    if council_id is not None:
        locked_council(actor, council_id)
    list(Dossier.objects.visible_to(actor).for_update().filter(pk__in=dossier_ids).order_by("pk"))


def opened_step(
    actor: Actor, dossier: Dossier, code: str, expected_version: int | None, on: date | None = None
) -> Step:
    """The step, once the actor may take it, it is open, and the actor saw the present version.

    Raises: Denied, Conflict, Stale.
    """
    step = procedure.step(dossier, code)
    require(rules.can_take(actor, dossier, step, on))
    relations.require_untied(actor, dossier, code)
    procedure.expect(dossier, step)
    if expected_version is not None:
        dossier.expect_version(expected_version)
    return step


def locked_case(actor: Actor, case_id: int) -> CouncilCase:
    """The case with its council and its dossier, the dossier locked. Raises: CouncilCase.DoesNotExist."""
    visible = CouncilCase.objects.filter(dossier__in=Dossier.objects.visible_to(actor))
    dossier_id = visible.values_list("dossier_id", flat=True).get(pk=case_id)
    dossier = locked(actor, dossier_id)
    case = CouncilCase.objects.select_related("council__unit", "regulation__council__unit").get(pk=case_id)
    case.dossier = dossier
    return case


def opened_case_step(actor: Actor, case: CouncilCase, code: str, expected_version: int | None) -> Step:
    """The step that a council takes in a case, once the actor may take it, it is open and the page is fresh.

    The version is the dossier's. Raises: Denied, Conflict, Stale.
    """
    dossier = case.dossier
    step = procedure.step_at(dossier, code, case.level)
    require(rules.can_take_in(actor, case, step))
    relations.require_untied(actor, dossier, code)
    expect_case(case, step)
    if expected_version is not None:
        dossier.expect_version(expected_version)
    return step


def expect_case(case: CouncilCase, step: Step) -> None:
    """Do nothing when the council may take this step now: an official case goes with its dossier's state, any
    other with its own days. Raises: Conflict.
    """
    if case.closed_at is not None:
        raise Conflict(_("The council has closed this case."), url=case.dossier.get_absolute_url())
    if case.is_official:
        procedure.expect(case.dossier, step)
    elif (case.revealed_at is not None) != (step.code == procedure.CLOSE):
        raise Conflict(_("This step is not open, or was taken already."), url=case.dossier.get_absolute_url())


def require_handed_back(dossier: Dossier) -> None:
    """Do nothing for a dossier whose standing result is another level's. Raises: Conflict."""
    standing = dossier.standing_case
    if standing is None or standing.level == dossier.level:
        raise Conflict(
            _("Only a dossier that was handed back is evaluated again; this result is your own council's."),
            url=dossier.get_absolute_url(),
        )


def told_of(case: CouncilCase) -> CouncilCase | Dossier:
    """What the journal tells of an act in a case: its dossier, of a sample scored again the case alone.

    So those whose result is scored again learn nothing of it, in the history of the dossier or elsewhere.
    """
    return case if case.purpose == Purpose.RESCORING else case.dossier


def move_case(
    *,
    actor: Actor,
    case: CouncilCase,
    step: Step,
    verb: str,
    now: datetime,
    facts: Mapping[str, object] | None = None,
) -> None:
    """Take a council's step: the dossier moves with an official case and stays with any other."""
    told = {"case": case.pk, "purpose": str(case.purpose), **(facts or {})}
    dossier = case.dossier
    if case.is_official:
        columns = ("standing_case",) if dossier.standing_case_id == case.pk else ()
        move(actor=actor, dossier=dossier, step=step, verb=verb, now=now, facts=told, columns=columns)
        return
    if case.purpose == Purpose.RESCORING:
        # Neither history nor version of the dossier tell (`told_of`).
        record(actor=actor, verb=verb, obj=case, before={}, after=told, regime=dossier.regime_id, now=now)
        return
    touch(dossier, now, ("standing_case",))
    record(actor=actor, verb=verb, obj=dossier, before={}, after=told, regime=dossier.regime_id, now=now)


def write_for(actor: Actor, dossier: Dossier, need: Need, now: datetime) -> str:
    """Note on the dossier who types in it for the producer, under which consent, and tell the producer.

    The words for the journal; empty where the producer itself types. Raises: Denied without a consent that
    holds on this day.
    """
    producer, today = dossier.product.producer, local_day(now)
    if is_own(actor):
        return ""
    require(can_write_for(actor, producer, need, today))
    consent = covering(producer, need, today)
    dossier.consent, dossier.assisted_by_id = consent, actor.user_id
    Dossier.objects.filter(pk=dossier.pk).update(consent=consent, assisted_by_id=actor.user_id)
    speakers = producer.representatives.filter(to_on=None).values_list("user_id", flat=True)
    notices.tell(
        list(speakers),
        template="typed_for_you",
        reference=f"dossier-{dossier.pk}-{today}",
        facts={"product": dossier.product.name, "officer": actor.name},
        link=dossier.get_absolute_url(),
        now=now,
    )
    return consents.reason(consent)


def move(
    *,
    actor: Actor,
    dossier: Dossier,
    step: Step,
    verb: str,
    now: datetime,
    reason: str = "",
    facts: Mapping[str, object] | None = None,
    columns: tuple[str, ...] = (),
) -> None:
    """Take the step, save the dossier with `columns`, and write the entry of the act.

    Raises: Conflict while an appeal is open: whatever the step, the dossier stays where it is until then.
    """
    appeals.refuse_open(dossier)
    before = {"state": dossier.state, "level": dossier.level, "version": dossier.version}
    dossier.answer_due_on = procedure.due_on(dossier, step, local_day(now))
    dossier.state = step.after
    dossier.level = step.to_level or step.level or dossier.level
    dossier.changed_at = now
    dossier.version += 1
    dossier.save(update_fields=[*MOVED, *columns])
    after = {
        "state": dossier.state,
        "level": dossier.level,
        "version": dossier.version,
        **(facts or {}),
    }
    record(
        actor=actor,
        verb=verb,
        obj=dossier,
        before=before,
        after=after,
        reason=reason,
        regime=dossier.regime_id,
        now=now,
    )


def touch(dossier: Dossier, now: datetime, columns: tuple[str, ...] = ()) -> None:
    """Count a change to the papers of a dossier: whoever opened it before is told so."""
    dossier.changed_at = now
    dossier.version += 1
    dossier.save(update_fields=["changed_at", "version", *columns])


def touch_case(case: CouncilCase, now: datetime) -> None:
    """The same for an act in a case; the dossier of a sample scored again does not show it (`told_of`)."""
    if case.purpose != Purpose.RESCORING:
        touch(case.dossier, now)


def reason_given(reason: str) -> str:
    """The reason cleaned. Raises: ValidationError when there is none."""
    text = clean_text(reason, lines=True)
    if not text:
        raise ValidationError({"reason": _("Write the reason; it is shown to whoever has to act on it.")})
    return text
