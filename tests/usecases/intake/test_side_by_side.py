"""Imports beside each other and beside other work: one after the other, nothing lost, and whoever reads does not wait."""

from __future__ import annotations

import asyncio
from itertools import groupby
from pathlib import Path

import pytest

from ippool.domain.patents import Patent
from ippool.domain.words import Words
from ippool.intake.sources import Source
from ippool.store.database import Database
from ippool.store.jobs import JobState
from ippool.store.records import load
from ippool.usecases.families import RegisterFamily, register_family
from ippool.usecases.intake import ImportFiles, Outcome, Progressing, import_files, importing
from ippool.usecases.pool import Pool
from tests.bench.synthetic import write_jplatpat
from tests.conftest import OFFICER, Cluster, now
from tests.graphql.register_state import audit_lines
from tests.usecases.brought import document, jplatpat
from tests.usecases.intake.registers import by_natural_keys, came_to, count, database_at, rows_of, take

OWNERS = ("見本化学株式会社", "株式会社例示機械", "国立大学法人見本大学")


def listed(folder: Path, name: str, start: int, rows: int) -> Source:
    """Write a list of a few patents, of owners that all lists have in common."""
    path = folder / name
    content = jplatpat(*(document(start + number, OWNERS[number % 3], OWNERS[(number + 1) % 3]) for number in range(rows)))
    path.write_text(content, "utf-8")
    return Source(path, name)


async def test_the_same_file_twice_at_once_is_taken_once(empty: Database, tmp_path: Path) -> None:
    source = listed(tmp_path, "list", 1, 60)
    reports = await asyncio.gather(*(take(empty, "jplatpat-csv", source) for _ in range(3)))
    assert sorted(came_to(report).popitem() for report in reports) == [("ADDED", 60), ("UNCHANGED", 60), ("UNCHANGED", 60)]
    async with empty.read() as session:
        assert (await count(session, "patent"), await count(session, "party")) == (60, 3)
    assert [job.state for job in await empty.jobs.latest(10)] == [JobState.DONE] * 3


async def test_two_files_at_once_come_to_what_they_come_to_one_after_the_other(
    cluster: Cluster, empty: Database, tmp_path: Path
) -> None:
    """Owners that both name for the first time are one party each, and whatever numbers were given are given once."""
    sources = [listed(tmp_path, f"list-{start}", start, 40) for start in (1, 101, 201)]
    await asyncio.gather(*(take(empty, "jplatpat-csv", source) for source in sources))
    async with cluster.copy_of("ippool") as url, database_at(url) as other:
        for source in sources:
            await take(other, "jplatpat-csv", source)
        async with empty.read() as session, other.read() as another:
            found, expected = await by_natural_keys(session), await by_natural_keys(another)
    # Which file came first decides only which of them is a party's source and number.
    for one in ("patents", "events", "statuses", "statements"):
        assert found[one] == expected[one]
    for one in ("parties", "shares", "audit"):
        assert len(found[one]) == len(expected[one])
    await audit_lines(empty)


async def test_nothing_of_other_work_is_lost_beside_an_import(empty_pool: Pool, tmp_path: Path) -> None:
    database = empty_pool.database
    source = listed(tmp_path, "list", 1, 200)

    async def families() -> None:
        for number in range(20):
            await register_family(empty_pool, OFFICER, now(), RegisterFamily(f"key {number}", f"X-{number}", Words("発明", "X")))
            await asyncio.sleep(0)

    report, _, _ = await asyncio.gather(take(database, "jplatpat-csv", source), families(), take(database, "jplatpat-csv", source))
    assert report.read == 200
    async with database.read() as session:
        assert await count(session, "patent") == 200
        assert await count(session, "family", "code like 'X-%'") == 20
        assert len({patent.recorded_at for patent in await load(session, Patent)}) == 1
    lines = await audit_lines(database)
    assert sum(line["action"] == "family:registered" for line in lines) == 20
    # What one change did stands together, in its own moment; nobody else's line is among it.
    moments = [moment for moment, _ in groupby(line["at"] for line in lines)]
    assert moments == sorted(set(moments))


async def test_whoever_reads_does_not_wait_and_sees_nothing_half_done(
    empty: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "list.csv"
    records = write_jplatpat(path, 0.5)
    monkeypatch.setattr(importing, "BATCH", 50)
    moved = asyncio.Event()
    seen: list[Progressing] = []

    def follow(progress: Progressing) -> None:
        seen.append(progress)
        moved.set()

    command = ImportFiles("jplatpat-csv", (Source(path, "list"),))
    work = asyncio.create_task(import_files(empty, OFFICER, command, now(), follow=follow))
    looks = 0
    while not work.done():
        waiting = asyncio.create_task(moved.wait())
        await asyncio.wait({work, waiting}, return_when=asyncio.FIRST_COMPLETED)
        waiting.cancel()
        moved.clear()
        if work.done():
            break
        async with asyncio.timeout(5), empty.read() as session:
            standing = await count(session, "patent")
            looks += standing == 0
            assert standing in (0, records)
        (job,) = await empty.jobs.latest(1)
        assert job.state in (JobState.RUNNING, JobState.DONE)
    report = await work
    assert report.outcomes[Outcome.ADDED] + report.outcomes[Outcome.TO_REVIEW] == records
    assert looks
    # Progress goes forward and ends with all bytes and records.
    assert [one.records for one in seen] == sorted(one.records for one in seen)
    assert [one.bytes_read for one in seen] == sorted(one.bytes_read for one in seen)
    assert (seen[-1].records, seen[-1].bytes_read) == (records, seen[-1].bytes_total)
    async with empty.read() as session:
        assert await count(session, "patent") == records


async def test_a_dry_run_tells_the_same_and_leaves_nothing(cluster: Cluster, empty: Database, tmp_path: Path) -> None:
    source = listed(tmp_path, "list", 1, 30)
    before = await rows_of(empty)
    tried = await take(empty, "jplatpat-csv", source, dry_run=True)
    assert await rows_of(empty) == before
    done = await take(empty, "jplatpat-csv", source)
    assert (tried.outcomes, tried.made, tried.dry_run, done.dry_run) == (done.outcomes, done.made, True, False)
    before = await rows_of(empty)
    again = await take(empty, "jplatpat-csv", source, dry_run=True)
    assert (again.made, came_to(again)) == ({}, {"UNCHANGED": 30})
    assert await rows_of(empty) == before


async def test_several_files_are_one_import_all_of_them_or_none(empty: Database, tmp_path: Path) -> None:
    good, other = listed(tmp_path, "good", 1, 20), listed(tmp_path, "other", 101, 20)
    broken = Source(tmp_path / "broken", "broken")
    broken.path.write_bytes(good.path.read_bytes()[:-200] + b'\x00"')
    before = await rows_of(empty)
    with pytest.raises(Exception, match="broken"):
        await take(empty, "jplatpat-csv", good, broken)
    assert await rows_of(empty) == before
    assert (await empty.jobs.latest(1))[0].state is JobState.REFUSED
    report = await take(empty, "jplatpat-csv", good, other)
    assert came_to(report) == {"ADDED": 40}
    async with empty.read() as session:
        assert await count(session, "audit", "action = 'register:imported'") == 1
