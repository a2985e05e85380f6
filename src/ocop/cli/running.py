"""`ocop demo`, `serve`, `check`, `django` and `version`: the running system."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

import os
import sys

import click

from ocop import __version__
from ocop.cli.commands import Command, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json

HOST = "127.0.0.1"
PORT = 8000
port_option = click.option(
    "--port",
    type=click.IntRange(1, 65535),
    default=PORT,
    metavar=gettext_noop("N"),
    help=gettext_noop("The port to listen on; 8000 unless given."),
)


@click.command(
    help=gettext_noop(
        "Build the demonstration and serve it.\n\n"
        "The units of the country are real; people, producers and products are invented. It "
        "is built once; later starts take a few seconds."
    ),
    cls=Command,
    examples=("ocop demo", "ocop demo --port 8080", "ocop demo --fresh --no-serve"),
)
@port_option
@click.option("--no-serve", is_flag=True, help=gettext_noop("Only build it."))
@click.option("--fresh", is_flag=True, help=gettext_noop("Build it anew, with the dates of today."))
def demo(*, port: int, no_serve: bool, fresh: bool) -> None:
    from ocop.cli import demonstration, serving
    from ocop.cli.database import start_django

    _remember_address(port)
    # Every page says that it is a demonstration; the mark that settings look for is not there the first time.
    os.environ.setdefault("OCOP_TRIAL_DATA", "1")
    if not no_serve:
        serving.require_free(HOST, port)
    start_django()
    built = demonstration.prepare(fresh=fresh)
    if built and not no_serve:
        # Building drew papers; a server forked from here would wait for ever for threads that drew them.
        os.execv(sys.executable, [sys.executable, "-m", "ocop", "demo", "--port", str(port)])  # noqa: S606
    demonstration.print_logins()
    if no_serve:
        return
    serving.collect_static()
    click.echo(_("Open {address} - stop with Ctrl+C.").format(address=os.environ["OCOP_BASE_URL"]))
    serving.run(HOST, port)


@click.command(
    help=gettext_noop(
        "Serve the programme from the database of this installation.\n\n"
        "OCOP_BASE_URL is the public address that QR codes point to; OCOP_DATABASE_URL "
        "names another database."
    ),
    cls=Command,
    examples=("ocop serve", "ocop serve --host 0.0.0.0 --port 80"),
)
@port_option
@click.option(
    "--host",
    default=HOST,
    metavar=gettext_noop("ADDRESS"),
    help=gettext_noop("The address to listen on; this machine only unless given."),
)
def serve(*, host: str, port: int) -> None:
    from ocop.cli import serving
    from ocop.cli.database import ready_database

    _remember_address(port)
    serving.require_free(host, port)
    with ready_database():
        serving.collect_static()
    click.echo(
        _("Serving {address} on {host}, port {port} - stop with Ctrl+C.").format(
            address=os.environ["OCOP_BASE_URL"], host=host, port=port
        )
    )
    serving.run(host, port)


def _remember_address(port: int) -> None:
    """What links and QR codes point to when nothing else is set."""
    os.environ.setdefault("OCOP_BASE_URL", f"http://localhost:{port}")


@click.command(
    help=gettext_noop("Report what is wrong with the installation, each with its remedy."),
    cls=Command,
    examples=("ocop check", "ocop check --json"),
)
@json_option
@click.pass_context
def check(context: click.Context, *, as_json: bool) -> None:
    from ocop.cli import installation

    points = installation.inspect()
    failed = any(point.remedy for point in points)
    if as_json:
        print_json({"ok": not failed, "checks": [point.as_json() for point in points]})
    else:
        for point in points:
            point.say()
        click.echo(_("Something is wrong, see above.") if failed else _("All is well."))
    if failed:
        context.exit(1)


@click.command(
    help=gettext_noop("Run a management command of the web framework."),
    cls=Command,
    hidden=True,
    add_help_option=False,
    context_settings={"ignore_unknown_options": True, "allow_interspersed_args": False},
)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def django(*, arguments: tuple[str, ...]) -> None:
    from ocop.cli.database import start_django

    start_django()
    from django.core.management import execute_from_command_line

    execute_from_command_line(["ocop django", *arguments])


@click.command(help=gettext_noop("Print the version."), cls=Command)
@json_option
def version(*, as_json: bool) -> None:
    python = ".".join(str(number) for number in sys.version_info[:3])
    if as_json:
        print_json({"ocop": __version__, "python": python})
    else:
        click.echo(f"ocop {__version__} (Python {python})")
