"""Where messages may go: public addresses over HTTPS, never into the network of the server.

A name is resolved once; every address it has must be public, and the connection goes to the very address that
was looked at, so that a name cannot change in between. Redirections are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import urllib3
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from urllib3.util import Timeout

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

CONNECT_SECONDS: Final = 3.0
READ_SECONDS: Final = 5.0
ANSWER_BYTES: Final = 1024
"""So much of an answer is read: only its status counts."""
PORTS: Final = frozenset({80, 443})
HIGH: Final = 1024
"""Ports from here on are nobody's fixed service."""


class Barred(Exception):
    """An address that messages may not go to; `code` for the log, `words` for people."""

    def __init__(self, code: str, words: StrOrPromise) -> None:
        super().__init__(code)
        self.code, self.words = code, words


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: where to connect, and under which name."""

    scheme: str
    host: str
    port: int
    path: str


def check_address(url: str) -> Target:
    """The parts of an address that may be told. Raises: Barred."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode() if parts.hostname else ""
    except (ValueError, UnicodeError) as error:
        raise Barred("bad-address", _("Write an address such as https://example.vn/ocop.")) from error
    inside = settings.OCOP_WEBHOOKS_INSIDE
    if parts.scheme != "https" and not (inside and parts.scheme == "http"):
        raise Barred("not-https", _("The address begins with https://."))
    if not host or parts.username or parts.password or parts.fragment or any(ord(one) < 33 for one in url):
        raise Barred("bad-address", _("Write an address such as https://example.vn/ocop."))
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS and port < HIGH:
        raise Barred("bad-port", _("This port belongs to another service."))
    _refuse_inside(host, [host] if _is_address(host) else [])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, path)


def send(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a message; the status of the answer.

    Raises: Barred; OSError or urllib3's HTTPError where no answer came.
    """
    target = check_address(url)
    found = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(one[4][0]) for one in found))
    _refuse_inside(target.host, addresses)
    timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS, total=CONNECT_SECONDS + READ_SECONDS)
    pool: urllib3.HTTPConnectionPool
    if target.scheme == "https":
        pool = urllib3.HTTPSConnectionPool(
            addresses[0],
            target.port,
            timeout=timeout,
            cert_reqs="CERT_REQUIRED",
            assert_hostname=target.host,
            server_hostname=target.host,
        )
    else:
        pool = urllib3.HTTPConnectionPool(addresses[0], target.port, timeout=timeout)
    with pool:
        answer = pool.urlopen(
            "POST",
            target.path,
            body=body,
            headers={
                **headers,
                "Host": f"{target.host}:{target.port}" if target.port not in PORTS else target.host,
            },
            redirect=False,
            retries=False,
            preload_content=False,
        )
        answer.read(ANSWER_BYTES)
        answer.close()
    return answer.status


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _refuse_inside(host: str, addresses: list[str]) -> None:
    """Raises: Barred where any of these lies inside, or the name is one that only machines inside know."""
    if settings.OCOP_WEBHOOKS_INSIDE:
        return
    inside = Barred("inside", _("This address lies inside a network; messages go to public addresses only."))
    if host == "localhost" or host.endswith((".localhost", ".local", ".internal")):
        raise inside
    for one in addresses:
        address = ipaddress.ip_address(one.partition("%")[0])
        if isinstance(address, ipaddress.IPv6Address):
            within = address.ipv4_mapped or address.sixtofour or _translated(address)
            address = within or address
        if not address.is_global or address.is_multicast or address.is_reserved:
            raise inside


def _translated(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    """The address of the older kind that a gateway would reach under this one (RFC 6052)."""
    if address in ipaddress.ip_network("64:ff9b::/96"):
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return None
