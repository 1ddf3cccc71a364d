"""Lens CSV: patents as lens.org exports them, under the headers of 2020 (`Owners (US)`), of today (`Owners`) and of short exports.

Each record is one document. Several values of a cell are joined by `;;`. Numbers are as in DOCDB, publications with the office's
own spaces and slashes. The owners are those recorded, where the record has any, else the applicants: each recorded owner carries
the day of its recording. `Owners` has those of today. `Owners (US)` has everybody ever recorded in the United States, holders of a
security among them, so that only those recorded last are owners of today; the others are told as events. No share is stated.

An export without a column of numbers names its documents by Lens ID only, which tells no patent: its records are refused. The
export of scholarly works from the same site is no list of patents.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from ippool.domain.names import OwnerName
from ippool.domain.numbers import APPLICATIONS, NumberNotation, NumberType, PatentNumber
from ippool.domain.patents import Classification, LegalStatus
from ippool.domain.words import Words
from ippool.intake.documents import DOCUMENTS, Carried, carried_by, right_of
from ippool.intake.entries import (
    Entry,
    FileRefused,
    PatentEntry,
    Reading,
    RecordRefused,
    RightKind,
    SourceEvent,
    line_of,
)
from ippool.intake.facts import classification, day, in_words, number_in_parts, one_each, title
from ippool.intake.format import Format, Head, head_of
from ippool.intake.sources import Source
from ippool.intake.tables import Row, entries, rows

_COLUMNS = frozenset({"Lens ID", "Jurisdiction", "Publication Date", "Title", "Applicants", "Inventors"})
_SCHOLARLY = frozenset({"Lens ID", "Title", "Publication Type", "Source Title", "Author/s"})
_NUMBERS = ("Display Key", "Publication Number")
_TYPES = ("Document Type", "Type")
_TODAY, _HISTORY = "Owners", "Owners (US)"
_CLASSES = {"CPC Classifications": "CPC", "IPCR Classifications": "IPC", "US Classifications": "USPC"}
_BETWEEN = ";;"
_FILED_ONLY = " D0"
"""The kind with which the British office announces applications that are not laid open yet."""

_NUMBER = re.compile(r"(?P<office>[A-Z]{2}) (?P<digits>.+?) (?P<kind>[A-Z][0-9]?)(?: (?P<day>[0-9]{8}))?")
_MADE_UP = re.compile(r"[0-9]{4,}[DTXY]|Y[0-9]{4,}")
"""Application numbers that DOCDB makes of the document's number where it does not know the application's."""
_OWNER = re.compile(r"(?P<name>.*\S)\s*\((?P<day>[0-9]{4}-[0-9]{2}-[0-9]{2})\)", re.DOTALL)

_RIGHTS = {
    "design right": RightKind.DESIGN,
    "plant patent": RightKind.PLANT,
    "plant patent application": RightKind.PLANT,
    "statutory invention registration": RightKind.INVENTION_REGISTRATION,
    "defensive publication": RightKind.INVENTION_REGISTRATION,
}
_GRANTED = frozenset({"granted patent", "limited patent"})
_STATUSES: dict[str, LegalStatus | None] = {
    "ACTIVE": LegalStatus.GRANTED,
    "PATENTED": LegalStatus.GRANTED,
    "EXPIRED": LegalStatus.EXPIRED,
    "INACTIVE": LegalStatus.LAPSED,
    "DISCONTINUED": None,
    "PENDING": None,
    "UNKNOWN": None,
}
"""Legal Status. DISCONTINUED is an application that came to nothing, whether refused, withdrawn or abandoned."""


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield an entry for each document of the list. Raises: FileRefused."""
    if set(head_of(source, reading).columns()) >= _SCHOLARLY:
        raise FileRefused(
            source.name,
            line_of(1),
            Words(
                "学術文献の一覧（Lens の Scholarly Works）であり、特許の一覧ではない。",
                "It is a list of scholarly works (of the Lens), not of patents.",
            ),
            next_step=Words("Lens の特許検索から書き出す。", "Export it from the patent search of the Lens."),
        )
    yield from entries(rows(source, reading, layouts=[_COLUMNS]), lambda row: _entry(row, reading), _cited)


def _recognize(head: Head) -> Words | None:
    if set(head.columns()) >= _COLUMNS:
        return Words("Lens の特許一覧の見出しである。", "Its header is that of a list of patents from the Lens.")
    return None


def _cited(row: Row) -> str:
    return next((row.get(column).strip() for column in (*_NUMBERS, "Lens ID") if row.get(column).strip()), "")


def _entry(row: Row, reading: Reading) -> PatentEntry:
    published_on = day(row["Publication Date"], "Publication Date")
    filed_on = day(row.get("Application Date"), "Application Date")
    numbers, document = _numbers(row, reading, filed_on, published_on)
    kind = _document_type(row)
    owners, before = _owners(row)
    return PatentEntry(
        place=row.place,
        cited=_cited(row),
        jurisdiction=row["Jurisdiction"].strip(),
        right=_RIGHTS.get(kind) or right_of(document),
        application=numbers.application,
        publication=numbers.publication,
        registration=numbers.registration,
        international=numbers.international,
        title=_title(row),
        abstract=in_words(row.get("Abstract").strip()),
        owners=owners,
        owners_stated=bool(owners),
        inventors=len(_values(row["Inventors"])) or None,
        filed_on=filed_on,
        priority_on=day(row.get("Earliest Priority Date"), "Earliest Priority Date"),
        published_on=None if document.type in APPLICATIONS else published_on,
        priorities=_priorities(row, numbers.application, reading),
        classifications=_classes(row),
        events=(*before, *_grant(row, kind, published_on), *_status(row)),
    )


def _numbers(row: Row, reading: Reading, filed_on: date | None, published_on: date | None) -> tuple[Carried, PatentNumber]:
    """Read the numbers of a row, and return the one of its document. Raises: RecordRefused, also where there is no number."""
    office = row["Jurisdiction"].strip()
    filed = _number(row.get("Application Number").strip(), "Application Number", reading, APPLICATIONS, filed_on)
    column = next((column for column in _NUMBERS if row.get(column).strip()), "")
    text = row.get(column).strip()
    types = APPLICATIONS if text.endswith(_FILED_ONLY) else DOCUMENTS
    document = _number(text, column, reading, types, published_on)
    if (document and document.jurisdiction != office) or (filed and filed.office not in (office, "WO")):
        because = Words(f"番号の国・官庁は {office} ではない。", f"The office of the number is not {office}.")
        raise RecordRefused("Jurisdiction", office, because)
    is_own = filed is not None and filed.office == office
    either = document or (filed if is_own else None)
    if either is None:
        raise _without_number(row)
    numbers = carried_by(either)
    if filed is not None:
        numbers = replace(numbers, application=filed) if is_own else replace(numbers, international=filed)
    return numbers, either


def _without_number(row: Row) -> RecordRefused:
    column = next((column for column in _NUMBERS if column in row.cells), None)
    if column is not None:
        return RecordRefused(column, "", Words("特許番号がない。", "There is no patent number."))
    return RecordRefused(
        "Lens ID",
        row["Lens ID"],
        Words(
            "特許番号の列がなく、Lens ID だけではどの特許か分からない。Display Key の列も書き出す。",
            "Its export has no column of patent numbers, and a Lens ID alone tells no patent. Export the column Display Key too.",
        ),
    )


def _number(
    text: str, column: str, reading: Reading, types: frozenset[NumberType], dated: date | None = None
) -> PatentNumber | None:
    """Read a number; None where there is none, or one that DOCDB made up. Raises: RecordRefused."""
    if not text:
        return None
    found = _NUMBER.fullmatch(text)
    if found is None:
        because = Words(
            "US 2020/0291424 A1 のような、国・番号・種別の形ではない。",
            "It does not have office, number and kind, as US 2020/0291424 A1 has.",
        )
        raise RecordRefused(column, text, because)
    if types == APPLICATIONS and _MADE_UP.fullmatch(found["digits"]):
        return None
    stated = day(found["day"], column) if found["day"] else dated
    return number_in_parts(
        found["office"],
        found["digits"],
        found["kind"],
        column,
        reading,
        as_type=types,
        in_notation=NumberNotation.DOCDB,
        dated=stated,
        cell=text,
    )


def _priorities(row: Row, application: PatentNumber | None, reading: Reading) -> tuple[PatentNumber, ...]:
    """Read the earlier applications claimed; the application itself, which the Lens lists where there is no other, is none."""
    column = "Priority Numbers"
    found = (_number(text, column, reading, APPLICATIONS) for text in _values(row.get(column)))
    return tuple(dict.fromkeys(number for number in found if number is not None and number != application))


def _title(row: Row) -> Words:
    """Return the title; where the Lens has none it puts the number in its place."""
    text = title(row["Title"])
    return Words("", "") if text == _cited(row) else in_words(text)


def _document_type(row: Row) -> str:
    """Return the type of the document in lower case: `Granted Patent` of files is `GRANTED_PATENT` of the same site elsewhere."""
    return next((row.get(column).strip().lower().replace("_", " ") for column in _TYPES if row.get(column)), "")


def _owners(row: Row) -> tuple[tuple[OwnerName, ...], list[SourceEvent]]:
    """Return the owners of today, and the recordings of those before them."""
    column = next((column for column in (_TODAY, _HISTORY) if row.get(column).strip()), None)
    if column is None:
        return one_each([OwnerName(name) for name in _values(row["Applicants"])], "Applicants"), []
    recorded = [_recording(text, column) for text in _values(row[column])]
    last = max((one.on for one in recorded if one.on is not None), default=None)
    before = [one for one in recorded if column == _HISTORY and one.on not in (None, last)]
    owners = one_each([OwnerName(one.name) for one in recorded if one not in before], column)
    return owners, [SourceEvent(None, one.on, f"{column}: {one.name}") for one in before]


@dataclass(frozen=True, slots=True)
class _Recording:
    name: str
    on: date | None


def _recording(text: str, column: str) -> _Recording:
    found = _OWNER.fullmatch(text)
    return _Recording(title(found["name"]), day(found["day"], column)) if found else _Recording(text, None)


def _grant(row: Row, kind: str, published_on: date | None) -> Iterator[SourceEvent]:
    if kind in _GRANTED:
        yield SourceEvent(LegalStatus.GRANTED, published_on, f"{_cited(row)}: {kind}")


def _status(row: Row) -> Iterator[SourceEvent]:
    """Tell what the source says of today. An application of the United States ends before grant by abandonment only."""
    text = row.get("Legal Status").strip()
    if not text:
        return
    if text not in _STATUSES:
        raise RecordRefused("Legal Status", text, Words("知らない法的状態である。", "This legal status is not known."))
    status = _STATUSES[text]
    if text == "DISCONTINUED" and row["Jurisdiction"].strip() == "US":
        status = LegalStatus.ABANDONED
    yield SourceEvent(status, None, f"Legal Status: {text}")


def _classes(row: Row) -> tuple[Classification, ...]:
    found = (classification(scheme, text) for column, scheme in _CLASSES.items() for text in _values(row.get(column)))
    return tuple(dict.fromkeys(one for one in found if one is not None))


def _values(cell: str) -> list[str]:
    """Split a cell; what is named twice is there once."""
    return list(dict.fromkeys(text for part in cell.split(_BETWEEN) if (text := title(part))))


FORMAT = Format("lens-csv", Words("Lens CSV", "Lens CSV"), "Lens", _recognize, read)
