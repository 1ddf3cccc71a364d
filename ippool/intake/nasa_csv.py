"""NASA CSV: the patents and applications that NASA offers for licensing, in the layouts of 2014 and of its open data portal.

Both went through a spreadsheet, which cost them zeros (`12/45,970`), slashes, centuries (`04/03/1932` for 2032) and digits. What
can be one thing only is read, everything else is refused. No day stands as `0000-00-00` or as the first second of 1970. The list
tells the center that handles a case and its number there, all of them of the United States; a case of another country is given with
the number of the American application, so that its own is not known.

The list does not say who owns a patent. Most are NASA's, but those of the Jet Propulsion Laboratory are licensed by the California
Institute of Technology, and others are owned with companies: taking NASA for the only owner would hide whose consent is needed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from ippool.domain.numbers import APPLICATIONS, NumberNotation, NumberType, PatentNumber
from ippool.domain.patents import LegalStatus
from ippool.domain.words import Words
from ippool.intake.documents import right_of
from ippool.intake.entries import Entry, PatentEntry, Reading, RecordRefused, RightKind, SourceEvent
from ippool.intake.facts import day, in_words, number_in_parts, title
from ippool.intake.format import Format, Head
from ippool.intake.sources import Source
from ippool.intake.tables import Row, entries, rows


@dataclass(frozen=True, slots=True)
class _Layout:
    """The columns of a layout; `told` are those that say who handles the case and where it stands."""

    case: str
    application: str
    expiry: str
    told: tuple[str, ...]

    @property
    def columns(self) -> frozenset[str]:
        return frozenset({self.case, self.application, self.expiry, *self.told, "Patent Number", "Title"})


_STATUS = "Status"
_LAYOUTS = (
    _Layout("Case Number", "Application SN", "Patent Expiration Date", (_STATUS, "Center")),
    _Layout("Reference Number", "Serial Number", "Expiration Date", ("Facility", "Office")),
)
_STATUSES = {"Issued": LegalStatus.GRANTED, "Application": None}

_SERIAL = re.compile(r"\s*(?P<series>[0-9]{2})\s*/\s*(?P<serial>[0-9]{1,3},?[0-9]{3})\s*")
_SERIES = re.compile(r"0[2-9]|1[0-9]|29|6[0-4]")
"""Series of applications since 1948: of patents, designs (29) and provisional applications (60 to 64)."""
_NO_NUMBER = re.compile(r"\s*/?\s*0?\s*")
_FOREIGN_CASE = re.compile(r".*-(?:AU|CA|CN|DE|EP|FR|GB|JP|KR|PCT|WO)")
"""Cases of other countries. CU, NP and SB are marks of the Langley center, and their cases American."""
_FIRST_PATENT_OF_1958 = 2_818_567
_FIRST_EXPIRY = date(1975, 1, 1)
"""NASA was founded in 1958; seventeen years later its first patents expired."""

_NO_DAY = frozenset({"", "0000-00-00", "1970-01-01"})
_MIDNIGHT = " 00:00:00"
_AMERICAN = re.compile(r"(?P<month>[0-9]{1,2})/(?P<day>[0-9]{1,2})/(?P<year>[0-9]{4})")
_NAMES = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTHS = {name: f"{month:02d}" for month, name in enumerate(_NAMES, 1)}
_MONTH = f"(?P<month>{'|'.join(_MONTHS)})[a-z]*[.]?"
_IN_WORDS = (
    re.compile(rf"{_MONTH} (?P<day>[0-9]{{1,2}}),? (?P<year>[0-9]{{4}})", re.IGNORECASE),
    re.compile(rf"(?P<day>[0-9]{{1,2}})[ -]{_MONTH}[ -](?P<year>[0-9]{{4}})", re.IGNORECASE),
)


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield an entry for each case of the list. Raises: FileRefused."""
    found = rows(source, reading, layouts=[layout.columns for layout in _LAYOUTS])
    yield from entries(found, lambda row: _entry(row, _layout_of(row), reading), lambda row: title(row[_layout_of(row).case]))


def _layout_of(row: Row) -> _Layout:
    return next(layout for layout in _LAYOUTS if layout.columns <= row.cells.keys())


def _recognize(head: Head) -> Words | None:
    if any(set(head.columns()) >= layout.columns for layout in _LAYOUTS):
        return Words("NASA の特許一覧の見出しである。", "Its header is that of NASA's list of patents.")
    return None


def _entry(row: Row, layout: _Layout, reading: Reading) -> PatentEntry:
    case = title(row[layout.case])
    application, registration = _application(row, layout, reading), _registration(row, reading)
    if _FOREIGN_CASE.fullmatch(case) and registration is None:
        because = Words(
            "外国の出願であり、その番号は書かれていない。",
            "It is a case of another country, whose number the list does not have.",
        )
        raise RecordRefused(layout.case, case, because)
    if application is None and registration is None:
        because = Words("特許番号も出願番号もない。", "There is neither a patent number nor that of an application.")
        raise RecordRefused(layout.application, row[layout.application], because)
    right = next((right_of(one) for one in (registration, application) if one is not None), RightKind.PATENT)
    return PatentEntry(
        place=row.place,
        cited=case,
        jurisdiction="US",
        right=right,
        application=application,
        registration=registration,
        title=in_words(title(row["Title"])),
        abstract=in_words(row.get("Abstract").strip()),
        owners_stated=False,
        expires_on=_expiry(row[layout.expiry], layout.expiry),
        events=(_told(row, layout),),
    )


def _application(row: Row, layout: _Layout, reading: Reading) -> PatentNumber | None:
    text, field = row[layout.application], layout.application
    if _NO_NUMBER.fullmatch(text):
        return None
    found = _SERIAL.fullmatch(text)
    if found is None:
        raise RecordRefused(
            field, text, Words("13/033,085 のような出願番号ではない。", "It is no serial number such as 13/033,085.")
        )
    if not _SERIES.fullmatch(found["series"]):
        series = found["series"]
        raise RecordRefused(field, text, Words(f"系列 {series} の出願はない。", f"There are no applications of series {series}."))
    plain = f"{found['series']}/{found['serial']}"
    return number_in_parts("US", plain, "", field, reading, as_type=APPLICATIONS, in_notation=NumberNotation.OFFICE, cell=text)


def _registration(row: Row, reading: Reading) -> PatentNumber | None:
    field = "Patent Number"
    text = row[field]
    if _NO_NUMBER.fullmatch(text):
        return None
    number = number_in_parts("US", text, "", field, reading, as_type={NumberType.REG}, cell=text)
    if number.serial.isdecimal() and int(number.serial) < _FIRST_PATENT_OF_1958:
        because = Words(
            "NASA の設立（1958年）より前の特許の番号であり、桁が欠けている。",
            "It numbers a patent from before NASA was founded (1958): a digit is missing.",
        )
        raise RecordRefused(field, text, because)
    return number


def _expiry(text: str, field: str) -> date | None:
    """Read a day of expiry in any of the ways in which the lists write it. Raises: RecordRefused."""
    plain = title(text).removesuffix(_MIDNIGHT)
    if plain in _NO_DAY:
        return None
    try:
        found = day(_in_order(plain), field)
    except RecordRefused as refused:
        raise RecordRefused(field, text, refused.because) from None
    if found is not None and found < _FIRST_EXPIRY:
        because = Words(
            "NASA の最初の特許が満了するより前の日であり、世紀が違っている。",
            "It lies before the first of NASA's patents expired: the century is wrong.",
        )
        raise RecordRefused(field, text, because)
    return found


def _in_order(text: str) -> str:
    """Write a day of another order as year, month and day; anything else as it is."""
    for pattern in (_AMERICAN, *_IN_WORDS):
        if found := pattern.fullmatch(text):
            month = _MONTHS.get(found["month"].lower(), found["month"].zfill(2))
            return f"{found['year']}-{month}-{found['day'].zfill(2)}"
    return text


def _told(row: Row, layout: _Layout) -> SourceEvent:
    """Tell the status as the list has it, and who handles the case. Raises: RecordRefused."""
    status = None
    if _STATUS in layout.told:
        text = row[_STATUS].strip()
        if text not in _STATUSES:
            because = Words("状態（Issued、Application）ではない。", "It is no status (Issued, Application).")
            raise RecordRefused(_STATUS, text, because)
        status = _STATUSES[text]
    told = "; ".join(f"{column}: {title(row[column])}" for column in layout.told if row[column].strip())
    return SourceEvent(status, None, told)


FORMAT = Format("nasa-csv", Words("NASA CSV", "NASA CSV"), "NASA", _recognize, read)
