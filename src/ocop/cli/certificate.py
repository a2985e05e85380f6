"""`ocop certificate`: is a signed record genuine, and does its certificate hold; no network is asked."""

# ruff: noqa: PLC0415 - the library of signatures is loaded by the command that needs it, when it runs

from __future__ import annotations

import sys
from datetime import UTC, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import click

from ocop.cli.commands import Group, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json, refusal
from ocop.cli.reading import unreadable

if TYPE_CHECKING:
    from ocop.credentials.verify_certificate import Json, Verdict

WHY: Final = {
    "unreadable": gettext_noop("this is not a record of a certificate"),
    "unknown_key": gettext_noop("it was signed with a key that is not among these keys"),
    "forged": gettext_noop("the signature does not hold: the record is false or was changed"),
    "revoked_key": gettext_noop("it was signed when its key was revoked: somebody else may have signed it"),
    "other_issuer": gettext_noop("its key is not a key of the register that it names: save the keys again"),
    "from_future": gettext_noop(
        "it says it was signed later than now: it is false, or the clock of this computer is wrong"
    ),
    "void_paper": gettext_noop("this paper is void: the certificate was issued anew, on another paper"),
    "ended": gettext_noop("the certificate was withdrawn, struck from the register or replaced"),
    "expired": gettext_noop("the certificate has expired"),
    "not_yet": gettext_noop("the certificate is not valid yet"),
    "list_missing": gettext_noop(
        "genuine, but its list of ended certificates is not here: give it with --status-list"
    ),
    "list_old": gettext_noop("genuine, but the list of ended certificates is too old: save a new one"),
    "list_false": gettext_noop("genuine, but the list of ended certificates is not signed by its register"),
    "list_early": gettext_noop(
        "genuine, but the list of ended certificates holds only from later than now: look at the clock"
    ),
}


@click.group(
    help=gettext_noop("Check signed records of certificates, without a network."),
    cls=Group,
    no_args_is_help=True,
    examples=("ocop certificate verify record.jwt --keys ocop-keys.json --status-list status-1.jwt",),
)
def certificate() -> None:
    pass


@certificate.command(
    "verify",
    help=gettext_noop(
        "Say whether the record on a certificate is genuine and the certificate holds.\n\n"
        "FILE holds what the larger code of the certificate says; - reads standard input. Exit status: "
        "0 valid, 1 false or not proven, 3 ended or a void paper, 4 expired or not valid yet, 5 genuine but "
        "the list of ended certificates is missing, too old, too early or false."
    ),
    examples=(
        "ocop certificate verify record.jwt --keys ocop-keys.json --status-list status-1.jwt",
        "ocop certificate verify - --keys ocop-keys.json --at 2027-01-31",
    ),
)
@click.argument("file", metavar=gettext_noop("FILE"))
@click.option(
    "--keys",
    "keys_file",
    required=True,
    metavar=gettext_noop("FILE"),
    help=gettext_noop("The saved keys: /.well-known/ocop-keys.json."),
)
@click.option(
    "--status-list",
    "list_files",
    multiple=True,
    metavar=gettext_noop("FILE"),
    help=gettext_noop("A saved list of ended certificates: /credentials/status/1.jwt."),
)
@click.option(
    "--at",
    type=click.DateTime(["%Y-%m-%d"]),
    metavar=gettext_noop("DAY"),
    help=gettext_noop("The day asked about; today unless given."),
)
@json_option
def verify(
    *, file: str, keys_file: str, list_files: tuple[str, ...], at: datetime | None, as_json: bool
) -> None:
    from ocop.credentials import verify_certificate

    keys = _keys(keys_file)
    now = datetime.now(UTC)
    asked = _moment(at) if at else now
    lists = [_text(one) for one in list_files]
    verdict = verify_certificate.check(_text(file), keys, lists, asked, max(asked, now))
    if verdict.why != "valid":
        refused = refusal(verdict.why, _told(verdict, _(WHY[verdict.why])), file=file)
        refused.show()
        click.get_current_context().exit(verify_certificate.EXITS[verdict.why])
    if as_json:
        print_json({"ok": True, "list_until": verdict.list_until, "claims": verdict.claims})
    else:
        click.echo(_told(verdict, _("valid: signed by the register, and not ended")))


def _told(verdict: Verdict, words: str) -> str:
    from ocop.credentials.verify_certificate import told

    return "\n".join([words, *told(verdict).splitlines()[1:]])


def _text(file: str) -> str:
    try:
        content = sys.stdin.buffer.read() if file == "-" else Path(file).read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error
    # What is not text is no record either: the check says so.
    return content.decode(errors="replace")


def _keys(file: str) -> Json:
    from ocop.credentials.verify_certificate import read_keys

    try:
        return read_keys(Path(file))
    except OSError as error:
        raise unreadable(file, error) from error
    except (ValueError, RecursionError) as error:
        text = _("this is no set of keys: save /.well-known/ocop-keys.json again")
        raise click.UsageError(f"{file}: {text}") from error


def _moment(day: datetime) -> datetime:
    return datetime.combine(day, time(12), ZoneInfo("Asia/Ho_Chi_Minh"))
