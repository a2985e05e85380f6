"""`ocop document`: who signed a PDF, and whether it is as it was signed."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from ocop.cli.commands import Group, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json, refusal
from ocop.cli.reading import unreadable

if TYPE_CHECKING:
    from ocop.platform.documents.signing import Found


@click.group(
    help=gettext_noop("Check signed papers."),
    cls=Group,
    no_args_is_help=True,
    examples=("ocop document verify certificate.pdf",),
)
def document() -> None:
    pass


@document.command(
    "verify",
    help=gettext_noop(
        "Say who signed a PDF and whether it is as it was signed.\n\n"
        "Exit status 1 when it is not signed or was changed. A certificate is trusted only if it comes from "
        "a root in OCOP_SIGNING_ROOTS or --root; nobody outside is asked whether it was revoked."
    ),
    examples=("ocop document verify certificate.pdf", "ocop document verify decision.pdf --root ca.pem"),
)
@click.argument("file", metavar=gettext_noop("FILE"))
@click.option(
    "--root",
    "roots",
    metavar=gettext_noop("FILE"),
    multiple=True,
    help=gettext_noop("A certificate to trust, as PEM."),
)
@json_option
def verify(*, file: str, roots: tuple[str, ...], as_json: bool) -> None:
    from ocop.cli.database import start_django

    start_django()
    from ocop.platform.documents import signing

    content = _read(file)
    trusted = [*signing.trusted_roots(), *(_read(root) for root in roots)]
    try:
        found = signing.verify(content, trusted)
    except signing.Unreadable as error:
        text = _("This is no PDF, or it was damaged so far that its signatures cannot be read.")
        raise refusal("unreadable", text, file=file) from error
    if not found:
        raise refusal("unsigned", _("This PDF carries no signature."), file=file)
    if as_json:
        print_json([_facts(one) for one in found])
    else:
        for one in found:
            _tell(one)
    if not all(one.intact and one.whole for one in found[-1:]) or not all(one.intact for one in found):
        raise refusal("changed", _("This PDF was changed after it was signed."), file=file)


def _read(file: str) -> bytes:
    try:
        return Path(file).read_bytes()
    except OSError as error:
        raise unreadable(file, error) from error


def _facts(one: Found) -> dict[str, object]:
    return {
        "signer": one.signer,
        "issuer": one.issuer,
        "signed_at": one.signed_at.isoformat() if one.signed_at else None,
        "intact": one.intact,
        "whole": one.whole,
        "trusted": one.trusted,
        "test": one.is_test,
    }


def _tell(one: Found) -> None:
    at = one.signed_at.strftime("%H:%M %d/%m/%Y") if one.signed_at else _("unknown")
    click.echo(_("Signed by: {signer}").format(signer=one.signer))
    click.echo(_("Certificate issued by: {issuer}").format(issuer=one.issuer))
    click.echo(_("Time, as the signer's clock gave it: {at}").format(at=at))
    click.echo(
        _("Content: as it was signed") if one.intact and one.whole else _("Content: NOT as it was signed")
    )
    if one.is_test:
        click.echo(_("Trust: none. This is a test certificate; it proves nothing about who signed."))
    elif one.trusted:
        click.echo(_("Trust: the certificate comes from a root trusted here; revocation was not asked."))
    else:
        click.echo(_("Trust: unknown. The certificate comes from no root that is trusted here."))
