"""What a verdict of `verify_certificate` is called for people, and the facts shown under it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise

    from ocop.credentials.verify_certificate import Verdict


@dataclass(frozen=True, slots=True)
class Word:
    """A verdict in words. `tone`: good, held (nothing is proven yet) or bad."""

    why: str
    tone: str
    title: StrOrPromise
    detail: StrOrPromise


WORDS: Final = (
    Word(
        "valid",
        "good",
        _("Genuine and valid"),
        _("The record was signed by the register and is not on the list of ended certificates."),
    ),
    Word(
        "ended",
        "bad",
        _("Not valid any more"),
        _("It was withdrawn, struck from the register or replaced. The product's page says which."),
    ),
    Word(
        "void_paper",
        "bad",
        _("This paper is void"),
        _("The certificate was issued anew, on another paper. The product's page says whether it holds."),
    ),
    Word(
        "expired",
        "bad",
        _("Expired"),
        _("Only the product's page says whether it is kept while a renewal is evaluated."),
    ),
    Word("not_yet", "held", _("Not valid yet"), _("Its first day is still to come.")),
    Word(
        "list_missing",
        "held",
        _("Genuine, but nobody looked whether it was withdrawn"),
        _("The list of ended certificates is not here. Open a saved one, or check with a connection."),
    ),
    Word(
        "list_old",
        "held",
        _("Genuine, but the list of ended certificates is too old"),
        _("It was not on that list. Save a new list, or check again with a connection."),
    ),
    Word(
        "list_false",
        "held",
        _("Genuine, but the list of ended certificates is not"),
        _("The register that the record names did not sign the list. Save it again from there."),
    ),
    Word(
        "list_early",
        "held",
        _("Genuine, but the list of ended certificates holds only from later than now"),
        _("Set the clock of this device right and check again, or save the list again from the register."),
    ),
    Word(
        "forged",
        "bad",
        _("False: the signature does not hold"),
        _("What the record says was changed after it was signed, or it was never signed by the register."),
    ),
    Word(
        "unknown_key",
        "bad",
        _("Not proven: signed with a key that is not known"),
        _("Another system signed it, or the saved keys are older than this certificate."),
    ),
    Word(
        "other_issuer",
        "bad",
        _("Not proven: the key is not of the register that the record names"),
        _("Another register signed it, or the saved keys do not say whose they are: save them again."),
    ),
    Word(
        "from_future",
        "bad",
        _("Not proven: signed later than now"),
        _("The record is false, or the clock of this device is wrong. Set it right and check again."),
    ),
    Word(
        "revoked_key",
        "bad",
        _("Not proven: the key was revoked"),
        _("Somebody else may have signed this. Look at the product's page, and ask for a new print."),
    ),
    Word(
        "unreadable",
        "bad",
        _("This is not a record of a certificate"),
        _("Scan the larger of the two codes once more, the whole of it and in good light."),
    ),
)
FACTS: Final = (
    ("name", _("Product")),
    ("stars", _("Stars")),
    ("producer", _("Producer")),
    ("commune", _("Address")),
    ("number", _("Certificate number")),
    ("decision", _("Decision")),
    ("decidedBy", _("Decided by")),
    ("validFrom", _("Valid from")),
    ("validUntil", _("Valid until")),
    ("issuer", _("Register")),
    ("listUntil", _("List of ended certificates good until")),
)
"""Facts by their name in the record, as a page has them under a verdict."""
DAYS: Final = ("validFrom", "validUntil", "listUntil")


def word(why: str) -> Word:
    """The words of a verdict."""
    return next(one for one in WORDS if one.why == why)


def facts(verdict: Verdict) -> list[tuple[StrOrPromise, str]]:
    """What the record says, for people, once its signature holds; nothing before."""
    if not verdict.claims:
        return []
    claims = verdict.claims
    said: dict[str, Any] = {**claims["credentialSubject"], "listUntil": verdict.list_until}
    said |= {name: claims.get(name, "") for name in ("issuer", "validFrom", "validUntil")}
    return [(label, _shown(name, str(said[name]))) for name, label in FACTS if said.get(name)]


def address(verdict: Verdict) -> str:
    """The page of the product, where the record names one; empty otherwise."""
    found = str(verdict.claims["credentialSubject"].get("id", "")) if verdict.claims else ""
    return found if found.startswith(("https://", "http://")) else ""


def _shown(name: str, value: str) -> str:
    return date_format(date.fromisoformat(value[:10]), "SHORT_DATE_FORMAT") if name in DAYS else value
