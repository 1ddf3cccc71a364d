"""The applicants of an OPS document: each is named in several formats, and is one owner with several spellings."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import lru_cache
from xml.etree.ElementTree import Element

from ippool.domain.names import NameKind, OwnerName, merged_spellings
from ippool.domain.words import Words
from ippool.intake.entries import RecordRefused
from ippool.intake.facts import in_words, name
from ippool.intake.markup import text_of

_COUNTRY = re.compile(r"\s*\[([A-Z]{2})\]$")
_STANDARDIZED = ("docdb", "epodoc")
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe", "æ": "ae", "œ": "oe", "ß": "ss"})
_MOST = 500
"""No document has more names of one format than this."""


@dataclass(frozen=True, slots=True)
class NamedParty:
    """One mention of an applicant or inventor; `country` is what stands in brackets behind the name."""

    format: str
    sequence: int
    name: str
    country: str | None


def named_parties(bibliography: Element, role: str) -> tuple[NamedParty, ...]:
    """Return the applicants or inventors in the format that names each of them once, as far as one does. Raises: RecordRefused."""
    found = list(_mentions(bibliography, role))
    return tuple(one for one in found if one.format == _leading(found))


def owners_of(bibliography: Element, inventors: Collection[str]) -> tuple[OwnerName, ...]:
    """Return one owner for each applicant, named as it was filed, with its other spellings. Raises: RecordRefused.

    `inventors` are the standardized names of the inventors: an applicant who is one of them is a person.
    """
    mentions = list(_mentions(bibliography, "applicant"))
    leading = _leading(mentions)
    first = [[one] for one in mentions if one.format == leading]
    by_sequence = {group[0].sequence: group for group in first}
    named = Counter(one.format for one in mentions)
    groups = list(first)
    for one in mentions:
        if one.format != leading:
            begins_again = bool(first) and named[one.format] % len(first) == 0
            in_turn = first[(one.sequence - 1) % len(first)] if begins_again else []
            group = by_sequence.get(one.sequence) or _repeated(one, in_turn, groups)
            if group is None:
                groups.append(group := [])
            group.append(one)
    return tuple(_owner(group, inventors) for group in groups)


def _mentions(bibliography: Element, role: str) -> Iterator[NamedParty]:
    """Yield every name of a role in the order of the document; what has no name is none. Raises: RecordRefused."""
    for place, element in enumerate(bibliography.findall(f"parties/{role}s/{role}"), 1):
        if place > _MOST:
            raise RecordRefused(role, str(place), Words("名称が多すぎる。", "There are too many names."))
        stated = element.get("sequence", str(place)).strip()
        if not (stated.isascii() and stated.isdecimal()) or len(stated) > 4:
            raise RecordRefused(f"{role}/@sequence", stated, Words("順番ではない。", "It is no place in a sequence."))
        written = name(text_of(element.find(f"{role}-name")), f"{role}-name")
        country = _COUNTRY.search(written)
        # A name that was filed ends in the comma that stood before its address.
        text = _COUNTRY.sub("", written).strip(" ,;")
        residence = text_of(element.find("residence/country"))
        if text:
            yield NamedParty(element.get("data-format", ""), int(stated), text, country[1] if country else residence or None)


def _leading(mentions: list[NamedParty]) -> str:
    """Return the format that standardizes names, since it names each party once; else the first one."""
    formats = [one.format for one in mentions]
    return next((one for one in _STANDARDIZED if one in formats), formats[0] if formats else "")


def _repeated(one: NamedParty, in_turn: list[NamedParty], groups: list[list[NamedParty]]) -> list[NamedParty] | None:
    """Find whom a name repeats that goes on after the last one: in its turn, or wherever it is written alike; None: nobody.

    In its turn a name may repeat another in a script in which that is not written yet, never one that is merely different.
    """
    if any(_is_alike(one.name, other.name) for other in in_turn):
        return in_turn
    if in_turn and all(_in_two_scripts(one.name, other.name) for other in in_turn):
        return in_turn
    letters = _letters(one.name)
    return next((group for group in groups if any(_letters(other.name) == letters for other in group)), None)


def _is_alike(first: str, second: str) -> bool:
    return _letters(first) == _letters(second) or len(merged_spellings((first, second))) == 1


@lru_cache(maxsize=4096)
def _letters(name: str) -> str:
    return "".join(letter for letter in name.casefold().translate(_UMLAUTS) if letter.isalnum())


def _in_two_scripts(first: str, second: str) -> bool:
    return bool(in_words(first).ja) != bool(in_words(second).ja)


def _owner(group: list[NamedParty], inventors: Collection[str]) -> OwnerName:
    as_filed = [one for one in group if one.format not in _STANDARDIZED]
    names = list(dict.fromkeys(one.name for one in (*as_filed, *group)))
    return OwnerName(
        text=names[0],
        spellings=tuple(names[1:]),
        country=next((one.country for one in group if one.country), None),
        stated_kind=NameKind.PERSON if any(one.name in inventors for one in group) else None,
    )
