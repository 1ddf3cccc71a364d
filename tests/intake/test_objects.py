"""JSON as a stream of objects, whatever way the file falls into pieces, and what the parser below is kept from."""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ippool.intake import objects
from ippool.intake.entries import FileRefused, Limits, Reading, RecordRefused
from ippool.intake.objects import items, list_at, object_in, text_at
from ippool.intake.sources import Source


def read(folder: Path, content: str | bytes, path: str = "a.item", limits: Limits | None = None) -> list[tuple[str, Any]]:
    file = folder / "x.json"
    file.write_bytes(content if isinstance(content, bytes) else content.encode())
    return [(str(place), value) for place, value in items(Source(file, "x"), Reading(2026, limits=limits or Limits()), path)]


def refusal(folder: Path, content: str | bytes, path: str = "a.item", limits: Limits | None = None) -> str:
    with pytest.raises(FileRefused) as refused:
        read(folder, content, path, limits)
    return refused.value.message.en


class TestItems:
    @pytest.mark.parametrize(
        ("path", "found"),
        [
            ("a.item", [{"b": 1}, [2, {"a": [9]}], None, "x"]),
            ("c.d.item", [True, Decimal("1.5")]),
            ("c.e", [{"a": []}]),
            ("c", [{"d": [True, Decimal("1.5")], "e": {"a": []}}]),
            ("nothing.item", []),
        ],
    )
    def test_what_stands_under_a_path_is_yielded_one_by_one(self, tmp_path: Path, path: str, found: list[Any]) -> None:
        text = '{"a": [{"b": 1}, [2, {"a": [9]}], null, "x"], "c": {"d": [true, 1.5], "e": {"a": []}}}'
        assert read(tmp_path, text, path) == [(f"x#{number}", value) for number, value in enumerate(found, 1)]

    def test_the_whole_may_be_wanted_and_the_items_of_a_list(self, tmp_path: Path) -> None:
        assert read(tmp_path, '[1, {"a": 2}]', "") == [("x#1", [1, {"a": 2}])]
        assert read(tmp_path, '[1, {"a": 2}]', "item") == [("x#1", 1), ("x#2", {"a": 2})]

    def test_a_byte_order_mark_is_passed_over(self, tmp_path: Path) -> None:
        assert read(tmp_path, b"\xef\xbb\xbf" + b'{"a":[1]}') == [("x#1", 1)]

    @pytest.mark.parametrize(
        ("text", "because"),
        [
            ('{"a":{"b":1}}', "x (record 1, up to byte 13): “a” is no list."),
            ('{"a":"b"}', "x (record 1, up to byte 9): “a” is no list."),
            ('{"a":[{"b":1,"b":2}]}', "x (record 1, up to byte 21): The key “b” is given twice."),
            ('{"a":[1],"a":[2]}', "x (record 2, up to byte 17): The key “a” is given twice."),
            ('{"a":[1],"c":{"d":1,"d":1}}', "x (record 2, up to byte 27): The key “d” is given twice."),
            ('{"a":[1]', "x (at its end, byte 8): It is broken as JSON: parse error: premature EOF."),
            ('{"a":[1]}]', "x (byte 10): It is broken as JSON: parse error: trailing garbage."),
            ('{"a":[01]}', "x (byte 9): It is broken as JSON: parse error: after array element, I expect ',' or ']'."),
            (
                '{"a":["\\x"]}',
                "x (byte 9): It is broken as JSON: lexical error: inside a string, '\\' occurs before a "
                "character which it may not.",
            ),
            ('{"a":["\n"]}', "x (byte 8): It is broken as JSON: lexical error: invalid character inside string."),
        ],
    )
    def test_what_is_broken_or_says_two_things_is_refused(self, tmp_path: Path, text: str, because: str) -> None:
        assert refusal(tmp_path, text) == because

    def test_no_list_may_be_null(self, tmp_path: Path) -> None:
        """So PatentsView answers where it found nothing."""
        assert read(tmp_path, '{"a":null}') == []

    def test_a_fault_far_inside_is_told_to_the_byte_and_further_inside_to_the_piece(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        text = '{"a":[' + "1," * 100_000 + "x]}"
        assert refusal(tmp_path, text).startswith(f"x (byte {6 + 200_000 + 1:,}): It is broken")
        monkeypatch.setattr(objects, "_NEAR", 100_000)
        assert refusal(tmp_path, text).startswith("x (bytes 196,609 to 200,009): It is broken")

    @settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
    @given(
        st.lists(
            st.recursive(
                st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(st.characters(exclude_categories=["Cs"])),
                lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
            ),
            max_size=8,
        ),
        st.booleans(),
        st.integers(1, 50),
    )
    def test_it_reads_as_the_standard_library_does_wherever_the_pieces_end(
        self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, values: list[Any], is_ascii: bool, size: int
    ) -> None:
        monkeypatch.setattr(objects, "_CHUNK", size)
        text = json.dumps({"x": values, "a": values}, ensure_ascii=is_ascii)
        assert [value for _, value in read(tmp_path, text)] == values


class TestHalves:
    """Two escapes make one character; yajl makes a question mark of the first alone, and any character of two first ones."""

    @pytest.mark.parametrize(
        "escaped",
        [
            r"\ud83d\ude00",
            r"\uD83D\uDE00",
            r"\\ud800",
            r"\\\\ud800",
            r"\ud83d\ude00\ud83d\ude00",
            r"\n\ud83d\ude00\n",
            r"\uac00\ud55c",
        ],
    )
    @pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 65_536])
    def test_whole_ones_are_read(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, escaped: str, size: int) -> None:
        monkeypatch.setattr(objects, "_CHUNK", size)
        text = f'"x{escaped}y"'
        assert read(tmp_path, f'{{"a":[{text}]}}') == [("x#1", json.loads(text))]

    @pytest.mark.parametrize(
        "escaped",
        [
            r"\ud800",
            r"\udfff",
            r"\ud800\ud800",
            r"\ude00\ud83d",
            r"\ud83dx\ude00",
            r"\ud83d\n\ude00",
            r"\\\ud800",
            r"\ud83d\ude00\ude00",
        ],
    )
    @pytest.mark.parametrize("size", [1, 2, 3, 5, 7, 11, 65_536])
    def test_halves_are_refused(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, escaped: str, size: int) -> None:
        monkeypatch.setattr(objects, "_CHUNK", size)
        assert refusal(tmp_path, f'{{"a":["{escaped}"]}}').endswith(": It holds half a character (a lone surrogate).")


class TestNumbers:
    @pytest.mark.parametrize("number", ["0", "-1", "9" * 999, "1e400", "1.5", "-0.0", "1E-400"])
    def test_those_of_any_use_are_exact(self, tmp_path: Path, number: str) -> None:
        ((_, found),) = read(tmp_path, f'{{"a":[{number}]}}')
        assert found == Decimal(number)

    @pytest.mark.parametrize("number", ["9" * 1_000, "-" + "9" * 5_000, "0." + "1" * 5_000, "1e" + "9" * 20, "1e" + "9" * 5_000])
    @pytest.mark.parametrize("before", [0, 65_000, 65_530])
    def test_others_are_refused(self, tmp_path: Path, number: str, before: int) -> None:
        """At the first two a process would end that asks the parser for them."""
        assert refusal(tmp_path, f'{{"a":[{" " * before}{number}]}}').endswith(": A number is beyond all measure.")


class TestLimits:
    LIMITS = Limits(record_bytes=1_000, passed_bytes=1_000, depth=5)

    @pytest.mark.parametrize(
        ("text", "because"),
        [
            ('{"a":[[[[[', "It nests deeper than 5 levels."),
            ('{"b":[[[[[', "It nests deeper than 5 levels."),
            ('{"a":["' + "x" * 1_000 + '"]}', "One record has more than 0 MiB."),
            ('{"a":[["' + "x" * 1_000 + '"]]}', "One record has more than 0 MiB."),
            ('{"a":[{"' + "x" * 1_000 + '":1}]}', "One record has more than 0 MiB."),
            ('{"a":[[' + '"",' * 20, "One record has more than 0 MiB."),
            ('{"a":[[' + "0," * 20, "One record has more than 0 MiB."),
            ('{"a":[[' + "[]," * 20, "One record has more than 0 MiB."),
            ('{"a":[[' + "{}," * 20, "One record has more than 0 MiB."),
            ('{"b":["' + "x" * 1_000 + '"]}', "More than 0 MiB of what is no record follow one another."),
            ('{"b":[' + "0," * 20, "More than 0 MiB of what is no record follow one another."),
            ('{"b":[' + "{}," * 20, "More than 0 MiB of what is no record follow one another."),
        ],
    )
    def test_each_is_kept(self, tmp_path: Path, text: str, because: str) -> None:
        assert refusal(tmp_path, text, limits=self.LIMITS) == f"x (record 1, up to byte {len(text):,}): {because}"

    def test_they_are_of_one_record_and_of_what_lies_between_two(self, tmp_path: Path) -> None:
        assert len(read(tmp_path, '{"a":[' + ",".join(['["' + "x" * 700 + '"]'] * 50) + "]}", limits=self.LIMITS)) == 50

    def test_a_text_is_bounded_before_it_ends(self, tmp_path: Path) -> None:
        text = '{"a":["' + "x" * 300_000
        limits = Limits(record_bytes=100_000)
        assert refusal(tmp_path, text, limits=limits) == "x (record 1, up to byte 196,608): One record has more than 0 MiB."


class TestFields:
    @pytest.mark.parametrize(
        ("value", "text"), [(None, ""), (" x ", "x"), (12, "12"), (-3, "-3"), (10**18 - 1, "9" * 18), ("", "")]
    )
    def test_a_text_or_whole_number_is_read(self, value: object, text: str) -> None:
        assert text_at({"k": value}, "k", "f") == text

    @pytest.mark.parametrize(
        ("value", "shown"),
        [
            (True, "bool"),
            (Decimal("1.5"), "Decimal"),
            ([], "list"),
            ({}, "dict"),
            (10**18, "int"),
            ("a\0", "a\0"),
            ("\udc00", "\udc00"),
        ],
    )
    def test_anything_else_is_refused_with_its_field(self, value: object, shown: str) -> None:
        with pytest.raises(RecordRefused) as refused:
            text_at({"k": value}, "k", "f")
        assert (refused.value.field, refused.value.value) == ("f", shown)

    def test_lists_and_objects_are_what_they_should_be(self) -> None:
        assert (list_at({}, "k", "f"), list_at({"k": None}, "k", "f"), list_at({"k": [1]}, "k", "f")) == ([], [], [1])
        assert object_in({"a": 1}, "f") == {"a": 1}
        no_lists: tuple[object, ...] = ("x", 1, {}, True)
        for wrong in no_lists:
            with pytest.raises(RecordRefused, match="It is no list"):
                list_at({"k": wrong}, "k", "f")
        no_objects: tuple[object, ...] = ("x", 1, [], None)
        for wrong in no_objects:
            with pytest.raises(RecordRefused, match="It is no object"):
                object_in(wrong, "f")
