"""Measure what must stay fast: scoring a country, loading regimes, starting the command, serving pages,
verifying a journal of a million entries, importing a list of twenty thousand rows, lists of
a million products, scans of a label against a constant response, public pages painted on a slow line.

    make bench                                   a table
    .venv/bin/python tools/bench.py --json FILE  the same as JSON
    .venv/bin/python tools/bench.py scoring cli  only some of: scoring, regimes, cli, pages, journal, imports,
                                               lists, scans, paint

Every figure is a median of several runs, so that one disturbance does not count. Pages are those of the
demonstration, served by granian from a folder of its own and read one after the other. To seed the registries
of `lists` takes minutes: OCOP_BENCH_REGISTRIES names a folder in which they are kept.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import platform
import re
import resource
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

from ocop.journal import verify_export
from ocop.journal.canonical import salted_digest
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
ENTRIES: Final = 1_000_000
REQUESTS: Final = 200
REGISTRIES: Final = (10_000, 1_000_000)
WARMING: Final = 10
LONGEST: Final = 6.0
"""Seconds after which a page that is slow is asked for no more, once it was asked for 40 times."""
LOGIN: Final = re.compile(r"^  (\S.*?)  +(\S+)  +(\S+)$", re.MULTILINE)
ROOT: Final = Path(__file__).resolve().parent.parent
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
    practice = f"/practice/{REGIME}/1/"
    return ["/", "/practice/", practice, f"/law/{REGIME}/1/", *shown_products(home)]


def shown_products(home: Path) -> list[str]:
    """The page behind a QR code, and the product in the catalogue, of one that holds a certificate."""
    with closing(sqlite3.connect(home / "var" / "ocop.sqlite3")) as database:
        codes = database.execute(
            "select code from registry_product where code <> ''"
            " and id in (select product_id from recognition_certificate) limit 1"
        ).fetchall()
    return [path for (code,) in codes for path in (f"/p/{code}", f"/catalogue/{code}/")]


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


# -- the journal ---------------------------------------------------------------------------------------------


def journal() -> list[Figure]:
    """A journal of a million entries: verified in the database, exported, and verified as a file."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as home:
        environment = kept | {"OCOP_HOME": home}

        def run(*arguments: str) -> float:
            begun = time.perf_counter()
            subprocess.run(arguments, env=environment, check=True, stdout=subprocess.DEVNULL)
            return time.perf_counter() - begun

        ocop = (sys.executable, "-m", "ocop", "journal")
        run(*ocop, "head")
        begun = time.perf_counter()
        write_entries(Path(home) / "var" / "ocop.sqlite3", ENTRIES)
        written = time.perf_counter() - begun
        file = str(Path(home) / "journal.jsonl")
        in_database, exported = run(*ocop, "verify"), run(*ocop, "export", file)
        as_file = run(sys.executable, "-I", "-S", verify_export.__file__, file)
        highest = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    group = f"a journal of {ENTRIES:,} entries"
    return [
        Figure(group, "filled for this measurement", written, "s"),
        Figure(group, "ocop journal verify, embedded database", in_database, "s", "goal: under 60"),
        Figure(group, "ocop journal export", exported, "s"),
        Figure(group, "verify_export.py on the export", as_file, "s", "goal: under 60"),
        Figure(group, "most memory any of them took", highest, "MB"),
    ]


def write_entries(database: Path, count: int) -> None:
    """Go on with the chain of a database, past the program but in its form."""
    verbs = [f"bench.verb_{number}" for number in range(40)]
    with closing(sqlite3.connect(database)) as connection, connection:
        seq, head = connection.execute("select seq, digest from journal_head").fetchone()
        for number in range(seq + 1, seq + count + 1):
            salt = f"{number:032x}"
            row: verify_export.Row = {
                "seq": number,
                "at": f"2026-11-{1 + number * 28 // (seq + count + 1):02}T02:00:00.{number % 10**6:06}Z",
                "actor_id": number % 5000,
                "actor_digest": salted_digest({"name": "Lý Thị Lan"}, salt=salt),
                "role": "producer",
                "unit_code": f"{number % 3321:05}",
                "verb": verbs[number % 40],
                "object_type": "evaluation.dossier",
                "object_id": str(number % 20_000),
                "before_digest": salted_digest({"n": number}, salt=salt),
                "after_digest": salted_digest({"n": number + 1}, salt=salt),
                "reason": "",
                "regime": REGIME,
                "previous": head,
                "form": 2,
                "unit_path": f"VN/{number % 34:02}/{number % 3321:05}/",
                "fields": "",
            }
            row["digest"] = head = verify_export.digest_of(row)
            stored = row | {"at": str(row["at"])[:-1].replace("T", " ")}
            columns, marks = ", ".join(stored), ", ".join(f":{name}" for name in stored)
            connection.execute(f"insert into journal_entry ({columns}) values ({marks})", stored)  # noqa: S608
            connection.execute(
                "insert into journal_erasable (entry_id, salt, actor_name) values (?, ?, ?)",
                (number, salt, "Lý Thị Lan"),
            )
        connection.execute("update journal_head set seq = ?, digest = ?", (seq + count, head))


# -- imports -------------------------------------------------------------------------------------------------


def imports() -> list[Figure]:
    """Lists of 20,000 rows and 30 columns, checked and written, against openpyxl reading the same workbook.

    Everything runs in processes of its own, one after the other; the import's time is that of the whole
    command, the start of the program left out on both sides.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    group = f"importing {PRODUCTS:,} rows of 30 columns into the embedded database"
    figures: list[Figure] = []
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as home:
        environment = kept | {"OCOP_HOME": home, "PYTHONPATH": str(ROOT)}

        def run(*arguments: str) -> str:
            done = subprocess.run(
                [sys.executable, *arguments], env=environment, check=True, capture_output=True, text=True
            )
            return done.stdout

        run("-m", "ocop", "journal", "head")
        run("-c", WRITE_LISTS, home, str(PRODUCTS))
        for kind in ("producers", "products"):
            file = str(Path(home) / f"{kind}.xlsx")
            read = float(run("-c", READ_BY_OPENPYXL, file, ""))
            streamed = float(run("-c", READ_BY_OPENPYXL, file, "streamed"))
            for again in ("", ", a second time"):
                taken, most = run("-c", IMPORT_LIST, kind, file).split()
                ratio, harder = float(taken) / read, float(taken) / streamed
                figures += [
                    Figure(group, f"{kind}{again}", float(taken), "s"),
                    Figure(group, f"{kind}{again}, most memory", float(most), "MB", "goal: under 400"),
                    Figure(group, f"{kind}{again} against openpyxl", ratio, "x its time", "goal: at most 1"),
                    Figure(group, f"{kind}{again} against openpyxl, read-only mode", harder, "x its time"),
                ]
            figures.append(Figure(group, f"openpyxl reading the {kind}", read, "s"))
            figures.append(Figure(group, f"openpyxl reading the {kind}, read-only mode", streamed, "s"))
    return figures


WRITE_LISTS: Final = """
import sys
from pathlib import Path
from ocop.cli.database import start_django
start_django()
from ocop.places.models import Unit
from tests.exchange.generating import Lists, workbook_of
home, count = Path(sys.argv[1]), int(sys.argv[2])
found = Unit.objects.filter(level="commune", valid_to=None).order_by("code")
lists = Lists(list(found.values_list("parent__code", "code")), count)
(home / "producers.xlsx").write_bytes(workbook_of(lists.producer_sheet(count)))
(home / "products.xlsx").write_bytes(workbook_of(lists.product_sheet()))
"""
READ_BY_OPENPYXL: Final = """
import sys, time
from openpyxl import load_workbook
begun = time.perf_counter()
for row in load_workbook(sys.argv[1], read_only=bool(sys.argv[2])).active.iter_rows(values_only=True):
    for value in row:
        pass
print(time.perf_counter() - begun)
"""
IMPORT_LIST: Final = """
import gc, resource, sys, time
from hashlib import sha256
from pathlib import Path
from ocop.cli.database import start_django
start_django()
from ocop.exchange import actions, reading
from ocop.exchange.columns import Kind
from ocop.platform import clock
from ocop.platform.actors import SYSTEM
gc.disable()
begun = time.perf_counter()
content = Path(sys.argv[2]).read_bytes()
sheet = reading.read(content, "list.xlsx", Kind(sys.argv[1]))
actions.carry_out(
    actor=SYSTEM, sheet=sheet, file_digest=sha256(content).hexdigest(), expected=None, now=clock.now()
)
print(time.perf_counter() - begun, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
"""


# -- lists ---------------------------------------------------------------------------------------------------


def lists() -> list[Figure]:
    """Pages of lists and searches in a small and in a large registry, and what the size costs.

    Pages are compared with as many rows as the small registry shows. One that is empty there is not compared:
    to show something costs more than to show nothing, whatever the size.
    """
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as made:
        home = Path(os.environ.get("OCOP_BENCH_REGISTRIES", made))
        there = Path(made) / "small.json"
        small = measured(home / str(REGISTRIES[0]), REGISTRIES[0])
        there.write_text(json.dumps(small), encoding="utf-8")
        large = measured(home / str(REGISTRIES[1]), REGISTRIES[1], there)
    group = f"lists of {REGISTRIES[1]:,} products, of {REGISTRIES[0]:,}, processor time of a whole page"
    goal = "goal: at most 1.5"
    figures, ratios = [], []
    for name, page in large.items():
        p50, p95, rows = (small[name][key] for key in ("p50", "p95", "rows"))
        figures += [
            Figure(group, f"{name}, p50, small, {rows} rows", p50, "ms"),
            Figure(group, f"{name}, p50, {page['rows']} rows", page["p50"], "ms"),
            Figure(group, f"{name}, p95", page["p95"], "ms"),
        ]
        ratio = page["like_p95"] / p95
        if not rows and page["rows"]:
            figures.append(Figure(group, f"{name}, p95", ratio, "x small", "not compared: empty there"))
            continue
        ratios.append((page["like_p50"] / p50, ratio))
        like = f", with {rows} rows" if rows < page["rows"] else ""
        figures.append(Figure(group, f"{name}, p95{like}", ratio, "x small", goal))
    for name, values in zip(("p50", "p95"), zip(*ratios, strict=True), strict=True):
        figures.append(Figure(group, f"the median page, {name}", median(values), "x small", goal))
    above = sum(ratio > 1.5 for _p50, ratio in ratios)
    figures.append(Figure(group, f"pages above the goal, of {len(ratios)} compared", above, "pages"))
    return figures


def measured(home: Path, size: int, there: Path | None = None) -> dict[str, dict[str, float]]:
    """The times of a registry of that size, seeded in `home` unless it stands there already."""
    tools = [sys.executable, "-m"]
    folder = Path(__file__).resolve().parent.parent
    if not (home / "var" / "ocop.sqlite3").exists():
        subprocess.run([*tools, "tools.seed_registry", str(home), str(size)], cwd=folder, check=True)
    asked = [*tools, "tools.measure_lists", str(home), *([str(there)] if there else [])]
    said = subprocess.run(asked, cwd=folder, check=True, capture_output=True, text=True).stdout
    times: dict[str, dict[str, float]] = json.loads(said)
    return times


# -- scans ---------------------------------------------------------------------------------------------------


def scans() -> list[Figure]:
    """The page behind a QR code against a constant response of the same size, on one server."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("OCOP_")}
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as home:
        built = [str(OCOP), "demo", "--no-serve"]
        subprocess.run(built, env=kept | {"OCOP_HOME": home}, check=True, stdout=subprocess.DEVNULL)
        # By itself, so that the command's own start stays out of this process.
        run = [sys.executable, "-m", "tools.bench_scans", home]
        said = json.loads(_output_in(run, kept))
    group = f"scans of a label: {said['size']:,} bytes; GS1's public resolver was not reachable to compare"
    waits = said["shown_after"]
    return [
        Figure(group, "constant response of the same size", said["constant"], "/s"),
        Figure(group, "page behind the code", said["page"], "/s"),
        Figure(
            group, "page against the constant", said["page"] / said["constant"], "x", "goal: at least 0.5"
        ),
        Figure(group, "page that the browser has already (304)", said["unchanged"], "/s"),
        Figure(group, "page drawn from the facts each time", said["cold"], "/s"),
        Figure(group, "a withdrawal shows after, middle", median(waits), "s", "goal: under 1"),
        Figure(group, "a withdrawal shows after, longest", max(waits), "s", "goal: under 1"),
    ]


# -- paint ---------------------------------------------------------------------------------------------------


def paint() -> list[Figure]:
    """The weight of public pages, and when the largest thing on them is painted on a slow phone and line."""
    with tempfile.TemporaryDirectory(prefix="ocop-bench-") as home, serving(Path(home)) as (port, _logins):
        paths = ["/", "/catalogue/", "/provinces/", *shown_products(Path(home))]
        run = [sys.executable, "-m", "tools.bench_paint", f"http://127.0.0.1:{port}", *paths]
        pages = json.loads(_output_in(run, os.environ))
    group = "public pages at 400 kbit/s and 400 ms, a phone's first visit"
    figures = []
    for path, page in pages.items():
        first = path == "/"
        figures += [
            Figure(group, f"{path}, bytes", page["total"], "B", "goal: at most 122,880" if first else ""),
            Figure(
                group, f"{path}, of them script", page["script"], "B", "goal: at most 30,720" if first else ""
            ),
            Figure(group, f"{path}, largest paint", page["largest"] / 1000, "s"),
        ]
    return figures


def _output_in(arguments: Sequence[str], environment: Mapping[str, str]) -> str:
    done = subprocess.run(arguments, env=environment, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=True)
    return done.stdout


GROUPS: Final[dict[str, Callable[[], list[Figure]]]] = {
    "scoring": scoring,
    "regimes": regimes,
    "cli": cli,
    "pages": pages,
    "journal": journal,
    "imports": imports,
    "lists": lists,
    "scans": scans,
    "paint": paint,
}

if __name__ == "__main__":
    raise SystemExit(main())
