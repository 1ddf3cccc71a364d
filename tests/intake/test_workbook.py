"""A workbook holds any text and gives it back, alone and in the eyes of another library; what is no text is told."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Sequence
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.cell.cell import Cell

from ippool.intake.formulas import guarded, unguarded
from ippool.intake.workbook import LONGEST, CellUnwritable, Row, WorkbookRefused, opened, write_workbook
from ippool.intake.workbook.texts import read, written
from tests.intake.hard_texts import HARD, hard_texts


def wrote(path: Path, rows: Sequence[Sequence[str]], columns: Sequence[str] = ("a", "b")) -> Path:
    with path.open("wb") as stream:
        write_workbook(stream, [("s", columns, rows)])
    return path


def rows_of(path: Path, sheet: str = "s") -> list[Row]:
    with opened(path) as workbook:
        return list(workbook.sheets[sheet].rows())


def cells_of(path: Path, width: int = 2) -> list[list[str]]:
    return [row.cells(width) for row in rows_of(path)]


def test_a_thousand_hard_cells_come_back(tmp_path: Path) -> None:
    rows = [(guarded(text), text) for text in HARD]
    found = cells_of(wrote(tmp_path / "x.xlsx", rows))
    assert found == [["a", "b"], *map(list, rows)]
    assert [unguarded(cell) for cell, _ in found[1:]] == HARD


def test_another_library_sees_texts_only(tmp_path: Path) -> None:
    """Every cell is text with the format of text; one that begins with an apostrophe is marked as typed after one."""
    texts = [text for text in HARD if text]
    sheet = openpyxl.load_workbook(wrote(tmp_path / "x.xlsx", [(guarded(text), text) for text in texts]))["s"]
    seen = [list(row) for row in sheet.iter_rows(min_row=2)]
    assert len(seen) == len(texts)
    for row, text in zip(seen, texts, strict=True):
        for cell, plain in zip(row, (guarded(text), text), strict=True):
            assert isinstance(cell, Cell)
            assert (cell.data_type, cell.number_format) == ("s", "@")
            assert read(str(cell.value)) == plain
            assert bool(cell.quotePrefix) == plain.startswith("'")
    assert sheet.freeze_panes == "A2"
    assert [sheet.column_dimensions[name].number_format for name in ("A",)] == ["@"]


def test_texts_that_another_library_wrote_are_read(tmp_path: Path) -> None:
    """Programs share equal texts, mark runs of them, and add the reading of Japanese, which is no part of the text."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "s"
    for row in (("a", "b"), ("電池", "2/5"), ("電池", None), (None, "007")):
        sheet.append(row)
    book.save(tmp_path / "x.xlsx")
    assert cells_of(tmp_path / "x.xlsx") == [["a", "b"], ["電池", "2/5"], ["電池", ""], ["", "007"]]
    shared = (
        "<sst><si><t>a</t></si><si><r><rPr><b/></rPr><t>燃料</t></r><r><t xml:space='preserve'> 電池</t></r>"
        "<rPh sb='0' eb='2'><t>ネンリョウ</t></rPh><phoneticPr fontId='1'/></si><si/></sst>"
    )
    data = "<row><c t='s'><v>0</v></c><c t='s'><v>1</v></c><c t='s'><v>2</v></c><c t='str'><v>x_x0041__x000D_</v></c></row>"
    again = remade(
        tmp_path / "x.xlsx",
        {
            "xl/sharedStrings.xml": shared,
            "xl/worksheets/sheet1.xml": sheet_of(data),
            "xl/_rels/workbook.xml.rels": (
                "<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='/xl/worksheets/sheet1.xml'/>"
                "<Relationship Id='rId2' Type='x/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
            ),
        },
    )
    assert [row.cells(4) for row in rows_of(again)] == [["a", "燃料 電池", "", "xA\r"]]


def sheet_of(data: str) -> str:
    return f"<worksheet><sheetData>{data}</sheetData></worksheet>"


def remade(path: Path, parts: dict[str, str]) -> Path:
    """Write a workbook again with other parts."""
    with zipfile.ZipFile(path) as archive:
        kept = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (kept | {name: text.encode() for name, text in parts.items()}).items():
            archive.writestr(name, content)
    return path


RETYPE = "format the cell as text and type it again."
KINDS = [
    ("<c r='B1'><v>2</v></c>", "2", f"This is a number or a date, not text; {RETYPE}"),
    ("<c r='B1' s='3'><v>46023</v></c>", "46023", f"This is a number or a date, not text; {RETYPE}"),
    ("<c r='B1' t='b'><v>1</v></c>", "1", f"This is a truth value, not text; {RETYPE}"),
    ("<c r='B1' t='d'><v>2026-04-01</v></c>", "2026-04-01", f"This is a date, not text; {RETYPE}"),
    ("<c r='B1' t='e'><v>#N/A</v></c>", "#N/A", "This is an error value."),
    ("<c r='B1'><f>1+1</f><v>2</v></c>", "2", "This is a formula; type its value as text."),
    ("<c r='B1' t='str'><f>A1</f><v>x</v></c>", "x", "This is a formula; type its value as text."),
    ("<c r='B1' t='inlineStr'><is><t>_xD83D_</t></is></c>", "", "It has half a character (a lone surrogate)."),
]


@pytest.mark.parametrize(("cell", "found", "because"), KINDS)
def test_a_cell_that_is_no_text_is_told(tmp_path: Path, cell: str, found: str, because: str) -> None:
    data = f"<row r='1'><c r='A1' t='inlineStr'><is><t>a</t></is></c>{cell}</row>"
    (row,) = rows_of(remade(wrote(tmp_path / "x.xlsx", []), {"xl/worksheets/sheet1.xml": sheet_of(data)}))
    assert row.texts == {0: "a"}
    assert [(fault.column, fault.found, fault.because.en) for fault in row.faults] == [(1, found, because)]
    assert row.faults[0].because.ja


def test_an_empty_cell_with_a_format_is_nothing(tmp_path: Path) -> None:
    data = (
        "<row r='3'><c r='A3' s='1'/><c r='C3' s='1'><v></v></c></row>"
        "<row r='7'><c r='D7' t='inlineStr'><is><t>x</t></is></c></row>"
    )
    rows = rows_of(remade(wrote(tmp_path / "x.xlsx", []), {"xl/worksheets/sheet1.xml": sheet_of(data)}))
    assert rows == [Row(7, {3: "x"})]
    assert (rows[0].cells(2), rows[0].cells(6)) == (["", "", "", "x"], ["", "", "", "x", "", ""])


DISORDER = [
    "<row r='2'/><row r='2'/>",
    "<row r='2'/><row r='1'/>",
    "<row r='1048577'/>",
    "<row r='-1'/>",
    "<row r='x'/>",
    "<row r='1'><c r='B1'/><c r='A1'/></row>",
    "<row r='1'><c r='A2'/></row>",
    "<row r='1'><c r='XFE1'/></row>",
    "<row r='1'><c r='AAAAA1'/></row>",
    "<row r='1'><c t='s'><v>0</v></c></row>",
    "<row r='1'><c t='s'><v>-1</v></c></row>",
]


@pytest.mark.parametrize("data", DISORDER)
def test_rows_and_cells_out_of_order_or_bounds(tmp_path: Path, data: str) -> None:
    path = remade(wrote(tmp_path / "x.xlsx", []), {"xl/worksheets/sheet1.xml": sheet_of(data)})
    with pytest.raises(WorkbookRefused) as refused:
        rows_of(path)
    assert (refused.value.file, refused.value.part) == ("x.xlsx", "xl/worksheets/sheet1.xml")
    assert refused.value.message.ja


@given(st.lists(st.tuples(hard_texts, hard_texts), max_size=8))
@settings(max_examples=200, deadline=None)
def test_any_texts_come_back(rows: list[tuple[str, str]]) -> None:
    stream = io.BytesIO()
    write_workbook(stream, [("s", ("a", "b"), rows)])
    with zipfile.ZipFile(stream) as archive:
        openpyxl.load_workbook(io.BytesIO(stream.getvalue()), read_only=True).close()
        assert archive.testzip() is None
    for row in rows:
        for text in row:
            assert read(written(text)) == text


@given(st.text(alphabet="_x005FBbDd0\x0b\x01Aé", max_size=24))
@settings(max_examples=1_500, deadline=None)
def test_what_looks_written_and_what_is_written_are_kept_apart(text: str) -> None:
    assert read(written(text)) == text


def test_the_same_sheets_are_the_same_bytes(tmp_path: Path) -> None:
    rows = [(text, "") for text in HARD]
    assert wrote(tmp_path / "1.xlsx", rows).read_bytes() == wrote(tmp_path / "2.xlsx", rows).read_bytes()


def test_a_cell_holds_so_much_and_no_more(tmp_path: Path) -> None:
    longest = ("x" * LONGEST, "𠮷" * (LONGEST // 2))
    assert cells_of(wrote(tmp_path / "x.xlsx", [longest]))[1] == list(longest)
    for row in (("", "x" * (LONGEST + 1)), ("", "𠮷" * (LONGEST // 2 + 1))):
        with pytest.raises(CellUnwritable) as refused:
            wrote(tmp_path / "y.xlsx", [("", ""), row])
        assert (refused.value.sheet, refused.value.row, refused.value.column) == ("s", 1, "b")
        assert refused.value.because.en == "It has 32,768 characters; a cell holds 32,767."


def test_half_a_character_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(CellUnwritable, match="half a character"):
        wrote(tmp_path / "x.xlsx", [("a\ud83d", "")])


def test_many_columns_have_their_names(tmp_path: Path) -> None:
    columns = [f"c{index}" for index in range(800)]
    assert cells_of(wrote(tmp_path / "x.xlsx", [columns], columns), 800) == [columns, columns]
    sheet = openpyxl.load_workbook(tmp_path / "x.xlsx")["s"]
    assert [sheet["A1"].value, sheet["Z1"].value, sheet["AA1"].value, sheet["ADT1"].value] == ["c0", "c25", "c26", "c799"]
