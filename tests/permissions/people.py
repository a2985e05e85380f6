"""The kinds of person whom every address of the program is tried with, and the groups the table speaks of.

All objects of the table lie in Tả Van, Lào Cai ("own"); a twin of each lies in Bảo Lâm, Cao Bằng ("other").
"""

from __future__ import annotations

from typing import Final

PEOPLE: Final[dict[str, str]] = {
    "public": "nobody signed in",
    "guest": "signed in, without an office",
    "lan": "the producer itself",
    "sua": "another producer of the same commune",
    "khanh": "a producer of the other province",
    "minh": "officer of the commune",
    "tinh": "officer of another commune of the province",
    "binh": "officer of the other province's commune",
    "hoa": "officer of the province",
    "dung": "officer of the other province",
    "cuc": "leader of the province",
    "mai": "chair of the council",
    "phuc": "secretary of the council",
    "tuan": "member of the council with a sheet",
    "ngoc": "member who withdrew from every case for an interest",
    "kien": "chair of the other province's council",
    "an": "inspector of the province",
    "giang": "inspector of the other province",
    "que": "officer of the province's agriculture sector, which leads the set of the products",
    "yen": "officer of the province's health sector, which does not",
    "kim": "member of the province's steering committee",
    "hang": "officer of the province whose session lacks the second factor",
    "bich": "secretary of the province's advisory team, who reviews two dossiers",
    "tam": "administrator of the province",
    "thu": "officer of the ministry",
    "quan": "administrator of the country",
}

GROUPS: Final[dict[str, str]] = {
    "PRODUCERS": "lan sua khanh",
    "OFFICES": "minh hoa",
    "PROVINCE": "hoa cuc an",
    "COUNTRY": "thu quan",
    "COUNCIL": "mai phuc tuan",
    # The offices that read what was filed in the commune.
    "READERS": "minh hoa cuc an thu quan",
    # The offices beside the province's OCOP office, and those of them that read the products.
    "BESIDE": "que yen kim",
    "LOOKERS": "que kim",
    # The offices that read who carries the programme: everywhere, in the own province, only in the other.
    "STEERING": "minh tinh binh hoa dung cuc an giang thu quan BESIDE",
    "STEERED": "minh tinh hoa cuc an thu quan BESIDE",
    "ELSEWHERE": "binh dung giang",
    # Of these, the ones that also read what a council does.
    "ABOVE": "hoa cuc an thu quan",
    # Who sees accounts, and who opens them, each in the own territory.
    "ACCOUNTS": "minh tinh binh hoa dung cuc an giang thu tam quan",
    "OPENERS": "minh tinh binh hoa dung tam quan",
}


def names(words: str) -> list[str]:
    """The people that names and groups stand for. Raises: ValueError for an unknown one."""
    found: list[str] = []
    for word in words.split():
        if word in GROUPS:
            found += names(GROUPS[word])
        elif word in PEOPLE:
            found.append(word)
        else:
            raise ValueError(f"{word} is neither a person nor a group of tests/permissions/people.py")
    return found
