"""The catalogue of a dump by DCAT 3 (W3C), as JSON-LD and as Turtle: tables, files, checksums, licence."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from django.conf import settings

from ocop.opendata import datasets, linked
from ocop.opendata.licences import licence

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from ocop.opendata.datasets import Dataset, Words

Node = dict[str, object]
PREFIXES: Final = {
    "adms": "http://www.w3.org/ns/adms#",
    "dcat": "http://www.w3.org/ns/dcat#",
    "dct": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "spdx": "http://spdx.org/rdf/terms#",
    "xsd": linked.XSD,
}
IANA: Final = "https://www.iana.org/assignments/media-types/"
FORMS: Final[Mapping[str, tuple[str, str]]] = {
    ".csv": ("text/csv", "CSV"),
    ".jsonld": ("application/ld+json", "JSON-LD"),
    ".parquet": ("application/vnd.apache.parquet", "Parquet"),
    ".json": ("application/json", "JSON"),
}
DAILY: Final = "http://publications.europa.eu/resource/authority/frequency/DAILY"
AGRICULTURE: Final = "http://publications.europa.eu/resource/authority/data-theme/AGRI"
CSVW: Final = "http://www.w3.org/ns/csvw"
LANGUAGES: Final = ("http://id.loc.gov/vocabulary/iso639-1/vi", "http://id.loc.gov/vocabulary/iso639-1/en")


@dataclass(frozen=True, slots=True)
class File:
    """A file of a dump: bytes, and SHA-256 as hexadecimal digits."""

    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Facts:
    """What the catalogue tells beside the tables. `since` is the first day any certificate tells of."""

    day: date
    made_at: datetime
    first_dump: date
    since: date | None
    files: Sequence[File]


def catalogue(facts: Facts) -> Node:
    """The catalogue as JSON-LD with its context inside, so that it is read without asking anybody."""
    publisher: Node = {
        "@id": f"{settings.OCOP_BASE_URL}/",
        "@type": "foaf:Agent",
        "foaf:name": settings.OCOP_OPEN_DATA_PUBLISHER,
    }
    tables = [_dataset(one, facts) for one in datasets.all_of_them()]
    return {
        "@context": PREFIXES,
        "@id": f"{linked.base()}catalog",
        "@type": "dcat:Catalog",
        "dct:title": [_text("Dữ liệu mở OCOP", "vi"), _text("OCOP open data", "en")],
        "dct:description": [_text(text, language) for language, text in _described().items()],
        "dct:publisher": publisher,
        "dct:license": {"@id": licence().url},
        "dct:issued": _day(facts.first_dump),
        "dct:modified": _typed(facts.made_at.isoformat(timespec="seconds"), "dateTime"),
        "dct:language": [{"@id": one} for one in LANGUAGES],
        "dct:spatial": {"@id": linked.thing("places", "VN")},
        "dcat:version": facts.day.isoformat(),
        "foaf:homepage": {"@id": linked.base()},
        "dcat:dataset": [*tables, _changes(facts)],
    }


def _described() -> dict[str, str]:
    words = {
        "vi": "Sản phẩm OCOP được công nhận, sao, giấy chứng nhận, quyết định và số liệu, mỗi ngày một bản.",
        "en": "Recognised OCOP products, stars, certificates, decisions and figures, one dump a day.",
    }
    if settings.OCOP_TRIAL_DATA:
        words["vi"] += " Dữ liệu thử: đơn vị hành chính có thật, người và sản phẩm là giả."
        words["en"] += " Trial data: the places are real, people and products are invented."
    return words


def _dataset(dataset: Dataset, facts: Facts) -> Node:
    named = {file.name: file for file in facts.files}
    forms = [named[f"{dataset.name}{ending}"] for ending in (".csv", ".jsonld", ".parquet")]
    node = _frame(dataset.name, dataset.title, dataset.about, facts)
    node["dcat:distribution"] = [_distribution(file, facts) for file in forms]
    return node


def _changes(facts: Facts) -> Node:
    node = _frame("changes", CHANGES, CHANGES_ABOUT, facts)
    node["dcat:distribution"] = [
        _distribution(file, facts) for file in facts.files if file.name.startswith("changes.")
    ]
    return node


CHANGES: Final = datasets.Words(vi="Thay đổi so với bản trước", en="Changes since the dump before")
CHANGES_ABOUT: Final = datasets.Words(
    vi="Những dòng thêm, sửa, bớt của từng bảng so với bản trước.",
    en="Rows added, changed and removed in each table since the dump before.",
)


def _frame(name: str, title: Words, about: Words, facts: Facts) -> Node:
    period: Node = {"@type": "dct:PeriodOfTime", "dcat:endDate": _day(facts.day)}
    if facts.since is not None:
        period["dcat:startDate"] = _day(facts.since)
    return {
        "@id": f"{linked.base()}#{name}",
        "@type": "dcat:Dataset",
        "dct:identifier": name,
        "dct:title": [_text(title.vi, "vi"), _text(title.en, "en")],
        "dct:description": [_text(about.vi, "vi"), _text(about.en, "en")],
        "dct:publisher": {"@id": f"{settings.OCOP_BASE_URL}/"},
        "dct:license": {"@id": licence().url},
        "dct:issued": _day(facts.first_dump),
        "dct:modified": _day(facts.day),
        "dct:language": [{"@id": LANGUAGES[0]}],
        "dct:spatial": {"@id": linked.thing("places", "VN")},
        "dct:temporal": period,
        "dct:accrualPeriodicity": {"@id": DAILY},
        "dcat:theme": {"@id": AGRICULTURE},
        "dcat:keyword": [_text("OCOP", "vi"), _text("mỗi xã một sản phẩm", "vi")],
        "dcat:landingPage": {"@id": linked.base()},
        "dcat:version": facts.day.isoformat(),
    }


def _distribution(file: File, facts: Facts) -> Node:
    ending = file.name[file.name.rindex(".") :]
    media_type, title = FORMS[ending]
    address = f"{linked.base()}{facts.day.isoformat()}/{file.name}"
    node: Node = {
        "@id": address,
        "@type": "dcat:Distribution",
        "dct:title": title,
        "dct:issued": _day(facts.day),
        "dct:license": {"@id": licence().url},
        "dcat:accessURL": {"@id": linked.base()},
        "dcat:downloadURL": {"@id": address},
        "dcat:mediaType": {"@id": f"{IANA}{media_type}"},
        "dcat:byteSize": _typed(str(file.size), "nonNegativeInteger"),
        "spdx:checksum": {
            "@type": "spdx:Checksum",
            "spdx:algorithm": {"@id": f"{PREFIXES['spdx']}checksumAlgorithm_sha256"},
            "spdx:checksumValue": _typed(file.sha256, "hexBinary"),
        },
    }
    if ending == ".csv":
        node["dct:conformsTo"] = {"@id": CSVW}
    return node


def turtle(node: Node) -> str:
    """The same in Turtle: prefixes, then each node with an address by itself."""
    lines = [f"@prefix {name}: <{address}> ." for name, address in PREFIXES.items()]
    waiting: list[Node] = [node]
    while waiting:
        one = waiting.pop(0)
        said = _said(one, waiting)
        lines += ["", f"<{one['@id']}>\n    " + " ;\n    ".join(said) + " ."]
    return "\n".join(lines) + "\n"


def _said(node: Node, waiting: list[Node]) -> list[str]:
    """The statements of a node; nodes with addresses and statements of their own wait for their turn."""
    said = [f"a {node['@type']}"] if "@type" in node else []
    for name, value in node.items():
        if name.startswith("@"):
            continue
        values = value if isinstance(value, list) else [value]
        said.append(f"{name} {', '.join(_object(one, waiting) for one in values)}")
    return said


def _object(value: object, waiting: list[Node]) -> str:
    if not isinstance(value, dict):
        return _quoted(str(value))
    if "@value" in value:
        text = _quoted(str(value["@value"]))
        return f"{text}@{value['@language']}" if "@language" in value else f"{text}^^{value['@type']}"
    if "@id" in value:
        if len(value) > 1:
            waiting.append(value)
        return f"<{value['@id']}>"
    return f"[ {' ; '.join(_said(value, waiting))} ]"


def _quoted(text: str) -> str:
    """A string of Turtle takes the escapes of JSON."""
    return json.dumps(text, ensure_ascii=False)


def _text(text: str, language: str) -> Node:
    return {"@value": text, "@language": language}


def _typed(text: str, kind: str) -> Node:
    return {"@value": text, "@type": f"xsd:{kind}"}


def _day(day: date) -> Node:
    return _typed(day.isoformat(), "date")
