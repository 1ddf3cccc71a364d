"""`ippool import` told nonsense: a few lines that say what is wrong and what to do, exit status 1, and nothing taken."""

from __future__ import annotations

import json
import os
import socket
from pathlib import Path

import pytest

from tests.cli.conftest import Command
from tests.intake.hostile.files import ALL
from tests.intake.hostile.good import GOOD, JPLATPAT_HEAD, jplatpat


@pytest.fixture
def good(tmp_path: Path) -> Path:
    path = tmp_path / "good.csv"
    path.write_text(GOOD["jplatpat-csv"].whole(2), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["nonsense", "{good}"], "There is no format “nonsense”."),
        (["../../etc/passwd", "{good}"], "There is no format “../../etc/passwd”."),
        (["\x1b[31mred", "{good}"], "There is no format “\ufffd[31mred”."),
        (["jplatpat-csv"], "No file is named."),
        (["{good}"], "No file is named."),
        (["jplatpat-csv", "{good}", "{good}"], "good.csv is named twice."),
        (["jplatpat-csv", "{good}", "{folder}/../{name}/good.csv"], "good.csv is named twice."),
        (["jplatpat-csv", "{good}", "{link}"], "good.csv is named twice."),
        (["jplatpat-csv", "{good}", "--encoding", "nonsense"], "The encoding “nonsense” is not read."),
        (["jplatpat-csv", "{good}", "--encoding", "rot13"], "The encoding “rot13” is not read."),
        (["jplatpat-csv", "{good}", "--encoding", ""], "The encoding “” is not read."),
        (["jplatpat-csv", "{good}", "--encoding", "cp932"], "It cannot be read as cp932"),
        (["jplatpat-csv", "{good}", "--lab", "NO-SUCH-LAB"], "The register has no lab NO-SUCH-LAB."),
        (["jplatpat-csv", "{good}", "--lab", ""], "The register has no lab ."),
        (["jplatpat-csv", "{good}", "--lab", os.fsdecode(b"\xff")], "The register has no lab \ufffd."),
        (["jplatpat-csv", "{folder}"], "It is not a regular file."),
        (["jplatpat-csv", "{folder}/nothing.csv"], "nothing.csv: It cannot be read: No such file or directory."),
        (["jplatpat-csv", "x" * 5_000], "It cannot be read: File name too long."),
        (["jplatpat-csv", "/dev/zero"], "zero: It is not a regular file."),
        (["jplatpat-csv", "/dev/stdin"], "It is not a regular file."),
        (["jplatpat-csv", "-"], "-: It cannot be read: No such file or directory."),
        (["us-grant-xml", "{good}"], "good.csv (line 1): It is broken as XML"),
        (["patentsview-json", "{good}"], "It has no list of patents."),
        (["house", "{good}"], "good.csv"),
        (["house", "{folder}/nothing"], "nothing"),
        (["house", "{folder}", "/tmp"], "one at a time"),
        (["house", "/dev/zero"], "zero"),
    ],
    ids=str,
)
def test_it_is_refused_in_a_few_lines(demo_url: str, ippool: Command, good: Path, words: list[str], told: str) -> None:
    (good.parent / "link.csv").symlink_to(good)
    known = {"good": good, "folder": good.parent, "name": good.parent.name, "link": good.parent / "link.csv"}
    said = ippool("import", *(word.format(**known) for word in words), url=demo_url, expect=1)
    assert told in " ".join(said.err.split())
    assert "Traceback" not in said.err
    assert len(said.err.splitlines()) < 15
    assert said.out == ""


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ([], "Missing argument"),
        (["jplatpat-csv", "{good}", "--report", "xml"], "'xml' is not one of"),
        (["jplatpat-csv", "{good}", "--source-date", "2026-02-30"], "does not match the format"),
        (["jplatpat-csv", "{good}", "--nonsense"], "No such option"),
    ],
    ids=str,
)
def test_what_it_cannot_understand_is_a_fault_of_usage(ippool: Command, good: Path, words: list[str], told: str) -> None:
    said = ippool("import", *(word.format(good=good) for word in words), url="", expect=2)
    assert told in said.err


@pytest.mark.parametrize("name", ["XML: two roots in a document of many", "CSV: a bad byte at the end", "JSON: NaN"])
def test_a_hostile_file_is_refused_with_its_place_and_what_to_do(demo_url: str, ippool: Command, tmp_path: Path, name: str) -> None:
    hostile = ALL[name]
    hostile.make(tmp_path / "hostile")
    said = ippool("import", hostile.format, str(tmp_path / "hostile"), url=demo_url, expect=1)
    assert f"hostile ({getattr(hostile.expected, 'where', '')}): " in " ".join(said.err.split())
    assert "Traceback" not in said.err


def test_a_report_moves_no_terminal(demo_url: str, ippool: Command, tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"\xff\x1b[2J.csv")
    row = jplatpat(1).replace("2018/12/20", "\x9b31m\u202e")
    path.write_text(JPLATPAT_HEAD + row.replace("特開2020-100001", "\x85\x9b特開", 1), encoding="utf-8")
    said = ippool("import", "jplatpat-csv", str(path), "--dry-run", url=demo_url)
    assert all(line.isprintable() for line in said.out.splitlines())
    assert "\ufffd\ufffd[2J.csv#1:2 \ufffd\ufffd特開" in said.out
    report = json.loads(ippool("import", "jplatpat-csv", str(path), "--dry-run", "--report", "json", url=demo_url).out)
    assert (report["read"], report["findings"][0]["file"]) == (1, "\ufffd\ufffd[2J.csv")


def test_detection_says_of_each_file_what_it_is_or_why_it_is_nothing(
    ippool: Command, tmp_path: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "zip.csv").write_bytes(b"PK\x03\x04")
    (tmp_path / "empty").write_bytes(b"")
    os.mkfifo(tmp_path / "pipe")
    # The address of a socket is short.
    monkeypatch.chdir(tmp_path)
    with socket.socket(socket.AF_UNIX) as place:
        place.bind("socket")
    names = ["good.csv", "zip.csv", "empty", "pipe", "socket", "nothing", "."]
    said = ippool("import", "--detect", *(str(tmp_path / name) for name in names), url="", expect=1)
    told = [line for line in said.out.splitlines() if line]
    assert [line.partition("  ")[0] for line in told] == ["good.csv: jplatpat-csv", "zip.csv: ?", "empty: ?"]
    assert "It is an archive (ZIP, XLSX or the like)." in told[1]
    assert "The file is empty." in told[2]
    assert said.err.count("It is not a regular file.") == 3
    assert "nothing: It cannot be read: No such file or directory." in " ".join(said.err.split())
