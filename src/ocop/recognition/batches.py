"""Decisions on several dossiers at once: one person prepares the draft, another signs, all or nothing.

    prepared -> handed over -> signed          returned: handed over -> prepared          dropped: the end

What the signer saw is what is signed: the papers of the draft have a digest, which is taken when the draft is
handed over, shown on the page, sent with the signature, and computed once more inside it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Final

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.evaluation import procedure, relations
from ocop.evaluation.moving import lock_together, locked, reason_given
from ocop.evaluation.relations import logs_blocks
from ocop.journal.actions import record
from ocop.people.models import Appointment
from ocop.places.models import Unit
from ocop.platform.clock import local_day
from ocop.platform.decisions import Conflict, require
from ocop.platform.documents import office
from ocop.platform.documents.typography import padded
from ocop.platform.elevation import proved_lately
from ocop.platform.text import clean_text
from ocop.recognition import issuing, papers, queries, rules, telling
from ocop.recognition.actions import Decided, refuse_tied_signer, rule
from ocop.recognition.models import (
    BatchLine,
    Certificate,
    DecisionBatch,
    RecognitionDecision,
    RulingKind,
    Way,
)
from ocop.recognition.papers import Draft
from ocop.registry.columns import check_columns
from ocop.registry.models import Product, SeriesKind
from ocop.registry.numbering import take

if TYPE_CHECKING:
    from django.db.models import QuerySet
    from django_stubs_ext import StrOrPromise

    from ocop.platform.actors import Actor

MOST: Final = 200
"""Dossiers in one draft: signing so many takes some twenty seconds, in which nobody else can write."""
MOST_CONVERTED: Final = 20
"""Dossiers in one draft whose certificates LibreOffice makes: half a minute on a busy machine."""


@dataclass(frozen=True, slots=True)
class BatchFacts:
    """What the office writes on a draft. `signer_lines`: power and office, each on its line.

    `way`: how the papers are made, asked only where the unit has Word templates of its own.
    """

    proposed_by: str
    signer_id: int
    signer_lines: str
    way: str = ""


@logs_blocks
@transaction.atomic
def prepare_batch(
    *, actor: Actor, dossier_ids: Sequence[int], kind: str, facts: BatchFacts, now: datetime
) -> DecisionBatch:
    """Draft one decision on closed dossiers, in the order given, for a named signer.

    Raises: Denied; BlockedAct for who is tied to one of them, the signer too; Conflict where a result does
    not allow this decision or a dossier stands in another draft; ValidationError by field;
    Dossier.DoesNotExist.
    """
    require(rules.can_prepare(actor))
    if kind not in RulingKind.values:
        raise ValidationError({"kind": _("Choose one of the decisions listed.")})
    if not 0 < len(dossier_ids) <= MOST:
        raise ValidationError({"": _("Tick at least one dossier, and %(most)d at most.") % {"most": MOST}})
    lock_together(actor, dossier_ids)
    found = [_open_to(actor, dossier_id, RulingKind(kind)) for dossier_id in dict.fromkeys(dossier_ids)]
    issuer = Unit.objects.get(path=actor.unit_path, valid_to=None)
    checked = _checked(actor, facts, found, issuer, now)
    batch = DecisionBatch(
        issuer_unit=issuer,
        level=found[0].step.level or "",
        kind=kind,
        proposed_by=checked.proposed_by,
        signer_id=checked.signer_id,
        signer_lines=checked.signer_lines,
        way=_way(papers.own_templates(issuer, kind, local_day(now)), facts.way, len(found)),
        prepared_by_id=_person(actor),
        prepared_at=now,
    )
    check_columns(batch)
    batch.save(force_insert=True)
    lines = [
        BatchLine(batch=batch, dossier=one.dossier, position=place) for place, one in enumerate(found, 1)
    ]
    BatchLine.objects.bulk_create(lines)
    after = {"dossiers": [one.dossier.pk for one in found], "kind": kind, "signer": checked.signer_id}
    after |= {"way": batch.way} if batch.way else {}
    record(actor=actor, verb="batch.prepared", obj=batch, before={}, after=after, now=now)
    return batch


@transaction.atomic
def choose_way(
    *, actor: Actor, batch_id: int, expected_version: int, way: str, now: datetime
) -> DecisionBatch:
    """Say otherwise how the papers of a draft in preparation are made.

    Raises: Denied, Conflict, Stale, ValidationError for a way that is not open, DoesNotExist.
    """
    batch = _opened(actor, batch_id, expected_version)
    if batch.handed_at is not None:
        raise _moved_on(batch)
    own = papers.own_templates(batch.issuer_unit, batch.kind, local_day(now))
    if not own:
        raise _moved_on(batch)
    before, batch.way = {"way": batch.way}, _way(own, way, batch.lines.count())
    _save(batch, "way")
    record(actor=actor, verb="batch.way_chosen", obj=batch, before=before, after={"way": batch.way}, now=now)
    return batch


@transaction.atomic
def hand_over_batch(*, actor: Actor, batch_id: int, expected_version: int, now: datetime) -> DecisionBatch:
    """Hand the draft to its signer, as it is now, once all its papers can be drawn.

    Raises: Denied, Conflict (pdf.Unprintable among them), Stale, DoesNotExist.
    """
    batch = _opened(actor, batch_id, expected_version)
    if batch.handed_at is not None:
        raise _moved_on(batch)
    drawn = draft(batch, local_day(now))
    if drawn.is_unanswered:
        raise _unanswered(batch)
    issuing.prove(drawn)
    batch.handed_at, batch.digest, batch.returned_reason = now, drawn.digest(), ""
    _save(batch, "handed_at", "digest", "returned_reason")
    after = {"digest": batch.digest, "signer": batch.signer_id}
    record(actor=actor, verb="batch.handed_over", obj=batch, before={}, after=after, now=now)
    telling.to_sign(actor, batch, _role(batch), now)
    return batch


@transaction.atomic
def return_batch(
    *, actor: Actor, batch_id: int, expected_version: int, reason: str, now: datetime
) -> DecisionBatch:
    """Take the draft back from the signer, or give it back as the signer, with the reason.

    Raises: Denied, Conflict, Stale, ValidationError without a reason, DoesNotExist.
    """
    batch = _opened(actor, batch_id, expected_version)
    if batch.handed_at is None:
        raise _moved_on(batch)
    words = reason_given(reason)
    before = {"digest": batch.digest}
    batch.handed_at, batch.digest, batch.returned_reason = None, "", words
    _save(batch, "handed_at", "digest", "returned_reason")
    record(actor=actor, verb="batch.returned", obj=batch, before=before, after={}, reason=words, now=now)
    return batch


@transaction.atomic
def drop_batch(
    *, actor: Actor, batch_id: int, expected_version: int, reason: str, now: datetime
) -> DecisionBatch:
    """Give the draft up; its dossiers wait for a decision as before.

    Raises: Denied, Conflict, Stale, ValidationError without a reason, DoesNotExist.
    """
    batch = _opened(actor, batch_id, expected_version)
    words = reason_given(reason)
    batch.dropped_at = now
    _save(batch, "dropped_at")
    batch.lines.update(is_open=False)
    record(actor=actor, verb="batch.dropped", obj=batch, before={}, after={}, reason=words, now=now)
    return batch


@logs_blocks
@transaction.atomic
def sign_batch(
    *,
    actor: Actor,
    batch_id: int,
    expected_version: int,
    digest: str,
    number: str = "",
    now: datetime,
) -> RecognitionDecision:
    """Sign the draft that was seen: number, rulings, certificates and papers in one act, or nothing.

    `digest` is that of the papers the signer looked at. Without a `number` the issuer's next is taken. Each
    dossier gets its own journal entry, the draft one more.

    Raises: Denied for any but the signer named; BlockedAct for a signer who is tied to one of the dossiers;
    Conflict when what the papers say changed since, or a dossier was decided otherwise; Stale;
    ValidationError for a number that is taken; pdf.Unprintable; office.NoOffice; DoesNotExist.
    """
    batch = _found(actor, batch_id)
    require(rules.can_sign(actor, batch) & proved_lately(actor))
    _refuse_ended(batch)
    if batch.handed_at is None:
        raise _moved_on(batch)
    batch.expect_version(expected_version)
    kind, today = RulingKind(batch.kind), local_day(now)
    lock_together(actor, list(batch.lines.values_list("dossier_id", flat=True)))
    _lock_products(batch)
    found = [_open_to(actor, line.dossier_id, kind, batch) for line in lines_of(batch)]
    for one in found:
        require(rules.can_sign_as(actor, one.step))
        refuse_tied_signer(one.dossier, one.step.code, batch.signer.full_name, batch.issuer_unit, today)
    seen = papers.draft_of(batch, [(one.dossier, one.result) for one in found], today)
    if seen.is_unanswered:
        raise _unanswered(batch)
    if not digest == batch.digest == seen.digest():
        raise _changed(batch)
    decision = RecognitionDecision.objects.create(
        issuer_unit=batch.issuer_unit,
        number=_number(batch, number, today.year),
        decided_on=today,
        signer_name=batch.signer.full_name,
        signer_title=", ".join(batch.signer_lines.splitlines()),
    )
    press = issuing.press(seen, now)
    batch.lines.update(is_open=False)
    for one in found:
        rule(actor=actor, decided=one, kind=kind, decision=decision, now=now)
    kept = press.issue(decision, decision.certificates.select_related("product", "decision").order_by("pk"))
    batch.signed_at, batch.decision = now, decision
    _save(batch, "signed_at", "decision")
    record(
        actor=actor,
        verb="batch.signed",
        obj=batch,
        before={},
        after={
            "decision": decision.number,
            "digest": batch.digest,
            "papers": [one.sha256 for one in kept],
        },
        now=now,
    )
    return decision


def _lock_products(batch: DecisionBatch) -> None:
    """Lock the products of a batch and their certificates by key, before the first entry of the journal.

    Who edits one of them holds its row and then waits for the journal's head, which the first entry holds.
    """
    products = list(batch.lines.order_by("dossier__product").values_list("dossier__product", flat=True))
    list(Product.objects.for_update().filter(pk__in=products).order_by("pk"))
    list(Certificate.objects.for_update().filter(product__in=products).order_by("pk"))


def draft(batch: DecisionBatch, on: date) -> Draft:
    """What the papers of a batch would say on a day: what a preview shows and a signature covers."""
    judged = [(line.dossier, line.dossier.standing_case) for line in lines_of(batch)]
    return papers.draft_of(batch, [(dossier, case.result) for dossier, case in judged if case], on)


def ways_open(own: Mapping[str, object], count: int) -> list[Way]:
    """How the papers of so many dossiers can be made here, the first choice first; none without templates."""
    if not own:
        return []
    converts = office.is_there() and (count <= MOST_CONVERTED or papers.CERTIFICATE not in own)
    return [way for way in Way if way != Way.OWN or converts]


def lines_of(batch: DecisionBatch) -> QuerySet[BatchLine]:
    """The lines of a batch in their order, each with what its papers say of it."""
    return (
        batch.lines.select_related(
            "dossier__product__producer", "dossier__commune__parent__parent", "dossier__standing_case__result"
        )
        .prefetch_related("dossier__handings_back")
        .order_by("position")
    )


def signers(actor: Actor, role: str, now: datetime) -> QuerySet[Appointment]:
    """Who may sign what this actor prepares: holders of the deciding role at the same unit, not the actor."""
    current = Appointment.objects.current(local_day(now)).filter(
        unit__path=actor.unit_path, role=role, user__is_active=True
    )
    return current.exclude(user_id=_person(actor)).select_related("user").order_by("user__full_name", "pk")


def _open_to(actor: Actor, dossier_id: int, kind: RulingKind, batch: DecisionBatch | None = None) -> Decided:
    """The dossier locked, once the actor may have it decided so. Raises: Denied, BlockedAct, Conflict."""
    dossier = locked(actor, dossier_id)
    step = procedure.step(dossier, rules.STEP_OF[kind])
    require(rules.can_record(actor, step))
    relations.require_untied(actor, dossier, step.code)
    procedure.expect(dossier, step)
    result = queries.standing_result(dossier)
    if result is None:
        raise procedure.wrong_state(dossier)
    if kind not in rules.rulings_open(dossier, result):
        raise Conflict(
            _("%(product)s: a result of %(stars)d stars does not allow this decision here.")
            % {"product": dossier.product.name, "stars": rules.stars_of(result)},
            url=dossier.get_absolute_url(),
        )
    other = BatchLine.objects.filter(dossier=dossier, is_open=True).exclude(batch=batch).first()
    if other is not None:
        raise Conflict(
            _("%(product)s stands in another draft decision already.") % {"product": dossier.product.name},
            url=queries.batch_url(other.batch_id),
        )
    return Decided(dossier, step, result)


def _checked(
    actor: Actor, facts: BatchFacts, found: Sequence[Decided], issuer: Unit, now: datetime
) -> BatchFacts:
    """The facts cleaned. Raises: ValidationError by field, BlockedAct, Conflict."""
    if len({(one.step.level, one.step.role) for one in found}) > 1:
        raise Conflict(_("These dossiers are decided on by different levels. Prepare a draft for each."))
    proposed_by, lines = clean_text(facts.proposed_by), clean_text(facts.signer_lines, lines=True)
    faults: dict[str, StrOrPromise] = {}
    if not proposed_by:
        faults["proposed_by"] = _("This is needed: it stands on the decision.")
    if not lines:
        faults["signer_lines"] = _("This is needed: it stands on the decision.")
    signer = signers(actor, found[0].step.role, now).filter(user_id=facts.signer_id).first()
    if signer is None:
        faults["signer_id"] = _("Choose who signs: another person, in the office that decides.")
    if faults or signer is None:
        raise ValidationError(dict(faults))
    for one in found:
        refuse_tied_signer(one.dossier, one.step.code, signer.user.full_name, issuer, local_day(now))
    return BatchFacts(proposed_by, signer.user_id, lines, facts.way)


def _way(own: Mapping[str, object], given: str, count: int) -> str:
    """The way that was chosen, nothing where nothing is to choose. Raises: ValidationError."""
    if not own:
        return ""
    if given not in ways_open(own, count):
        raise ValidationError({"way": _("Choose one of the ways listed.")})
    return given


def _found(actor: Actor, batch_id: int) -> DecisionBatch:
    visible = DecisionBatch.objects.visible_to(actor).for_update()
    return visible.select_related("signer", "issuer_unit").get(pk=batch_id)


def _opened(actor: Actor, batch_id: int, expected_version: int) -> DecisionBatch:
    """A draft that is neither signed nor dropped, locked. Raises: Denied, Conflict, Stale, DoesNotExist."""
    batch = _found(actor, batch_id)
    require(rules.can_prepare(actor))
    _refuse_ended(batch)
    batch.expect_version(expected_version)
    return batch


def _refuse_ended(batch: DecisionBatch) -> None:
    if batch.signed_at is not None or batch.dropped_at is not None:
        raise _moved_on(batch)


def _moved_on(batch: DecisionBatch) -> Conflict:
    return Conflict(
        _("This draft is not where it was when you opened it. Look at where it stands."),
        url=queries.batch_url(batch.pk),
    )


def _unanswered(batch: DecisionBatch) -> Conflict:
    return Conflict(
        _(
            "Your unit has a Word template of its own since this draft was prepared. Say on its page how the "
            "papers are made; if it was handed over, give it back first."
        ),
        url=queries.batch_url(batch.pk),
    )


def _changed(batch: DecisionBatch) -> Conflict:
    return Conflict(
        _(
            "What the papers say changed since the draft was handed over (digest %(digest)s): a name, a "
            "result, a dossier or a Word template is not as it was. Give the draft back, look at it again, "
            "and hand it over anew."
        )
        % {"digest": batch.digest[:12]},
        url=queries.batch_url(batch.pk),
    )


def _role(batch: DecisionBatch) -> str:
    """The role that decides on the dossiers of a batch."""
    first = lines_of(batch)[0].dossier
    return procedure.step(first, rules.STEP_OF[RulingKind(batch.kind)]).role


def _save(batch: DecisionBatch, *columns: str) -> None:
    batch.version += 1
    batch.save(update_fields=[*columns, "version"])


def _person(actor: Actor) -> int:
    if actor.user_id is None:
        raise ValueError("a draft is prepared by a person")
    return actor.user_id


def _number(batch: DecisionBatch, given: str, year: int) -> str:
    """The number given, with its symbol, or the issuer's next of the year. Raises: ValidationError."""
    symbol, words = papers.symbol(batch.issuer_unit), clean_text(given)
    taken = RecognitionDecision.objects.filter(issuer_unit=batch.issuer_unit, decided_on__year=year)
    if words:
        alone = padded(int(words)) if words.isascii() and words.isdigit() and len(words) < 8 else words
        number = words if "/" in words else f"{alone}/{symbol}"
        if not number.endswith(f"/{symbol}"):
            raise ValidationError(
                {"number": _("Write the number alone, or with the symbol %(symbol)s.") % {"symbol": symbol}}
            )
        if taken.filter(number=number).exists():
            raise ValidationError({"number": _("This number was given to another decision of this year.")})
        return number
    while True:
        number = f"{padded(take(SeriesKind.DECISION, batch.issuer_unit, year))}/{symbol}"
        if not taken.filter(number=number).exists():
            return number
