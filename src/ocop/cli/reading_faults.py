"""What can be wrong with a file that people hand in, in words, for JSON and YAML alike."""

from __future__ import annotations

from ocop.cli.language import _
from ocop.cli.output import Reason, Refused, refusal


def bad(code: str, kind: str, shown: str, line: int, column: int, problem: str) -> Refused:
    """The refusal of a text that is not what its kind asks for, with line and column."""
    text = _("line {line}, column {column}: this is not {kind} ({problem})").format(
        line=line, column=column, kind=kind, problem=problem
    )
    return refusal(code, text, place=f"{line}:{column}", file=shown)


def too_deep(shown: str) -> Refused:
    """The refusal of a text nested beyond what can be read."""
    return refusal("too_deep", _("the file is nested too deeply"), file=shown)


def repeated_key(key: str, shown: str, line: int | None = None) -> Reason:
    """The reason for a key that appears twice in one object."""
    if line is None:
        return Reason("repeated_key", _("“{key}” appears more than once").format(key=key), key, shown)
    text = _("line {line}: “{key}” appears more than once").format(line=line, key=key)
    return Reason("repeated_key", text, str(line), shown)
