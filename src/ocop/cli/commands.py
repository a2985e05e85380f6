"""The kinds of command of this program: with examples, in sections, loaded when they are asked for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, TypeVar

import click

from ocop.cli.language import _, gettext_noop, in_language

AnyFunction = TypeVar("AnyFunction", bound=Callable[..., object])


class Command(click.Command):
    """A command whose help ends with examples."""

    def __init__(self, *args: Any, examples: tuple[str, ...] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.examples = examples

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the examples under the options."""
        _format_examples(self.examples, formatter)


class Group(click.Group):
    """Commands in named sections, each `name: "module:attribute"`; a module is loaded when it is needed."""

    command_class = Command

    def __init__(
        self,
        *args: Any,
        sections: Mapping[str, Mapping[str, str]] | None = None,
        examples: tuple[str, ...] = (),
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.sections = sections or {}
        self.examples = examples

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - Click's signature
        """The names as they are declared."""
        return [*(name for names in self.sections.values() for name in names), *self.commands]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name in the language asked for."""
        for names in self.sections.values():
            if cmd_name in names:
                module, _colon, attribute = names[cmd_name].partition(":")
                command: click.Command = getattr(import_module(module), attribute)
                return in_language(command)
        found = super().get_command(ctx, cmd_name)
        return None if found is None else in_language(found)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the commands section by section."""
        if self.commands:
            super().format_commands(ctx, formatter)
        for title, names in self.sections.items():
            found = [(name, self.get_command(ctx, name)) for name in names]
            rows = [(name, one.get_short_help_str()) for name, one in found if one and not one.hidden]
            if rows:
                with formatter.section(_(title)):
                    formatter.write_dl(rows)

    def format_epilog(self, _ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Writes the examples under the commands."""
        _format_examples(self.examples, formatter)


def _format_examples(examples: tuple[str, ...], formatter: click.HelpFormatter) -> None:
    if examples:
        with formatter.section(_("Examples")):
            for example in examples:
                formatter.write(f"{'':>{formatter.current_indent}}{example}\n")


def json_option(function: AnyFunction) -> AnyFunction:
    """`--json`: the answer for machines."""
    return click.option("--json", "as_json", is_flag=True, help=gettext_noop("Print the answer as JSON."))(
        function
    )
