"""The `ocop` command itself: its sections, and what is said when something unforeseen happens."""

from __future__ import annotations

import io
import os
import sys
from types import TracebackType

import click

from ocop.cli.commands import Group
from ocop.cli.language import _, gettext_noop, in_language, speak

SECTIONS = {
    gettext_noop("The law"): {
        "regime": "ocop.cli.regimes:regime",
        "score": "ocop.cli.scoring:score",
        "advise": "ocop.cli.scoring:advise",
        "rescore": "ocop.cli.scoring:rescore",
    },
    gettext_noop("National registry"): {
        "import": "ocop.cli.importing:import_list",
        "export": "ocop.cli.exchange:export",
        "template": "ocop.cli.exchange:template",
        "stats": "ocop.cli.statistics:stats",
        "opendata": "ocop.cli.opendata:opendata",
    },
    gettext_noop("The running system"): {
        "demo": "ocop.cli.running:demo",
        "serve": "ocop.cli.running:serve",
        "worker": "ocop.cli.worker:worker",
        "check": "ocop.cli.running:check",
        "people": "ocop.cli.people:people",
        "journal": "ocop.cli.journal:journal",
        "document": "ocop.cli.document:document",
        "certificate": "ocop.cli.certificate:certificate",
        "credentials": "ocop.cli.credentials:credentials",
        "notices": "ocop.cli.notices:notices",
        "django": "ocop.cli.running:django",
        "version": "ocop.cli.running:version",
    },
}


@click.group(
    help=gettext_noop(
        "One commune, one product: from a dossier to stars, under the law in force.\n\n"
        "Answers go to standard output (JSON with --json), messages to standard error. "
        "Exit status: 0 done, 1 the input is refused, 2 wrong usage. OCOP_LANG=en speaks "
        "English; OCOP_HOME is the folder with the data (var/), the working directory "
        "unless set."
    ),
    cls=Group,
    sections=SECTIONS,
    no_args_is_help=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    examples=(
        "ocop demo",
        "ocop regime for --date 2026-11-22",
        "ocop score sheets.yaml",
        "ocop advise mine.json --stars 4",
    ),
)
def ocop() -> None:
    pass


def main() -> None:
    """Run the command line as the installed `ocop` does."""
    sys.excepthook = say_unforeseen
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")
    speak()
    in_language(ocop).main(prog_name="ocop")


def say_unforeseen(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """What a person sees of a fault of ours; OCOP_DEBUG=1 shows where it happened."""
    if os.environ.get("OCOP_DEBUG") == "1":
        sys.__excepthook__(kind, error, trace)
        return
    text = _("Something went wrong that this program did not foresee: {error}. No more was done.")
    click.echo(text.format(error=f"{kind.__name__}: {error}".rstrip(": ")), err=True)
    click.echo(_("Please report it, with what OCOP_DEBUG=1 prints when you run it again."), err=True)
