"""Every real file and every format: what each file is recognized as, and that no reader takes a part of what is not its own."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

from ippool.intake.entries import FileRefused, Reading, Refused
from ippool.intake.format import Format, Head
from ippool.intake.formats import FORMATS, FormatUnknown, detect, format_of
from ippool.intake.sources import Source
from tests.intake.hostile.good import GOOD
from tests.intake.records import REAL_DATA

OWN: dict[str, str] = {
    "jplatpat_csv/": "jplatpat-csv",
    "jplatpat_csv_agv/": "jplatpat-csv",
    "jplatpat_csv_robot/": "jplatpat-csv",
    "google_patents_csv/": "google-patents-csv",
    "lens_csv/": "lens-csv",
    "nasa/": "nasa-csv",
    "uspto_grant_xml/": "us-grant-xml",
    "uspto_grant_misc/": "us-grant-xml",
    "uspto_samples/xml2004/": "us-grant-xml",
    "uspto_samples/xml2014/": "us-grant-xml",
    "uspto_app_xml/": "us-application-xml",
    "uspto_samples/xmlApp2004/": "us-application-xml",
    "uspto_assignment/assignment_1.json": "us-assignment-json",
    "uspto_assignment/assignment_2.json": "us-assignment-json",
    "uspto_assignment/assignmentcenter_search_v2.json": "us-assignment-json",
    "patentsview_json/patent_search_response.json": "patentsview-json",
    "epo_ops_xml/": "epo-ops-xml",
    "epo_ops_xml2/expected/": "epo-ops-xml",
    "epo_ops_xml2/fixtures/": "epo-ops-xml",
    "kipris_xml/": "kipris-xml",
    "jpo_api/": "jpo-api-json",
}
"""Which format the real files have, by how their names begin; all others have none."""

FILES = sorted(str(path.relative_to(REAL_DATA)) for path in REAL_DATA.rglob("*") if path.is_file())
CODES = [one.code for one in FORMATS]


def own_format(name: str) -> str | None:
    return next((code for beginning, code in OWN.items() if name.startswith(beginning)), None)


def real(name: str) -> Source:
    return Source(REAL_DATA / name, name)


def refusal_of(format: Format, source: Source) -> FileRefused | list[Refused] | None:
    """Return why a file is not taken: as a whole, or record by record; None where something of it is taken."""
    try:
        entries = list(format.read(source, Reading(2026)))
    except FileRefused as refused:
        return refused
    refused_ones = [one for one in entries if isinstance(one, Refused)]
    return refused_ones if len(refused_ones) == len(entries) else None


def test_there_are_files_of_every_format_and_of_none() -> None:
    assert len(FILES) > 120
    assert {own_format(name) for name in FILES} == {*CODES, None}


class TestDetection:
    @pytest.mark.parametrize("name", FILES)
    def test_every_real_file_is_recognized_as_what_it_is(self, name: str) -> None:
        found = detect(real(name))
        assert (found.format.code if found.format else None) == own_format(name), found.because.en
        assert found.because.ja
        assert found.because.en

    @pytest.mark.parametrize("code", CODES)
    def test_a_name_says_nothing(self, tmp_path: Path, code: str) -> None:
        for name in ("a.xlsx", "a.csv", "a.xml", "a.json", "a"):
            path = tmp_path / name
            path.write_text(GOOD[code].whole(1), encoding="utf-8")
            found = detect(Source(path, name)).format
            assert found is not None
            assert found.code == code

    @pytest.mark.parametrize(
        ("content", "because"),
        [
            (b"", "The file is empty."),
            (b"PK\x03\x04", "It is an archive (ZIP, XLSX or the like)."),
            (b"\x1f\x8b\x08", "It is compressed (gzip)."),
            (b"<html><body>", "It is XML, but its root <html> is that of no format."),
            (b"<!-- x --><?y?><!DOCTYPE z [ <!ENTITY a 'b'> ]><p:z/>", "It is XML, but its root <z> is that of no format."),
            (b'{"a": 1, "b": {"c": 2}}', "It is JSON, but its keys (a, b) are those of no format."),
            (b"a,b,c\n1,2,3\n", "It is a table, but its header (a, b, c …) is that of no format."),
            (b"hello", "It is neither CSV nor XML nor JSON."),
            (b"\0" * 100, "It is neither CSV nor XML nor JSON."),
        ],
    )
    def test_of_others_it_says_what_they_look_like(self, tmp_path: Path, content: bytes, because: str) -> None:
        (tmp_path / "x").write_bytes(content)
        found = detect(Source(tmp_path / "x", "x"))
        assert (found.format, found.because.en) == (None, because)

    @pytest.mark.parametrize(
        "content",
        [
            b"<?" * 2**15,
            b"<!--" * 2**14,
            b"<!DOCTYPE[" * 6_000,
            b"[" * 2**16,
            b'{"a":' * 13_000,
            b'"' * 2**16,
            b"," * 2**16,
            b"\n" * 2**16,
        ],
        ids=["instructions", "comments", "types", "arrays", "objects", "quotes", "commas", "lines"],
    )
    def test_it_takes_no_time_however_a_file_begins(self, content: bytes) -> None:
        head = Head("x", content[: 2**16])
        assert [one.code for one in FORMATS if one.recognize(head) is not None] == []
        assert (len(head.root), len(head.keys)) <= (200, 8)

    def test_keys_are_told_as_far_as_formats_look(self) -> None:
        head = Head("x", b'{"a":[{"b":{"c":1}}],"' + b"x" * 300 + b'":{"y":0},"n":' + b"9" * 5_000 + b',"z":1}')
        long = "x" * 100 + "…"
        assert head.keys == {"a", "a.item.b", "a.item.b.c", long, f"{long}.y", "n"}

    def test_an_unknown_format_is_refused_with_those_there_are(self) -> None:
        with pytest.raises(FormatUnknown) as refused:
            format_of("\x1b[31m")
        assert refused.value.message.en == "There is no format “\ufffd[31m”."
        assert refused.value.next_step is not None
        assert all(code in refused.value.next_step.en for code in CODES)


@pytest.mark.parametrize("code", CODES)
def test_no_real_file_of_another_format_is_half_taken(code: str) -> None:
    """It is refused whole, with place or reason, in both languages."""
    format = format_of(code)
    for name in FILES:
        if own_format(name) == code:
            continue
        found = refusal_of(format, real(name))
        assert isinstance(found, FileRefused), (name, found)
        assert found.file == name
        assert found.because.ja
        assert found.because.en


@pytest.mark.parametrize("code", CODES)
def test_no_good_file_of_another_format_is_half_taken(tmp_path: Path, code: str) -> None:
    for other, layout in GOOD.items():
        path = tmp_path / other
        path.write_text(layout.whole(1 if other == "jpo-api-json" else 3), encoding="utf-8")
        found = refusal_of(format_of(code), Source(path, other))
        assert (found is None) == (other == code), (other, found)
        assert found is None or isinstance(found, FileRefused), (other, found)


def test_a_scholarly_export_is_refused_by_every_format_and_by_the_lens_as_what_it_is() -> None:
    name = "negative/lens_scholar/lens-export.csv"
    found = {one.code: refusal_of(one, real(name)) for one in FORMATS}
    assert all(isinstance(one, FileRefused) for one in found.values())
    lens = found["lens-csv"]
    assert isinstance(lens, FileRefused)
    assert (lens.where.en, "scholarly works" in lens.because.en) == ("line 1", True)


# The registry (that it is complete: tests/architecture/test_registries.py)


def test_a_format_is_named_like_its_module_and_in_both_languages() -> None:
    for one in FORMATS:
        assert one.read.__module__ == f"ippool.intake.{one.code.replace('-', '_')}"
        assert one.name.ja
        assert one.name.en
        assert one.source


def test_no_reader_opens_a_file_itself() -> None:
    """Files are opened in one place, which knows the limits."""
    for one in FORMATS:
        tree = ast.parse(Path(str(import_module(one.read.__module__).__file__)).read_text("utf-8"))
        called = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
        attributes = {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)}
        assert not called & {"open", "eval", "exec"}
        assert not attributes & {"open", "read_text", "read_bytes", "urlopen"}
