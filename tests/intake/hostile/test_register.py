"""Nothing of a hostile file is in the register, however many good records stand before what is bad."""

from __future__ import annotations

import csv
import io
import socket
from collections.abc import AsyncIterator, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, NoReturn

import pytest
import pytest_asyncio
from sqlalchemy import text

from ippool.domain.errors import DomainError
from ippool.intake.entries import FileRefused, Limits, Reading
from ippool.intake.formats import format_of
from ippool.intake.sources import Source
from ippool.store.database import Database
from ippool.store.jobs import JobState
from ippool.usecases.intake import ImportFiles, Outcome, Progressing, import_files, importing
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER, Cluster, now, pool_at
from tests.intake.hostile.files import ALL
from tests.intake.hostile.good import GOOD, JPLATPAT_HEAD, jplatpat
from tests.intake.hostile.making import FileIs, Hostile
from tests.usecases.intake.registers import came_to, rows_of

POISONED = [name for name, hostile in ALL.items() if hostile.poisoned]


@pytest_asyncio.fixture(scope="module")
async def pool(cluster: Cluster, demo_template: str) -> AsyncIterator[Pool]:
    """One register for all: each of these tests leaves it as it was."""
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool:
        yield pool


@pytest.fixture
def _no_network(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Nothing but the database, which answers on a socket of its own, is spoken to."""

    def refused(*arguments: object) -> NoReturn:
        raise AssertionError(f"the network was asked for: {arguments}")

    with monkeypatch.context() as patched:
        patched.setattr(socket, "AF_INET", None)
        patched.setattr(socket, "AF_INET6", None)
        patched.setattr(socket, "create_connection", refused)
        patched.setattr(socket, "getaddrinfo", refused)
        yield


async def state_of(database: Database) -> tuple[object, ...]:
    """Return every row of the register, how long its audit is, and its version."""
    async with database.read() as session:
        found = await session.execute(text("select (select ref_version from register_state), (select count(*) from audit)"))
        return await rows_of(database), tuple(found.one())


async def last_job(database: Database) -> dict[str, Any]:
    async with database.read() as session:
        found = await session.execute(text("select state, report, files from import_job order by id desc limit 1"))
        return dict(found.mappings().one())


def command_of(hostile: Hostile, path: Path) -> ImportFiles:
    hostile.make(path)
    return ImportFiles(hostile.format, (Source(path, path.name),), encoding=hostile.encoding)


def test_there_are_poisoned_ones_of_every_kind() -> None:
    assert len(POISONED) > 25
    assert {name.partition(":")[0] for name in POISONED} == {"XML", "CSV", "JSON"}


@pytest.mark.usefixtures("_no_network")
@pytest.mark.parametrize("name", POISONED)
async def test_good_records_before_the_poison_are_not_taken(
    pool: Pool, tmp_path: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # A batch is written while the next is taken and the one after it read: there have to be some before the poison.
    monkeypatch.setattr(importing, "BATCH", 100)
    hostile = ALL[name]
    assert isinstance(hostile.expected, FileIs)
    written: list[int] = []

    def follow(progress: Progressing) -> None:
        written.append(progress.records)

    before = await state_of(pool.database)
    with pytest.raises(FileRefused) as refused:
        await import_files(pool.database, OFFICER, command_of(hostile, tmp_path / "hostile"), now(), follow=follow)
    assert refused.value.because.en.startswith(hostile.expected.because)
    assert written[:2] == [60, 160], "a batch of them was written before"
    assert await state_of(pool.database) == before
    job = await last_job(pool.database)
    assert (job["state"], job["files"]) == (JobState.REFUSED.value, ["hostile"])
    assert (job["report"]["refused"]["code"], job["report"]["refused"]["en"]) == ("FILE_REFUSED", refused.value.message.en)


async def test_a_bad_file_takes_the_good_ones_along(pool: Pool, tmp_path: Path) -> None:
    good = tmp_path / "good.csv"
    good.write_text(GOOD["jplatpat-csv"].whole(600), encoding="utf-8")
    bad = command_of(ALL["CSV: a lone quote at the end"], tmp_path / "bad.csv")
    before = await state_of(pool.database)
    with pytest.raises(FileRefused, match=r"bad\.csv"):
        await import_files(pool.database, OFFICER, replace(bad, sources=(Source(good, good.name), *bad.sources)), now())
    assert await state_of(pool.database) == before


async def test_more_bad_records_than_there_can_be_refuse_the_file(pool: Pool, tmp_path: Path) -> None:
    path = tmp_path / "file.csv"
    path.write_text(GOOD["jplatpat-csv"].beginning(600) + "x\n" * 1000, encoding="utf-8")
    command = ImportFiles("jplatpat-csv", (Source(path, path.name),), limits=Limits(refusals=600))
    before = await state_of(pool.database)
    with pytest.raises(FileRefused) as refused:
        await import_files(pool.database, OFFICER, command, now())
    assert (refused.value.where.en, refused.value.because.en) == (
        "up to record 1420",
        "More than 600 records cannot be taken: this may be no file of the format.",
    )
    assert await state_of(pool.database) == before


async def test_one_that_is_refused_leaves_the_others(pool: Pool, tmp_path: Path) -> None:
    """What is wrong with a single record refuses that one, and a record that comes twice in a file is one."""
    texts = {
        2: jplatpat(2, "長" * 5_001),
        3: jplatpat(3, owner="社" * 501),
        4: jplatpat(4).replace("H01M10/05", "H" * 101),
        5: jplatpat(5).replace("H01M10/05", '"' + ",".join(f"H01M10/{n:02}" for n in range(2_001)) + '"'),
        6: jplatpat(6, owner='"' + ",".join(f"架空会社{n}" for n in range(301)) + '"'),
        7: jplatpat(7, owner='"' + ",".join(f"{n:03}" + "社" * 397 for n in range(60)) + '"'),
        8: jplatpat(8).replace("特開2020-100008,特願", "特" * 201 + ",特願"),
        9: jplatpat(1),
        10: jplatpat(10, "=1+1"),
        11: jplatpat(11, "架空\x07"),
        12: jplatpat(12, owner="\x01\x02"),
        13: jplatpat(13, owner="架空\u200b\u202e電池"),
    }
    path = tmp_path / "file.csv"
    path.write_text(JPLATPAT_HEAD + jplatpat(1) + "".join(texts.values()), encoding="utf-8")
    command = ImportFiles("jplatpat-csv", (Source(path, path.name),), dry_run=True)
    report = await import_files(pool.database, OFFICER, command, now())
    assert came_to(report) == {"ADDED": 3, "UNCHANGED": 1, "REFUSED": 9}
    found = {one.place.record: (one.field, one.because.en) for one in report.findings if one.outcome is Outcome.REFUSED}
    assert found == {
        2: ("title", "It is longer than 5,000 characters."),
        3: ("出願人/権利者", "It is longer than 500 characters."),
        4: ("classification", "It is longer than 100 characters."),
        5: ("classifications", "There are more than 2,000 of them."),
        6: ("owners", "One record has more than 300 names."),
        7: ("owners", "Its names have more than 20,000 characters together."),
        8: ("文献番号", "It is longer than 80 characters."),
        11: ("title", "It holds a control character."),
        12: ("owners", "It holds a control character."),
    }


@pytest.mark.parametrize("name", ["a\ud800b\x1b[2J.csv", "x" * 300, "名 前.csv"])
async def test_a_name_of_any_kind_goes_into_the_job(pool: Pool, tmp_path: Path, name: str) -> None:
    path = tmp_path / "file.csv"
    path.write_text(GOOD["jplatpat-csv"].whole(1), encoding="utf-8")
    command = ImportFiles("jplatpat-csv", (Source(path, name),), dry_run=True)
    report = await import_files(pool.database, OFFICER, command, now())
    assert came_to(report) == {"ADDED": 1}
    job = await last_job(pool.database)
    assert job["files"] == [name.replace("\ud800", "\ufffd").replace("\x1b", "\ufffd")[:255] + ("…" if len(name) > 255 else "")]


REFUSED_BEFORE_ANYTHING = {
    "unknown format": (ImportFiles("x" * 100, ()), "FORMAT_UNKNOWN"),
    "nonsense encoding": (ImportFiles("jplatpat-csv", (Source(Path("x"), "x"),), encoding="utf-9"), "FILE_REFUSED"),
    "nonsense lab": (ImportFiles("jplatpat-csv", (Source(Path("x"), "x"),), lab="NO-SUCH-LAB"), "NOT_FOUND"),
    "lab of a NUL": (ImportFiles("jplatpat-csv", (Source(Path("x"), "x"),), lab="a\0"), "NOT_FOUND"),
    "lab of half a character": (ImportFiles("jplatpat-csv", (Source(Path("x"), "x"),), lab="\ud800"), "NOT_FOUND"),
    "no such file": (ImportFiles("jplatpat-csv", (Source(Path("/nowhere"), "x"),)), "FILE_REFUSED"),
    "a path with a NUL": (ImportFiles("jplatpat-csv", (Source(Path("a\0b"), "x"),)), "FILE_REFUSED"),
}


@pytest.mark.parametrize("name", REFUSED_BEFORE_ANYTHING)
async def test_nonsense_is_refused_by_a_code(pool: Pool, name: str) -> None:
    command, code = REFUSED_BEFORE_ANYTHING[name]
    before = await state_of(pool.database)
    with pytest.raises(DomainError) as refused:
        await import_files(pool.database, OFFICER, command, now())
    assert refused.value.code == code
    assert await state_of(pool.database) == before


def test_no_value_of_a_refusal_moves_a_terminal_or_a_spreadsheet(tmp_path: Path) -> None:
    """A refusal is printed, and written as CSV."""
    path = tmp_path / "file.csv"
    row = jplatpat(1).replace("2018/12/20", "\x9b31m\u202e\x07")
    path.write_text(JPLATPAT_HEAD + row.replace("特開2020-100001", "\x85特開", 1), encoding="utf-8")
    (refused,) = format_of("jplatpat-csv").read(Source(path, path.name), Reading(2026))
    told = io.StringIO()
    csv.writer(told).writerow([getattr(refused, "value", ""), getattr(refused, "cited", "")])
    assert told.getvalue().strip().isprintable()
