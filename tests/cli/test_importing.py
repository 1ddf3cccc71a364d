"""`ippool import`: what it prints in each form, what its options do, and what it returns."""

from __future__ import annotations

import asyncio
import csv
import io
import json
import os
import pty
import subprocess
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import date
from pathlib import Path
from typing import Any, TypeVar

import pytest
import pytest_asyncio
from sqlalchemy import text

from ippool.domain.patents import LabTag
from ippool.domain.statements import Statement
from ippool.intake.formats import FORMATS
from ippool.store.database import Database
from ippool.store.jobs import JobState
from ippool.store.records import load
from tests.cli.conftest import Command
from tests.cli.test_serving import SCRIPT, environment
from tests.conftest import REAL_DATA, Cluster
from tests.usecases.brought import document, jplatpat
from tests.usecases.intake.real_files import BY_PATH
from tests.usecases.intake.registers import by_natural_keys, database_at, held, rows_of

T = TypeVar("T")
ROBOT = BY_PATH["jplatpat_csv_robot/特実_国内文献.csv"]
KIPRIS = BY_PATH["kipris_xml/patent/120070353675/1.xml"]
NASA = BY_PATH["nasa/patents_as_of_2014-10-31.csv"]


@pytest_asyncio.fixture
async def url(cluster: Cluster) -> AsyncIterator[str]:
    """The address of an empty register of this test's own."""
    async with cluster.copy_of("ippool") as address:
        yield address


@pytest_asyncio.fixture
async def own_demo_url(cluster: Cluster, demo_template: str) -> AsyncIterator[str]:
    """The address of a copy of the demo pool of this test's own."""
    async with cluster.copy_of(demo_template) as address:
        yield address


def looked(url: str, look: Callable[[Database], Awaitable[T]]) -> T:
    """Look at a database from a test that is not on a loop."""

    async def looking() -> T:
        async with database_at(url) as database:
            return await look(database)

    return asyncio.run(looking())


def written(folder: Path, *documents: dict[str, str], name: str = "list.csv") -> Path:
    path = folder / name
    path.write_text(jplatpat(*documents), "utf-8")
    return path


@pytest.fixture
def mixed(tmp_path: Path) -> Path:
    """Five records: two new ones, one of these again with another title, two that cannot be taken."""
    return written(
        tmp_path,
        document(1, "見本化学株式会社"),
        document(2, "見本化学株式会社"),
        document(1, "見本化学株式会社", title="改めた電池"),
        document(3, "見本化学株式会社", filed="2018/13/45"),
        {**document(4, "見本化学株式会社"), "出願番号": "=1+1"},
    )


COUNTS = {"ADDED": 2, "CHANGED": 1, "UNCHANGED": 0, "REFUSED": 2, "TO_REVIEW": 0}


def test_the_table_sums_and_shows_each_refusal_with_its_place(ippool: Command, url: str, mixed: Path) -> None:
    said = ippool("import", "jplatpat-csv", str(mixed), url=url)
    lines = [line.strip("│┃ ") for line in said.out.splitlines()]
    counts = {words[-2]: words[-1] for words in (line.replace("│", " ").split() for line in lines) if len(words) > 1}
    assert {word: counts[word] for word in ("added", "changed", "unchanged", "refused", "review", "read")} == {
        "added": "2",
        "changed": "1",
        "unchanged": "0",
        "refused": "2",
        "review": "0",
        "read": "5",
    }
    assert "family 2, party 1, patent 2, statement 3, title_share 2" in said.out
    assert "list.csv#4:5 特開2020-100003 出願日 '2018/13/45': " in said.out
    assert "There is no such day." in said.out
    assert "list.csv#5:6 特開2020-100004 出願番号 '=1+1': " in said.out
    assert said.err == ""


def test_the_json_sums_and_has_each_refusal_in_both_languages(ippool: Command, url: str, mixed: Path) -> None:
    found = json.loads(ippool("import", "jplatpat-csv", str(mixed), "--report", "json", url=url).out)
    assert found["outcomes"] == COUNTS
    assert found["read"] == sum(COUNTS.values()) == 5
    assert found["made"] == {"family": 2, "party": 1, "patent": 2, "statement": 3, "title_share": 2}
    assert found["dry_run"] is False
    first, second = found["findings"]
    assert {name: first[name] for name in ("outcome", "file", "record", "line", "cited", "field", "value", "review")} == {
        "outcome": "REFUSED",
        "file": "list.csv",
        "record": 4,
        "line": 5,
        "cited": "特開2020-100003",
        "field": "出願日",
        "value": "2018/13/45",
        "review": "",
    }
    assert first["because"] == {"ja": "暦にない日である。", "en": "There is no such day."}
    assert (second["field"], second["value"]) == ("出願番号", "=1+1")


def test_the_csv_sums_and_no_cell_of_it_is_a_formula(ippool: Command, url: str, mixed: Path) -> None:
    said = ippool("import", "jplatpat-csv", str(mixed), "--report", "csv", url=url)
    rows = list(csv.DictReader(io.StringIO(said.out)))
    sums = {row["outcome"]: int(row["records"]) for row in rows if row["row"] == "sum"}
    assert sums == COUNTS
    found = [row for row in rows if row["row"] == "finding"]
    assert [(row["file"], row["record"], row["line"], row["field"]) for row in found] == [
        ("list.csv", "4", "5", "出願日"),
        ("list.csv", "5", "6", "出願番号"),
    ]
    assert found[1]["value"] == "'=1+1"
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for row in rows for cell in row.values() if cell)
    assert all(row["because_ja"] and row["because_en"] for row in found)


@pytest.mark.parametrize("how", ["json", "csv"])
def test_real_reports_sum_to_what_the_file_has(ippool: Command, url: str, how: str) -> None:
    said = ippool("import", NASA.format, str(REAL_DATA / NASA.path), "--report", how, url=url)
    if how == "json":
        found = json.loads(said.out)
        outcomes, findings = found["outcomes"], [one["outcome"] for one in found["findings"]]
    else:
        rows = list(csv.DictReader(io.StringIO(said.out)))
        outcomes = {row["outcome"]: int(row["records"]) for row in rows if row["row"] == "sum"}
        findings = [row["outcome"] for row in rows if row["row"] == "finding"]
    assert sum(outcomes.values()) == NASA.records
    assert Counter(findings) == {"REFUSED": outcomes["REFUSED"]}


def test_what_waits_for_a_person_is_named_with_its_number(ippool: Command, own_demo_url: str, tmp_path: Path) -> None:
    path = written(tmp_path, document(1, "見本化学株式会社"))
    ippool("import", "jplatpat-csv", str(path), url=own_demo_url)
    moved = written(tmp_path, document(1, "株式会社例示機械"), name="moved.csv")
    said = ippool("import", "jplatpat-csv", str(moved), url=own_demo_url)
    assert "[R-000001]" in said.out
    assert "ippool review list" in said.out
    found = json.loads(ippool("import", "jplatpat-csv", str(moved), "--report", "json", url=own_demo_url).out)
    assert found["outcomes"]["TO_REVIEW"] == 1
    assert found["made"] == {}


# --- options


def test_a_dry_run_changes_nothing_at_all(ippool: Command, url: str, mixed: Path) -> None:
    before = looked(url, rows_of)
    said = ippool("import", "jplatpat-csv", str(mixed), "--dry-run", url=url)
    assert "試行（変更していない） / dry run: nothing was changed" in said.out
    tried = json.loads(ippool("import", "jplatpat-csv", str(mixed), "--dry-run", "--report", "json", url=url).out)
    assert looked(url, rows_of) == before
    done = json.loads(ippool("import", "jplatpat-csv", str(mixed), "--report", "json", url=url).out)
    assert (tried["outcomes"], tried["made"], tried["dry_run"]) == (done["outcomes"], done["made"], True)


def test_new_patents_belong_to_the_lab_that_is_named(ippool: Command, own_demo_url: str, tmp_path: Path) -> None:
    path = written(tmp_path, document(1, "見本化学株式会社"))
    ippool("import", "jplatpat-csv", str(path), "--lab", "OL-BAT", url=own_demo_url)

    async def look(database: Database) -> tuple[Any, ...]:
        async with database.read() as session:
            patent = (await held(session, "JP:pub:2020:100001:A")).patent
            tags = await load(session, LabTag, "r.patent_id = :id", id=patent.id)
            labs = await session.execute(
                text("select code from open_lab where id = any(cast(:ids as uuid[]))"), {"ids": [one.lab for one in tags]}
            )
            return list(labs.scalars()), tags[0].period.start, tags[0].source

    assert looked(own_demo_url, look) == (["OL-BAT"], date(2018, 12, 20), "J-PlatPat 特開2020-100001")


def test_an_unknown_lab_is_refused_and_nothing_is_taken(ippool: Command, own_demo_url: str, tmp_path: Path) -> None:
    before = looked(own_demo_url, rows_of)
    said = ippool(
        "import", "jplatpat-csv", str(written(tmp_path, document(1, "A"))), "--lab", "OL-NONE", url=own_demo_url, expect=1
    )
    assert "The register has no lab OL-NONE." in said.err
    assert said.out == ""
    assert looked(own_demo_url, rows_of) == before


def test_the_day_of_the_list_is_kept_with_what_it_says(ippool: Command, url: str, tmp_path: Path) -> None:
    path = written(tmp_path, document(1, "見本化学株式会社", registration="特許6900001"))
    ippool("import", "jplatpat-csv", str(path), "--source-date", "2026-03-15", url=url)

    async def look(database: Database) -> tuple[Any, ...]:
        async with database.read() as session:
            (statement,) = await load(session, Statement)
            found = await held(session, "JP:reg:6900001")
            (job,) = await database.jobs.latest(1)
            return statement.source_date, found.events[0].effective_on, job.source_date

    assert looked(url, look) == (date(2026, 3, 15),) * 3


def test_a_file_of_windows_is_read_where_it_is_declared(ippool: Command, cluster: Cluster, url: str, tmp_path: Path) -> None:
    """The rows of a real list that CP932 can hold, ① and 髙 among them, come to the same in either encoding."""
    with (REAL_DATA / ROBOT.path).open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file)
        header, *rows = list(reader)
    kept = [row for row in rows if all(_is_same_in_cp932(cell) for cell in row)]
    assert len(kept) > 100
    kept[0][header.index("発明の名称")] = "①髙橋式～電池"
    text = io.StringIO()
    csv.writer(text).writerows([header, *kept])
    windows, other = tmp_path / "windows.csv", tmp_path / "utf8.csv"
    windows.write_bytes(text.getvalue().encode("cp932"))
    other.write_text(text.getvalue(), "utf-8")

    async def names(database: Database) -> dict[str, list[str]]:
        async with database.read() as session:
            return await by_natural_keys(session, without=["statements"])

    refused = ippool("import", "jplatpat-csv", str(windows), url=url, expect=1)
    assert "--encoding" in refused.err
    assert "windows.csv" in refused.err
    assert looked(url, names) == {name: [] for name in looked(url, names)}
    ippool("import", "jplatpat-csv", str(windows), "--encoding", "cp932", "--source-date", "2026-03-15", url=url)
    first = looked(url, names)
    assert any("①髙橋式～電池" in one for one in first["patents"])

    again = json.loads(ippool("import", "jplatpat-csv", str(other), "--source-date", "2026-03-15", "--report", "json", url=url).out)
    assert again["made"] == {}
    assert looked(url, names) == first


def _is_same_in_cp932(cell: str) -> bool:
    try:
        return cell.encode("cp932").decode("cp932") == cell
    except UnicodeEncodeError:
        return False


def test_detecting_names_the_format_and_why_and_reads_nothing_in(ippool: Command, url: str, tmp_path: Path) -> None:
    before = looked(url, rows_of)
    known = REAL_DATA / ROBOT.path
    said = ippool("import", "--detect", str(known), url=url)
    assert said.out.startswith(f"{known.name}: jplatpat-csv  J-PlatPat の国内文献一覧の見出しである。 / ")
    other = REAL_DATA / "negative" / "lens_scholar" / "lens-export.csv"
    said = ippool("import", "--detect", str(known), str(other), url=url, expect=1)
    assert "lens-export.csv: ?  " in said.out
    missing = tmp_path / "missing.csv"
    said = ippool("import", "--detect", str(missing), url=url, expect=1)
    assert "missing.csv" in said.err
    assert looked(url, rows_of) == before


def test_detecting_needs_no_database(ippool: Command) -> None:
    said = ippool("import", "--detect", str(REAL_DATA / NASA.path), url="postgresql://nobody@127.0.0.1:1/nothing")
    assert ": nasa-csv  " in said.out


# --- refusals


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("import", "jplatpat-csv"), "No file is named."),
        (("import", "no-such-format", "list.csv"), "There is no format “no-such-format”."),
        (("import", "jplatpat-csv", "absent.csv"), "absent.csv: It cannot be read: No such file or directory."),
        (("import", "jplatpat-csv", "."), "It is not a regular file."),
        (("import", "house", "one", "two"), "Folders of the house format are imported one at a time."),
    ],
)
def test_what_cannot_be_asked_is_refused_in_both_languages(
    ippool: Command, url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], message: str
) -> None:
    monkeypatch.chdir(tmp_path)
    before = looked(url, rows_of)
    said = ippool(*words, url=url, expect=1)
    assert message in said.err
    assert any("\u3040" <= letter <= "\u30ff" for letter in said.err)
    assert said.out == ""
    assert looked(url, rows_of) == before


def test_a_file_of_another_kind_is_refused_whole(ippool: Command, url: str) -> None:
    before = looked(url, rows_of)
    other = REAL_DATA / "negative" / "lens_scholar" / "lens-export.csv"
    said = ippool("import", "lens-csv", str(other), url=url, expect=1)
    assert "not of patents" in said.err
    assert looked(url, rows_of) == before

    async def states(database: Database) -> list[JobState]:
        return [job.state for job in await database.jobs.latest(9)]

    assert looked(url, states) == [JobState.REFUSED]


@pytest.mark.parametrize("words", [("--report", "xml"), ("--source-date", "yesterday"), ("--encoding",)])
def test_an_option_that_makes_no_sense_is_told_as_such(ippool: Command, url: str, mixed: Path, words: tuple[str, ...]) -> None:
    ippool("import", "jplatpat-csv", str(mixed), *words, url=url, expect=2)


def test_an_encoding_that_is_not_known_is_refused(ippool: Command, url: str, mixed: Path) -> None:
    said = ippool("import", "jplatpat-csv", str(mixed), "--encoding", "ebcdic", url=url, expect=1)
    assert "cp932" in said.err


def test_files_of_one_name_are_told_apart_by_their_folders(ippool: Command, url: str, tmp_path: Path) -> None:
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        written(tmp_path / folder, document(1, "見本化学株式会社", filed="2018/13/45"))
    paths = [str(tmp_path / folder / "list.csv") for folder in ("a", "b")]
    found = json.loads(ippool("import", "jplatpat-csv", *paths, "--report", "json", url=url).out)
    assert [one["file"] for one in found["findings"]] == paths


# --- the terminal


def run(words: list[str], url: str, **streams: Any) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*SCRIPT, *words],
        env=environment(DATABASE_URL=url, TERM="xterm", COLUMNS="120", LINES="40"),
        stdin=subprocess.DEVNULL,
        **streams,
    )


def test_a_progress_bar_is_shown_on_a_terminal_only(url: str) -> None:
    words = ["import", KIPRIS.format, str(REAL_DATA / KIPRIS.path), "--report", "json"]
    master, slave = pty.openpty()
    process = run(words, url, stdout=subprocess.PIPE, stderr=slave)
    os.close(slave)
    shown = bytearray()
    while True:
        try:
            piece = os.read(master, 65536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    out, _ = process.communicate(timeout=60)
    os.close(master)
    assert process.returncode == 0
    assert "kipris-xml" in shown.decode("utf-8", "replace")
    assert "件 records" in shown.decode("utf-8", "replace")
    # The report itself is for a program, and nothing of the bar is in it.
    assert json.loads(out)["read"] == KIPRIS.records
    elsewhere = run(words, url, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    out, err = elsewhere.communicate(timeout=60)
    assert (elsewhere.returncode, err) == (0, b"")
    assert json.loads(out)["made"] == {}


def test_the_help_names_every_format_and_option(ippool: Command) -> None:
    said = ippool("import", "--help", url="unused").out
    for word in ("--detect", "--lab", "--dry-run", "--report", "--encoding", "--source-date"):
        assert word in said
    told = " ".join(said.split())
    for code in (*(one.code for one in FORMATS), "house"):
        assert code in told
