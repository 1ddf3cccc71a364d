"""A listing comes back exactly as it was written, from CSV and from XLSX, whatever its texts are."""

from __future__ import annotations

import csv
import re
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import ippool.intake
from ippool.domain.labs import Scheme
from ippool.domain.patents import LegalStatus, ShareBasis
from ippool.domain.words import Words
from ippool.intake import inpit
from ippool.intake.formulas import guarded
from ippool.intake.listing import COLUMNS, ListedLab, ListedOwner, ListingRow, cells_of, listing_to, read_listing
from ippool.intake.sheet_files import PlaceRefused, TableRefused, TableUnwritable
from tests.intake.hard_texts import HARD, hard_texts

KINDS = pytest.mark.parametrize("kind", ["csv", "xlsx"])

ROW = ListingRow(
    code="P-1",
    number="JP7123456B2",
    title=Words("電池", "Battery"),
    jurisdiction="JP",
    application_number="特願2020-000123",
    publication_number="特開2021-200001",
    registration_number="特許第7123456号",
    filed_on=date(2020, 6, 1),
    published_on=date(2021, 12, 1),
    registered_on=None,
    expires_on=date(2040, 6, 1),
    legal_status=LegalStatus.PUBLISHED,
    owners=(
        ListedOwner("KIKO", Words("機構", "Institute; Ltd"), Fraction(3, 5), ShareBasis.STIPULATED),
        ListedOwner("A", Words("", "=A\\B"), None, ShareBasis.NOT_STIPULATED),
    ),
    labs=(ListedLab("OL-1", Scheme.OPEN), ListedLab("CL-1", Scheme.CLOSED)),
    listed=True,
    on=date(2026, 11, 24),
)


def write(file: Path, rows: Iterable[ListingRow]) -> Path:
    with listing_to(file) as table:
        for row in rows:
            table.add(cells_of(row))
    return file


@KINDS
def test_a_row_comes_back(tmp_path: Path, kind: str) -> None:
    alone = replace(ROW, owners=ROW.owners[1:], labs=(), listed=False, filed_on=None, application_number=None)
    nobody = replace(ROW, code="P-3", owners=(), title=Words("", ""), expires_on=None)
    rows = [ROW, alone, nobody]
    assert list(read_listing(write(tmp_path / f"x.{kind}", rows))) == rows


@KINDS
def test_a_thousand_hard_cells_come_back(tmp_path: Path, kind: str) -> None:
    rows = [
        replace(
            ROW,
            code=f"P{index}",
            number=text,
            title=Words(text, text),
            owners=(
                ListedOwner("A", Words(text, ""), Fraction(2, 5), ShareBasis.STIPULATED),
                ListedOwner("B", Words("", text), Fraction(3, 5), ShareBasis.STIPULATED),
            ),
        )
        for index, text in enumerate(HARD)
    ]
    assert list(read_listing(write(tmp_path / f"x.{kind}", rows))) == rows


names = st.builds(Words, hard_texts, hard_texts)
owners = st.builds(ListedOwner, hard_texts.filter(bool), names, st.none() | st.fractions(0, 1), st.sampled_from(ShareBasis))
labs = st.builds(ListedLab, hard_texts.filter(bool), st.sampled_from(Scheme))
days = st.none() | st.dates()
rows = st.builds(
    ListingRow,
    code=hard_texts.filter(bool),
    number=hard_texts,
    title=names,
    jurisdiction=st.sampled_from(["JP", "US"]),
    application_number=st.none() | hard_texts.filter(bool),
    publication_number=st.none() | hard_texts.filter(bool),
    registration_number=st.none() | hard_texts.filter(bool),
    filed_on=days,
    published_on=days,
    registered_on=days,
    expires_on=days,
    legal_status=st.sampled_from(LegalStatus),
    owners=st.lists(owners, max_size=3).map(tuple),
    labs=st.lists(labs, max_size=3).map(tuple),
    listed=st.booleans(),
    on=st.dates(),
)


@KINDS
@given(found=st.lists(rows, max_size=4))
@settings(max_examples=120, deadline=None)
def test_any_rows_come_back(kind: str, found: list[ListingRow]) -> None:
    with tempfile.TemporaryDirectory() as place:
        assert list(read_listing(write(Path(place) / f"x.{kind}", found))) == found


def test_how_a_row_is_written(tmp_path: Path) -> None:
    raw = write(tmp_path / "x.csv", [ROW]).read_bytes()
    assert raw.startswith("\ufeffcode,number,title_ja,".encode())
    (found,) = csv.DictReader(raw.decode("utf-8-sig").splitlines())
    assert found == {
        "code": "P-1",
        "number": "JP7123456B2",
        "title_ja": "電池",
        "title_en": "Battery",
        "jurisdiction": "JP",
        "application_number": "特願2020-000123",
        "publication_number": "特開2021-200001",
        "registration_number": "特許第7123456号",
        "filed_on": "2020-06-01",
        "published_on": "2021-12-01",
        "registered_on": "",
        "expires_on": "2040-06-01",
        "legal_status": "PUBLISHED",
        "owners": "KIKO; A",
        "owners_ja": "機構; ",
        "owners_en": "Institute\\; Ltd;' =A\\\\B",
        "shares": "3/5; ",
        "share_bases": "STIPULATED; NOT_STIPULATED",
        "labs": "OL-1; CL-1",
        "schemes": "OPEN; CLOSED",
        "listed": "true",
        "on": "2026-11-24",
    }


def test_a_spreadsheet_sees_texts_only(tmp_path: Path) -> None:
    sheet = openpyxl.load_workbook(write(tmp_path / "x.xlsx", [replace(ROW, number="007", title=Words("=1+1", "2/5"))]))["listing"]
    heading, row = sheet.iter_rows()
    assert [cell.value for cell in heading] == list(COLUMNS)
    assert {cell.data_type for cell in row if cell.value is not None} == {"s"}
    assert [cell.value for cell in row][1:4] == ["007", guarded("=1+1"), "2/5"]


@KINDS
@pytest.mark.parametrize("text", ["half \ud800", "n\0l"])
def test_nothing_is_there_where_a_text_cannot_be_written(tmp_path: Path, kind: str, text: str) -> None:
    with pytest.raises(TableUnwritable) as refused:
        write(tmp_path / f"x.{kind}", [ROW, replace(ROW, code="P-2", title=Words("", text))])
    assert (refused.value.record, refused.value.column) == ("P-2", "title_en")
    assert list(tmp_path.iterdir()) == []


@KINDS
def test_nothing_is_there_before_the_end(tmp_path: Path, kind: str) -> None:
    def interrupted() -> Iterator[ListingRow]:
        yield ROW
        assert not (tmp_path / f"x.{kind}").exists()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write(tmp_path / f"x.{kind}", interrupted())
    assert list(tmp_path.iterdir()) == []


def test_a_cell_of_a_workbook_that_is_too_long_names_its_record(tmp_path: Path) -> None:
    long = replace(ROW, code="P-9", title=Words("x" * 32_768, ""))
    with pytest.raises(TableUnwritable) as refused:
        write(tmp_path / "x.xlsx", [ROW, long])
    assert refused.value.message.en == "P-9, title_ja: It has 32,768 characters; a cell holds 32,767."
    assert refused.value.next_step == Words("CSV に書き出す。", "Write it as CSV.")
    assert list(read_listing(write(tmp_path / "x.csv", [long]))) == [long]


def test_where_a_listing_may_be_written(tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("mine")
    for name, reason in (
        ("x.csv", "It exists already."),
        ("x.txt", "Its name ends neither in .csv nor in .xlsx."),
        ("x", "Its name"),
    ):
        with pytest.raises(PlaceRefused) as refused:
            write(tmp_path / name, [])
        assert reason in refused.value.message.en
        assert refused.value.next_step is not None
    assert (tmp_path / "x.csv").read_text() == "mine"
    assert [path.name for path in tmp_path.iterdir()] == ["x.csv"]


def csv_of(**changes: str) -> str:
    cells = dict(zip(COLUMNS, cells_of(ROW), strict=True)) | changes
    return ",".join(COLUMNS) + "\n" + ",".join(f'"{guarded(cells[column])}"' for column in COLUMNS) + "\n"


FAULTS = [
    ("", 1, "", "The columns must be code, number,"),
    ("code\nP-1\n", 1, "", "The columns must be code, number,"),
    (csv_of() + "a,b\n", 3, "", "There are 2 cells for 22 columns."),
    (csv_of() + '"a', 3, "", "It is not CSV: unexpected end of data."),
    (csv_of(filed_on="1.4.2020"), 2, "filed_on", "'1.4.2020' cannot be read."),
    (csv_of(legal_status="DEAD"), 2, "legal_status", "'DEAD' cannot be read."),
    (csv_of(shares="3/5; 1/0"), 2, "shares", "'1/0' cannot be read."),
    (csv_of(shares="3/5"), 2, "shares", "It has not as many entries as owners."),
    (csv_of(owners=""), 2, "owners_ja", "It has not as many entries as owners."),
    (csv_of(owners="A;B"), 2, "owners", "'A;B' cannot be read."),
    (csv_of(share_bases="STIPULATED; X"), 2, "share_bases", "'X' cannot be read."),
    (csv_of(schemes="OPEN; HALF"), 2, "schemes", "'HALF' cannot be read."),
    (csv_of(listed=""), 2, "listed", "'' cannot be read."),
    (csv_of(on=""), 2, "on", "'' cannot be read."),
]


@pytest.mark.parametrize(("text", "line", "column", "because"), FAULTS)
def test_what_is_no_listing_is_refused_with_its_place(tmp_path: Path, text: str, line: int, column: str, because: str) -> None:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8")
    with pytest.raises(TableRefused) as refused:
        list(read_listing(tmp_path / "x.csv"))
    found = refused.value
    assert (found.file, found.line, found.column) == ("x.csv", line, column)
    assert found.because.en.startswith(because)
    assert found.because.ja


def test_bytes_that_are_no_listing(tmp_path: Path) -> None:
    for name, content, because in (
        ("a.csv", b"\xff\xfe", "It is not UTF-8."),
        ("b.csv", csv_of(title_en="a\0b").encode(), "It has a NUL character."),
        ("c.csv", b"x" * 5_000_000, "It is not CSV: a line is too long."),
        ("d.xlsx", b"PK", "The end of the archive is missing"),
        ("missing.csv", None, "It cannot be read: No such file or directory."),
    ):
        if content is not None:
            (tmp_path / name).write_bytes(content)
        with pytest.raises(TableRefused) as refused:
            list(read_listing(tmp_path / name))
        assert refused.value.because.en.startswith(because)
    openpyxl.Workbook().save(tmp_path / "e.xlsx")
    with pytest.raises(TableRefused, match=r"e\.xlsx: It has no sheet listing\."):
        list(read_listing(tmp_path / "e.xlsx"))


def test_a_number_in_a_workbook_is_refused_with_its_cell(tmp_path: Path) -> None:
    book = openpyxl.load_workbook(write(tmp_path / "x.xlsx", [ROW]))
    book["listing"]["Q2"] = 46058
    book.save(tmp_path / "x.xlsx")
    with pytest.raises(TableRefused) as refused:
        list(read_listing(tmp_path / "x.xlsx"))
    assert (refused.value.line, refused.value.column) == (2, "shares")


def test_the_documents_name_every_column_in_its_order() -> None:
    text = (Path(ippool.intake.__file__).parent / "LISTING.md").read_text("utf-8")
    patents, _, offers = text.partition("## Offers before publication")
    lines = [line.split(" | ")[0] for line in patents.splitlines() if line.startswith("| `")]
    assert [name for line in lines for name in re.findall("`([a-z_]+)`", line)] == list(COLUMNS)
    assert [line.split(" | ")[0].strip("| ") for line in offers.splitlines() if line.startswith("| ")][1:] == list(inpit.COLUMNS)
