"""The regimes this installation knows: those shipped, and what was laid over them."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path

import click

from ocop.cli.language import _, language
from ocop.cli.output import Reason, Refused, refusal
from ocop.law.library import SHIPPED, Library, NotFound, Unreadable
from ocop.law.regime import Regime
from ocop.law.sheets import Refused as LawRefused
from ocop.law.words import Message

OWNER_ONLY = 0o077
"""The mask under which `var/` is written: nobody else on the machine can read it."""


def home() -> Path:
    """OCOP_HOME, the folder that holds `var/`; the working directory unless set."""
    return Path(os.environ.get("OCOP_HOME") or Path.cwd())


def overlay() -> Path:
    """Where `ocop regime import` writes."""
    return home() / "var" / "regimes"


def library() -> Library:
    """The shipped regimes with those of this installation laid over."""
    folder = overlay()
    return Library(SHIPPED, folder) if folder.is_dir() else Library(SHIPPED)


def known_regime(found: Library, regime_id: str) -> Regime:
    """The regime of that id. Raises: Refused."""
    try:
        return found.regime(regime_id)
    except NotFound:
        known = ", ".join(found.ids())
        text = _("there is no regime “{regime}”; known are {known}").format(regime=regime_id, known=known)
        raise refusal("unknown_regime", text, place=regime_id) from None
    except Unreadable as error:
        raise unreadable_regime(error) from error


def unreadable_regime(error: Unreadable) -> Refused:
    """The refusal of a regime file that does not fit the format."""
    text = _("this is not a regime file ({reason})").format(reason=error.reason)
    return refusal("unreadable_regime", text, file=str(error.path))


def reasons_of(refused: LawRefused, file: str = "") -> list[Reason]:
    """The law's reasons in the language asked for, with the file they are about."""
    return [_reason(message, file) for message in refused.reasons]


def _reason(message: Message, file: str) -> Reason:
    place = message.values.get("place", "")
    return Reason(message.code, message.text(language()), place if isinstance(place, str) else "", file)


class Day(click.ParamType[date]):
    """A day written YYYY-MM-DD."""

    name = "date"

    def convert(self, value: str | date, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """The day. Fails as wrong usage."""
        if isinstance(value, date):
            return value
        try:
            return date.fromisoformat(value)
        except ValueError:
            self.fail(_("“{value}” is not a day; write it like 2026-11-22").format(value=value), param, ctx)
