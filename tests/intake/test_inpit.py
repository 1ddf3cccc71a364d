"""A file of offers has seven fields and nothing else, and comes back as it was written."""

from __future__ import annotations

import zipfile
from pathlib import Path

import openpyxl
import pytest

from ippool.intake.inpit import COLUMNS, InpitRow, cells_of, offers_to, read_offers
from ippool.intake.sheet_files import TableRefused, TableUnwritable
from tests.intake.hard_texts import HARD

ROW = InpitRow("", "固体電解質", "特願2026-100001", "機構", "機構、A社", may_transfer=False, may_license=True)


def write(file: Path, rows: list[InpitRow]) -> Path:
    with offers_to(file) as table:
        for row in rows:
            table.add(cells_of(row))
    return file


def test_the_seven_fields() -> None:
    assert COLUMNS == ("開放特許情報番号", "タイトル", "出願番号", "名称", "出願人", "特許権譲渡の可否", "特許権実施許諾の可否")
    assert cells_of(ROW) == ("", "固体電解質", "特願2026-100001", "機構", "機構、A社", "否", "可")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_offers_come_back(tmp_path: Path, kind: str) -> None:
    rows = [ROW, *(InpitRow(text, text, f"特願{index}", text, text, True, False) for index, text in enumerate(HARD))]
    assert list(read_offers(write(tmp_path / f"x.{kind}", rows))) == rows


def test_a_workbook_says_nothing_besides(tmp_path: Path) -> None:
    """One sheet, its cells, and no properties of a document: no author, no day, no second sheet that is hidden."""
    path = write(tmp_path / "x.xlsx", [ROW])
    sheet = openpyxl.load_workbook(path)["開放特許情報"]
    assert [[cell.value for cell in row] for row in sheet.iter_rows()] == [
        list(COLUMNS),
        [None, "固体電解質", "特願2026-100001", "機構", "機構、A社", "否", "可"],
    ]
    with zipfile.ZipFile(path) as archive:
        assert set(archive.namelist()) == {
            "[Content_Types].xml",
            "_rels/.rels",
            "xl/workbook.xml",
            "xl/_rels/workbook.xml.rels",
            "xl/styles.xml",
            "xl/worksheets/sheet1.xml",
        }
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_what_is_no_offer_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "x.csv", [ROW])
    path.write_text(path.read_text("utf-8").replace(",否,", ",要相談,"), "utf-8")
    with pytest.raises(TableRefused) as refused:
        list(read_offers(path))
    assert (refused.value.line, refused.value.column, refused.value.because.en) == (2, "特許権譲渡の可否", "Write 可 or 否.")


def test_a_text_that_cannot_be_written_is_told_by_the_application(tmp_path: Path) -> None:
    with pytest.raises(TableUnwritable) as refused:
        write(tmp_path / "x.csv", [InpitRow("", "\ud800", "特願2026-100002", "", "", False, True)])
    assert (refused.value.record, refused.value.column) == ("特願2026-100002", "タイトル")
