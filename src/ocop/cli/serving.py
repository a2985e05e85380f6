"""Serving the pages with granian, after what usually goes wrong has been looked for."""

from __future__ import annotations

import errno
import socket

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.management import call_command
from django.db import connections
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from ocop.cli.beside import beside
from ocop.cli.language import _
from ocop.cli.output import Refused, refusal, unwritable

APPLICATION = "ocop.config.wsgi:application"
THREADS = 4


def require_free(host: str, port: int) -> None:
    """Raises: Refused, with a port that is free, when this one cannot be listened on."""
    try:
        _bind(host, port)
    except OSError as error:
        raise _port_refusal(host, port, error) from error


def _bind(host: str, port: int) -> int:
    """The port that was free a moment ago; 0 asks for any."""
    family, kind, _protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    with socket.socket(family, kind) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        probe.bind(address)
        return int(probe.getsockname()[1])


def _port_refusal(host: str, port: int, error: OSError) -> Refused:
    place = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        text = _("port {port} is in use by another program; stop it, or choose another: --port {free}")
        return refusal("port_taken", text.format(port=port, free=_another(host, port)), place=place)
    if isinstance(error, PermissionError):
        text = _("port {port} may not be used by this account; choose one from 1024 up, like --port 8000")
        return refusal("port_forbidden", text.format(port=port), place=place)
    text = _("this machine cannot listen on {host} ({why}); leave --host out to serve this machine only")
    return refusal("bad_host", text.format(host=host, why=error.strerror), place=place)


def _another(host: str, port: int) -> int:
    """The next free port, or any."""
    for other in range(port + 1, min(port + 20, 65536)):
        try:
            return _bind(host, other)
        except OSError:
            continue
    return _bind(host, 0)


def collect_static() -> None:
    """Collect the static files under names that hold their digest, if any changed. Raises: Refused."""
    if settings.PLAIN_STATIC or _is_collected():
        return
    try:
        call_command("collectstatic", interactive=False, verbosity=0)
    except OSError as error:
        raise unwritable(settings.STATIC_ROOT, error) from error


def _is_collected() -> bool:
    manifest = settings.STATIC_ROOT / "staticfiles.json"
    if not manifest.exists():
        return False
    made = manifest.stat().st_mtime
    return all(
        storage.get_modified_time(path).timestamp() < made
        for finder in get_finders()
        for path, storage in finder.list([])
    )


def run(host: str, port: int) -> None:
    """Serve until stopped: one worker process, a few threads, since the embedded database has one writer.

    Processes beside it send the notices and do the work of the background.
    """
    connections.close_all()
    server = Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=THREADS,
        log_level=LogLevels.warning,
    )
    with beside():
        server.serve()
