"""CSV as a stream of rows: where each stands, what is refused, and that no record is larger than the limit."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from ippool.intake.entries import FileRefused, Limits, Reading, Refused
from ippool.intake.sources import Source
from ippool.intake.tables import Row, rows

HEAD = "a,b\n"
LAYOUTS = [frozenset({"a", "b"})]
Told = tuple[str, dict[str, str]] | tuple[str, str, str]


def read(
    folder: Path, text: str, limits: Limits | None = None, *, layouts: list[frozenset[str]] = LAYOUTS, preamble: int = 0
) -> list[Told]:
    """Read a table: rows as place and cells, refusals as place, reason and what they cite."""
    path = folder / "t.csv"
    path.write_bytes(text.encode())
    found = rows(Source(path, "t"), Reading(2026, limits=limits or Limits()), layouts=layouts, preamble=preamble)
    return [
        (str(one.place), one.because.en, one.cited) if isinstance(one, Refused) else (str(one.place), dict(one.cells))
        for one in found
    ]


def refusal(folder: Path, text: str, limits: Limits | None = None, *, preamble: int = 0) -> str:
    with pytest.raises(FileRefused) as refused:
        read(folder, text, limits, preamble=preamble)
    return refused.value.message.en


def test_a_row_stands_where_it_begins(tmp_path: Path) -> None:
    text = HEAD + '1,"x\ny\r\nz"\n\n\n2,"""q"""\r\n3,\r4,w'
    assert read(tmp_path, text) == [
        ("t#1:2", {"a": "1", "b": "x\ny\r\nz"}),
        ("t#2:7", {"a": "2", "b": '"q"'}),
        ("t#3:8", {"a": "3", "b": ""}),
        ("t#4:9", {"a": "4", "b": "w"}),
    ]


def test_lines_before_the_header_are_counted(tmp_path: Path) -> None:
    assert read(tmp_path, "x\ny,z\n" + HEAD + "1,2\n", preamble=2) == [("t#1:4", {"a": "1", "b": "2"})]
    assert refusal(tmp_path, "x\n", preamble=2) == "t (line 2): This is not a header of the format; it lacks a, b."


def test_columns_of_any_layout_may_stand_in_any_order_with_others(tmp_path: Path) -> None:
    layouts = [frozenset({"a", "b"}), frozenset({"c"})]
    assert read(tmp_path, " d , c\n1,2\n", layouts=layouts) == [("t#1:2", {"d": "1", "c": "2"})]
    with pytest.raises(FileRefused, match=r"it lacks b\.$"):
        read(tmp_path, "a,x\n", layouts=[frozenset({"a", "b"}), frozenset({"c", "d"})])


def test_a_row_gives_nothing_for_a_column_that_its_layout_lacks(tmp_path: Path) -> None:
    path = tmp_path / "t.csv"
    path.write_text(HEAD + "1,2\n")
    (row,) = rows(Source(path, "t"), Reading(2026), layouts=LAYOUTS)
    assert isinstance(row, Row)
    assert (row["a"], row.get("b"), row.get("c")) == ("1", "2", "")


def test_a_row_of_another_width_is_refused_and_the_next_one_is_read(tmp_path: Path) -> None:
    long = "\x07" + "x" * 100
    assert read(tmp_path, f"{HEAD}{long}\n1,2,3\n4,5\n") == [
        ("t#1:2", "The header has 2 columns, this row 1.", "\ufffd" + "x" * 79 + "…"),
        ("t#2:3", "The header has 2 columns, this row 3.", "1"),
        ("t#3:4", {"a": "4", "b": "5"}),
    ]


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("a,b,a\n", "t (line 1): The header names a column twice: a"),
        ("a,b, a \n", "t (line 1): The header names a column twice: a"),
        ("a\n", "t (line 1): This is not a header of the format; it lacks b."),
        ("\n" + HEAD, "t (line 1): This is not a header of the format; it lacks a, b."),
        ("a,b" + ",c" * 199 + "\n", "t (line 1): It has 201 columns; at most 200 are read."),
        ('"a,b\n1,2\n', "t (lines 1 to 2): A quote is not closed."),
        (HEAD + '1,2\n3,"4\n5,6\n', "t (lines 3 to 4): A quote is not closed."),
        (HEAD + '1,2\n3,"4', "t (line 3): A quote is not closed."),
        (HEAD + '1,"2"x\n', "t (line 2): Something follows a closing quote."),
        (HEAD + '1,"2\n3"x\n', "t (lines 2 to 3): Something follows a closing quote."),
        (HEAD + "1,\0\n", "t (line 2): It holds a NUL character."),
        (HEAD + "1,\x1b$B\n", "t (line 2): It holds an escape character: it may be written in ISO-2022-JP."),
    ],
)
def test_what_is_no_table_is_refused_whole_with_its_line(tmp_path: Path, text: str, because: str) -> None:
    assert refusal(tmp_path, text) == because


def test_quotes_within_a_cell_that_does_not_begin_with_one_are_text(tmp_path: Path) -> None:
    assert read(tmp_path, HEAD + 'a "b" c,5"\n') == [("t#1:2", {"a": 'a "b" c', "b": '5"'})]


class TestLimits:
    LIMITS = Limits(line_characters=100, blank_lines=3, columns=5)

    def test_a_line_and_a_record_are_bounded(self, tmp_path: Path) -> None:
        assert read(tmp_path, HEAD + "1," + "x" * 97 + "\n", self.LIMITS) == [("t#1:2", {"a": "1", "b": "x" * 97})]
        assert refusal(tmp_path, HEAD + "1," + "x" * 98 + "\n", self.LIMITS) == "t (line 2): A line has more than 100 characters."
        told = "One record has more than 100 characters; a quote may not be closed."
        assert refusal(tmp_path, HEAD + '1,2\n3,"' + "x\n" * 60, self.LIMITS) == f"t (lines 3 to 51): {told}"
        assert refusal(tmp_path, '"' + "x\n" * 60, self.LIMITS) == f"t (lines 1 to 50): {told}"

    def test_records_together_are_not(self, tmp_path: Path) -> None:
        assert len(read(tmp_path, HEAD + "1,2\n" * 1_000, self.LIMITS)) == 1_000

    def test_empty_lines_are_bounded_where_they_follow_one_another(self, tmp_path: Path) -> None:
        assert len(read(tmp_path, HEAD + "\n\n\n1,2\n" * 10 + "\n\n\n", self.LIMITS)) == 10
        assert refusal(tmp_path, HEAD + "1,2\n\n\n\n\n", self.LIMITS) == "t (line 6): 4 empty lines follow one another."

    def test_they_do_not_hang_on_what_others_set_for_the_whole_process(self, tmp_path: Path) -> None:
        before = csv.field_size_limit(10)
        try:
            assert read(tmp_path, HEAD + "1," + "x" * 50 + "\n") == [("t#1:2", {"a": "1", "b": "x" * 50})]
        finally:
            csv.field_size_limit(before)
