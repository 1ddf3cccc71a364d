"""Where the server does not start: each reason by itself, on a real database, and that it says what to do."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine

from ippool.settings import Settings
from ippool.store import embedded, migrations
from ippool.store.checkpoints import Checkpoints, make_key
from ippool.store.database import Database
from ippool.usecases import readiness, sealing, starting
from ippool.usecases.starting import Settled, StartRefused
from tests.conftest import OFFICER, Cluster


@dataclass(frozen=True)
class Place:
    """A migrated database, and the addresses of whoever may come to it."""

    owner: str
    superuser: str
    folder: Path

    def as_role(self, role: str, password: str | None = None) -> str:
        return make_url(self.owner).set(username=role, password=password).render_as_string(hide_password=False)

    @property
    def checkpoints(self) -> Checkpoints:
        return Checkpoints(self.folder / "audit.checkpoints", self.folder / "audit.key")

    async def run(self, *statements: str) -> None:
        """Do something as the superuser."""
        engine = create_async_engine(self.superuser, isolation_level="AUTOCOMMIT")
        async with engine.connect() as connection:
            for statement in statements:
                await connection.execute(text(statement))
        await engine.dispose()


@pytest_asyncio.fixture(scope="module")
async def place(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Place]:
    folder = tmp_path_factory.mktemp("place")
    make_key(folder / "audit.key")
    async with cluster.copy_of("ippool") as url:
        superuser = make_url(cluster.administrator).set(database=make_url(url).database).render_as_string(hide_password=False)
        await migrations.migrate(url, application=embedded.APPLICATION)
        yield Place(url, superuser, folder)


async def reasons(url: str, **settled: Any) -> list[tuple[str, str]]:
    """Return variable and sentence of each reason not to start; none where it starts."""
    database = Database.at(url, pool_size=1)
    try:
        await starting.require(database, Settled(**settled))
    except StartRefused as refusal:
        if not all(one.because.ja and one.because.ja in refusal.message.ja for one in refusal.findings):
            pytest.fail(refusal.message.ja)
        return [(one.path[0], one.because.en) for one in refusal.findings]
    finally:
        await database.close()
    return []


@asynccontextmanager
async def having(place: Place, done: tuple[str, ...], undone: tuple[str, ...]) -> AsyncIterator[None]:
    await place.run(*done)
    try:
        yield
    finally:
        await place.run(*undone)


async def test_it_starts_where_everything_is_as_it_should_be(place: Place) -> None:
    # The tests' server writes to no disk, which is not for production: that reason alone is left.
    found = await reasons(place.as_role("ippool_app"), is_production=True, checkpoints=place.checkpoints)
    assert found == [("DATABASE_URL", "The server has synchronous_commit or fsync off: switch both on.")]
    assert await reasons(place.as_role("ippool_app"), is_production=False) == []
    assert await reasons(place.owner, is_production=False) == []


async def test_not_as_a_superuser_nor_as_one_who_can_become_one(place: Place) -> None:
    expected = [("DATABASE_URL", "postgres is a superuser: use a role with fewer rights in DATABASE_URL.")]
    for is_production in (True, False):
        assert await reasons(place.superuser, is_production=is_production, checkpoints=place.checkpoints) == expected
    made = ("create role hidden_superuser login noinherit", "grant postgres to hidden_superuser")
    async with having(place, made, ("drop role hidden_superuser",)):
        ((_, said),) = await reasons(place.as_role("hidden_superuser"), is_production=False)
        assert said == "hidden_superuser is a superuser: use a role with fewer rights in DATABASE_URL."


@pytest.mark.parametrize(
    ("done", "undone"),
    [
        ("grant update (action) on audit to ippool_app", "revoke update (action) on audit from ippool_app"),
        ("grant delete on audit to ippool_app", "revoke delete on audit from ippool_app"),
        ("grant truncate on audit to ippool_app", "revoke truncate on audit from ippool_app"),
        ("grant trigger on audit to ippool_app", "revoke trigger on audit from ippool_app"),
        ("grant ippool to ippool_app with inherit false", "revoke ippool from ippool_app"),
        ("grant pg_write_all_data to ippool_app", "revoke pg_write_all_data from ippool_app"),
    ],
)
async def test_in_production_not_as_a_role_that_could_change_the_audit(place: Place, done: str, undone: str) -> None:
    if "inherit" in done and (await _version(place)) < 16:
        done = "grant ippool to ippool_app"
    async with having(place, (done,), (undone,)):
        (found, _) = await reasons(place.as_role("ippool_app"), is_production=True, checkpoints=place.checkpoints)
        assert found[0] == "DATABASE_URL"
        assert found[1].startswith("ippool_app could change the audit: name the owner of the tables in IPPOOL_OWNER_URL")


async def _version(place: Place) -> int:
    database = Database.at(place.owner, pool_size=1)
    async with database.read() as session:
        found = (await session.execute(text("show server_version_num"))).scalar_one()
    await database.close()
    return int(found) // 10_000


async def test_not_on_another_revision(place: Place, cluster: Cluster) -> None:
    for url, revision in ((cluster.url("postgres"), "None"), (place.as_role("ippool_app"), "0005")):
        if revision == "0005":
            await migrations.migrate(place.owner, "0005")
        expected = f"The database is at revision {revision}, this release works with {migrations.HEAD}: run `ippool migrate`."
        assert await reasons(url, is_production=False) == [("DATABASE_URL", expected)]
    await migrations.migrate(place.owner, application=embedded.APPLICATION)
    assert await reasons(place.as_role("ippool_app"), is_production=False) == []


@pytest.mark.parametrize("password", ["secret", "PASSWORD", "postgres", "changeme", "ippool_app", "Ippool_App"])
async def test_in_production_not_with_a_password_that_everybody_knows(place: Place, password: str) -> None:
    found = await reasons(place.as_role("ippool_app", password), is_production=True, checkpoints=place.checkpoints)
    assert found[0] == ("DATABASE_URL", "The password of the database is that of an example or a default: set another one.")
    assert await reasons(place.as_role("ippool_app", password), is_production=False) == []
    kept = await reasons(place.as_role("ippool_app", f"{password} qD7!"), is_production=True, checkpoints=place.checkpoints)
    assert found[0] not in kept


async def test_in_production_not_with_debugging_nor_without_a_key(place: Place, tmp_path: Path) -> None:
    url = place.as_role("ippool_app")

    async def first(**settled: Any) -> tuple[str, str]:
        return (await reasons(url, is_production=True, **settled))[0]

    settings = Settings.from_environment({"PYTHONDEVMODE": "1", "LITESTAR_DEBUG": "0", "IPPOOL_DEBUG": "yes", "HOME": "/"})
    variable, said = await first(debugging=settings.debugging, checkpoints=place.checkpoints)
    assert (variable, said) == ("IPPOOL_DEBUG", "Debugging is on (IPPOOL_DEBUG, PYTHONDEVMODE): unset it.")
    variable, said = await first()
    assert (variable, said.partition(":")[0]) == (
        "IPPOOL_AUDIT_KEY",
        "There is no key that signs the audit and no place for its checkpoints",
    )
    (tmp_path / "no.key").write_text("a secret that is no key")
    for key in (tmp_path / "none", tmp_path / "no.key", place.checkpoints.key.with_name("audit.key.pub")):
        variable, said = await first(checkpoints=Checkpoints(tmp_path / "c", key))
        assert variable == "IPPOOL_AUDIT_KEY"
        assert str(key) in said
        assert "a secret" not in said
    nowhere = Checkpoints(tmp_path / "none" / "c", place.checkpoints.key)
    assert (await first(checkpoints=nowhere))[0] == "IPPOOL_AUDIT_CHECKPOINTS"


async def test_not_as_a_role_that_was_granted_nothing(place: Place) -> None:
    async with having(place, ("create role stranger login",), ("drop role stranger",)):
        expected = "stranger may not read the tables: name their owner in IPPOOL_OWNER_URL, and run `ippool migrate`."
        assert await reasons(place.as_role("stranger"), is_production=False) == [("DATABASE_URL", expected)]


async def test_a_database_that_does_not_answer_is_waited_for(tmp_path: Path) -> None:
    url = f"postgresql+asyncpg://ippool@/ippool?host={tmp_path}"
    assert await reasons(url, is_production=False) == []


# What `/readyz` tells of the audit


async def test_readiness_tells_of_lines_that_nobody_signed_and_of_what_is_gone(
    cluster: Cluster, place: Place, tmp_path: Path
) -> None:
    checkpoints = Checkpoints(tmp_path / "audit.checkpoints", place.checkpoints.key)
    async with cluster.copy_of("ippool") as url:
        database = Database.at(url, pool_size=2)

        async def told() -> tuple[bool, bool, bool]:
            found = await readiness.look(database, checkpoints)
            assert found.audit is not None
            return found.is_ready, found.audit.is_whole, found.audit.unsigned_for > readiness.LONGEST_WAIT

        assert await told() == (True, True, False)
        async with database.write(OFFICER) as tx:
            tx.record("register:looked-at", None)
            moment = tx.moment
        assert await told() == (True, True, False)
        # Had the line been written six minutes ago, with nobody who signs.
        age = "update audit set at = at - interval '6 minutes'"
        superuser = make_url(cluster.administrator).set(database=make_url(url).database).render_as_string(hide_password=False)
        by = Place(url, superuser, tmp_path)
        await by.run("alter table audit disable trigger refuse_change", age)
        assert await told() == (False, True, True)
        assert await sealing.seal(database, checkpoints, moment)
        assert await told() == (True, True, False)
        # A change that began six minutes ago and ended after the checkpoint has waited since the checkpoint at most.
        async with database.write(OFFICER) as tx:
            tx.record("register:looked-at", None)
        await by.run(f"{age} where seq = 2")
        assert await told() == (True, True, False)
        await by.run("delete from audit")
        assert await told() == (False, False, False)
        await database.close()
