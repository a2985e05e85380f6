"""The mail server: one URL in the environment names it."""

from dataclasses import dataclass
from urllib.parse import parse_qs, unquote, urlsplit

PORTS = {"smtp": 587, "smtps": 465, "smtp+plain": 25}


class BadEmailUrl(ValueError):
    """The address of the mail server cannot be understood; the message says how to write one."""


@dataclass(frozen=True)
class Mail:
    """A mail server; without `host` there is none. `starttls` and `tls`: how the line is kept private."""

    host: str = ""
    port: int = 0
    user: str = ""
    password: str = ""
    sender: str = ""
    starttls: bool = False
    tls: bool = False


def parse_email_url(url: str) -> Mail:
    """The server that a URL names; none for an empty one.

    `smtp://user:password@host:587?from=ocop@example.vn` asks for STARTTLS, `smtps://` speaks TLS from the
    start, `smtp+plain://` neither: for a relay on the same machine. Raises: BadEmailUrl.
    """
    if not url.strip():
        return Mail()
    parts = urlsplit(url.strip())
    sender = parse_qs(parts.query).get("from", [""])[0]
    if parts.scheme not in PORTS or not parts.hostname or "@" not in sender:
        raise BadEmailUrl("write it like smtp://user:password@mail.example.vn:587?from=ocop@example.vn")
    try:
        port = parts.port or PORTS[parts.scheme]
    except ValueError:
        raise BadEmailUrl("the port is not a number") from None
    return Mail(
        host=parts.hostname,
        port=port,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
        starttls=parts.scheme == "smtp",
        tls=parts.scheme == "smtps",
    )
