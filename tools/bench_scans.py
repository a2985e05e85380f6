"""The page behind a QR code against a constant response of the same size, on one server in one run.

    .venv/bin/python -m tools.bench_scans HOME   (a part of `make bench`, as the group "scans")

The server is granian as `ocop serve` starts it: one process, the same threads. Under an address of its own
the application answers with constant bytes, as many as the page has, with about as many headers: the fastest
thing this server can do, since nothing of this program runs for it. Scans come over several connections that
are kept open. How long a withdrawal takes to show is measured from its commit, by another process, to the
last answer of any process that still says valid. GS1's public resolver was not reachable where this was
written, so nothing here is compared with it.
"""

from __future__ import annotations

import json
import os
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any, Final

from ocop.cli.serving import THREADS

CONSTANT: Final = "/constant"
CONNECTIONS: Final = 4
SECONDS: Final = 2.0
ROUNDS: Final = 5
WITHDRAWALS: Final = 5
LONGEST_WAIT: Final = 5.0
PROCESSES: Final = 2
ROOT: Final = Path(__file__).resolve().parent.parent
END: Final = b"\r\n\r\n"
WITHDRAW: Final = """
import django; django.setup()
import sys, time
from ocop.platform import clock
from ocop.recognition.models import Certificate, CertificateEvent
from ocop.journal.actions import record
from ocop.platform.actors import SYSTEM
from django.db import transaction
with transaction.atomic():
    one = Certificate.objects.get(pk=int(sys.argv[1]))
    CertificateEvent.objects.create(certificate=one, kind="withdrawn", on=clock.today(),
        ground="mark_misused", decision_number="99/QD", recorded_at=clock.now())
    record(actor=SYSTEM, verb="certificate.withdrawn", obj=one, before={}, after={"ground": "mark_misused"},
        now=clock.now())
print(time.time())
"""
"""The rows that the action writes, by another process: the demonstration has no leader to ask here."""


@dataclass(frozen=True, slots=True)
class Scans:
    """What was measured: requests per second (medians), bytes, and seconds until a withdrawal showed."""

    size: int
    constant: float
    page: float
    cold: float
    unchanged: float
    shown_after: tuple[float, ...]


def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
    """The program as it is served, and beside it a constant response (the server imports this)."""
    if environ["PATH_INFO"] == CONSTANT:
        start_response("200 OK", _HEADERS)
        return [_BODY]
    answer: Iterable[bytes] = _served()(environ, start_response)
    return answer


_BODY: Final = b"x" * int(os.environ.get("OCOP_BENCH_SIZE", "1"))
_HEADERS: Final = [
    ("Content-Type", "text/html; charset=utf-8"),
    ("Content-Length", str(len(_BODY))),
    *((f"X-Constant-{number}", "the length of a usual header") for number in range(10)),
]


def _served() -> Any:
    from ocop.config.wsgi import application as served  # noqa: PLC0415 - only the server has its settings

    return served


def measured(home: Path) -> Scans:
    """Measure on the demonstration in `home`, which is changed: some of its certificates are withdrawn."""
    collect = [sys.executable, "-m", "django", "collectstatic", "--noinput", "--verbosity", "0"]
    subprocess.run(collect, env=_env(home), cwd=ROOT, check=True)
    rows = _certificates(home)
    with served(home, 1, size=1) as port:
        head, body = _asked(port, f"/p/{rows[0][1]}", {})
        if b" 200 " not in head[:20]:
            raise SystemExit(f"/p/{rows[0][1]} is no page: {head[:60]!r}")
        size = len(body)
    with served(home, 1, size=size) as port:
        page = f"/p/{rows[0][1]}"
        tag = re.search(rb'etag: ("[^"]+")', _asked(port, page, {})[0], re.IGNORECASE)
        constant, pages, unchanged = [], [], []
        for _round in range(ROUNDS):  # one after the other, so that a disturbance meets both
            constant.append(per_second(port, CONSTANT))
            pages.append(per_second(port, page))
            unchanged.append(per_second(port, page, {"If-None-Match": tag[1].decode()} if tag else {}))
        cold = per_second(port, f"{page}?10=LO-1")  # names a package, so it is drawn from the facts each time
    waits = []
    with served(home, PROCESSES, size=1) as port:
        for key, code in rows[1 : 1 + WITHDRAWALS]:
            waits.append(until_shown(home, port, key, f"/p/{code}"))
    return Scans(size, median(constant), median(pages), cold, median(unchanged), tuple(waits))


def _certificates(home: Path) -> list[tuple[int, str]]:
    """Keys of certificates in force, one per product, with the product's code."""
    with closing(sqlite3.connect(home / "var" / "ocop.sqlite3")) as database:
        return database.execute(
            "select max(c.id), p.code from recognition_certificate c join registry_product p"
            " on p.id = c.product_id where p.code <> '' and c.valid_to > date('now', '+1 year')"
            " and c.id not in (select certificate_id from recognition_certificateevent) group by p.code"
        ).fetchall()


@contextmanager
def served(home: Path, processes: int, *, size: int) -> Iterator[int]:
    """The demonstration in `home` served by this many processes with the usual threads: its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    command = [str(Path(sys.executable).with_name("granian")), "--interface", "wsgi", "--port", str(port)]
    command += ["--workers", str(processes), "--blocking-threads", str(THREADS), "--log-level", "warning"]
    with subprocess.Popen(
        [*command, "tools.bench_scans:application"], env=_env(home, size), cwd=ROOT
    ) as server:
        try:
            _await(port)
            yield port
        finally:
            server.send_signal(signal.SIGINT)


def _env(home: Path, size: int = 1) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    own = {"OCOP_HOME": str(home), "OCOP_BENCH_SIZE": str(size), "PYTHONPATH": str(ROOT)}
    return {**kept, **own, "DJANGO_SETTINGS_MODULE": "ocop.config.settings"}


def _await(port: int) -> None:
    for _try in range(300):
        try:
            _asked(port, "/check/", {})
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise SystemExit("the server did not start")


def per_second(port: int, path: str, headers: dict[str, str] | None = None) -> float:
    """Requests per second over `CONNECTIONS` open connections, for `SECONDS`."""
    counts = [0] * CONNECTIONS
    stop = time.perf_counter() + SECONDS
    asked = _request(port, path, headers or {})

    def ask(place: int) -> None:
        with closing(_connected(port)) as line:
            while time.perf_counter() < stop:
                line.sendall(asked)
                _read(line)
                counts[place] += 1

    begun = time.perf_counter()
    threads = [threading.Thread(target=ask, args=(place,)) for place in range(CONNECTIONS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts) / (time.perf_counter() - begun)


def until_shown(home: Path, port: int, key: int, path: str) -> float:
    """Seconds from the commit of a withdrawal until no process shows the certificate as valid any more."""
    word = "Đã thu hồi".encode()
    for _time in range(8):
        if word in _asked(port, path, {})[1]:
            raise SystemExit(f"{path} was withdrawn before")
    ended = subprocess.Popen(
        [sys.executable, "-c", WITHDRAW, str(key)], env=_env(home), stdout=subprocess.PIPE, text=True
    )
    last_valid = time.time()
    in_a_row = 0
    while in_a_row < 40 * PROCESSES or ended.poll() is None:
        if word in _asked(port, path, {})[1]:
            in_a_row += 1
        else:
            last_valid, in_a_row = time.time(), 0
        if time.time() - last_valid > LONGEST_WAIT and ended.poll() is not None and not in_a_row:
            raise SystemExit("a withdrawal never showed")
    said, _none = ended.communicate()
    return max(0.0, last_valid - float(said.strip().splitlines()[-1]))


def _asked(port: int, path: str, headers: dict[str, str]) -> tuple[bytes, bytes]:
    """Head and body of one answer, over a connection of its own."""
    with closing(_connected(port)) as line:
        line.sendall(_request(port, path, headers))
        return _read(line)


def _connected(port: int) -> socket.socket:
    line = socket.create_connection(("127.0.0.1", port), timeout=30)
    line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return line


def _request(port: int, path: str, headers: dict[str, str]) -> bytes:
    lines = [f"GET {path} HTTP/1.1", f"Host: localhost:{port}", "Accept-Language: vi"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


def _read(line: socket.socket) -> tuple[bytes, bytes]:
    """One answer off an open connection. Raises: OSError where the server closed it."""
    there = b""
    while END not in there:
        more = line.recv(65536)
        if not more:
            raise OSError("closed")
        there += more
    head, _end, body = there.partition(END)
    found = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    wanted = int(found[1]) if found and b" 304 " not in head[:20] else 0
    while len(body) < wanted:
        body += line.recv(65536)
    return head, body


def main() -> int:
    """Measure on the demonstration in the folder that is named, and print the figures as JSON."""
    home = Path(sys.argv[1])
    print(json.dumps(asdict(measured(home))))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
