"""The language of the command line: English in the code, Vietnamese from the catalogue beside it.

`OCOP_LANG` chooses (`vi` unless set, `en`). Click looks its own words up with the standard library's gettext,
so one catalogue holds its words and ours. Without the compiled catalogue everything is said in English.
"""

from __future__ import annotations

import copy
import gettext
import os
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar

import click

if TYPE_CHECKING:
    from ocop.law.words import Language

DOMAIN: Final = "cli"
FOLDER: Final = Path(__file__).parent / "locale"

AnyCommand = TypeVar("AnyCommand", bound=click.Command)


def language() -> Language:
    """The language asked for; Vietnamese when none is, or one that we don't speak."""
    return "en" if os.environ.get("OCOP_LANG", "").lower().startswith("en") else "vi"


def speak() -> None:
    """Make the standard library's gettext, and so Click, speak the language asked for."""
    os.environ["LANGUAGE"] = language()
    gettext.bindtextdomain(DOMAIN, str(FOLDER))
    gettext.textdomain(DOMAIN)


def _(text: str) -> str:
    """`text` in the language asked for."""
    if language() == "en":
        return text
    return _catalogue().gettext(text)


def gettext_noop(text: str) -> str:
    """Marks a text for the catalogue; it is translated where it is shown."""
    return text


def _catalogue() -> gettext.NullTranslations:
    return gettext.translation(DOMAIN, str(FOLDER), languages=["vi"], fallback=True)


def in_language(command: AnyCommand) -> AnyCommand:
    """A copy of a command whose help, options and metavariables are in the language asked for."""
    spoken = copy.copy(command)
    if command.help:
        spoken.help = _(command.help)
        spoken.short_help = spoken.help.partition("\n")[0].partition(". ")[0].rstrip(".")
    spoken.params = [_param(param) for param in command.params]
    return spoken


def _param(param: click.Parameter) -> click.Parameter:
    spoken = copy.copy(param)
    if param.metavar:
        spoken.metavar = _(param.metavar)
    if isinstance(spoken, click.Option | click.Argument) and spoken.help:
        spoken.help = _(spoken.help)
    return spoken
