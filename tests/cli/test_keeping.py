"""Keeping the database from the command line: import and export are inverse, backup and restore too, and nothing is half done."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import make_url, text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ippool.store import migrations
from ippool.store.backup import examine
from tests.cli.conftest import Command
from tests.conftest import DEMO, Cluster


@contextmanager
def copy(cluster: Cluster, template: str) -> Iterator[str]:
    """Have a copy of a database for a test that is not async."""
    name = f"sync_{next(cluster.numbers)}"
    asyncio.run(cluster._run(f"create database {name} template {template} owner ippool strategy file_copy"))
    try:
        yield cluster.url(name)
    finally:
        asyncio.run(cluster._run(f"drop database {name} with (force)"))


@pytest.fixture
def empty_url(cluster: Cluster) -> Iterator[str]:
    with copy(cluster, "ippool") as url:
        yield url


@pytest.fixture
def own_demo_url(cluster: Cluster, demo_template: str) -> Iterator[str]:
    with copy(cluster, demo_template) as url:
        yield url


def asked(url: str, statement: str) -> list[Any]:
    async def ask() -> list[Any]:
        engine = create_async_engine(url, poolclass=NullPool)
        async with engine.connect() as connection:
            found = list((await connection.execute(text(statement))).all())
        await engine.dispose()
        return found

    return asyncio.run(ask())


def files(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()
    }


def test_export_is_the_inverse_of_import(ippool: Command, empty_url: str, tmp_path: Path) -> None:
    ippool("import", "house", str(DEMO), url=empty_url)
    ippool("export", str(tmp_path / "out"), url=empty_url)
    assert files(tmp_path / "out") == files(DEMO)


def test_the_same_folder_again_changes_nothing(ippool: Command, own_demo_url: str) -> None:
    before = asked(own_demo_url, "select ref_version, changed_at, (select count(*) from audit) from register_state")
    said = ippool("import", "house", str(DEMO), url=own_demo_url)
    assert said.out == "変更なし。 / Nothing changed.\n"
    after = asked(own_demo_url, "select ref_version, changed_at, (select count(*) from audit) from register_state")
    assert after[0].ref_version == before[0].ref_version
    assert after[0].count == before[0].count


def test_a_dry_run_says_what_would_change_and_changes_nothing(ippool: Command, own_demo_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(DEMO, folder)
    parties = folder / "parties.csv"
    parties.write_text(parties.read_text(encoding="utf-8").replace("Company Z", "Company Zed"), encoding="utf-8")
    said = ippool("import", "house", str(folder), "--dry-run", url=own_demo_url)
    assert "dry run: nothing was changed" in said.out
    assert asked(own_demo_url, "select name_en from party where code = 'COMPANY-Z'") == [("Company Z",)]
    ippool("import", "house", str(folder), url=own_demo_url)
    assert asked(own_demo_url, "select name_en, version from party where code = 'COMPANY-Z'") == [("Company Zed", 2)]
    assert asked(own_demo_url, "select name_en from party_past where code = 'COMPANY-Z'") == [("Company Z",)]
    assert asked(own_demo_url, "select action from audit order by seq desc limit 1") == [("party:imported",)]


def test_a_folder_with_faults_is_refused_whole_and_every_fault_is_told(ippool: Command, empty_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(DEMO, folder)
    with (folder / "parties.csv").open("a", encoding="utf-8") as parties:
        parties.write("BAD,COMPANI,x,x,JP,LARGE,,,,,\nNONE,COMPANY,,,Japan,LARGE,7123456789013,,,,\n")
    said = ippool("import", "house", str(folder), url=empty_url, expect=1)
    lines = said.err.splitlines()
    assert sum(line.startswith("refused parties.csv:") for line in lines) == 4
    assert any("parties.csv:31:kind 'COMPANI'" in line or ":kind 'COMPANI'" in line for line in lines)
    assert any(":country 'Japan'" in line for line in lines)
    assert any(":corporate_number '7123456789013'" in line for line in lines)
    assert "4 件の誤り" in said.err
    assert asked(empty_url, "select count(*) from party") == [(0,)]
    assert asked(empty_url, "select count(*) from audit") == [(0,)]


def test_the_scheme_of_a_lab_is_fixed_for_its_life(ippool: Command, own_demo_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(DEMO, folder)
    labs = folder / "labs.csv"
    labs.write_text(labs.read_text(encoding="utf-8").replace(",CLOSED,", ",OPEN,"), encoding="utf-8")
    said = ippool("import", "house", str(folder), url=own_demo_url, expect=1)
    assert "The scheme is fixed for the life of the lab" in said.err
    assert asked(own_demo_url, "select scheme from open_lab where code = 'CL-DRV'") == [("CLOSED",)]


def test_backup_and_restore_are_inverse(ippool: Command, own_demo_url: str, empty_url: str, tmp_path: Path) -> None:
    file = tmp_path / "ippool.backup"
    ippool("backup", str(file), url=own_demo_url)
    asyncio.run(migrations.migrate(empty_url, "base"))
    ippool("restore", str(file), url=empty_url)
    again = tmp_path / "again.backup"
    ippool("backup", str(again), url=empty_url)
    assert examine(file).tables == examine(again).tables
    assert examine(file).rows["patent"] == len((DEMO / "patents.csv").read_text(encoding="utf-8").splitlines()) - 1
    said = ippool("restore", str(file), url=empty_url, expect=1)
    assert "The database is not empty" in said.err
    said = ippool("backup", str(file), url=empty_url, expect=1)
    assert "exists already" in said.err


def test_migrate_goes_up_and_down_and_says_so(ippool: Command, empty_url: str) -> None:
    assert ippool("migrate", url=empty_url).out == f"{migrations.HEAD}: 変更なし / nothing to do\n"
    assert ippool("migrate", "--to", "base", url=empty_url).out == f"{migrations.HEAD} → -\n"
    said = ippool("terms", "1", "--applicant", "X", url=empty_url, expect=1)
    assert "Run `ippool migrate`." in said.err
    assert ippool("migrate", url=empty_url).out == f"- → {migrations.HEAD}\n"


NOWHERE = "postgresql://ippool@127.0.0.1:1/ippool"


@pytest.mark.parametrize(
    "command",
    [("migrate",), ("backup", "{}"), ("restore", "{}"), ("export", "{}"), ("demo", "--exit"), ("terms", "1", "--applicant", "X")],
)
def test_a_database_that_does_not_answer_is_told_by_every_command(
    ippool: Command, tmp_path: Path, command: tuple[str, ...]
) -> None:
    said = ippool(*(part.format(tmp_path / "file") for part in command), url=NOWHERE, expect=1)
    assert "The database does not answer (" in said.err
    assert "Check DATABASE_URL, and that the server runs." in said.err
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_not_there_is_told_by_its_name(ippool: Command, empty_url: str) -> None:
    url = make_url(empty_url).set(database="no_such").render_as_string(hide_password=False)
    said = ippool("migrate", url=url, expect=1)
    assert "The database does not answer (" in said.err
    assert 'database "no_such" does not exist' in said.err


@pytest.mark.parametrize(
    ("command", "told"), [("export", "is not a folder"), ("schema", "cannot be written"), ("backup", "exists already")]
)
def test_a_place_that_cannot_be_written_is_told(
    ippool: Command, own_demo_url: str, tmp_path: Path, command: str, told: str
) -> None:
    place = tmp_path / "place"
    if command == "schema":
        place.mkdir()
    else:
        place.write_text("mine")
    said = ippool(command, str(place), url=own_demo_url, expect=1)
    assert told in said.err
    within = ippool(command, str(Path("/proc/ippool") / "x"), url=own_demo_url, expect=1)
    assert "/proc/ippool/x cannot be written (No such file or directory)." in within.err


def test_a_backup_that_is_not_there_is_told(ippool: Command, empty_url: str, tmp_path: Path) -> None:
    said = ippool("restore", str(tmp_path / "missing"), url=empty_url, expect=1)
    assert "cannot be read (No such file or directory)." in said.err


def test_a_token_is_printed_once_and_only_its_hash_is_stored(ippool: Command, own_demo_url: str) -> None:
    secret = ippool(
        "token", "create", "--role", "member", "--party", "COMPANY-B", "--label", "laptop", url=own_demo_url
    ).out.strip()
    assert secret.startswith("ippool_")
    ((found, id),) = asked(own_demo_url, "select hash, id::text from token")
    assert found == hashlib.sha256(secret.encode()).hexdigest()
    dump = repr(asked(own_demo_url, "select * from audit")) + repr(asked(own_demo_url, "select * from token"))
    assert secret not in dump
    listed = ippool("token", "list", url=own_demo_url).out
    assert id in listed
    assert "laptop" in listed
    assert secret not in listed
    ippool("token", "revoke", id, url=own_demo_url)
    assert asked(own_demo_url, "select revoked_at is not null from token") == [(True,)]
    assert "There is no token" in ippool("token", "revoke", id, url=own_demo_url, expect=1).err
    actions = [row.action for row in asked(own_demo_url, "select action from audit where record_kind = 'token' order by seq")]
    assert actions == ["token:created", "token:revoked"]


def test_a_members_token_needs_a_party_that_is_there(ippool: Command, own_demo_url: str) -> None:
    assert "A member's token needs a party." in ippool("token", "create", "--role", "member", url=own_demo_url, expect=1).err
    said = ippool("token", "create", "--role", "member", "--party", "NOBODY", url=own_demo_url, expect=1)
    assert "The register has no party NOBODY." in said.err
    assert asked(own_demo_url, "select count(*) from token") == [(0,)]


def test_the_schema_command_writes_what_is_committed(ippool: Command, empty_url: str, tmp_path: Path) -> None:
    ippool("schema", str(tmp_path / "schema.graphql"), url=empty_url)
    committed = Path(__file__).parents[2] / "schema.graphql"
    assert (tmp_path / "schema.graphql").read_text(encoding="utf-8") == committed.read_text(encoding="utf-8")
