"""How much a record may say of one thing: beyond it no source means it, and the register could neither compare nor write it."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ippool.domain.words import Words
from ippool.intake.entries import ConveyanceEntry, Entry, PatentEntry, Refused, shown

LONGEST_NAME = 500
"""Characters of a name: it is compared with others, which takes its time."""
LONGEST_NAMES = 20_000
"""Characters of all names of a record together."""
MOST_NAMES = 300
_LONGEST = {"cited": 200, "title": 5_000, "conveyance": 1_000, "classification": 100, "event": 10_000}
"""Characters of other texts."""
_ABSTRACT = 100_000
"""Bytes of an abstract, as of any text that is typed."""
_MOST = {"classifications": 2_000, "priorities": 1_000, "events": 2_000, "properties": 20_000}

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_CONTROLS = Words("制御文字がある。", "It holds a control character.")
"""Those that nobody may type into the register either."""


def within_bounds(entry: Entry) -> Entry:
    """Return the entry, or its refusal where it says more of one thing than the register takes."""
    if isinstance(entry, Refused):
        return entry
    for field, value, because in _faults(entry):
        return Refused(entry.place, field, shown(value), because, shown(entry.cited))
    return entry


def fault_of_name(text: str) -> Words | None:
    """Say that a text is too long for a name, or None."""
    return _too_long(LONGEST_NAME) if len(text) > LONGEST_NAME else None


def fault_of_names(texts: list[str]) -> Words | None:
    """Say that names are too many or too long together, or None."""
    if len(texts) > MOST_NAMES:
        return Words(f"一件に {MOST_NAMES} を超える名称がある。", f"One record has more than {MOST_NAMES} names.")
    if sum(map(len, texts)) > LONGEST_NAMES:
        most = f"{LONGEST_NAMES:,}"
        return Words(f"名称は合わせて {most} 字までである。", f"Its names have more than {most} characters together.")
    return None


def _faults(entry: PatentEntry | ConveyanceEntry) -> Iterator[tuple[str, str, Words]]:
    if isinstance(entry, PatentEntry):
        texts = [("cited", entry.cited), ("title", entry.title.ja), ("title", entry.title.en)]
        texts += [("classification", f"{one.scheme} {one.symbol}") for one in entry.classifications]
        texts += [("event", one.text) for one in entry.events]
        lists = {"classifications": entry.classifications, "priorities": entry.priorities, "events": entry.events}
        named = {"owners": entry.owners}
        for abstract in (entry.abstract.ja, entry.abstract.en):
            if len(abstract.encode()) > _ABSTRACT:
                yield "abstract", abstract, Words("100 kB を超える。", "It is larger than 100 kB.")
            if _CONTROL.search(abstract):
                yield "abstract", abstract, _CONTROLS
    else:
        texts = [("cited", entry.cited), ("conveyance", entry.conveyance)]
        lists = {"properties": entry.properties}
        named = {"assignors": entry.assignors, "assignees": entry.assignees}
    for field, text in texts:
        if len(text) > _LONGEST[field]:
            yield field, text, _too_long(_LONGEST[field])
        if _CONTROL.search(text):
            yield field, text, _CONTROLS
    for field, found in lists.items():
        if len(found) > _MOST[field]:
            most = f"{_MOST[field]:,}"
            yield field, str(len(found)), Words(f"{most} を超える。", f"There are more than {most} of them.")
    for field, owners in named.items():
        names = [name for owner in owners for name in (owner.text, *owner.spellings)]
        for name in names:
            if (because := fault_of_name(name)) is not None:
                yield field, name, because
            if _CONTROL.search(name):
                yield field, name, _CONTROLS
        if (because := fault_of_names(names)) is not None:
            yield field, names[0], because


def _too_long(longest: int) -> Words:
    return Words(f"{longest:,} 字を超える。", f"It is longer than {longest:,} characters.")
