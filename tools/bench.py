"""Measure what must stay fast: scoring a country, loading regimes, starting the command, serving pages.

    make bench                                   a table
    .venv/bin/python tools/bench.py --json FILE  the same as JSON
    .venv/bin/python tools/bench.py scoring cli  only some of: scoring, regimes, cli, pages

Every figure is a median of several runs, so that one disturbance does not count. Pages are those of the
demonstration, served by granian from a folder of its own and read one after the other.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.parse
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from importlib.metadata import version
from pathlib import Path
from statistics import median, quantiles
from typing import Final

import numpy as np

from ocop.law import batch
from ocop.law.library import SHIPPED, Library
from ocop.law.regime import CouncilRules, ProductSet
from ocop.law.scoring import score
from ocop.law.sheets import Case, Sheet

REGIME: Final = "2026-26"
PRODUCTS: Final = 20_000
MEMBERS: Final = 9
SAMPLE: Final = 40
RUNS: Final = 9
REQUESTS: Final = 200
WARMING: Final = 10
LONGEST: Final = 6.0
"""Seconds after which a page that is slow is asked for no more, once it was asked for 40 times."""
LOGIN: Final = re.compile(r"^  (\S.*?)  +(\S+)  +(\S+)$", re.MULTILINE)
OCOP: Final = Path(sys.executable).with_name("ocop")


@dataclass(frozen=True, slots=True)
class Figure:
    """One thing measured; `goal` is what the project promised, where it did."""

    group: str
    name: str
    value: float
    unit: str
    goal: str = ""


def main() -> int:
    """Measure, print, and write JSON where asked; returns the exit status."""
    parser = argparse.ArgumentParser(description="Measure what must stay fast.")
    parser.add_argument("groups", nargs="*", choices=[*GROUPS, []], help="what to measure; all unless named")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the figures to FILE")
    options = parser.parse_args()
    figures: list[Figure] = []
    for group in options.groups or GROUPS:
        print(f"measuring {group} ...", file=sys.stderr, flush=True)
        figures += GROUPS[group]()
    answer = {"machine": machine(), "figures": [asdict(figure) for figure in figures]}
    print_table(answer["machine"], figures)  # type: ignore[arg-type]
    if options.json:
        options.json.write_text(json.dumps(answer, indent=2) + "\n", encoding="utf-8")
    return 0


def machine() -> dict[str, str]:
    """What these figures hold for."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        "",
    )
    return {
        "system": platform.platform(),
        "processor": model or platform.processor(),
        "cores": str(os.cpu_count()),
        "load": " ".join(f"{load:.1f}" for load in os.getloadavg()),
        "python": platform.python_version(),
        "numpy": version("numpy"),
        "django": version("Django"),
    }


def _lines(path: str) -> list[str]:
    file = Path(path)
    return file.read_text(encoding="utf-8").splitlines() if file.exists() else []


def print_table(about: Mapping[str, str], figures: Sequence[Figure]) -> None:
    """The figures for people."""
    print("  ".join(f"{name}: {value}" for name, value in about.items()))
    wide = max(len(figure.name) for figure in figures)
    group = ""
    for figure in figures:
        if figure.group != group:
            group = figure.group
            print(f"\n{group}")
        print(f"  {figure.name:<{wide}}  {figure.value:>12,.2f} {figure.unit:<9} {figure.goal}".rstrip())


def seconds(work: Callable[[], object], runs: int = RUNS) -> float:
    """The median time of some work, after one run that is not counted."""
    work()
    times = []
    for _run in range(runs):
        begun = time.perf_counter()
        work()
        times.append(time.perf_counter() - begun)
    return median(times)


# -- scoring -------------------------------------------------------------------------------------------------


def scoring() -> list[Figure]:
    """The batch path against the single path and against a plain look-up of the same sheets."""
    library = Library(SHIPPED)
    regime = library.regime(REGIME)
    chance = np.random.default_rng(26)
    sets = {one.set: one for one in library.sets(REGIME)}
    piles = {
        number: batch.Pile(positions(one, PRODUCTS // len(sets), chance)) for number, one in sets.items()
    }
    tables = {number: points_table(one) for number, one in sets.items()}
    sheets = sum(pile.positions.shape[0] * pile.positions.shape[1] for pile in piles.values())
    cases = [
        case for number, one in sets.items() for case in cases_of(library, one, piles[number], SAMPLE // 10)
    ]

    def look_up() -> list[object]:
        return [
            tables[number][np.arange(pile.positions.shape[2]), pile.positions].sum(axis=2)
            for number, pile in piles.items()
        ]

    plain = seconds(look_up) / sheets
    batched = seconds(lambda: batch.score_nation(library, REGIME, piles)) / sheets
    single = seconds(lambda: [score(case) for case in cases], 3) / (len(cases) * MEMBERS)
    one = sets[1]
    many = batch.Pile(positions(one, PRODUCTS, chance))
    one_batch = seconds(lambda: batch.score_pile(regime, one, many))
    one_plain = seconds(lambda: tables[1][np.arange(many.positions.shape[2]), many.positions].sum(axis=2))
    group = f"scoring: {sheets:,} sheets of {len(sets)} sets"
    return [
        Figure(group, "single path", 1 / single, "sheets/s"),
        Figure(group, "batch path", 1 / batched, "sheets/s"),
        Figure(group, "plain NumPy look-up of the totals", 1 / plain, "sheets/s"),
        Figure(group, "batch against single", single / batched, "x faster"),
        Figure(group, "batch against the look-up", batched / plain, "x its time", "goal: at most 3"),
        Figure(group, "the whole country in one go", batched * sheets * 1000, "ms"),
        Figure(
            group,
            "one set of 20,000 products against the look-up",
            one_batch / one_plain,
            "x its time",
            "goal: at most 3",
        ),
    ]


def positions(product_set: ProductSet, products: int, chance: np.random.Generator) -> batch.Bytes:
    """Sheets of products that are good, middling or poor as a whole."""
    last = np.array([max(leaf.by_position) for leaf in product_set.leaves.values()])
    quality = chance.random((products, 1, 1))
    noise = chance.normal(0, 0.1, (products, MEMBERS, len(last)))
    chosen: batch.Bytes = np.rint(last * np.clip(quality + noise, 0, 1)).astype(np.uint8)
    for index, leaf in enumerate(product_set.leaves.values()):
        if leaf.story is not None:
            story = list(product_set.leaves).index(leaf.story)
            earned = points_table(product_set)[story][chosen[:, :, story]]
            chosen[:, :, index] *= (earned > 0).astype(np.uint8)
    return chosen


def points_table(product_set: ProductSet) -> batch.Bytes:
    """Points by leaf and position."""
    table: batch.Bytes = np.zeros((len(product_set.leaves), 256), dtype=np.uint8)
    for index, leaf in enumerate(product_set.leaves.values()):
        for position, option in leaf.by_position.items():
            table[index, position] = int(option.points)
    return table


def cases_of(library: Library, product_set: ProductSet, pile: batch.Pile, count: int) -> Iterator[Case]:
    """The first products of a pile as cases."""
    leaves = list(product_set.leaves)
    for product in pile.positions[:count]:
        sheets = [
            Sheet(f"m{index}", dict(zip(leaves, map(int, sheet), strict=True)))
            for index, sheet in enumerate(product)
        ]
        yield Case(library.regime(REGIME), product_set, tuple(sheets), CouncilRules())


# -- regimes -------------------------------------------------------------------------------------------------


def regimes() -> list[Figure]:
    """Every file of a regime read anew, in this process and in a fresh one."""
    figures = []
    for regime_id in Library(SHIPPED).ids():
        code = (
            "import time; begun = time.perf_counter(); from ocop.law.library import SHIPPED, Library;"
            f"library = Library(SHIPPED); library.regime({regime_id!r}); library.sets({regime_id!r});"
            "print(time.perf_counter() - begun)"
        )
        cold = median(float(_output([sys.executable, "-c", code])) for _run in range(RUNS))
        warm = seconds(partial(load, regime_id))
        group = "loading a whole regime"
        figures.append(Figure(group, f"{regime_id}, warm", warm * 1000, "ms", "goal: under 150"))
        figures.append(Figure(group, f"{regime_id}, fresh process", cold * 1000, "ms"))
    return figures


def load(regime_id: str) -> None:
    """Read every file of a regime."""
    library = Library(SHIPPED)
    library.regime(regime_id)
    library.sets(regime_id)


# -- the command ---------------------------------------------------------------------------------------------


def cli() -> list[Figure]:
    """How long a person waits for an answer of the law."""
    python = [sys.executable, "-c", "pass"]
    commands = {
        "python itself": python,
        "ocop version": [str(OCOP), "version"],
        "ocop regime for --date 2026-11-22": [str(OCOP), "regime", "for", "--date", "2026-11-22"],
        "ocop regime show 2026-26 --set 1": [str(OCOP), "regime", "show", REGIME, "--set", "1"],
        "ocop --help": [str(OCOP), "--help"],
    }
    figures = []
    for name, arguments in commands.items():
        taken = seconds(partial(_output, arguments)) * 1000
        goal = "goal: under 250" if " for " in name else ""
        figures.append(Figure("the command, from start to end", name, taken, "ms", goal))
    return figures


def _output(arguments: Sequence[str]) -> str:
    return subprocess.run(arguments, capture_output=True, text=True, check=True).stdout


# -- pages ---------------------------------------------------------------------------------------------------


def pages() -> list[Figure]:
    """Pages of the demonstration as everybody, and the desk and the lists of each role."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as home, serving(Path(home)) as (port, logins):
        figures = []
        for path in public_pages(Path(home)):
            figures += page("everybody", path, port, "")
        for who, login, password in {login[0]: login for login in logins}.values():
            cookies = signed_in(port, login, password)
            if cookies is None:
                print(f"  left out: {who} cannot sign in", file=sys.stderr)
                continue
            for path in role_pages(port, cookies):
                figures += page(who, path, port, cookies)
        return figures


@contextmanager
def serving(home: Path) -> Iterator[tuple[int, list[tuple[str, str, str]]]]:
    """The demonstration, built in `home` and served: its port, and who can sign in (who, login, password)."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    command = [str(OCOP), "demo", "--port", str(port)]
    said = home / "said"
    with (
        said.open("w", encoding="utf-8") as output,
        subprocess.Popen(command, env=kept | {"OCOP_HOME": str(home)}, stdout=output) as server,
    ):
        try:
            while server.poll() is None:
                try:
                    ask(port, "/", "")
                    break
                except OSError:
                    time.sleep(0.2)
            if server.poll() is not None:
                raise SystemExit("the demonstration did not start, see above")
            yield port, LOGIN.findall(said.read_text(encoding="utf-8"))
        finally:
            server.send_signal(signal.SIGINT)


def public_pages(home: Path) -> list[str]:
    """What needs no account, the page behind a QR code among it."""
    with closing(sqlite3.connect(home / "var" / "ocop.sqlite3")) as database:
        codes = database.execute(
            "select code from registry_product where id in (select product_id from recognition_certificate)"
            " limit 1"
        ).fetchall()
    practice = f"/practice/{REGIME}/1/"
    return ["/", "/practice/", practice, f"/law/{REGIME}/1/", *(f"/p/{code}" for (code,) in codes)]


def role_pages(port: int, cookies: str) -> list[str]:
    """Where a person lands, what the navigation offers, and the first dossier, sheet or case found there."""
    _status, location, html = ask(port, "/", cookies)
    found = [location or "/"]
    navigation = "".join(re.findall(r"<nav\b.*?</nav>", html, re.DOTALL))
    public = ("/practice/", "/law/", "/check/", "/sign-out/", "/me/")
    found += [path for path in re.findall(r'href="(/[^"?#]*)"', navigation) if not path.startswith(public)]
    listed = "".join(ask(port, path, cookies)[2] for path in dict.fromkeys(found))
    for kind in ("dossiers", "sheets", "cases"):
        found += re.findall(rf'href="(/{kind}/\d+/)"', listed)[:1]
    return list(dict.fromkeys(found))


def page(who: str, path: str, port: int, cookies: str) -> list[Figure]:
    """The middle and the slow end of many requests for one page, on one connection."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    times: list[float] = []
    for request in range(WARMING + REQUESTS):
        if request > WARMING + 40 and sum(times) > LONGEST * 1000:
            break
        begun = time.perf_counter()
        connection.request("GET", path, headers=_headers(port, cookies))
        answer = connection.getresponse()
        answer.read()
        times.append((time.perf_counter() - begun) * 1000)
        if answer.status != 200:
            print(f"  left out: {path} as {who} answers {answer.status}", file=sys.stderr)
            return []
    connection.close()
    steps = quantiles(times[WARMING:], n=20)
    name = re.sub(r"\d+/", "N/", path) if who != "everybody" else path
    group = "pages of the demonstration, one request after the other"
    return [
        Figure(group, f"{who}: {name}, p50", steps[9], "ms"),
        Figure(group, f"{who}: {name}, p95", steps[18], "ms"),
    ]


def signed_in(port: int, login: str, password: str) -> str | None:
    """The cookies of a person who signed in; None when the page refuses."""
    _status, _location, html, cookies = _ask(port, "/sign-in/", "")
    fields = dict(re.findall(r'<input[^>]*type="hidden"[^>]*name="([^"]+)"[^>]*value="([^"]*)"', html))
    names = re.findall(r'<input[^>]*name="([^"]+)"', html)
    shown = [name for name in names if name not in fields]
    if len(shown) < 2:
        return None
    secret = next(name for name in shown if "password" in name)
    form = fields | {next(name for name in shown if name != secret): login, secret: password}
    status, _location, _html, given = _ask(port, "/sign-in/", cookies, urllib.parse.urlencode(form))
    return f"{cookies}; {given}" if status == 302 else None


def ask(port: int, path: str, cookies: str) -> tuple[int, str, str]:
    """Status, where a redirection leads, and the text of a page."""
    status, location, html, _cookies = _ask(port, path, cookies)
    if location and status == 302:
        return status, location, _ask(port, location, cookies)[2]
    return status, location, html


def _ask(port: int, path: str, cookies: str, form: str = "") -> tuple[int, str, str, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    headers = _headers(port, cookies)
    if form:
        headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": f"http://localhost:{port}"}
    connection.request("POST" if form else "GET", path, body=form or None, headers=headers)
    answer = connection.getresponse()
    text = answer.read().decode("utf-8", "replace")
    given = "; ".join(value.partition(";")[0] for value in answer.headers.get_all("Set-Cookie") or [])
    connection.close()
    return answer.status, answer.headers.get("Location") or "", text, given


def _headers(port: int, cookies: str) -> dict[str, str]:
    return {"Host": f"localhost:{port}"} | ({"Cookie": cookies} if cookies else {})


GROUPS: Final[dict[str, Callable[[], list[Figure]]]] = {
    "scoring": scoring,
    "regimes": regimes,
    "cli": cli,
    "pages": pages,
}

if __name__ == "__main__":
    raise SystemExit(main())
