"""`ocop people`: the first administrator of an installation, and a way back in for the last one."""

# ruff: noqa: PLC0415 - the web framework is loaded by the commands that need it, when they run

from __future__ import annotations

import click

from ocop.cli.commands import Group, json_option
from ocop.cli.language import _, gettext_noop
from ocop.cli.output import print_json, refusal


@click.group(
    help=gettext_noop("Open the account of an administrator, and let one back in."),
    cls=Group,
    no_args_is_help=True,
    examples=('ocop people invite-admin "Ngô Văn Quân" 0912345678',),
)
def people() -> None:
    pass


@people.command(
    "invite-admin",
    help=gettext_noop(
        "Print a link with which an administrator chooses a password.\n\n"
        "An account that is not there yet is opened and appointed. The link works once; hand it to "
        "the person alone."
    ),
    examples=('ocop people invite-admin "Ngô Văn Quân" 0912345678',),
)
@click.argument("name", metavar=gettext_noop("NAME"))
@click.argument("login", metavar=gettext_noop("LOGIN"))
@json_option
def invite_admin(*, name: str, login: str, as_json: bool) -> None:
    from ocop.cli.database import ready_database

    with ready_database():
        from django.conf import settings
        from django.core.exceptions import ValidationError
        from django.urls import reverse

        from ocop.access.actions.passwords import invite_administrator
        from ocop.platform import clock
        from ocop.platform.decisions import Conflict

        try:
            token = invite_administrator(name=name, login=login, now=clock.now())
        except ValidationError as error:
            raise refusal("invalid", " ".join(error.messages)) from error
        except Conflict as error:
            raise refusal("conflict", str(error)) from error
        link = f"{settings.OCOP_BASE_URL}{reverse('access:invitation', args=[token])}"
        if as_json:
            print_json({"link": link, "days": settings.OCOP_INVITATION_DAYS})
        else:
            click.echo(link)
            click.echo(_("good once, for {days} days").format(days=settings.OCOP_INVITATION_DAYS), err=True)
