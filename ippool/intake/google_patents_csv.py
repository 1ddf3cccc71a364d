"""Google Patents CSV: what a search on patents.google.com downloads (gp-search-….csv).

The first line is the address of the search, the second the header. Each record is one document under its publication number. Names
are separated by comma and space, which also stand inside a name (`Co., Ltd.`). Laid-open Japanese applications name each owner in
Japanese and in English, one after the other; other documents in the language of their office. Inventors are often named twice, so
that they cannot be counted. `grant date` is the day on which the granted patent was published. No share is stated.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from ippool.domain.names import OwnerName, split_owners
from ippool.domain.names.writing import is_cjk
from ippool.domain.numbers import PatentNumber
from ippool.domain.words import Words
from ippool.intake.documents import DOCUMENTS, carried_by, right_of
from ippool.intake.entries import Entry, FileRefused, PatentEntry, Reading, RecordRefused, line_of
from ippool.intake.facts import day, in_words, number_in_parts, one_each, title
from ippool.intake.format import Format, Head, head_of
from ippool.intake.sources import Source
from ippool.intake.tables import Row, entries, rows

_COLUMNS = frozenset(
    {"id", "title", "assignee", "inventor/author", "priority date", "filing/creation date", "publication date", "grant date"}
)
_ADDRESS = "search URL:"
_ID = re.compile(r"\s*(?P<office>[A-Z]{2})-(?P<digits>.+)-(?P<kind>[A-Z][0-9]?)\s*")


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield an entry for each document that the search found. Raises: FileRefused."""
    if not _begins_with_a_search(head_of(source, reading)):
        because = Words(
            "検索のアドレス（search URL:）で始まっていない。", "It does not begin with the address of a search (search URL:)."
        )
        raise FileRefused(source.name, line_of(1), because)
    found = rows(source, reading, layouts=[_COLUMNS], preamble=1)
    yield from entries(found, lambda row: _entry(row, reading), lambda row: row["id"])


def _recognize(head: Head) -> Words | None:
    if _begins_with_a_search(head) and set(head.columns(1)) >= _COLUMNS:
        return Words(
            "検索のアドレスで始まり、見出しは Google Patents のものである。",
            "It begins with the address of a search, and its header is that of Google Patents.",
        )
    return None


def _begins_with_a_search(head: Head) -> bool:
    return head.text.lstrip('"').startswith(_ADDRESS)


def _entry(row: Row, reading: Reading) -> PatentEntry:
    found = _ID.fullmatch(row["id"])
    if found is None:
        because = Words("US-9269954-B2 のような公報の番号ではない。", "It is no number of a document such as US-9269954-B2.")
        raise RecordRefused("id", row["id"], because)
    document = number_in_parts(
        found["office"],
        found["digits"],
        found["kind"],
        "id",
        reading,
        as_type=DOCUMENTS,
        cell=row["id"],
    )
    numbers = carried_by(document)
    owners = _owners(row["assignee"], document)
    return PatentEntry(
        place=row.place,
        cited=row["id"].strip(),
        jurisdiction=document.jurisdiction,
        right=right_of(document),
        publication=numbers.publication,
        registration=numbers.registration,
        international=numbers.international,
        title=in_words(title(row["title"])),
        owners=owners,
        owners_stated=bool(owners),
        filed_on=day(row["filing/creation date"], "filing/creation date"),
        priority_on=day(row["priority date"], "priority date"),
        published_on=day(row["publication date"], "publication date"),
        registered_on=day(row["grant date"], "grant date"),
    )


def _owners(cell: str, document: PatentNumber) -> tuple[OwnerName, ...]:
    owners = one_each([OwnerName(title(name)) for name in split_owners(cell)], "assignee")
    return _paired(owners) if document.office == "JP" and document.kind == "A" else owners


def _paired(owners: tuple[OwnerName, ...]) -> tuple[OwnerName, ...]:
    """Put the Japanese and the English names of each owner together, the Japanese ones first.

    The gazette names every owner in Japanese, so a name in Latin letters is another name of one of them. Where the names do not
    come in pairs throughout, it is not certain whose, and all are left as they are.
    """
    found: list[OwnerName] = []
    waiting: OwnerName | None = None
    for owner in owners:
        if waiting is None:
            if len(_scripts(owner)) == 2:
                found.append(_japanese_first(owner))
            else:
                waiting = owner
        elif _scripts(owner) == {not script for script in _scripts(waiting)}:
            found.append(_japanese_first(waiting, owner))
            waiting = None
        else:
            return owners
    return owners if waiting is not None else tuple(found)


def _scripts(owner: OwnerName) -> set[bool]:
    """Tell in which scripts an owner is named: True for Japanese, False for Latin."""
    return set(map(_is_japanese, (owner.text, *owner.spellings)))


def _is_japanese(name: str) -> bool:
    return any(map(is_cjk, name))


def _japanese_first(*same: OwnerName) -> OwnerName:
    names = [name for owner in same for name in (owner.text, *owner.spellings)]
    text, *spellings = sorted(names, key=_is_japanese, reverse=True)
    return replace(same[0], text=text, spellings=tuple(spellings))


FORMAT = Format("google-patents-csv", Words("Google Patents CSV", "Google Patents CSV"), "Google Patents", _recognize, read)
