"""Under which licence this installation gives its data away."""

from __future__ import annotations

from typing import Final, NamedTuple

from django.conf import settings


class Licence(NamedTuple):
    """A licence by its short name, its whole name and where its text stands."""

    code: str
    name: str
    url: str


KNOWN: Final = {
    one.code: one
    for one in (
        Licence(
            "CC-BY-4.0",
            "Creative Commons Attribution 4.0 International",
            "https://creativecommons.org/licenses/by/4.0/",
        ),
        Licence(
            "CC0-1.0",
            "Creative Commons Zero 1.0 Universal",
            "https://creativecommons.org/publicdomain/zero/1.0/",
        ),
        Licence(
            "ODC-By-1.0",
            "Open Data Commons Attribution License 1.0",
            "https://opendatacommons.org/licenses/by/1-0/",
        ),
    )
}


def licence() -> Licence:
    """That of `OCOP_OPEN_DATA_LICENCE`: one of `KNOWN`, or the address of another."""
    chosen = settings.OCOP_OPEN_DATA_LICENCE
    return KNOWN.get(chosen) or Licence(chosen, chosen, chosen)
