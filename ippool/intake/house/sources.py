"""Where the files of a register stand: in a folder, or as the sheets of one workbook."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Protocol

from ippool.domain.words import Words
from ippool.intake.house.files import Unreadable, whole_text
from ippool.intake.house.folder import HouseFinding
from ippool.intake.house.sheets import SheetText, absent, read_sheet, sheet_from
from ippool.intake.house.tomls import TomlTable, toml_from
from ippool.intake.workbook import Sheet, Workbook, WorkbookRefused, letters_of, opened

HOUSE = "house.toml"
VERSIONS = "arrangements"
MOST_VERSIONS = 5_000
TOML_SHEET = "toml"
"""The sheet of a workbook that holds the TOML files, a line in each row."""
TOML_COLUMNS = ("file", "text")
WORKBOOK = ".xlsx"


class Source(Protocol):
    """The files of one register, by the names they have in a folder."""

    def strangers(self, known: frozenset[str]) -> list[HouseFinding]:
        """Refuse what the format does not know; `known` are its CSV files."""

    def toml(self, name: str) -> tuple[TomlTable, tuple[HouseFinding, ...]]:
        """Read a TOML file; where it cannot be read the table is empty and the findings say why."""

    def versions(self) -> list[str]:
        """Name the files of arrangement versions, in order."""

    def sheet(self, name: str, columns: tuple[str, ...], required: frozenset[str], *, guarded: bool) -> SheetText:
        """Read a CSV file; one that is not there is an empty sheet."""


@contextmanager
def source_at(place: Path) -> Iterator[Source]:
    """Open a folder or a workbook. Raises: Unreadable."""
    try:
        is_folder = place.is_dir()
        if is_folder:
            next(place.iterdir(), None)
        elif not place.exists():
            because = Words("そのようなフォルダーやファイルはない。", "There is no such folder or file.")
            raise Unreadable(HouseFinding("", 0, "", str(place), because))
    except OSError as fault:
        because = Words(f"読めない（{fault.strerror}）。", f"It cannot be read: {fault.strerror}.")
        raise Unreadable(HouseFinding("", 0, "", str(place), because)) from fault
    if is_folder:
        yield FolderSource(place)
        return
    try:
        with opened(place) as workbook:
            yield WorkbookSource(workbook)
    except WorkbookRefused as refused:
        raise Unreadable(HouseFinding(refused.file, 0, "", refused.part, refused.because)) from refused


def _missing(name: str, ja: str, en: str) -> HouseFinding:
    because = Words(f"{name} がない。house 形式の{ja}ではない。", f"There is no {name}; this is not a house {en}.")
    return HouseFinding(name, 0, "", "", because)


@dataclass(frozen=True)
class FolderSource:
    """A folder."""

    folder: Path

    def strangers(self, known: frozenset[str]) -> list[HouseFinding]:
        """Refuse CSV and TOML files that the format does not know."""
        because = Words("知らないファイルである。", "Unknown file; see the format.")
        found = [HouseFinding(name, 0, "", "", because) for name in strange_files(self.folder, known)]
        if len(self.versions()) == MOST_VERSIONS:
            because = Words(f"{MOST_VERSIONS:,} 以上のファイルがある。", f"There are {MOST_VERSIONS:,} files or more.")
            found.append(HouseFinding(VERSIONS, 0, "", "", because))
        if (self.folder / VERSIONS).exists() and not (self.folder / VERSIONS).is_dir():
            found.append(HouseFinding(VERSIONS, 0, "", "", Words("フォルダーではない。", "This is not a folder.")))
        return found

    def toml(self, name: str) -> tuple[TomlTable, tuple[HouseFinding, ...]]:
        """Read a TOML file."""
        path = self.folder / name
        if not path.is_symlink() and not path.exists():
            return TomlTable(name, {}, {}), (_missing(name, "フォルダー", "folder"),)
        try:
            return toml_from(whole_text(path, name), name)
        except Unreadable as unreadable:
            return TomlTable(name, {}, {}), (unreadable.finding,)

    def versions(self) -> list[str]:
        """Name the files of arrangement versions."""
        found = islice((self.folder / VERSIONS).glob("*.toml"), MOST_VERSIONS)
        return [f"{VERSIONS}/{path.name}" for path in sorted(found)]

    def sheet(self, name: str, columns: tuple[str, ...], required: frozenset[str], *, guarded: bool) -> SheetText:
        """Read a CSV file."""
        return read_sheet(self.folder / name, name, columns, required, guarded=guarded)


def strange_files(folder: Path, known: frozenset[str]) -> list[str]:
    """Return the CSV and TOML files of a folder that the format does not know, as paths within it."""
    entries = [path.name for path in folder.glob("*") if path.name not in known | {HOUSE}]
    entries += [f"{VERSIONS}/{path.name}" for path in (folder / VERSIONS).glob("*") if path.suffix != ".toml"]
    return sorted(name for name in entries if re.fullmatch(r".*\.(csv|toml)", name, re.IGNORECASE | re.DOTALL))


@dataclass
class WorkbookSource:
    """A workbook: each CSV file a sheet of its name, all TOML files in the sheet `toml`, a line in each row.

    A fault within a TOML file is told as one of that sheet, by its row.
    """

    workbook: Workbook
    _lines: dict[str, list[tuple[int, str]]] = field(init=False, default_factory=dict)
    _findings: list[HouseFinding] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        found = self.sheet(TOML_SHEET, TOML_COLUMNS, frozenset(TOML_COLUMNS), guarded=True)
        self._findings += found.findings
        last = ""
        for row in found.rows if not found.missing else ():
            name = row.cells["file"]
            if name != last and name in self._lines:
                because = Words("一つのファイルの行は続けて置く。", "The rows of one file stand together.")
                self._findings.append(HouseFinding(TOML_SHEET, row.line, "file", name, because))
            self._lines.setdefault(name, []).append((row.line, row.cells["text"]))
            last = name

    def strangers(self, known: frozenset[str]) -> list[HouseFinding]:
        """Refuse sheets and TOML files that the format does not know."""
        because = Words("知らない表である。", "Unknown sheet; see the format.")
        found = [HouseFinding(name, 0, "", "", because) for name in self.workbook.sheets if name not in known | {TOML_SHEET}]
        because = Words("知らないファイルである。", "Unknown file; see the format.")
        for name, lines in self._lines.items():
            if name != HOUSE and not re.fullmatch(rf"{VERSIONS}/[^/]+\.toml", name):
                found.append(HouseFinding(TOML_SHEET, lines[0][0], "file", name, because))
        return [*found, *self._findings]

    def toml(self, name: str) -> tuple[TomlTable, tuple[HouseFinding, ...]]:
        """Read a TOML file."""
        if name not in self._lines:
            return TomlTable(TOML_SHEET, {}, {}), (_missing(name, "ワークブック", "workbook"),)
        lines = self._lines[name]
        return toml_from("\n".join(text for _, text in lines), TOML_SHEET, rows=[row for row, _ in lines])

    def versions(self) -> list[str]:
        """Name the files of arrangement versions."""
        return sorted(name for name in self._lines if name.startswith(f"{VERSIONS}/"))[:MOST_VERSIONS]

    def sheet(self, name: str, columns: tuple[str, ...], required: frozenset[str], *, guarded: bool) -> SheetText:
        """Read a sheet."""
        sheet = self.workbook.sheets.get(name)
        if sheet is None:
            return absent()
        findings: list[HouseFinding] = []
        try:
            return sheet_from(_rows(sheet, findings), name, columns, required, findings, guarded=guarded)
        except WorkbookRefused as refused:
            findings.append(HouseFinding(name, 0, "", refused.part, refused.because))
            return SheetText((), frozenset(), tuple(findings), whole=False)


def _rows(sheet: Sheet, findings: list[HouseFinding]) -> Iterator[tuple[int, list[str]]]:
    """Yield the rows of a sheet; one with a cell that is no text is refused and left out."""
    heading: list[str] = []
    for row in sheet.rows():
        cells = row.cells(len(heading))
        faults = [(fault.column, fault.found, fault.because) for fault in row.faults]
        nul = Words("NUL 文字がある。", "There is a NUL character.")
        faults += [(index, "", nul) for index, cell in enumerate(cells) if "\0" in cell]
        for index, found, because in faults:
            column = heading[index] if index < len(heading) else letters_of(index)
            findings.append(HouseFinding(sheet.name, row.number, column, found, because))
        if not faults or not heading:
            heading = heading or cells
            yield row.number, cells
