"""A register as one workbook: the same records come back as from a folder, and every fault is told with sheet, row and column."""

from __future__ import annotations

import tempfile
import zipfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings

import ippool
from ippool.domain.words import Words
from ippool.intake.formulas import guarded
from ippool.intake.house import FolderNotOurs, HouseFolder, RegisterUnwritable, read_house, write_house
from ippool.intake.workbook import write_workbook
from tests.intake.hard_texts import HARD
from tests.intake.house import GOOD, THIS_YEAR, read, resolve, told
from tests.intake.registers import content, registers

DEMO = Path(ippool.__file__).parent / "demo"


def read_back(place: Path) -> HouseFolder:
    return read_house(place, resolve, this_year=THIS_YEAR)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


@pytest.fixture
def register(tmp_path: Path) -> HouseFolder:
    return read(tmp_path / "good", GOOD)


@given(registers())
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_a_register_comes_back_from_a_workbook_as_from_a_folder(register: HouseFolder) -> None:
    with tempfile.TemporaryDirectory() as place:
        write_house(Path(place) / "a.xlsx", register)
        found = read_back(Path(place) / "a.xlsx")
        assert found.findings == ()
        assert content(found) == content(register)
        write_house(Path(place) / "b.xlsx", found)
        assert (Path(place) / "a.xlsx").read_bytes() == (Path(place) / "b.xlsx").read_bytes()


def test_the_demo_goes_through_a_workbook_and_is_the_same_folder_again(tmp_path: Path) -> None:
    write_house(tmp_path / "demo.xlsx", read_back(DEMO))
    write_house(tmp_path / "again", read_back(tmp_path / "demo.xlsx"))
    ours = {name: text for name, text in bytes_of(DEMO).items() if name.endswith((".csv", ".toml"))}
    assert bytes_of(tmp_path / "again") == ours
    names = openpyxl.load_workbook(tmp_path / "demo.xlsx", read_only=True).sheetnames
    assert sorted(names) == sorted(["toml", *(name for name in ours if name.endswith(".csv"))])


def titled(register: HouseFolder, texts: Sequence[str]) -> HouseFolder:
    """A register in which every text stands as a title, an abstract, a source, and in the banner."""
    first = register.patents[0]
    patents = tuple(
        replace(
            first,
            id=resolve(type(first), f"X{index}"),
            code=f"X{index}",
            title=Words(text, f"title {index}"),
            abstract=Words("", text),
            application_number=None,
            publication_number=None,
            registration_number=None,
            source=text,
        )
        for index, text in enumerate(texts)
    )
    header = replace(register.header, banner=Words("\n".join(texts[:20]), texts[-1]))
    return replace(register, patents=(*register.patents, *patents), header=header)


@pytest.mark.parametrize("name", ["out", "out.xlsx"])
def test_a_thousand_hard_cells_come_back_exactly(tmp_path: Path, register: HouseFolder, name: str) -> None:
    hard = titled(register, HARD)
    write_house(tmp_path / name, hard)
    found = read_back(tmp_path / name)
    assert not found.is_refused
    back = {patent.code: patent for patent in found.patents}
    assert [back[f"X{index}"].title.ja for index in range(len(HARD))] == HARD
    assert [back[f"X{index}"].abstract.en for index in range(len(HARD))] == HARD
    assert [back[f"X{index}"].source for index in range(len(HARD))] == HARD
    assert found.header == hard.header


def test_no_cell_of_a_folder_begins_like_a_formula(tmp_path: Path, register: HouseFolder) -> None:
    write_house(tmp_path / "out", titled(register, ["=1+1", " @SUM(A1)", "＝1", "'=1", "a;-1"]))
    lines = (tmp_path / "out" / "patents.csv").read_text("utf-8").splitlines()
    assert [line.split(",")[3] for line in lines[3:]] == ["'=1+1", '"\' @SUM(A1)"'.strip('"'), "'＝1", "''=1", "a;'-1"]
    assert (tmp_path / "out" / "house.toml").read_text("utf-8").startswith("format = 2\n")


@pytest.mark.parametrize(("code", "cell"), [("-OL", "'-OL"), ("＝", "'＝"), ("a;'=1", "a;''=1"), ("'", "''")])
def test_a_code_may_begin_like_a_formula(tmp_path: Path, register: HouseFolder, code: str, cell: str) -> None:
    """A code is text too, and what refers to it, a file of that name included, finds it under its own name."""
    version = next(one for one in register.arrangements if one.lab_code == "OL-1")
    labs = tuple(replace(lab, code=code) if lab.id == version.lab else lab for lab in register.labs)
    renamed = replace(
        register, labs=labs, arrangements=(replace(version, lab_code=code, signatories=()),), consents=(), licenses=()
    )
    for name in ("out", "out.xlsx"):
        write_house(tmp_path / name, renamed)
        found = read_back(tmp_path / name)
        assert found.findings == ()
        assert code in {one.code for one in found.labs}
        assert [one.code for one in found.arrangements] == [f"{code}@1"]
    assert f"\n{cell}," in (tmp_path / "out" / "labs.csv").read_text("utf-8")


OLD = {"families.csv": ("code,title_ja,title_en,source\nF-1,=1+1,'=1+1,''\nF-2,\"a\n-b\",'x,\"'@\"\n")}


def test_folders_of_the_first_format_read_as_ever(tmp_path: Path) -> None:
    """Without escapes every cell is what stands in it, also one that begins with an apostrophe; the second format takes it off."""
    first, second = read(tmp_path / "old", {**GOOD, **OLD}).families
    assert (first.title, first.source) == (Words("=1+1", "'=1+1"), "''")
    assert (second.title, second.source) == (Words("a\n-b", "'x"), "'@")
    cover = {"house.toml": GOOD["house.toml"].replace("format = 1", "format = 2")}
    first, second = read(tmp_path / "new", {**GOOD, **OLD, **cover}).families
    assert (first.title, first.source) == (Words("=1+1", "=1+1"), "'")
    assert (second.title, second.source) == (Words("a\n-b", "'x"), "@")


def test_the_second_format_is_written_only_where_it_is_needed(tmp_path: Path, register: HouseFolder) -> None:
    write_house(tmp_path / "out", register)
    assert (tmp_path / "out" / "house.toml").read_text("utf-8").startswith("format = 1\n")
    write_house(tmp_path / "old", read(tmp_path / "by hand", {**GOOD, **OLD}))
    assert (tmp_path / "old" / "house.toml").read_text("utf-8").startswith("format = 2\n")
    assert content(read_back(tmp_path / "old")) == content(read_back(tmp_path / "by hand"))


Sheets = dict[str, list[list[str]]]


def sheets_of(texts: Mapping[str, str]) -> Sheets:
    """The good folder as the sheets of a workbook; no cell of it holds a comma or a quote."""
    sheets = {name: [line.split(",") for line in text.strip().split("\n")] for name, text in texts.items() if name.endswith(".csv")}
    lines = [[name, line] for name, text in texts.items() if name.endswith(".toml") for line in text.split("\n")]
    return {"toml": [["file", "text"], *lines], **sheets}


def write_sheets(path: Path, sheets: Sheets) -> Path:
    with path.open("wb") as stream:
        write_workbook(stream, [(name, rows[0], rows[1:]) for name, rows in sheets.items()])
    return path


def test_a_workbook_by_hand_is_the_same_register(tmp_path: Path, register: HouseFolder) -> None:
    found = read_back(write_sheets(tmp_path / "hand.xlsx", sheets_of(GOOD)))
    assert found.findings == ()
    assert content(found) == content(register)


def changed(change: Callable[[Sheets], object]) -> Sheets:
    sheets = sheets_of(GOOD)
    change(sheets)
    return sheets


FAULTS: list[tuple[Callable[[Sheets], object], list[tuple[str, int, str, str]]]] = [
    (lambda s: s.pop("toml"), [("house.toml", 0, "", "There is no house.toml; this is not a house workbook.")]),
    (lambda s: s.update(notes=[["x"]]), [("notes", 0, "", "Unknown sheet; see the format.")]),
    (lambda s: s.update({"Labs.csv": [["code"]]}), [("x.xlsx", 0, "", "Two sheets have the same name.")]),
    (lambda s: s["toml"].append(["x.toml", "a = 1"]), [("toml", 59, "file", "Unknown file; see the format.")]),
    (lambda s: s["toml"].append(["house.toml", ""]), [("toml", 59, "file", "The rows of one file stand together.")]),
    (
        lambda s: s["toml"].__setitem__(1, ["house.toml", "format = 3"]),
        [("toml", 2, "format", "The format must be 1 or 2.")],
    ),
    (lambda s: s["toml"].insert(2, ["house.toml", "unknown = 1"]), [("toml", 3, "unknown", "Unknown key; see the format.")]),
    (
        lambda s: s["parties.csv"][3].__setitem__(4, "us"),
        [("parties.csv", 4, "country", "Write a two-letter code (JP, EP).")],
    ),
    (lambda s: s["needs.csv"][1].__setitem__(1, "Z"), [("needs.csv", 2, "party", "There is no row of Z in parties.csv.")]),
    (
        lambda s: s["needs.csv"][0].__setitem__(1, "who"),
        [
            ("needs.csv", 1, "party", "A required column is missing; add it."),
            (
                "needs.csv",
                1,
                "who",
                "Unknown column; the columns are patent, party, from, until, evidence, source.",
            ),
        ],
    ),
]


@pytest.mark.parametrize(("change", "expected"), FAULTS)
def test_every_fault_has_its_sheet_row_and_column(
    tmp_path: Path, change: Callable[[Sheets], object], expected: list[tuple[str, int, str, str]]
) -> None:
    assert told(read_back(write_sheets(tmp_path / "x.xlsx", changed(change)))) == expected


def test_a_fault_of_toml_is_told_by_the_row_of_its_line(tmp_path: Path) -> None:
    sheets = sheets_of(GOOD)
    row = next(index for index, line in enumerate(sheets["toml"]) if line[1] == "tail_months = 12")
    sheets["toml"][row][1] = 'tail_months = "x"'
    broken = next(index for index, line in enumerate(sheets["toml"]) if line[0] == "arrangements/CL-1@1.toml")
    sheets["toml"][broken][1] = "lab ="
    found = told(read_back(write_sheets(tmp_path / "x.xlsx", sheets)))
    assert [one[:3] for one in found] == [("toml", row + 1, "policies.tail_months"), ("toml", broken + 1, "")]


def test_cells_that_are_no_text_are_told_and_the_others_too(tmp_path: Path) -> None:
    """What a spreadsheet made of 2/5 or of a day cannot be told any more; it is refused, not guessed."""
    book = openpyxl.load_workbook(write_sheets(tmp_path / "x.xlsx", sheets_of(GOOD)))
    book["titles.csv"]["C2"] = 46058
    book["titles.csv"]["C2"].number_format = "m/d"
    book["memberships.csv"]["E2"] = 43922
    book["families.csv"]["C3"] = "=1+1"
    book["labs.csv"]["Q3"] = "beyond"
    book["needs.csv"]["B2"] = "NOBODY"
    book.save(tmp_path / "x.xlsx")
    assert told(read_back(tmp_path / "x.xlsx")) == [
        ("families.csv", 3, "title_en", "This is a formula; type its value as text."),
        ("labs.csv", 3, "", "There are 17 cells for 8 columns."),
        ("memberships.csv", 2, "from", "This is a number or a date, not text; format the cell as text and type it again."),
        ("needs.csv", 2, "party", "There is no row of NOBODY in parties.csv."),
        ("titles.csv", 2, "share", "This is a number or a date, not text; format the cell as text and type it again."),
    ]


def test_a_workbook_saved_by_another_program_is_read(tmp_path: Path, register: HouseFolder) -> None:
    write_house(tmp_path / "x.xlsx", titled(register, [text for text in HARD if text == guarded(text) and "_x" not in text]))
    before = read_back(tmp_path / "x.xlsx")
    book = openpyxl.load_workbook(tmp_path / "x.xlsx")
    for row in book["labs.csv"].iter_rows(min_row=2):
        row[1].value = "一つのラボ"
    book.save(tmp_path / "y.xlsx")
    after = read_back(tmp_path / "y.xlsx")
    assert [lab.title.ja for lab in after.labs] == ["一つのラボ"] * len(before.labs)
    assert after.patents == before.patents


def test_what_no_cell_can_hold_is_not_written_and_named(tmp_path: Path, register: HouseFolder) -> None:
    first, second = register.patents
    long = replace(register, patents=(first, replace(second, abstract=Words("", "x" * 40_000))))
    with pytest.raises(RegisterUnwritable) as refused:
        write_house(tmp_path / "out.xlsx", long)
    assert refused.value.message.en == "patents.csv, 'P-2', abstract_en: It has 40,000 characters; a cell holds 32,767."
    assert refused.value.next_step is not None
    half = replace(register, families=(replace(register.families[0], source="a\ud800"), *register.families[1:]))
    for name in ("half", "half.xlsx"):
        with pytest.raises(RegisterUnwritable) as refused:
            write_house(tmp_path / name, half)
        assert refused.value.message.en == "families.csv, 'F-1', source: It has half a character (a lone surrogate)."
    nul = replace(register, header=replace(register.header, banner=Words("", "\ud800")))
    with pytest.raises(RegisterUnwritable, match="lone surrogate"):
        write_house(tmp_path / "nul.xlsx", nul)
    write_house(tmp_path / "long", long)
    assert {path.name for path in tmp_path.iterdir()} == {"good", "long"}


def test_a_failure_leaves_the_workbook_before_as_it_was(tmp_path: Path, register: HouseFolder) -> None:
    write_house(tmp_path / "out.xlsx", register)
    before = (tmp_path / "out.xlsx").read_bytes()
    with pytest.raises(RegisterUnwritable):
        write_house(tmp_path / "out.xlsx", titled(register, ["x" * 33_000]))
    assert (tmp_path / "out.xlsx").read_bytes() == before
    assert {path.name for path in tmp_path.iterdir()} == {"good", "out.xlsx"}
    write_house(tmp_path / "out.xlsx", titled(register, ["=1"]))
    assert read_back(tmp_path / "out.xlsx").patents[-1].title.ja == "=1"


@pytest.mark.parametrize("name", ["mine.xlsx", "text.xlsx", "new.xlsm", "new.xls", "new.ods", "new.csv"])
def test_a_file_of_another_kind_is_not_overwritten(tmp_path: Path, register: HouseFolder, name: str) -> None:
    if name == "mine.xlsx":
        openpyxl.Workbook().save(tmp_path / name)
    if name == "text.xlsx":
        (tmp_path / name).write_text("mine")
    before = bytes_of(tmp_path)
    with pytest.raises(FolderNotOurs) as refused:
        write_house(tmp_path / name, register)
    assert refused.value.message.ja
    assert bytes_of(tmp_path) == before


def test_a_damaged_sheet_is_one_fault_and_the_others_are_read(tmp_path: Path, register: HouseFolder) -> None:
    write_house(tmp_path / "x.xlsx", register)
    with zipfile.ZipFile(tmp_path / "x.xlsx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet8.xml"] = parts["xl/worksheets/sheet8.xml"][:-40]
    with zipfile.ZipFile(tmp_path / "y.xlsx", "w") as archive:
        for name, content_of in parts.items():
            archive.writestr(name, content_of)
    (finding,) = read_back(tmp_path / "y.xlsx").findings
    assert (finding.file, finding.line, finding.value) == ("affiliates.csv", 0, "xl/worksheets/sheet8.xml")
    assert finding.because.en.startswith("It is broken as XML (line 2, column ")
