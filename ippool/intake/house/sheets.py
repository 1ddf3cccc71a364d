"""The text of a house folder: files read within bounds, CSV into rows that know their line, rows into CSV."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

from ippool.domain.words import Words
from ippool.intake.delimited import csv_line
from ippool.intake.formulas import unguarded
from ippool.intake.house.files import TextLines, Unreadable
from ippool.intake.house.folder import HouseFinding

MAX_FIELD = 100_000
"""Bytes of one field."""
MOST_FAULTS = 1_000
"""Faults of a sheet that are told, and rows that repeat others: a sheet with more is read no further."""
MOST_COLUMNS = 200
MOST_BLANK = 1_000
"""Empty lines one after another."""
_UNBOUNDED = 2**31 - 1


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row of a sheet: the line it begins on, its cells by column, and whether the row itself could be read."""

    line: int
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class SheetText:
    """A sheet as read: its rows, the columns asked for that it does not have, and what was wrong with it.

    Shape: `whole` is False where a row, or the code of every row, could not be read.
    """

    rows: tuple[SheetRow, ...]
    missing: frozenset[str]
    findings: tuple[HouseFinding, ...]
    whole: bool = True


def absent() -> SheetText:
    """Return what is read of a sheet that is not there: an empty one."""
    return SheetText((), frozenset(), ())


def read_sheet(path: Path, name: str, columns: tuple[str, ...], required: frozenset[str], *, guarded: bool) -> SheetText:
    """Read one CSV file; a file that is not there is an empty sheet."""
    if not path.is_symlink() and not path.exists():
        return absent()
    findings: list[HouseFinding] = []
    try:
        with closing(TextLines(path, name)) as text:
            return sheet_from(_lines(text, name, findings), name, columns, required, findings, guarded=guarded)
    except Unreadable as unreadable:
        return SheetText((), frozenset(), (*findings, unreadable.finding), whole=False)


def sheet_from(
    lines: Iterator[tuple[int, list[str]]],
    name: str,
    columns: tuple[str, ...],
    required: frozenset[str],
    findings: list[HouseFinding],
    *,
    guarded: bool,
) -> SheetText:
    """Make a sheet of lines of cells, each with its number; whoever yields them adds to `findings` what could not be read.

    `guarded` takes the apostrophes off that stand before what begins like a formula.
    """
    line, header = next(lines, (1, []))
    if not header:
        because = Words(
            "見出し行がない。見出しを書くか、ファイルを除く。", "There is no header line; write one, or remove the file."
        )
        return SheetText((), required, (*findings, HouseFinding(name, line, "", "", because)), whole=False)
    if len(header) > MOST_COLUMNS:
        because = Words(f"{MOST_COLUMNS} を超える列がある。", f"There are more than {MOST_COLUMNS} columns.")
        return SheetText((), frozenset(), (*findings, HouseFinding(name, line, "", str(len(header)), because)), whole=False)
    findings += _header_faults(name, header, columns, required)
    about_header = len(findings)
    rows: list[SheetRow] = []
    seen: set[object] = set()
    blank = 0
    code = header.index("code") if "code" in header else None
    for line, cells in lines:
        blank = 0 if cells else blank + 1
        if blank > MOST_BLANK:
            findings.append(_read_no_further(name, line, f"空行が {blank:,} 行続く", f"{blank:,} empty lines follow one another"))
            break
        if len(findings) > MOST_FAULTS:
            findings.append(
                _read_no_further(name, line, f"誤りが {MOST_FAULTS:,} を超える", f"There are more than {MOST_FAULTS:,} faults")
            )
            break
        if len(rows) - len(seen) > MOST_FAULTS:
            findings.append(_read_no_further(name, line, "同じ行が何度もある", "The same row is there again and again"))
            break
        if not cells:
            continue
        if len(cells) != len(header):
            because = Words(
                f"列は {len(header)} だが {len(cells)} ある。", f"There are {len(cells)} cells for {len(header)} columns."
            )
            findings.append(HouseFinding(name, line, "", str(len(cells)), because))
            continue
        large = [column for column, cell in zip(header, cells, strict=True) if len(cell.encode()) > MAX_FIELD]
        if large:
            findings += [_too_large(name, line, column) for column in large]
            continue
        seen.add(cells[code] if code is not None else tuple(cells))
        rows.append(SheetRow(line, dict(zip(header, map(unguarded, cells) if guarded else cells, strict=True))))
    missing = required - set(header)
    return SheetText(tuple(rows), missing, tuple(findings), whole=len(findings) == about_header and "code" not in missing)


def write_sheet(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> str:
    """Write a sheet: quoted only where needed, a field of any text comes back as it was."""
    return csv_line(columns) + "".join(csv_line(row[column] for column in columns) for row in rows)


def _lines(text: TextLines, name: str, findings: list[HouseFinding]) -> Iterator[tuple[int, list[str]]]:
    # The module's own limit of a field is one for the whole process; ours is told with line and column, and reading goes on.
    csv.field_size_limit(_UNBOUNDED)
    reader = csv.reader(text, strict=True)
    while True:
        line = text.record()
        try:
            cells = next(reader, None)
        except csv.Error as fault:
            because = Words(
                f"CSV として読めない（{fault}）。この行から先は読まない。",
                f"This is not well-formed CSV ({fault}); nothing after it is read.",
            )
            findings.append(HouseFinding(name, line, "", "", because))
            return
        if cells is None:
            return
        yield line, cells


def _read_no_further(name: str, line: int, ja: str, en: str) -> HouseFinding:
    return HouseFinding(name, line, "", "", Words(f"{ja}。ここから先は読まない。", f"{en}; nothing after this is read."))


def _header_faults(name: str, header: list[str], columns: tuple[str, ...], required: frozenset[str]) -> list[HouseFinding]:
    known = ", ".join(columns)
    faults = [
        HouseFinding(
            name, 1, column, column, Words(f"知らない列である。列は {known}。", f"Unknown column; the columns are {known}.")
        )
        for column in dict.fromkeys(header)
        if column not in columns
    ]
    faults += [
        HouseFinding(name, 1, column, column, Words("同じ列が二つある。", "The column is there twice."))
        for column in dict.fromkeys(header)
        if header.count(column) > 1
    ]
    faults += [
        HouseFinding(name, 1, column, "", Words("必須の列がない。", "A required column is missing; add it."))
        for column in columns
        if column in required and column not in header
    ]
    return faults


def _too_large(name: str, line: int, column: str) -> HouseFinding:
    return HouseFinding(name, line, column, "", Words("100 kB を超える。", "The field is larger than 100 kB."))


def fault_of_cell(cell: str) -> Words | None:
    """Say why a text cannot be written, or None: reading would refuse it."""
    if "\0" in cell:
        return Words("NUL 文字がある。", "It has a NUL character.")
    try:
        size = len(cell.encode())
    except UnicodeEncodeError:
        return Words("文字の半分（孤立サロゲート）がある。", "It has half a character (a lone surrogate).")
    return Words("100 kB を超える。", "It is larger than 100 kB.") if size > MAX_FIELD else None
