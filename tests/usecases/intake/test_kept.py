"""What imports wrote survives: a backup and its restoring, and the migration of a register that was there before imports were."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import MetaData, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool
from sqlmodel import SQLModel

from ippool.domain.patents import Patent
from ippool.domain.review import ReviewItem, ReviewKind
from ippool.store import migrations
from ippool.store.backup import backup, examine, restore
from ippool.store.records import load
from ippool.usecases.pool import Pool
from tests.conftest import Cluster, pool_at
from tests.graphql.register_state import audit_lines, fingerprint
from tests.usecases.brought import Office, document, jplatpat
from tests.usecases.intake.real_files import BY_PATH
from tests.usecases.intake.registers import database_at, rows_of, take

BROUGHT = {"import_job", "party_identifier", "party_name", "review_item", "review_item_past", "statement", "statement_past"}
"""The tables that only imports, and decisions on what they left open, write."""


async def fill(pool: Pool, folder: Path) -> None:
    """Have something of everything that imports write."""
    office = Office(pool, folder)
    for path in (
        "jplatpat_csv_robot/特実_国内文献.csv",
        "epo_ops_xml/get_family_with_biblio/response.xml",
        "jpo_api/patent_v1_app_progress_simple_2020123456.json",
        "jpo_api/patent_v1_registration_info_2020123456.json",
        "google_patents_csv/gp-search-1.csv",
    ):
        file = BY_PATH[path]
        await take(pool.database, file.format, file.source)
    for title in ("電池", "改めた電池"):
        await office.bring("jplatpat-csv", jplatpat(document(1, "見本化学株式会社", title=title)))
    await office.bring("jplatpat-csv", jplatpat(document(1, "株式会社例示機械")))
    (item,) = await office.items(kind=ReviewKind.OWNERS_DIFFER)
    await office.reject(item)


async def test_a_backup_and_its_restoring_lose_nothing_of_what_was_brought_in(
    cluster: Cluster, empty_pool: Pool, tmp_path: Path
) -> None:
    await fill(empty_pool, tmp_path)
    before = await fingerprint(empty_pool.database)
    assert {name for name in BROUGHT if before[name][0] == 0} == set()
    file = tmp_path / "backup"
    await backup(empty_pool.database.url, file, SQLModel.metadata)
    assert dict(examine(file).rows) == {name: rows for name, (rows, _) in before.items()}
    async with cluster.copy_of("ippool") as url:
        await restore(url, file, seeded=migrations.SEEDED)
        async with pool_at(url) as restored:
            assert await fingerprint(restored.database) == before
            await audit_lines(restored.database)
            # And it goes on where it stood: the same files change nothing.
            held = await rows_of(restored.database)
            robot = BY_PATH["jplatpat_csv_robot/特実_国内文献.csv"]
            assert (await take(restored.database, robot.format, robot.source)).made == {}
            assert await rows_of(restored.database) == held
            async with restored.database.read() as session:
                last = max(item.number for item in await load(session, ReviewItem))
            await Office(restored, tmp_path).bring("jplatpat-csv", jplatpat(document(1, "架空重工業株式会社")))
            async with restored.database.read() as session:
                assert max(item.number for item in await load(session, ReviewItem)) > last


async def metadata_of(url: str) -> MetaData:
    """Return the tables as they stand in a database, whatever this release has."""
    found = MetaData()
    engine = create_async_engine(url, poolclass=NullPool)
    async with engine.connect() as connection:
        await connection.run_sync(lambda plain: found.reflect(plain))
    await engine.dispose()
    found.remove(found.tables["alembic_version"])
    return found


async def test_a_register_from_before_imports_is_migrated_with_all_it_has(
    cluster: Cluster, demo_template: str, tmp_path: Path
) -> None:
    """The demo pool as the release before had it: in place, and by way of a backup that this release restores."""
    file = tmp_path / "backup"
    async with cluster.copy_of(demo_template) as url:
        async with database_at(url) as database:
            before = await fingerprint(database)
        assert await migrations.migrate(url, "0001") == (migrations.HEAD, "0001")
        await backup(url, file, await metadata_of(url))
        assert examine(file).revision == "0001"
        assert not BROUGHT & examine(file).rows.keys()
        assert await migrations.migrate(url) == ("0001", migrations.HEAD)
        await assert_as_before(url, before)
    async with cluster.copy_of("ippool") as url:
        await migrations.migrate(url, "base")
        await migrations.migrate(url, examine(file).revision)
        await restore(url, file, seeded=migrations.SEEDED)
        await migrations.migrate(url)
        await assert_as_before(url, before)


async def assert_as_before(url: str, before: dict[str, tuple[int, str]]) -> None:
    """Every row of every table is as it was, no version went up, and every patent is found by its application."""
    async with database_at(url) as database:
        assert await fingerprint(database) == before
        async with database.read() as session:
            found = await session.execute(text("select id, invention, version from patent"))
            rows = {row.id: row for row in found}
            patents = await load(session, Patent)
        assert len(rows) == len(patents) > 0
        for patent in patents:
            assert rows[patent.id].invention == ([patent.application_number] if patent.application_number else [])
            assert rows[patent.id].version == 1
        assert any(patent.application_number for patent in patents)
        await audit_lines(database)
        # It takes what files bring: a list that names its patents finds them.
        file = BY_PATH["jplatpat_csv_robot/特実_国内文献.csv"]
        report = await take(database, file.format, file.source)
        assert report.read == file.records
        again = await take(database, file.format, file.source)
        assert again.made == {}
