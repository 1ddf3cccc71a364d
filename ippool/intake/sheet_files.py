"""A table of texts as a file of its own, CSV or XLSX by its name: written whole or not at all, and read back exactly.

Cells that begin like a formula are guarded (`formulas`), in either kind. CSV is UTF-8 with a byte order mark, by which spreadsheet
programs know it.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Protocol
from uuid import uuid4

from ippool.domain.errors import DomainError
from ippool.domain.words import Words
from ippool.intake.delimited import csv_line
from ippool.intake.formulas import guarded, unguarded
from ippool.intake.workbook import CellUnwritable, SheetWriter, WorkbookRefused, letters_of, opened, sheet_alone

CSV, XLSX = ".csv", ".xlsx"
MAX_LINE = 4_000_000
"""Characters of a line of CSV."""
_NUL = Words("NUL 文字がある。", "It has a NUL character.")


class PlaceRefused(DomainError):
    """A table cannot be written to this place."""

    code = "PLACE_REFUSED"

    def __init__(self, file: Path, because: Words, next_step: Words) -> None:
        super().__init__(Words(f"{file}：{because.ja}", f"{file}: {because.en}"), next_step=next_step)


class TableUnwritable(DomainError):
    """A text of a row cannot stand in the file; nothing was written."""

    code = "TABLE_UNWRITABLE"

    def __init__(self, record: str, column: str, because: Words, *, next_step: Words | None = None) -> None:
        self.record, self.column = record, column
        super().__init__(Words(f"{record} の {column}：{because.ja}", f"{record}, {column}: {because.en}"), next_step=next_step)


class TableRefused(DomainError):
    """A file is not the table it should be. Shape: `line` 0 speaks of the whole file."""

    code = "TABLE_REFUSED"

    def __init__(self, file: str, line: int, column: str, because: Words) -> None:
        self.file, self.line, self.column, self.because = file, line, column, because
        place = ":".join(str(part) for part in (file, line or "", column) if part)
        super().__init__(Words(f"{place}：{because.ja}", f"{place}: {because.en}"))


class TableWriter(Protocol):
    """A table under way."""

    def add(self, cells: Sequence[str]) -> None:
        """Write a row of as many texts as there are columns. Raises: TableUnwritable."""


@contextmanager
def table_to(file: Path, name: str, columns: Sequence[str], *, named_by: int = 0) -> Iterator[TableWriter]:
    """Write a table to a new file; where anything is raised before the end, there is none.

    `name` is that of the sheet, `named_by` the column that names a row in a refusal. Raises: PlaceRefused, OSError.
    """
    kind = kind_of(file)
    if file.exists():
        raise PlaceRefused(
            file,
            Words("既にある。", "It exists already."),
            Words("まだないファイルを指定する。", "Name a file that does not exist yet."),
        )
    fresh = file.with_name(f".{file.name}.{uuid4().hex}.new")
    try:
        with fresh.open("xb") as stream:
            if kind == XLSX:
                with sheet_alone(stream, name, columns) as sheet:
                    yield _Workbook(sheet, columns, named_by)
            else:
                yield _Csv(stream, columns, named_by)
        fresh.rename(file)
    finally:
        fresh.unlink(missing_ok=True)


def kind_of(file: Path) -> str:
    """Return the kind of table a file's name stands for. Raises: PlaceRefused."""
    kind = file.suffix.lower()
    if kind not in (CSV, XLSX):
        raise PlaceRefused(
            file,
            Words("名前が .csv でも .xlsx でもない。", "Its name ends neither in .csv nor in .xlsx."),
            Words("一覧.csv か 一覧.xlsx のように指定する。", "Name it like listing.csv or listing.xlsx."),
        )
    return kind


class _Workbook:
    def __init__(self, sheet: SheetWriter, columns: Sequence[str], named_by: int) -> None:
        self._sheet, self._columns, self._named_by = sheet, columns, named_by

    def add(self, cells: Sequence[str]) -> None:
        _check(cells, self._columns, self._named_by)
        try:
            self._sheet.add([guarded(cell) for cell in cells])
        except CellUnwritable as fault:
            next_step = Words("CSV に書き出す。", "Write it as CSV.")
            raise TableUnwritable(cells[self._named_by], fault.column, fault.because, next_step=next_step) from fault


class _Csv:
    def __init__(self, stream: IO[bytes], columns: Sequence[str], named_by: int) -> None:
        self._stream, self._columns, self._named_by = stream, columns, named_by
        stream.write(("\ufeff" + csv_line(columns)).encode())

    def add(self, cells: Sequence[str]) -> None:
        _check(cells, self._columns, self._named_by)
        self._stream.write(csv_line(guarded(cell) for cell in cells).encode())


def _check(cells: Sequence[str], columns: Sequence[str], named_by: int) -> None:
    for cell, column in zip(cells, columns, strict=True):
        because = _fault_of(cell)
        if because is not None:
            raise TableUnwritable(cells[named_by].encode(errors="replace").decode(), column, because)


def _fault_of(text: str) -> Words | None:
    if "\0" in text:
        return _NUL
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError:
            return Words("文字の半分（孤立サロゲート）がある。", "It has half a character (a lone surrogate).")
    return None


def rows_of(file: Path, name: str, columns: Sequence[str]) -> Iterator[tuple[int, dict[str, str]]]:
    """Yield the rows of a table as it was written, each with its line. Raises: PlaceRefused, TableRefused."""
    is_workbook = kind_of(file) == XLSX
    lines = _of_workbook(file, name, columns) if is_workbook else _of_csv(file)
    _, heading = next(lines, (1, []))
    if heading != list(columns):
        because = Words(f"見出しは {', '.join(columns)} である。", f"The columns must be {', '.join(columns)}.")
        raise TableRefused(file.name, 1, "", because)
    for line, cells in lines:
        if is_workbook:
            cells += [""] * (len(columns) - len(cells))
        if len(cells) != len(columns):
            because = Words(
                f"列は {len(columns)} だが {len(cells)} ある。", f"There are {len(cells)} cells for {len(columns)} columns."
            )
            raise TableRefused(file.name, line, "", because)
        for column, cell in zip(columns, cells, strict=True):
            if "\0" in cell:
                raise TableRefused(file.name, line, column, _NUL)
        yield line, dict(zip(columns, map(unguarded, cells), strict=True))


def _of_workbook(file: Path, name: str, columns: Sequence[str]) -> Iterator[tuple[int, list[str]]]:
    try:
        with opened(file) as workbook:
            sheet = workbook.sheets.get(name)
            if sheet is None:
                raise TableRefused(file.name, 0, "", Words(f"{name} という表がない。", f"It has no sheet {name}."))
            for row in sheet.rows():
                for fault in row.faults:
                    column = columns[fault.column] if fault.column < len(columns) else letters_of(fault.column)
                    raise TableRefused(file.name, row.number, column, fault.because)
                yield row.number, row.cells(0)
    except WorkbookRefused as refused:
        raise TableRefused(refused.file, 0, refused.part, refused.because) from refused


def _of_csv(file: Path) -> Iterator[tuple[int, list[str]]]:
    line = 0
    try:
        with file.open(encoding="utf-8-sig", newline="") as stream:
            csv.field_size_limit(MAX_LINE)
            table = csv.reader(_bounded(stream), strict=True)
            while True:
                line = table.line_num + 1
                cells = next(table, None)
                if cells is None:
                    return
                if cells:
                    yield line, cells
    except csv.Error as fault:
        raise TableRefused(file.name, line, "", Words(f"CSV として読めない（{fault}）。", f"It is not CSV: {fault}.")) from fault
    except UnicodeError as fault:
        raise TableRefused(file.name, line, "", Words("UTF-8 ではない。", "It is not UTF-8.")) from fault
    except OSError as fault:
        why = fault.strerror or str(fault)
        raise TableRefused(file.name, 0, "", Words(f"読めない（{why}）。", f"It cannot be read: {why}.")) from fault


def _bounded(stream: io.TextIOWrapper) -> Iterator[str]:
    while line := stream.readline(MAX_LINE):
        if len(line) >= MAX_LINE and not line.endswith("\n"):
            raise csv.Error("a line is too long")
        yield line
