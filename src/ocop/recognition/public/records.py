"""The records of what is public: see the package."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse

from ocop.law import validity
from ocop.places.models import Level
from ocop.recognition import naming

if TYPE_CHECKING:
    from datetime import date


@dataclass(frozen=True, slots=True)
class PublicPlace:
    """A unit of the country, named as it is or last was, and the one it lies in, up to its province.

    `key` is its code, with its last day where it ended, such as "10~2025-06-30": codes are used again.
    `today_key` is that of the present unit that answers for it.
    """

    key: str
    code: str
    name: str
    full_name: str
    level: str
    kind: str
    parent_key: str
    parent_name: str
    parent_level: str
    province_key: str
    province_name: str
    today_key: str
    valid_from: date | None
    valid_to: date | None

    @property
    def district_key(self) -> str:
        """The district it lies in; empty where it lies in none, as everywhere since July 2025."""
        return self.parent_key if self.parent_level == Level.DISTRICT else ""

    @property
    def district_name(self) -> str:
        """The name of that district."""
        return self.parent_name if self.parent_level == Level.DISTRICT else ""


@dataclass(frozen=True, slots=True)
class PublicProducer:
    """Whoever makes a recognised product, today. `address` is a seat, empty where a family may live there."""

    pk: int
    code: str
    name: str
    kind: str
    address: str
    place: PublicPlace

    @property
    def kind_name(self) -> str:
        """The kind in words; its code where no rulebook names it."""
        return naming.producer_kind(self.kind)


@dataclass(frozen=True, slots=True)
class PublicDecision:
    """A decision by which products were recognised; `issuer` is the office that took it, at `place`."""

    pk: int
    number: str
    decided_on: date
    issuer: str
    place: PublicPlace


@dataclass(frozen=True, slots=True)
class PublicCertificate:
    """A certificate with the names printed on it, and what it is worth on the day that was asked about.

    `ended_on` and `ground` say when and why an event ended it, `ended_by` the number of the decision that
    withdrew it; the ground is a code, empty for none.
    `kept_to` is the last day on which one in state "kept" can hold.
    """

    pk: int
    number: str
    stars: int
    regime_id: str
    set_no: int
    product_name: str
    producer_name: str
    place: PublicPlace
    place_name: str
    decision: PublicDecision
    issued_on: date
    valid_to: date
    state: validity.State
    ended_on: date | None
    ground: str
    ended_by: str
    kept_to: date | None

    @property
    def holds(self) -> bool:
        """Whether the product may be shown as recognised by it on that day."""
        return self.state in validity.HOLDING


@dataclass(frozen=True, slots=True)
class PublicProduct:
    """A product that is or was recognised. `code` is its identifier for ever, printed under its QR; one from
    an earlier register may have none yet. `pk` is its number in this installation.

    `certificates` has at least one, the one that speaks for the product on the day first. `place` is the
    present unit, `entered_place` the one it was entered in, which may have ended. `former_codes` lead to it,
    too: of entries that were found to be this one.
    """

    pk: int
    code: str
    former_codes: tuple[str, ...]
    name: str
    regime_id: str
    set_no: int
    gtin: str
    has_photo: bool
    producer: PublicProducer
    place: PublicPlace
    entered_place: PublicPlace
    shared: tuple[PublicPlace, ...]
    certificates: tuple[PublicCertificate, ...]

    @property
    def latest(self) -> PublicCertificate:
        """The certificate its page shows."""
        return self.certificates[0]

    @property
    def state(self) -> validity.State:
        """What its latest certificate is worth: one of `validity.STATES`."""
        return self.latest.state

    @property
    def holds(self) -> bool:
        """Whether it may be shown as recognised."""
        return self.latest.holds

    @property
    def stars(self) -> int | None:
        """The stars it holds; None where it holds none any more, or not yet."""
        return self.latest.stars if self.holds else None

    @property
    def url(self) -> str:
        """The address of its page, the one printed on labels; empty without a code."""
        if not self.code:
            return ""
        return f"{settings.OCOP_BASE_URL}{reverse('portal:status', args=[self.code])}"

    @property
    def photo_url(self) -> str:
        """The address of its picture; empty for none."""
        if not self.has_photo or not self.code:
            return ""
        return f"{settings.OCOP_BASE_URL}{reverse('portal:status_photo', args=[self.code])}"

    @property
    def set_name(self) -> str:
        """The product set in words."""
        return naming.product_set(self.regime_id, self.set_no).name

    @property
    def sector(self) -> str:
        """The sector of the set in words."""
        return naming.product_set(self.regime_id, self.set_no).sector
