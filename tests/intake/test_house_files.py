"""What a house folder may be on disk, and how a hostile one is told off: encodings, broken CSV, strange files, sizes, lines."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from ippool.intake.house import HouseFinding, read_house
from tests.intake.house import GOOD, THIS_YEAR, read, resolve, spoiled, told, write

FAMILIES = "families.csv"


def families(text: str | bytes) -> dict[str, str | bytes]:
    return {**GOOD, FAMILIES: text}


def test_a_good_folder_has_no_findings(tmp_path: Path) -> None:
    found = read(tmp_path, GOOD)
    assert found.findings == ()
    assert not found.is_refused
    counts = {field: len(getattr(found, field)) for field in ("parties", "patents", "titles", "licenses", "arrangements")}
    assert counts == {"parties": 4, "patents": 2, "titles": 3, "licenses": 2, "arrangements": 2}
    assert sorted(consent.code for consent in found.consents) == ["CNS-1", "OL-1@1/A"]  # the second by A's signature
    assert [applicant.code for applicant in found.header.applicants] == ["A"]


def test_byte_order_mark_and_line_ends_change_nothing(tmp_path: Path) -> None:
    plain = read(tmp_path / "plain", GOOD)
    windows = {name: b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode() for name, text in GOOD.items()}
    assert read(tmp_path / "windows", windows) == plain


def test_a_file_that_is_not_there_is_an_empty_sheet(tmp_path: Path) -> None:
    assert read(tmp_path, {"house.toml": "format = 1\n"}).findings == ()


def test_no_such_folder(tmp_path: Path) -> None:
    found = read_house(tmp_path / "nowhere", resolve, this_year=THIS_YEAR)
    assert told(found) == [("", 0, "", "There is no such folder or file.")]
    (tmp_path / "file").write_text("")
    found = read_house(tmp_path / "file", resolve, this_year=THIS_YEAR)
    assert told(found) == [("file", 0, "", "Its name does not end in .xlsx.")]


def test_a_folder_that_is_not_a_house(tmp_path: Path) -> None:
    found = read(tmp_path, {"photos/cat.jpg": b"\xff\xd8"})
    assert told(found) == [("house.toml", 0, "", "There is no house.toml; this is not a house folder.")]


@pytest.mark.parametrize("text", ["", 'source = "x"\n', "format = 3\n", 'format = "1"\n', "format = true\n"])
def test_another_format_is_refused(tmp_path: Path, text: str) -> None:
    assert ("house.toml", 1, "format", "The format must be 1 or 2.") in told(read(tmp_path, {**GOOD, "house.toml": text}))


def test_wrong_encoding_is_one_fault_and_not_one_for_every_row_that_refers_to_it(tmp_path: Path) -> None:
    found = read(tmp_path, {**GOOD, "parties.csv": GOOD["parties.csv"].encode("shift_jis")})
    assert told(found) == [("parties.csv", 2, "", "This is not UTF-8; save the file as UTF-8.")]
    assert found.findings[0].value == "8b"


def test_nul_character(tmp_path: Path) -> None:
    found = read(tmp_path, families("code,title_ja,title_en\nF-1,a,b\nF-2,\0,b\n"))
    assert told(found) == [(FAMILIES, 3, "", "There is a NUL character.")]


def test_lone_quote_is_told_where_its_row_begins(tmp_path: Path) -> None:
    found = read(tmp_path, families('code,title_ja,title_en\nF-1,a,b\nF-2,"c,d\nF-3,e,f\n'))
    assert told(found) == [
        (FAMILIES, 3, "", "This is not well-formed CSV (unexpected end of data); nothing after it is read."),
    ]


def test_text_after_a_closing_quote(tmp_path: Path) -> None:
    found = read(tmp_path, families('code,title_ja,title_en\nF-1,"a"b,c\nF-2,d,e\n'))
    assert [(file, line) for file, line, _, _ in told(found)] == [(FAMILIES, 2)]


@pytest.mark.parametrize(
    ("header", "told_of"),
    [
        ("code,title_ja,title_en,title_en", ("title_en", "The column is there twice.")),
        (
            "code,title_ja,title_en,color",
            (
                "color",
                "Unknown column; the columns are code, title_ja, title_en, international_application, international_publication, "
                "source.",
            ),
        ),
        ("code,title_ja", ("title_en", "A required column is missing; add it.")),
        ("code;title_ja,title_ja,title_en", ("code", "A required column is missing; add it.")),
    ],
)
def test_faults_of_the_header(tmp_path: Path, header: str, told_of: tuple[str, str]) -> None:
    cells = ",".join("x" * len(header.split(",")))
    found = told(read(tmp_path, families(f"{header}\n{cells}\n")))
    assert (FAMILIES, 1, *told_of) in found


def test_empty_file(tmp_path: Path) -> None:
    for name, text in (("empty", b""), ("mark", b"\xef\xbb\xbf"), ("blank", b"\n\n")):
        found = told(read(tmp_path / name, families(text)))
        assert found == [(FAMILIES, 1, "", "There is no header line; write one, or remove the file.")]


def test_blank_lines_between_rows_are_passed_over(tmp_path: Path) -> None:
    assert read(tmp_path, families("code,title_ja,title_en\n\nF-1,a,b\n\n\nF-2,c,d\n\n")).findings == ()


def test_too_many_and_too_few_cells(tmp_path: Path) -> None:
    found = read(tmp_path, families("code,title_ja,title_en\nF-1,a\nF-2,a,b,c\n"))
    assert told(found) == [
        (FAMILIES, 2, "", "There are 2 cells for 3 columns."),
        (FAMILIES, 3, "", "There are 4 cells for 3 columns."),
    ]


def test_huge_field_names_its_column_and_the_rest_is_read(tmp_path: Path) -> None:
    huge = "x" * 200_001
    found = read(tmp_path, families(f"code,title_ja,title_en\nF-1,{huge},b\nF-2,,\n"))
    assert told(found) == [
        (FAMILIES, 2, "title_ja", "The field is larger than 100 kB."),
        (FAMILIES, 3, "title_ja", "Write it in Japanese or in English at least."),
    ]


def test_huge_text_in_toml(tmp_path: Path) -> None:
    text = GOOD["house.toml"].replace('en = "test"', f'en = "{"x" * 100_001}"')
    assert told(read(tmp_path, {**GOOD, "house.toml": text})) == [
        ("house.toml", 6, "banner.en", "The field is larger than 100 kB."),
    ]


def test_lines_are_those_of_the_file_also_after_a_cell_of_several_lines(tmp_path: Path) -> None:
    for name, end in (("unix", "\n"), ("windows", "\r\n")):
        text = end.join(["code,title_ja,title_en", 'F-1,"one', "two", 'three",b', "F-2,,", 'F-3,"x', 'y",', "F-3,c,d", ""])
        assert told(read(tmp_path / name, families(text))) == [
            (FAMILIES, 5, "title_ja", "Write it in Japanese or in English at least."),
            (FAMILIES, 8, "code", "F-3 stands already at families.csv:6."),
        ]


@pytest.mark.parametrize("cell", ["=1+1", "+81-3", "-2", "@SUM(A1)", "=cmd|' /C calc'!A0", "\tx", " x ", "'=1"])
def test_cells_like_formulas_are_plain_text(tmp_path: Path, cell: str) -> None:
    (first, _) = read(tmp_path, families(f'code,title_ja,title_en\nF-1,"{cell}",\nF-2,c,d\n')).families
    assert (first.title.ja, first.title.en) == (cell, "")


@pytest.mark.parametrize(
    "name", ["notes.csv", "Parties.csv", "parties.CSV", "extra.toml", "arrangements/OL-1@2.TOML", "arrangements/x.csv"]
)
def test_unknown_files(tmp_path: Path, name: str) -> None:
    assert told(read(tmp_path, {**GOOD, name: "code\n"})) == [(name, 0, "", "Unknown file; see the format.")]


def test_files_of_other_kinds_are_left_alone(tmp_path: Path) -> None:
    assert read(tmp_path, {**GOOD, "README.md": "x", ".git/config": "x", "arrangements/notes.txt": "x"}).findings == ()


def test_a_folder_and_a_pipe_in_the_place_of_a_file(tmp_path: Path) -> None:
    folder = write(tmp_path, {name: text for name, text in GOOD.items() if name not in ("needs.csv", FAMILIES)})
    (folder / "needs.csv").mkdir()
    os.mkfifo(folder / FAMILIES)
    found = read_house(folder, resolve, this_year=THIS_YEAR)
    assert told(found) == [
        (FAMILIES, 0, "", "It is not a regular file."),
        ("needs.csv", 0, "", "It is not a regular file."),
    ]


def test_a_link_to_nowhere_is_not_an_empty_sheet(tmp_path: Path) -> None:
    folder = write(tmp_path, {name: text for name, text in GOOD.items() if name != "needs.csv"})
    (folder / "needs.csv").symlink_to(tmp_path / "nowhere")
    found = read_house(folder, resolve, this_year=THIS_YEAR)
    assert told(found) == [("needs.csv", 0, "", "It cannot be read: No such file or directory.")]


def test_arrangements_must_be_a_folder(tmp_path: Path) -> None:
    texts = {name: text for name, text in GOOD.items() if not name.startswith("arrangements/")}
    assert told(read(tmp_path, {**texts, "arrangements": "x"})) == [("arrangements", 0, "", "This is not a folder.")]


def test_deep_and_endless_toml(tmp_path: Path) -> None:
    deep = "format = 1\nx = " + "[" * 100_000
    found = told(read(tmp_path / "deep", {**GOOD, "house.toml": deep}))
    assert [(file, field) for file, _, field, _ in found] == [("house.toml", "")]
    long = told(read(tmp_path / "long", {**GOOD, "house.toml": "format = 1" + "0" * 10_000 + "\n"}))
    assert [(file, field) for file, _, field, _ in long] == [("house.toml", "")]


def test_all_faults_at_once(tmp_path: Path) -> None:
    texts: dict[str, str | bytes] = {
        **GOOD,
        **{"parties.csv": spoiled("parties.csv", ("Company B,US", "Company B,us"), ("U,UNIVERSITY", "U,SCHOOL"))["parties.csv"]},
        **{"titles.csv": spoiled("titles.csv", ("P-1,A,2/5", "P-9,A,7/5"))["titles.csv"]},
        **{"licenses.csv": spoiled("licenses.csv", ("L-2,EXCLUSIVE", "L-1,EXCLUSIVE"))["licenses.csv"]},
        "needs.csv": b"\xff",
        "notes.csv": "",
        "arrangements/CL-1@1.toml": "lab =",
    }
    found = read(tmp_path, texts)
    assert found.is_refused
    assert [(one.file, one.line, one.field) for one in found.findings] == [
        ("arrangements/CL-1@1.toml", 1, ""),
        ("licenses.csv", 3, "number"),
        ("needs.csv", 1, ""),
        ("notes.csv", 0, ""),
        ("parties.csv", 4, "country"),
        ("parties.csv", 5, "kind"),
        ("titles.csv", 3, "patent"),
        ("titles.csv", 3, "share"),
    ]


def test_a_finding_has_the_value_that_is_at_fault(tmp_path: Path) -> None:
    (finding,) = read(tmp_path, spoiled("parties.csv", ("Company B,US", "Company B,usa"))).findings
    assert isinstance(finding, HouseFinding)
    assert (finding.value, finding.refuses) == ("usa", True)
    assert finding.because.ja == "国・官庁は二文字のコード（JP、EP）で書く。"
