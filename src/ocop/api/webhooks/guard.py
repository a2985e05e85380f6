"""Where messages may go: public addresses over HTTPS, never into the network of the server.

A name is resolved once; every address it has must be public, and the connection goes to one of the very
addresses that were looked at, so that a name cannot change in between. Redirections are not followed. All of
it has one deadline, which no receiver can move by sending a little at a time.
"""

from __future__ import annotations

import ipaddress
import os
import queue
import socket
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from typing import TYPE_CHECKING, Final
from urllib.parse import quote, urlsplit

from django.conf import settings
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django_stubs_ext import StrOrPromise

DEADLINE: Final = 8.0
"""Seconds that a message may take in all."""
CONNECT_SECONDS: Final = 2.0
"""Seconds that one of several addresses may take to be connected to, and again to agree on TLS."""
PATH_SIGNS: Final = "/?%:=&~+!$,;'@()*[]"
"""What stands in a path and its query as it is; everything else is written in numbers."""
OWN_PORTS: Final = {"http": 80, "https": 443}
HIGH: Final = 1024
"""Ports from here on are nobody's fixed service."""


class Barred(Exception):
    """An address that messages may not go to; `code` for the log, `words` for people."""

    def __init__(self, code: str, words: StrOrPromise) -> None:
        super().__init__(code)
        self.code, self.words = code, words


class TooSlow(TimeoutError):
    """The other side took longer than it may."""


class CutOff(Exception):
    """The other side was there and gave no answer; the message is the name of the fault, for the log."""


@dataclass(frozen=True, slots=True)
class Target:
    """A checked address: where to connect, and under which name."""

    scheme: str
    host: str
    port: int
    path: str

    @property
    def named(self) -> str:
        """What the header `Host` says: without the port where the scheme has no other (RFC 9110, 7.2)."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == OWN_PORTS[self.scheme] else f"{host}:{self.port}"


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
    port = port or OWN_PORTS[parts.scheme]
    if port not in OWN_PORTS.values() and port < HIGH:
        raise Barred("bad-port", _("This port belongs to another service."))
    _refuse_inside(host, [host] if _is_address(host) else [])
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Target(parts.scheme, host, port, quote(path, safe=PATH_SIGNS))


def send(url: str, body: bytes, headers: Mapping[str, str]) -> int:
    """Send a message; the status of the answer. Its body is not read: only the status counts.

    It takes `DEADLINE` seconds at most, from the look for the name to the last header of the answer, whatever
    the other side does. Raises: Barred; CutOff; TooSlow, or another OSError where nobody was there.
    """
    target = check_address(url)
    until = time.monotonic() + DEADLINE
    opened: socket.socket | None = None
    try:
        addresses = _resolved(target, until)
        _refuse_inside(target.host, addresses)
        opened = _opened(target, addresses, until)
        with opened, _braked(opened, until):
            connection = HTTPConnection(target.host, target.port)
            connection.sock = opened
            opened.settimeout(_left(until))
            connection.request("POST", target.path, body, {**headers, "Host": target.named})
            return connection.getresponse().status
    except (OSError, HTTPException) as error:
        if time.monotonic() >= until:
            raise TooSlow from error
        if opened is not None:
            raise CutOff(type(error).__name__) from error
        raise


def _left(until: float) -> float:
    """Seconds that are left. Raises: TooSlow when none are."""
    left = until - time.monotonic()
    if left <= 0:
        raise TooSlow
    return left


def _resolved(target: Target, until: float) -> list[str]:
    """The addresses of a name. The system's look for one can't be ended, so that it is left to itself when it
    takes too long; it ends by its own limits.
    """
    found: queue.SimpleQueue[list[str] | Exception] = queue.SimpleQueue()

    def look() -> None:
        try:
            rows = socket.getaddrinfo(target.host, target.port, type=socket.SOCK_STREAM)
            found.put(list(dict.fromkeys(str(row[4][0]) for row in rows)))
        except OSError as error:
            found.put(error)
        except UnicodeError as error:
            found.put(OSError(str(error)))

    threading.Thread(target=look, daemon=True).start()
    try:
        answer = found.get(timeout=_left(until))
    except queue.Empty as error:
        raise TooSlow from error
    if isinstance(answer, Exception):
        raise answer
    return answer


def _opened(target: Target, addresses: list[str], until: float) -> socket.socket:
    """A connection to the first of these addresses that takes one, each tried in turn."""
    failed = OSError("no address")
    for address in addresses:
        try:
            return _connected(target, address, until)
        except OSError as error:
            failed = error
    raise failed


def _connected(target: Target, address: str, until: float) -> socket.socket:
    plain = socket.create_connection((address, target.port), min(CONNECT_SECONDS, _left(until)))
    if target.scheme != "https":
        return plain
    with _braked(plain, min(until, time.monotonic() + CONNECT_SECONDS)):
        try:
            return ssl.create_default_context().wrap_socket(plain, server_hostname=target.host)
        except BaseException:
            plain.close()
            raise


@contextmanager
def _braked(connection: socket.socket, until: float) -> Iterator[None]:
    """End every wait on a connection at its deadline, also where the other side drips a byte at a time."""
    # By its number: a socket under TLS can't be copied, and what lies under it is the same connection.
    held = socket.socket(fileno=os.dup(connection.fileno()))
    brake = threading.Timer(max(until - time.monotonic(), 0), _shut, [held])
    brake.daemon = True
    brake.start()
    try:
        yield
    finally:
        brake.cancel()
        brake.join()
        held.close()


def _shut(held: socket.socket) -> None:
    with suppress(OSError):
        held.shutdown(socket.SHUT_RDWR)


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
