"""Writing a workbook as a stream: row after row, every cell as text; the same sheets are always the same bytes."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from html import escape
from typing import IO

from ippool.domain.words import Words
from ippool.intake.workbook.texts import TextUnwritable, written

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_KIND = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_BEGINNING_OF_TIME = (1980, 1, 1, 0, 0, 0)
MAX_ROWS = 1_048_576
_TOO_MANY = Words(f"表は {MAX_ROWS:,} 行までである。", f"A sheet has {MAX_ROWS:,} rows at most.")

# Cell formats by place: 0 the default, 1 text (49 is "@"), 2 text marked as typed after an apostrophe, 3 the heading.
_TEXT, _MARKED, _HEADING = 1, 2, 3
_STYLES = (
    f'<styleSheet xmlns="{_MAIN}">'
    '<fonts count="2"><font><sz val="11"/><name val="Yu Gothic"/></font>'
    '<font><b/><sz val="11"/><name val="Yu Gothic"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" quotePrefix="1"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1" applyFont="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
    "</styleSheet>"
)

SheetRows = tuple[str, Sequence[str], Iterable[Sequence[str]]]
"""The name of a sheet, its columns, and its rows: texts as they are to stand there, as many as there are columns."""


class CellUnwritable(ValueError):
    """A cell cannot hold its text. Shape: `row` counts the rows of the sheet from 0, without the heading."""

    def __init__(self, sheet: str, row: int, column: str, because: Words) -> None:
        super().__init__(because.en)
        self.sheet, self.row, self.column, self.because = sheet, row, column, because


class SheetWriter:
    """A sheet under way: rows are added one after another."""

    def __init__(self, part: IO[bytes], name: str, columns: Sequence[str]) -> None:
        self._part, self._name, self._columns = part, name, columns
        self._letters = [letters_of(index) for index in range(len(columns))]
        self._rows = 0
        heading = (_cell(f"{letter}1", text, _HEADING) for letter, text in zip(self._letters, columns, strict=True))
        self._put(
            f'{_HEAD}<worksheet xmlns="{_MAIN}"><sheetViews><sheetView workbookViewId="0">'
            '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f'<cols><col min="1" max="{len(columns)}" width="16" style="{_TEXT}" customWidth="1"/></cols>'
            f'<sheetData><row r="1">{"".join(heading)}</row>'
        )

    def add(self, cells: Sequence[str]) -> None:
        """Write a row of as many texts as there are columns. Raises: CellUnwritable."""
        number = self._rows + 2
        if number > MAX_ROWS:
            raise CellUnwritable(self._name, self._rows, "", _TOO_MANY)
        pieces = [f'<row r="{number}">']
        for column, letter, text in zip(self._columns, self._letters, cells, strict=True):
            if text:
                try:
                    pieces.append(_cell(f"{letter}{number}", text, _MARKED if text[0] == "'" else _TEXT))
                except TextUnwritable as fault:
                    raise CellUnwritable(self._name, self._rows, column, fault.because) from fault
        self._put("".join(pieces) + "</row>")
        self._rows += 1

    def end(self) -> None:
        """Write the end of the sheet."""
        self._put("</sheetData></worksheet>")

    def _put(self, text: str) -> None:
        self._part.write(text.encode())


def write_workbook(target: IO[bytes], sheets: Sequence[SheetRows]) -> None:
    """Write a workbook, drawing on the rows one by one. Raises: CellUnwritable; what is in the target by then is no workbook.

    A cell whose text begins with an apostrophe is marked so that a spreadsheet program keeps it as text whatever is typed after.
    """
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _write_frame(archive, [name for name, _, _ in sheets])
        for number, (name, columns, rows) in enumerate(sheets, start=1):
            with _sheet(archive, number, name, columns) as sheet:
                for row in rows:
                    sheet.add(row)


@contextmanager
def sheet_alone(target: IO[bytes], name: str, columns: Sequence[str]) -> Iterator[SheetWriter]:
    """Write a workbook of one sheet whose rows come as they are added. Like `write_workbook`."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        _write_frame(archive, [name])
        with _sheet(archive, 1, name, columns) as sheet:
            yield sheet


@contextmanager
def _sheet(archive: zipfile.ZipFile, number: int, name: str, columns: Sequence[str]) -> Iterator[SheetWriter]:
    with archive.open(_entry(f"xl/worksheets/sheet{number}.xml"), "w", force_zip64=True) as part:
        sheet = SheetWriter(part, name, columns)
        yield sheet
        sheet.end()


def _write_frame(archive: zipfile.ZipFile, names: Sequence[str]) -> None:
    for place, text in _frame(names).items():
        archive.writestr(_entry(place), _HEAD + text)


def _cell(place: str, text: str, style: int) -> str:
    plain = escape(written(text), quote=False)
    return f'<c r="{place}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{plain}</t></is></c>'


def letters_of(index: int) -> str:
    """Name a column, counted from 0, as spreadsheet programs do: A to Z, AA and so on."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _frame(names: Sequence[str]) -> dict[str, str]:
    """The parts around the sheets, which hold them together."""
    numbered = list(enumerate(names, start=1))
    override = '<Override PartName="/{}" ContentType="{}"/>'.format
    relation = '<Relationship Id="{}" Type="{}" Target="{}"/>'.format
    sheets = "".join(f'<sheet name="{escape(name)}" sheetId="{number}" r:id="rId{number}"/>' for number, name in numbered)
    return {
        "[Content_Types].xml": (
            f'<Types xmlns="{_PACKAGE}/content-types">'
            '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            '<Default Extension="xml" ContentType="application/xml"/>'
            + override("xl/workbook.xml", f"{_KIND}.sheet.main+xml")
            + override("xl/styles.xml", f"{_KIND}.styles+xml")
            + "".join(override(f"xl/worksheets/sheet{number}.xml", f"{_KIND}.worksheet+xml") for number, _ in numbered)
            + "</Types>"
        ),
        "_rels/.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            + relation("rId1", f"{_OFFICE}/officeDocument", "xl/workbook.xml")
            + "</Relationships>"
        ),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
            f"<bookViews><workbookView/></bookViews><sheets>{sheets}</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": (
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            + "".join(relation(f"rId{number}", f"{_OFFICE}/worksheet", f"worksheets/sheet{number}.xml") for number, _ in numbered)
            + relation(f"rId{len(numbered) + 1}", f"{_OFFICE}/styles", "styles.xml")
            + "</Relationships>"
        ),
        "xl/styles.xml": _STYLES,
    }


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _BEGINNING_OF_TIME)
    entry.compress_type = zipfile.ZIP_DEFLATED
    return entry
