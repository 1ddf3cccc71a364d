"""The audit shows tampering, in short; `python -m tests.reliability tamper` is the long run. What a mutant breaks is seen here."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import make_url

from ippool import verify_audit
from ippool.store.checkpoints import Checkpoints
from ippool.usecases import sealing
from ippool.usecases.pool import Pool
from tests.conftest import Cluster, pool_at
from tests.reliability.tampering import KINDS, ONLY_BY_CHECKPOINTS, Superuser, checkpoints_in, lengthen, public_key, read, tamper


@pytest_asyncio.fixture(scope="module")
async def audited(
    cluster: Cluster, demo_template: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[tuple[Pool, Checkpoints]]:
    """A pool whose audit is signed every eight lines, and its checkpoints."""
    checkpoints = checkpoints_in(tmp_path_factory.mktemp("audit"))
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool:
        await lengthen(pool.database, checkpoints, lines=40, every=8)
        yield pool, checkpoints


@pytest_asyncio.fixture
async def superuser(audited: tuple[Pool, Checkpoints], cluster: Cluster) -> AsyncIterator[Superuser]:
    url = make_url(cluster.administrator).set(database=audited[0].database.url.database).render_as_string(hide_password=False)
    async with Superuser.at(url, seed=5) as by:
        yield by


async def test_every_tampering_is_found(audited: tuple[Pool, Checkpoints], superuser: Superuser) -> None:
    tried = await tamper(superuser, read(audited[1]), 5 * len(KINDS))
    assert (tried.missed, tried.false_alarms, tried.whole) == ([], 0, 5)
    assert set(tried.done.values()) == {5}


async def test_mutant_m14_without_the_external_head_an_end_cut_off_is_missed(superuser: Superuser) -> None:
    """What a verifier that had only the chain would miss is exactly what the checkpoints are there for."""
    tried = await tamper(superuser, (), 2 * len(KINDS))
    assert {missed.partition(":")[0] for missed in tried.missed} == set(ONLY_BY_CHECKPOINTS)
    assert len(tried.missed) == 2 * len(ONLY_BY_CHECKPOINTS)


async def test_what_was_found_says_where(audited: tuple[Pool, Checkpoints], superuser: Superuser) -> None:
    checkpoints = read(audited[1])
    last = checkpoints[-1].seq
    cases = (
        ("update audit set action = 'x' where seq = 7", [("CHANGED", 7)]),
        ("delete from audit where seq in (7, 8)", [("MISSING", 9), *(("COUNT", one.seq) for one in checkpoints)]),
        (f"delete from audit where seq > {last - 2}", [("CUT", last)]),
        ("update audit set seq = -1 where seq = 1", None),
        (f"update audit set seq = {last + 9} where seq = {last}", None),
        ("delete from audit", [("CUT", one.seq) for one in checkpoints]),
    )
    for statement, expected in cases:
        async with superuser.tampering():
            await superuser.connection.execute(statement)
            found = [(one.kind, one.seq) for one in await superuser.found(checkpoints)]
            assert found, statement
            assert expected is None or found == expected, statement


# The command


async def run(*words: str | Path) -> tuple[int, str]:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "ippool.verify_audit",
        *map(str, words),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    said, _ = await process.communicate()
    assert process.returncode is not None
    return process.returncode, said.decode()


async def test_the_command_ends_with_what_it_found(audited: tuple[Pool, Checkpoints], tmp_path: Path) -> None:
    pool, checkpoints = audited
    public = checkpoints.key.with_name("audit.key.pub")
    file = tmp_path / "lines.jsonl"
    with file.open("wb") as opened:
        count = await sealing.write_lines(pool.database, opened)
    lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
    assert len(lines) == count
    forged = tmp_path / "forged.jsonl"
    forged.write_text("".join([*lines[:4], lines[4].replace(":imported", ":removed"), *lines[5:]]), encoding="utf-8")
    url = pool.database.url.render_as_string(hide_password=False)
    signed = ("--checkpoints", checkpoints.file, "--public-key", public)
    outcomes = await asyncio.gather(
        run("--database", url, *signed),
        run("--lines", file, *signed),
        run("--lines", forged, *signed),
        run("--lines", file, "--checkpoints", checkpoints.file),
        run("--lines", tmp_path / "none", *signed),
        run("--lines", forged, "--chain-only"),
    )
    assert [code for code, _ in outcomes] == [0, 0, 1, 2, 2, 1]
    whole = (
        f"異状なし: 監査 {count} 行、チェックポイント 5 件、発見 0 件\n"
        f"Nothing found: {count} lines of the audit, 5 checkpoints, 0 findings\n"
    )
    assert outcomes[0][1].endswith(whole)
    assert outcomes[1][1].endswith(whole)
    assert (
        "CHANGED: 監査 5 行目: 内容が記録したときのものではない。\nCHANGED: Line 5 of the audit: its content is not what"
        in outcomes[2][1]
    )
    assert "確かめられない: --checkpoints と --public-key を指定する" in outcomes[3][1]
    assert "Not checked:" in outcomes[4][1]
    assert "an end cut off, or a chain made anew, would not show" in outcomes[5][1]


# Checkpoints


def test_checkpoints_that_were_touched_are_told(audited: tuple[Pool, Checkpoints]) -> None:
    checkpoints = audited[1]
    key, content = public_key(checkpoints), checkpoints.file.read_bytes()
    lines = content.splitlines(keepends=True)

    def kinds(*those: bytes) -> list[str]:
        return [one.kind for one in verify_audit.read_checkpoints(b"".join(those), [key])[1]]

    assert kinds(*lines) == []
    assert kinds(*lines[:2], *lines[3:]) == ["CHECKPOINTS_MISSING"]
    assert kinds(*lines[1:]) == ["CHECKPOINTS_MISSING"]
    assert kinds(lines[0].replace(b'"count":', b'"count":1'), *lines[1:])[0] == "FORGED"
    assert kinds(lines[1], lines[0], *lines[2:])[:2] == ["CHECKPOINTS_MISSING", "CHECKPOINTS_MISSING"]
    assert kinds(*lines[:-1], lines[-1][:40]) == ["CHECKPOINT_UNREADABLE"]
    # A crash cut one short, and the next one followed.
    assert kinds(*lines[:3], lines[3][:40] + b"\n", *lines[3:]) == []
    told = json.loads(lines[0])
    assert kinds(json.dumps({**told, "key": "0" * 16}).encode() + b"\n")[0] == "UNKNOWN_KEY"
    assert verify_audit.read_checkpoints(content, [])[0] == []


async def test_nothing_is_signed_once_what_was_signed_is_not_there(
    own_demo_pool: Pool, audited: tuple[Pool, Checkpoints], tmp_path: Path
) -> None:
    """The file of another register: neither its line nor the hash is here."""
    other = Checkpoints(tmp_path / "audit.checkpoints", audited[1].key)
    other.file.write_bytes(audited[1].file.read_bytes())
    last = audited[1].last()
    assert last is not None
    with pytest.raises(sealing.AuditBroken):
        await sealing.seal(own_demo_pool.database, other, last.at, at_once=True)
    assert other.file.read_bytes() == audited[1].file.read_bytes()
