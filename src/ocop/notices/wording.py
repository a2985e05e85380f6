"""What notices say: texts in files, by code and version. A version once published is never changed.

`wordings/<code>.json` holds every version of a text in both languages; `published.json` holds the digest of
each, so that a change without a new version is found. A message keeps code, version and facts, and reads the
same for ever. What leaves the program (`outside`) may name a receipt and nothing else: no person, no product,
no score.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from string import Formatter
from typing import Final, Literal

import msgspec
from django.db import models
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ocop.notices.channels import LONGEST_LINK, SMS_PARTS, ZALO_CHARACTERS, sms_parts
from ocop.people.roles import ROLES

FOLDER: Final = Path(__file__).parent / "wordings"
PUBLISHED: Final = "published.json"
LANGUAGES: Final = ("vi", "en")
ALLOWED_OUTSIDE: Final = frozenset({"receipt"})
# Digits could be points or days of a person; the words speak of scores.
SCORES: Final = re.compile(r"\d|\bđiểm\b|\bsao\b|\bpoints?\b|\bscores?\b|\bstars?\b|★", re.IGNORECASE)
LONGEST_RECEIPT: Final = "00-00000-2026-000000"


class Category(models.TextChoices):
    """Kinds of notice for which a person chooses channels."""

    DOSSIERS = "dossiers", gettext_lazy("Dossiers: filed, returned, sent on")
    COUNCILS = "councils", gettext_lazy("Councils: invitations")
    RESULTS = "results", gettext_lazy("Results, decisions and certificates")
    DEADLINES = "deadlines", gettext_lazy("Reminders of last days")
    ACCOUNT = "account", gettext_lazy("Account and roles")


class Text(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A heading and what follows it."""

    subject: str
    body: str


class Version(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One version of a text. `facts` are the placeholders it may use, with what each holds."""

    version: int
    since: date
    facts: dict[str, Literal["text", "day", "role"]]
    inbox: dict[str, Text]
    outside: dict[str, Text]
    button: dict[str, str]


class Wording(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Every version of one text; `audience` says in both languages who gets it."""

    category: Category
    audience: dict[str, str]
    versions: tuple[Version, ...]

    @property
    def latest(self) -> Version:
        """The version that new messages are written in."""
        return self.versions[-1]

    def version(self, number: int) -> Version:
        """A version by its number. Raises: LookupError."""
        found = next((one for one in self.versions if one.version == number), None)
        if found is None:
            raise LookupError(number)
        return found


class Unknown(LookupError):
    """There is no text of this code; `args[0]` is the code."""


@dataclass(frozen=True, slots=True)
class Letter:
    """A message in words, in one language. `outside_*` is what may leave the program, without its link."""

    subject: str
    body: str
    button: str
    outside_subject: str
    outside_body: str


def codes() -> list[str]:
    """Every text there is, by code."""
    return sorted(path.stem for path in FOLDER.glob("*.json") if path.name != PUBLISHED)


@lru_cache(maxsize=256)
def wording(code: str) -> Wording:
    """A text by its code. Raises: Unknown; msgspec.DecodeError for a file that is not of the shape."""
    if code not in codes():
        raise Unknown(code)
    return msgspec.json.decode((FOLDER / f"{code}.json").read_bytes(), type=Wording)


def checked_facts(code: str, facts: Mapping[str, object]) -> dict[str, str]:
    """The facts as they are stored: days in ISO form. Raises: ValueError unless they are those declared."""
    declared = wording(code).latest.facts
    if facts.keys() != declared.keys():
        raise ValueError(f"{code} takes {sorted(declared)}, not {sorted(facts)}")
    return {name: "" if value is None else str(value) for name, value in facts.items()}


def letter(code: str, version: int, facts: Mapping[str, str], language: str) -> Letter:
    """A message in words. Raises: Unknown, LookupError for a version that is not there."""
    text = wording(code).version(version)
    with translation.override(language):
        said = {name: _said(kind, facts.get(name, "")) for name, kind in text.facts.items()}
    return _filled(text, said, language)


def sample(code: str, version: int, language: str) -> Letter:
    """A text with the names of its facts in brackets, to be looked at. Raises: Unknown, LookupError."""
    text = wording(code).version(version)
    said = {name: f"[{name}]" for name in text.facts}
    return _filled(text, said, language)


def shown_language() -> str:
    """The language of the page, when texts are in it; else the first they are in."""
    chosen = (translation.get_language() or "")[:2]
    return chosen if chosen in LANGUAGES else LANGUAGES[0]


def _filled(text: Version, said: Mapping[str, str], language: str) -> Letter:
    inbox, outside = text.inbox[language], text.outside[language]
    return Letter(
        subject=inbox.subject.format_map(said),
        body=inbox.body.format_map(said),
        button=text.button[language],
        outside_subject=outside.subject.format_map(said),
        outside_body=outside.body.format_map(said),
    )


def _said(kind: str, value: str) -> str:
    match kind:
        case "day":
            return date_format(date.fromisoformat(value), "SHORT_DATE_FORMAT") if value else _("no day set")
        case "role":
            return str(ROLES[value].name) if value in ROLES else value
        case _:
            return value or "\N{EN DASH}"


def digest(version: Version) -> str:
    """The SHA-256 of a version: two texts with the same one say the same."""
    return hashlib.sha256(msgspec.json.encode(version, order="sorted")).hexdigest()


def published() -> dict[str, dict[str, str]]:
    """The digests of every version that was published, by code and number."""
    file = FOLDER / PUBLISHED
    found: dict[str, dict[str, str]] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    return found


def defects() -> list[str]:
    """Everything wrong with the texts, each with its code and version; empty when all is well."""
    found: list[str] = []
    for code in codes():
        try:
            text = wording(code)
        except msgspec.DecodeError as error:
            found.append(f"{code}: {error}")
            continue
        found += [f"{code}: {fault}" for fault in _faults_of(code, text)]
    known = set(codes())
    found += [f"{code}: published, but its file is gone" for code in sorted(published().keys() - known)]
    return found


def _faults_of(code: str, text: Wording) -> Iterator[str]:
    numbers = [one.version for one in text.versions]
    if not numbers or numbers != list(range(1, len(numbers) + 1)):
        yield f"versions are {numbers}, not 1, 2, 3"
    if set(text.audience) != set(LANGUAGES):
        yield "audience is not said in both languages"
    held = published().get(code, {})
    for one in text.versions:
        stored = held.get(str(one.version))
        if stored is None:
            yield f"version {one.version} is not published: python -m tools.wordings"
        elif stored != digest(one):
            yield f"version {one.version} was changed after it was published: make a new version instead"
        yield from (f"version {one.version}: {fault}" for fault in version_faults(one))
    for number in sorted(held.keys() - {str(number) for number in numbers}):
        yield f"version {number} was published, but is gone"


def version_faults(version: Version) -> Iterator[str]:
    """What is wrong with one version of a text."""
    for part in ("inbox", "outside", "button"):
        if set(getattr(version, part)) != set(LANGUAGES):
            yield f"{part} is not said in both languages"
            return
    for language in LANGUAGES:
        inbox, outside = version.inbox[language], version.outside[language]
        undeclared = _placeholders(inbox.subject, inbox.body, version.button[language]) - version.facts.keys()
        if undeclared:
            yield f"{language}: not among its facts: {', '.join(sorted(undeclared))}"
        yield from (f"{language}, outside: {fault}" for fault in _outside_faults(version, outside))


def _outside_faults(version: Version, text: Text) -> Iterator[str]:
    used = _placeholders(text.subject, text.body)
    if forbidden := used - ALLOWED_OUTSIDE:
        yield f"may not leave the program: {', '.join(sorted(forbidden))}"
    if undeclared := (used & ALLOWED_OUTSIDE) - version.facts.keys():
        yield f"not among its facts: {', '.join(sorted(undeclared))}"
    if SCORES.search(f"{text.subject} {text.body}"):
        yield "speaks of points or stars, or holds a number"
    longest = text.body.replace("{receipt}", LONGEST_RECEIPT)
    if len(longest) > ZALO_CHARACTERS:
        yield f"{len(longest)} letters; Zalo takes {ZALO_CHARACTERS}"
    parts = sms_parts(f"{longest} {'x' * LONGEST_LINK}")
    if parts > SMS_PARTS:
        yield f"{parts} parts as a text message; {SMS_PARTS} are allowed"


def _placeholders(*texts: str) -> set[str]:
    return {name for text in texts for _before, name, _spec, _conversion in Formatter().parse(text) if name}
