"""Every change to messages and choices. Telling people is part of the act that it tells of.

`notify` writes rows in the transaction of the act: nothing is told of an act that did not happen, and what is
told is never lost. What leaves the program is taken from these rows after the commit, by `delivering`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from ocop.journal.actions import record
from ocop.notices import rules, wording
from ocop.notices.carriers import is_set_up
from ocop.notices.channels import Channel, address_of
from ocop.notices.models import Choice, Delivery, Message, State
from ocop.notices.queries import Recipient, choices
from ocop.notices.wording import Category
from ocop.people.models import User
from ocop.platform.decisions import Conflict, require

if TYPE_CHECKING:
    from ocop.platform.actors import Actor


def notify(
    recipients: Iterable[Recipient],
    *,
    template: str,
    reference: str,
    facts: Mapping[str, object],
    link: str = "",
    now: datetime,
) -> int:
    """Tell these people, each once for this template and reference; how many were told now.

    Called inside the transaction of the act. There is no journal entry: the act has its own, and the message
    itself is kept. Raises: RuntimeError outside a transaction; wording.Unknown; ValueError for other facts
    than the template declares.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("people are told inside the transaction of the act")
    told = {one.user_id: one for one in recipients}
    version = wording.wording(template).latest
    stored = wording.checked_facts(template, facts)
    matter = Message.objects.filter(template=template, reference=reference, user_id__in=list(told))
    for user_id in matter.values_list("user_id", flat=True):
        del told[user_id]
    if not told:
        return 0
    Message.objects.bulk_create(
        (
            Message(
                user_id=one.user_id,
                appointment_id=one.appointment_id,
                template=template,
                version=version.version,
                reference=reference,
                facts=stored,
                link=one.link or link,
                created_at=now,
            )
            for one in told.values()
        ),
        ignore_conflicts=True,
    )
    # Asked for again, since a row that another process wrote meanwhile has another key.
    written = list(matter.filter(user_id__in=list(told)).select_related("user").order_by("pk"))
    chosen = _choices(list(told), wording.wording(template).category)
    Delivery.objects.bulk_create(
        (
            Delivery(message=message, channel=channel, language=message.user.language, next_at=now)
            for message in written
            for channel in channels_of(message.user, chosen.get(message.user_id))
        ),
        ignore_conflicts=True,
    )
    return len(written)


def tell(
    user_ids: Collection[int],
    *,
    template: str,
    reference: str,
    facts: Mapping[str, object],
    link: str,
    now: datetime,
) -> None:
    """Tell people something that is no matter of an office: how rooms below tell (`platform.telling`)."""
    recipients = [Recipient(user_id) for user_id in user_ids]
    notify(recipients, template=template, reference=reference, facts=facts, link=link, now=now)


def _choices(user_ids: list[int], category: str) -> dict[int, set[str]]:
    """The channels each person wants for this kind; who never chose is not there."""
    found: dict[int, set[str]] = {}
    rows = Choice.objects.filter(user_id__in=user_ids, category=category)
    for user_id, channel, wanted in rows.values_list("user_id", "channel", "wanted"):
        found.setdefault(user_id, set()).update({channel} if wanted else ())
    return found


def channels_of(user: User, chosen: set[str] | None) -> list[str]:
    """The channels chosen that reach the person; without a choice the first set up, or the first."""
    reaching = [channel for channel in Channel.values if address_of(user, channel)]
    if chosen is not None:
        return [channel for channel in reaching if channel in chosen]
    return sorted(reaching, key=lambda channel: not is_set_up(channel))[:1]


@transaction.atomic
def mark_read(*, actor: Actor, message_id: int, now: datetime) -> Message:
    """Remember that one's message was read; reading it twice is the same. No journal entry (0021).

    Raises: Message.DoesNotExist.
    """
    message: Message = Message.objects.visible_to(actor).for_update().get(pk=message_id)
    if message.read_at is None:
        message.read_at = now
        message.save(update_fields=["read_at"])
    return message


def take_back(*, user_id: int, reference: str) -> int:
    """Take from a person's inbox what was told about a matter they may know nothing of any more; how many.

    `reference` is the beginning of the references. What is still on its way outside is not sent. Called
    inside the act that closes the matter to the person, whose entry stands for it.
    """
    found = Message.objects.filter(user_id=user_id, reference__startswith=reference)
    Delivery.objects.filter(message__in=found).delete()
    count, _by_table = found.delete()
    return count


@transaction.atomic
def mark_all_read(*, actor: Actor, now: datetime) -> int:
    """Remember that all of one's messages were read; how many were not."""
    return Message.objects.visible_to(actor).unread().update(read_at=now)


@transaction.atomic
def save_choices(
    *, actor: Actor, wanted: Mapping[str, Iterable[str]], language: str, now: datetime
) -> list[Choice]:
    """Keep by which channels one wants each kind of notice, and in which language. The inbox gets all.

    `wanted` goes by kind. Raises: ValidationError for an unknown kind, channel or language;
    User.DoesNotExist when nobody is signed in.
    """
    user: User = User.objects.for_update().get(pk=actor.user_id or 0)
    if language not in dict(settings.LANGUAGES):
        raise ValidationError({"language": _("Choose one of the languages offered.")})
    named = {kind: set(channels) for kind, channels in wanted.items()}
    if named.keys() - set(Category.values) or set().union(*named.values()) - set(Channel.values):
        raise ValidationError(_("Choose among the kinds and channels listed."))
    before = {"language": user.language, "wanted": _told(choices(user))}
    user.language = language
    user.save(update_fields=["language"])
    saved = Choice.objects.bulk_create(
        [
            Choice(user=user, category=kind, channel=channel, wanted=channel in channels)
            for kind, channels in named.items()
            for channel in Channel.values
        ],
        update_conflicts=True,
        unique_fields=["user", "category", "channel"],
        update_fields=["wanted"],
    )
    after = {"language": language, "wanted": _told(choices(user))}
    record(actor=actor, verb="notices.chosen", obj=user, before=before, after=after, now=now)
    return saved


def _told(chosen: Mapping[tuple[str, str], bool]) -> list[str]:
    return sorted(f"{category} {channel}" for (category, channel), wanted in chosen.items() if wanted)


@transaction.atomic
def send_again(*, actor: Actor, delivery_id: int, now: datetime) -> Delivery:
    """Let a delivery that failed for good be tried once more.

    Raises: Denied; Conflict unless it failed for good; Delivery.DoesNotExist.
    """
    require(rules.can_manage(actor))
    delivery: Delivery = Delivery.objects.visible_to(actor).for_update().get(pk=delivery_id)
    if delivery.state != State.PERMANENT_FAILURE:
        raise Conflict(_("Only a message that failed for good is sent again. Look at its state in the list."))
    before = {"state": delivery.state, "fault": delivery.fault, "attempts": delivery.attempts}
    delivery.state, delivery.fault, delivery.detail = State.CREATED, "", ""
    delivery.attempts, delivery.next_at, delivery.ended_at = 0, now, None
    delivery.save(update_fields=["state", "fault", "detail", "attempts", "next_at", "ended_at"])
    record(
        actor=actor,
        verb="notices.sent_again",
        obj=delivery,
        before=before,
        after={"state": delivery.state},
        now=now,
    )
    return delivery
