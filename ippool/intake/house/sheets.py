"""The text of a house folder: files read within bounds, CSV into rows that know their line, rows into CSV."""

from __future__ import annotations

import csv
import io
import stat
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from ippool.domain.words import Words
from ippool.intake.delimited import csv_line
from ippool.intake.formulas import unguarded
from ippool.intake.house.folder import HouseFinding

MAX_FILE = 200_000_000
"""Bytes of a file."""
MAX_FIELD = 100_000
"""Bytes of one field."""


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


def read_text(path: Path, name: str) -> tuple[str, HouseFinding | None]:
    """Read a file as UTF-8, with or without byte order mark; the finding says why it could not be read."""
    try:
        about = path.stat()
        size = about.st_size
        if not stat.S_ISREG(about.st_mode):
            return "", HouseFinding(name, 0, "", "", Words("通常のファイルではない。", "This is not a regular file."))
        raw = path.read_bytes() if size <= MAX_FILE else b""
    except OSError as fault:
        return "", HouseFinding(name, 0, "", "", Words(f"読めない（{fault.strerror}）。", f"It cannot be read: {fault.strerror}."))
    if size > MAX_FILE:
        return "", HouseFinding(
            name,
            0,
            "",
            str(size),
            Words("200 MB を超える。分割する。", "The file is larger than 200 MB; split it."),
        )
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        line = raw.count(b"\n", 0, fault.start) + 1
        bad = raw[fault.start : fault.end].hex(" ")
        return "", HouseFinding(
            name, line, "", bad, Words("UTF-8 ではない。UTF-8 で保存し直す。", "This is not UTF-8; save the file as UTF-8.")
        )
    if "\0" in text:
        line = text.count("\n", 0, text.index("\0")) + 1
        return "", HouseFinding(name, line, "", "00", Words("NUL 文字がある。", "There is a NUL character."))
    return text, None


def absent() -> SheetText:
    """Return what is read of a sheet that is not there: an empty one."""
    return SheetText((), frozenset(), ())


def read_sheet(path: Path, name: str, columns: tuple[str, ...], required: frozenset[str], *, guarded: bool) -> SheetText:
    """Read one CSV file; a file that is not there is an empty sheet."""
    if not path.is_symlink() and not path.exists():
        return absent()
    text, fault = read_text(path, name)
    if fault is not None:
        return SheetText((), frozenset(), (fault,), whole=False)
    findings: list[HouseFinding] = []
    return sheet_from(_lines(text, name, findings), name, columns, required, findings, guarded=guarded)


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
    findings += _header_faults(name, header, columns, required)
    about_header = len(findings)
    rows = []
    for line, cells in lines:
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
        rows.append(SheetRow(line, dict(zip(header, map(unguarded, cells) if guarded else cells, strict=True))))
    missing = required - set(header)
    return SheetText(tuple(rows), missing, tuple(findings), whole=len(findings) == about_header and "code" not in missing)


def write_sheet(columns: tuple[str, ...], rows: Iterable[Mapping[str, str]]) -> str:
    """Write a sheet: quoted only where needed, a field of any text comes back as it was."""
    return csv_line(columns) + "".join(csv_line(row[column] for column in columns) for row in rows)


def _lines(text: str, name: str, findings: list[HouseFinding]) -> Iterator[tuple[int, list[str]]]:
    # A field beyond the module's own limit would end the reading; ours is told with line and column, and reading goes on.
    csv.field_size_limit(MAX_FILE)
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        line = reader.line_num + 1
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
