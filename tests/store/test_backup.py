"""Backup and restore between real servers: equal to the byte, all or nothing, refused where it must be."""

from __future__ import annotations

import asyncio
import hashlib
import json
import stat
import zipfile
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import (
    ARRAY,
    BigInteger,
    CheckConstraint,
    Column,
    Computed,
    Date,
    DateTime,
    ForeignKey,
    Identity,
    Integer,
    LargeBinary,
    MetaData,
    Numeric,
    Table,
    Text,
    Uuid,
    make_url,
    text,
)
from sqlalchemy.dialects.postgresql import DATERANGE, JSONB
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine
from sqlalchemy.pool import NullPool

from ippool.store.backup import (
    FORMAT,
    Contents,
    FileDamaged,
    FileUnreadable,
    FileUnwritable,
    NotEmpty,
    SequencePosition,
    WrongRevision,
    backup,
    examine,
    restore,
)
from ippool.store.embedded import Running, running

DEBIAN_15 = Path("/usr/lib/postgresql/15/bin")
with_15 = pytest.mark.skipif(not DEBIAN_15.exists(), reason="no PostgreSQL 15 here")

METADATA = MetaData()
# Named so that the alphabet is not the order of filling.
Table("state", METADATA, Column("id", Integer, CheckConstraint("id = 1"), primary_key=True), Column("secret", LargeBinary))
Table(
    "patent",
    METADATA,
    Column("code", Text, primary_key=True),
    Column("parent", Text, ForeignKey("patent.code")),
    Column("title", Text),
    Column("upper", Text, Computed("upper(title)", persisted=True)),
)
Table(
    "a share",
    METADATA,
    Column("id", Uuid, primary_key=True),
    Column("patent", Text, ForeignKey("patent.code", deferrable=True, initially="DEFERRED"), nullable=False),
    Column("valid", DATERANGE),
    Column("part", Numeric),
    Column("content", JSONB),
    Column("at", DateTime(timezone=True)),
    Column("day", Date),
    Column("acts", ARRAY(Text)),
)
Table("audit", METADATA, Column("seq", BigInteger, Identity(always=True), primary_key=True), Column("line", Text))

# What a text form may get wrong: nothing against empty, ends of data, ends of lines, the null sign, quotes, signs beyond the plane.
TITLES = [
    None,
    "",
    "\\N",
    "\\.",
    "a\n\\.\nb",
    "\r",
    "\r\n",
    "\t",
    '"',
    "a,b",
    "\\",
    " x ",
    "共有特許",
    "𠮷",
    "é",
    "e\u0301",
    "\x01",
]


async def fill(connection: AsyncConnection) -> None:
    for number, title in enumerate(TITLES):
        row = {"code": f"P{number}", "parent": f"P{number - 1}" if number else None, "title": title}
        await connection.execute(METADATA.tables["patent"].insert(), row)
    await connection.execute(
        text(
            "insert into \"a share\" values ('00000000-0000-0000-0000-00000000000a', 'P3', '[2024-04-01,)', 1.50,"
            """ '{"b": [1.10, null], "a": "共"}', '2026-01-01 09:00:00.000001+09', '2024-02-29', '{"MAKE,USE", "NULL", ""}'),"""
            " ('00000000-0000-0000-0000-000000000001', 'P1', 'empty', 'NaN', null, 'infinity', '0044-03-15 BC', null)"
        )
    )
    await connection.execute(text("insert into audit (line) select 'line ' || n from generate_series(1, 3) n"))
    await connection.execute(text("delete from audit where seq = 2"))
    await connection.execute(text("update state set secret = '\\x00ff'"))


MIGRATION = (
    "create table alembic_version (version_num varchar(32) primary key)",
    "insert into alembic_version values ('r1')",
    "insert into state values (1, '\\x01')",
    "create function forbid() returns trigger language plpgsql as $$ begin raise exception 'history is kept'; end $$",
    "create trigger forbid before delete on state for each row execute function forbid()",
    "create trigger forbid before insert on audit for each row when (new.line = 'forbidden') execute function forbid()",
    "create trigger number after insert on audit for each row when (new.line like 'line%') execute function forbid()",
    "alter table audit disable trigger number",
    "create trigger always before delete on patent for each row execute function forbid()",
    "alter table patent enable always trigger always",
)


@pytest.fixture(scope="module")
def server_18(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("p18"), throwaway=True) as server:
        yield server


@pytest.fixture(scope="module")
def server_15(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(tmp_path_factory.mktemp("p15"), binaries=DEBIAN_15, throwaway=True) as server:
        yield server


numbers = count(1)


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[AsyncConnection]:
    engine = create_async_engine(url, poolclass=NullPool)
    try:
        async with engine.begin() as connection:
            yield connection
    finally:
        await engine.dispose()


async def all_of(url: str, statement: str) -> list[tuple[Any, ...]]:
    async with connected(url) as connection:
        return [tuple(row) for row in await connection.execute(text(statement))]


async def database(server: Running, *, migrated: bool = True, filled: bool = False) -> str:
    """A new database of the role that is no superuser."""
    name = f"d{next(numbers)}"
    engine = create_async_engine(server.administrator_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text(f"create database {name} owner ippool"))
    await engine.dispose()
    url = make_url(server.url).set(database=name).render_as_string()
    if migrated:
        async with connected(url) as connection:
            await connection.run_sync(METADATA.create_all)
            for statement in MIGRATION:
                await connection.execute(text(statement))
            if filled:
                await fill(connection)
    return url


async def count_rows(url: str) -> dict[str, int]:
    return {table: (await all_of(url, f'select count(*) from "{table}"'))[0][0] for table in METADATA.tables}


async def everything(url: str) -> dict[str, list[tuple[Any, ...]]]:
    # As text: Python's dates know neither infinity nor years before Christ.
    return {table: await all_of(url, f'select t::text from "{table}" t order by 1') for table in METADATA.tables}


def rewrite(file: Path, changes: dict[str, bytes | None]) -> None:
    with zipfile.ZipFile(file) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(file, "w") as new:
        for name, content in {**entries, **changes}.items():
            if content is not None:
                new.writestr(name, content)


async def test_a_backup_says_what_is_in_it(server_18: Running, tmp_path: Path) -> None:
    url = await database(server_18, filled=True)
    file = tmp_path / "b.zip"
    contents = await backup(url, file, METADATA)
    assert contents.rows == {"state": 1, "patent": 17, "a share": 2, "audit": 2}
    assert (contents.revision, contents.server_version) == ("r1", "18.4")
    assert contents.sequences == (SequencePosition("audit", "seq", 4), SequencePosition("state", "id", 1))
    assert examine(file) == contents
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        written = {name.removeprefix("tables/"): archive.read(name) for name in archive.namelist()}
    assert written["audit.copy"] == b"1\tline 1\n3\tline 3\n"
    assert written["state.copy"] == b"1\t\\\\x00ff\n"
    patents = {table.name: table for table in contents.tables}["patent"]
    assert (patents.columns, patents.key) == (("code", "parent", "title"), ("code",))
    assert patents.sha256 == hashlib.sha256(written["patent.copy"]).hexdigest()
    assert written["a share.copy"].decode().splitlines()[1] == (
        "00000000-0000-0000-0000-00000000000a\tP3\t[2024-04-01,)\t1.50\t"
        '{"a": "共", "b": [1.10, null]}\t2026-01-01 00:00:00.000001+00\t2024-02-29\t{"MAKE,USE","NULL",""}'
    )


PAIRS = [("18", "18"), pytest.param("18", "15", marks=with_15), pytest.param("15", "18", marks=with_15)]


@pytest.mark.parametrize(("source", "target"), PAIRS)
async def test_what_is_restored_is_what_was_backed_up(
    request: pytest.FixtureRequest, tmp_path: Path, source: str, target: str
) -> None:
    old = await database(request.getfixturevalue(f"server_{source}"), filled=True)
    new = await database(request.getfixturevalue(f"server_{target}"))
    contents = await backup(old, tmp_path / "old", METADATA)
    assert await restore(new, tmp_path / "old", seeded=["state"]) == contents
    assert await everything(new) == await everything(old)
    assert await all_of(new, "select title from patent order by substr(code, 2)::int") == [(title,) for title in TITLES]
    assert await all_of(new, "select upper from patent where code = 'P14'") == [("É",)]
    again: Contents = await backup(new, tmp_path / "new", METADATA)
    assert (again.tables, again.sequences) == (contents.tables, contents.sequences)
    assert await all_of(new, "insert into audit (line) values ('next') returning seq") == [(4,)]


async def test_triggers_are_as_they_were_after_a_restore(server_18: Running, tmp_path: Path) -> None:
    old, new = await database(server_18, filled=True), await database(server_18)
    await backup(old, tmp_path / "b", METADATA)
    await restore(new, tmp_path / "b", seeded=["state"])
    modes = "select tgrelid::regclass::text, tgname::text, tgenabled::text from pg_trigger where not tgisinternal order by 1, 2"
    assert await all_of(new, modes) == [
        ("audit", "forbid", "O"),
        ("audit", "number", "D"),
        ("patent", "always", "A"),
        ("state", "forbid", "O"),
    ]
    with pytest.raises(SQLAlchemyError, match="history is kept"):
        await all_of(new, "delete from state returning id")


async def test_a_backup_shows_one_moment(server_18: Running, tmp_path: Path) -> None:
    url = await database(server_18)
    # The table read last and the one read first grow together, in one transaction each time.
    async with connected(url) as connection:
        await connection.execute(
            text("insert into patent (code, title) select 'x' || n, repeat('t', 200) from generate_series(1, 20000) n")
        )
    written = 0
    begun, over = asyncio.Event(), asyncio.Event()

    async def write() -> None:
        nonlocal written
        engine = create_async_engine(url, pool_size=1)
        while not over.is_set():
            async with engine.begin() as connection:
                await connection.execute(text("insert into patent (code) values (:code)"), {"code": f"y{written}"})
                await connection.execute(text("insert into audit (line) values ('both')"))
            written += 1
            begun.set()
        await engine.dispose()

    writer = asyncio.create_task(write())
    await begun.wait()
    contents = await backup(url, tmp_path / "b", METADATA)
    ended = written
    over.set()
    await writer
    assert 1 <= contents.rows["audit"] < ended
    assert contents.rows["patent"] == 20_000 + contents.rows["audit"]


async def test_an_existing_file_is_never_overwritten(server_18: Running, tmp_path: Path) -> None:
    file = tmp_path / "b"
    file.write_bytes(b"precious")
    with pytest.raises(FileUnwritable, match="exists already"):
        await backup(await database(server_18), file, METADATA)
    assert file.read_bytes() == b"precious"
    with pytest.raises(FileUnwritable, match="cannot be written"):
        await backup(await database(server_18), tmp_path / "no" / "b", METADATA)


async def test_a_backup_that_fails_leaves_no_file(server_18: Running, tmp_path: Path) -> None:
    url = await database(server_18, filled=True)
    async with connected(url) as connection:
        await connection.execute(text("drop table alembic_version"))
    with pytest.raises(WrongRevision, match="no tables yet"):
        await backup(url, tmp_path / "b", METADATA)
    assert not (tmp_path / "b").exists()


async def test_restoring_needs_the_same_revision(server_18: Running, tmp_path: Path) -> None:
    await backup(await database(server_18, filled=True), tmp_path / "b", METADATA)
    other = await database(server_18)
    async with connected(other) as connection:
        await connection.execute(text("update alembic_version set version_num = 'r2'"))
    with pytest.raises(WrongRevision) as refused:
        await restore(other, tmp_path / "b", seeded=["state"])
    assert refused.value.message.en == "The backup was taken at schema revision r1; the database is at r2."
    assert refused.value.message.ja == "バックアップはスキーマ版 r1 のもので、データベースの版は r2 です。"
    with pytest.raises(WrongRevision, match="no tables yet"):
        await restore(await database(server_18, migrated=False), tmp_path / "b")
    assert await count_rows(other) == {"state": 1, "patent": 0, "a share": 0, "audit": 0}


async def test_restoring_needs_an_empty_database(server_18: Running, tmp_path: Path) -> None:
    await backup(await database(server_18, filled=True), tmp_path / "b", METADATA)
    other = await database(server_18)
    with pytest.raises(NotEmpty, match=r"not empty \(table state\)"):
        await restore(other, tmp_path / "b")
    async with connected(other) as connection:
        await connection.execute(text("insert into audit (line) values ('mine')"))
    with pytest.raises(NotEmpty, match=r"not empty \(table audit\)"):
        await restore(other, tmp_path / "b", seeded=["state"])
    assert await all_of(other, "select seq, line from audit") == [(1, "mine")]


async def test_a_damaged_file_is_refused_before_the_database_is_touched(server_18: Running, tmp_path: Path) -> None:
    whole = tmp_path / "whole"
    await backup(await database(server_18, filled=True), whole, METADATA)
    content = whole.read_bytes()
    manifest = json.loads(zipfile.ZipFile(whole).read("manifest.json"))
    flipped = bytearray(content)
    flipped[content.index(b"tables/patent.copy") + 60] ^= 0xFF
    newer = json.dumps({**manifest, "format": FORMAT + 1}).encode()
    other = await database(server_18)
    cases: list[tuple[str, bytes, dict[str, bytes | None]]] = [
        ("text", b"not a backup", {}),
        ("short", content[:-100], {}),
        ("flipped", bytes(flipped), {}),
        ("changed row", content, {"tables/audit.copy": b"1\tline 1\n3\tline 4\n"}),
        ("row less", content, {"tables/audit.copy": b"1\tline 1\n"}),
        ("table less", content, {"tables/audit.copy": None}),
        ("no manifest", content, {"manifest.json": None}),
        ("newer", content, {"manifest.json": newer}),
    ]
    for name, made, changes in cases:
        file = tmp_path / name
        file.write_bytes(made)
        if changes:
            rewrite(file, changes)
        with pytest.raises(FileDamaged):
            await restore(other, file, seeded=["state"])
    with pytest.raises(FileUnreadable, match="No such file"):
        await restore(other, tmp_path / "absent")
    assert await all_of(other, "select id, secret from state") == [(1, b"\x01")]
    assert await restore(other, whole, seeded=["state"]) == examine(whole)


async def test_where_the_rows_break_a_constraint_nothing_is_restored(server_18: Running, tmp_path: Path) -> None:
    file = tmp_path / "b"
    await backup(await database(server_18, filled=True), file, METADATA)
    share = b"00000000-0000-0000-0000-000000000001\tnobody\t" + b"\t".join([b"\\N"] * 6) + b"\n"
    manifest = json.loads(zipfile.ZipFile(file).read("manifest.json"))
    for table in manifest["tables"]:
        if table["name"] == "a share":
            table.update(rows=1, sha256=hashlib.sha256(share).hexdigest())
    rewrite(file, {"tables/a share.copy": share, "manifest.json": json.dumps(manifest).encode()})
    other = await database(server_18)
    with pytest.raises(Exception, match="violates foreign key constraint"):
        await restore(other, file, seeded=["state"])
    assert await count_rows(other) == {"state": 1, "patent": 0, "a share": 0, "audit": 0}
    assert await all_of(other, "select tgenabled::text from pg_trigger where tgrelid = 'state'::regclass and not tgisinternal") == [
        ("O",)
    ]
    assert await all_of(other, "insert into audit (line) values ('first') returning seq") == [(1,)]
