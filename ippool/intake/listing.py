"""A listing: one row for each patent that its reader may know of, as CSV or XLSX, and back again exactly (LISTING.md).

Lists within a cell stand with semicolons between their entries; a semicolon or backslash of an entry has a backslash before it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import TypeVar

from ippool.domain.labs import Scheme
from ippool.domain.patents import LegalStatus, ShareBasis
from ippool.domain.words import Words
from ippool.intake.sheet_files import TableRefused, TableWriter, rows_of, table_to

T = TypeVar("T")

SHEET = "listing"
COLUMNS = (
    "code",
    "number",
    "title_ja",
    "title_en",
    "jurisdiction",
    "application_number",
    "publication_number",
    "registration_number",
    "filed_on",
    "published_on",
    "registered_on",
    "expires_on",
    "legal_status",
    "owners",
    "owners_ja",
    "owners_en",
    "shares",
    "share_bases",
    "labs",
    "schemes",
    "listed",
    "on",
)


@dataclass(frozen=True, slots=True)
class ListedOwner:
    """One owner on the day: `share` is None exactly where it is not stipulated."""

    code: str
    name: Words
    share: Fraction | None
    basis: ShareBasis


@dataclass(frozen=True, slots=True)
class ListedLab:
    """One lab the patent belongs to on the day."""

    code: str
    scheme: Scheme


@dataclass(frozen=True, slots=True)
class ListingRow:
    """One patent as of a day. Shape: numbers as their office prints them; `expires_on` is the last day in force."""

    code: str
    number: str
    title: Words
    jurisdiction: str
    application_number: str | None
    publication_number: str | None
    registration_number: str | None
    filed_on: date | None
    published_on: date | None
    registered_on: date | None
    expires_on: date | None
    legal_status: LegalStatus
    owners: tuple[ListedOwner, ...]
    labs: tuple[ListedLab, ...]
    listed: bool
    on: date


def listing_to(file: Path) -> AbstractContextManager[TableWriter]:
    """Open a new listing for the cells of rows. Raises: PlaceRefused, TableUnwritable, OSError; then there is no file."""
    return table_to(file, SHEET, COLUMNS)


def read_listing(file: Path) -> Iterator[ListingRow]:
    """Yield the rows of a listing as they were written. Raises: PlaceRefused, TableRefused."""
    for line, cells in rows_of(file, SHEET, COLUMNS):
        yield _row(file.name, line, cells)


def cells_of(row: ListingRow) -> tuple[str, ...]:
    """Write a row as cells, in the order of the columns."""
    return (
        row.code,
        row.number,
        row.title.ja,
        row.title.en,
        row.jurisdiction,
        row.application_number or "",
        row.publication_number or "",
        row.registration_number or "",
        *(day.isoformat() if day else "" for day in (row.filed_on, row.published_on, row.registered_on, row.expires_on)),
        row.legal_status,
        _joined([owner.code for owner in row.owners]),
        _joined([owner.name.ja for owner in row.owners]),
        _joined([owner.name.en for owner in row.owners]),
        _joined(["" if owner.share is None else str(owner.share) for owner in row.owners]),
        _joined([owner.basis for owner in row.owners]),
        _joined([lab.code for lab in row.labs]),
        _joined([lab.scheme for lab in row.labs]),
        "true" if row.listed else "false",
        row.on.isoformat(),
    )


def _row(file: str, line: int, cells: dict[str, str]) -> ListingRow:
    def read(column: str, how: Callable[[str], T], text: str) -> T:
        try:
            return how(text)
        except (ValueError, KeyError, ZeroDivisionError):
            because = Words(f"{text!r} は読めない。", f"{text!r} cannot be read.")
            raise TableRefused(file, line, column, because) from None

    def day(column: str) -> date | None:
        return read(column, date.fromisoformat, cells[column]) if cells[column] else None

    def several(first: str, *others: str) -> Iterator[tuple[str, ...]]:
        count = len(read(first, _parted, cells[first]))
        lists = []
        for column in (first, *others):
            # A list whose only entry is empty is written as nothing.
            entries = read(column, _parted, cells[column]) or [""] * min(count, 1)
            if len(entries) != count:
                because = Words(f"{first} と数が揃わない。", f"It has not as many entries as {first}.")
                raise TableRefused(file, line, column, because)
            lists.append(entries)
        return zip(*lists, strict=True)

    return ListingRow(
        code=cells["code"],
        number=cells["number"],
        title=Words(cells["title_ja"], cells["title_en"]),
        jurisdiction=cells["jurisdiction"],
        application_number=cells["application_number"] or None,
        publication_number=cells["publication_number"] or None,
        registration_number=cells["registration_number"] or None,
        filed_on=day("filed_on"),
        published_on=day("published_on"),
        registered_on=day("registered_on"),
        expires_on=day("expires_on"),
        legal_status=read("legal_status", LegalStatus, cells["legal_status"]),
        owners=tuple(
            ListedOwner(
                code,
                Words(ja, en),
                read("shares", Fraction, share) if share else None,
                read("share_bases", ShareBasis, basis),
            )
            for code, ja, en, share, basis in several("owners", "owners_ja", "owners_en", "shares", "share_bases")
        ),
        labs=tuple(ListedLab(code, read("schemes", Scheme, scheme)) for code, scheme in several("labs", "schemes")),
        listed=read("listed", _FLAGS.__getitem__, cells["listed"]),
        on=read("on", date.fromisoformat, cells["on"]),
    )


_FLAGS = {"true": True, "false": False}
_MARK = re.compile(r"[;\\]")
_ENTRY = re.compile(r"((?:[^;\\]|\\.)*)(; |\Z)", re.DOTALL)


def _joined(entries: Sequence[str]) -> str:
    return "; ".join(_MARK.sub(r"\\\g<0>", entry) for entry in entries)


def _parted(cell: str) -> list[str]:
    found: list[str] = []
    place = 0
    while cell:
        entry = _ENTRY.match(cell, place)
        if entry is None:
            raise ValueError(cell)
        found.append(re.sub(r"\\(.)", r"\1", entry[1], flags=re.DOTALL))
        if not entry[2]:
            break
        place = entry.end()
    return found
