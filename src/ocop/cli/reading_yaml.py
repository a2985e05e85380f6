"""YAML read as text: keys and decimals stay as written; whole numbers and the few known words get a value."""

from __future__ import annotations

import re
from typing import Final

import yaml

from ocop.cli.language import _
from ocop.cli.output import Refused
from ocop.cli.reading_faults import bad, repeated_key, too_deep

WORDS: Final = {"": None, "~": None, "null": None, "true": True, "false": False}
WHOLE: Final = re.compile(r"-?(0|[1-9][0-9]{0,17})")


class _Loader(yaml.BaseLoader):
    """Text, lists and objects, nothing else; keys are text and appear once."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.repeated: list[tuple[str, int]] = []


def _construct_value(loader: _Loader, node: yaml.ScalarNode) -> str | int | bool | None:
    text = str(loader.construct_scalar(node))
    if node.style is not None:
        return text
    if text.lower() in WORDS:
        return WORDS[text.lower()]
    return int(text) if WHOLE.fullmatch(text) else text


def _construct_object(loader: _Loader, node: yaml.MappingNode) -> dict[str, object]:
    found: dict[str, object] = {}
    for key_node, value_node in node.value:
        if not isinstance(key_node, yaml.ScalarNode):
            raise yaml.constructor.ConstructorError(
                None, None, _("a key must be plain text"), key_node.start_mark
            )
        key = str(loader.construct_scalar(key_node))
        if key in found:
            loader.repeated.append((key, key_node.start_mark.line + 1))
        found[key] = loader.construct_object(value_node, deep=True)
    return found


def _construct_list(loader: _Loader, node: yaml.SequenceNode) -> list[object]:
    return [loader.construct_object(child, deep=True) for child in node.value]


_Loader.add_constructor("tag:yaml.org,2002:str", _construct_value)
_Loader.add_constructor("tag:yaml.org,2002:map", _construct_object)
_Loader.add_constructor("tag:yaml.org,2002:seq", _construct_list)


def read_yaml(shown: str, text: str) -> object:
    """The content of a YAML text; `shown` is the file in messages. Raises: Refused."""
    try:
        loader = _Loader(text)
        document: object = loader.get_single_data()
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        raise bad("bad_yaml", "YAML", shown, line, column, error.problem or str(error)) from None
    except yaml.reader.ReaderError as error:
        before = text[: error.position]
        line, column = before.count("\n") + 1, error.position - before.rfind("\n")
        raise bad("bad_yaml", "YAML", shown, line, column, error.reason) from None
    except RecursionError:
        raise too_deep(shown) from None
    if loader.repeated:
        raise Refused(repeated_key(key, shown, line) for key, line in loader.repeated)
    return document
