"""The embedded PostgreSQL, with real servers: made, started, crashed, refused."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ippool.store.embedded import EmbeddedRefused, running
from tests.store.embedded.processes import (
    Holder,
    asked,
    done,
    is_gone,
    mode,
    postmaster,
    recorded_directory,
)


async def test_first_start_makes_the_database_and_an_owner_who_is_no_superuser(short_path: Path) -> None:
    closed = short_path / "closed"
    closed.mkdir(mode=0o700)
    data_dir = closed / "deep" / "d"
    with running(data_dir) as server:
        pid = postmaster(data_dir)
        assert server.started_here is True
        assert server.version == "18.4"
        assert server.url == f"postgresql+asyncpg://ippool@/ippool?host={data_dir}/run"
        assert await asked(server.url, "select current_user || '@' || current_database()") == "ippool@ippool"
        assert (
            await asked(server.url, "select rolsuper or rolcreaterole or rolcreatedb from pg_roles where rolname = 'ippool'")
            is False
        )
        assert await asked(server.url, "select datdba::regrole::text from pg_database where datname = 'ippool'") == "ippool"
        assert (
            await asked(server.url, "select datlocprovider::text || datlocale from pg_database where datname = 'ippool'")
            == "bC.UTF-8"
        )
        assert await asked(server.administrator_url, "select rolsuper from pg_roles where rolname = current_user") is True
        settings = (
            "select string_agg(setting, '/' order by name) from pg_settings where name in ('fsync', 'full_page_writes', 'TimeZone')"
        )
        assert await asked(server.url, settings) == "UTC/on/on"
        assert await asked(server.url, "select setting from pg_settings where name = 'listen_addresses'") == ""
    assert is_gone(pid, within=0)
    assert {path.name: mode(path) for path in data_dir.iterdir()} == {
        "data": 0o700,
        "run": 0o700,
        "postgresql.log": 0o600,
        "server.lock": 0o600,
        "start.lock": 0o600,
        "users.lock": 0o600,
    }
    assert [mode(path) for path in (closed, data_dir)] == [0o700, 0o700]


async def test_second_start_is_quick_and_keeps_the_rows(made: Path) -> None:
    with running(made, throwaway=True) as server:
        await done(server.url, "create table kept as select 7 as n")
    begin = time.monotonic()
    with running(made, throwaway=True, options={"work_mem": "5MB"}) as server:
        assert time.monotonic() - begin < 1.5
        assert server.started_here is True
        assert await asked(server.url, "select n from kept") == 7
        assert await asked(server.url, "select current_setting('work_mem') || current_setting('fsync')") == "5MBoff"


async def test_after_the_postmaster_is_killed_the_next_start_recovers(made: Path) -> None:
    with running(made) as server:
        await done(server.url, "create table before_the_crash as select 11 as n")
        killed = postmaster(made)
        os.kill(killed, signal.SIGKILL)
        with running(made) as again:
            assert again.started_here is True
            assert postmaster(made) != killed
            assert await asked(again.url, "select n from before_the_crash") == 11


def test_a_recorded_pid_that_belongs_to_another_process_does_not_hinder(made: Path, hold: Callable[[Path], Holder]) -> None:
    holder = hold(made)
    assert holder.started_here() is True
    record = made / "data" / "postmaster.pid"
    server = postmaster(made)
    os.kill(server, signal.SIGKILL)
    assert holder.leave() == 0
    assert is_gone(server, within=5)
    with subprocess.Popen(["sleep", "60"]) as stranger:
        record.write_text(record.read_text().replace(str(server), str(stranger.pid), 1))
        with running(made, throwaway=True) as again:
            assert again.started_here is True
        assert stranger.poll() is None
        stranger.kill()


def test_a_half_made_cluster_is_made_again(tmp_path: Path) -> None:
    (tmp_path / "data.init").mkdir()
    (tmp_path / "data.init" / "PG_VERSION").write_text("18\n")
    with running(tmp_path, throwaway=True) as server:
        assert server.started_here is True
    assert not (tmp_path / "data.init").exists()


def test_a_cluster_of_another_major_version_is_refused(tmp_path: Path) -> None:
    (tmp_path / "data").mkdir(mode=0o700)
    (tmp_path / "data" / "PG_VERSION").write_text("17\n")
    with pytest.raises(EmbeddedRefused) as refused, running(tmp_path):
        pass
    assert refused.value.message.en == f"{tmp_path}/data was made by PostgreSQL 17; PostgreSQL 18 cannot open it."
    assert refused.value.message.ja == f"{tmp_path}/data は PostgreSQL 17 のデータで、PostgreSQL 18 では開けません。"
    assert refused.value.next_step is not None
    assert refused.value.next_step.en == (
        "Run `ippool backup FILE` with the release of ippool that made it, then with this one `ippool restore FILE` "
        "on a new --data-dir."
    )
    assert sorted(path.name for path in (tmp_path / "data").iterdir()) == ["PG_VERSION"]


@pytest.mark.parametrize("name", ["n" * 120, "共有 特許, a:b%"])
async def test_where_no_socket_can_be_it_is_in_a_directory_of_its_own(tmp_path: Path, name: str) -> None:
    data_dir = tmp_path / name
    with running(data_dir, throwaway=True) as server:
        recorded = recorded_directory(data_dir)
        assert recorded.parent == Path(tempfile.gettempdir())
        assert mode(recorded) == 0o700
        assert server.url == f"postgresql+asyncpg://ippool@/ippool?host={recorded}"
        assert await asked(server.url, "select 1") == 1
        with running(data_dir) as again:
            assert (again.started_here, again.url) == (False, server.url)


def test_the_directory_of_the_socket_is_kept_until_others_may_enter_it(tmp_path: Path) -> None:
    data_dir = tmp_path / ("n" * 120)
    with running(data_dir, throwaway=True):
        recorded = recorded_directory(data_dir)
    with running(data_dir, throwaway=True):
        assert recorded_directory(data_dir) == recorded
    recorded.chmod(0o755)
    with running(data_dir, throwaway=True):
        moved = recorded_directory(data_dir)
        assert moved != recorded


def test_a_setting_that_postgresql_refuses_is_told_at_once(made: Path) -> None:
    begin = time.monotonic()
    with (
        pytest.raises(EmbeddedRefused, match='invalid value for parameter "work_mem": "much"'),
        running(made, options={"work_mem": "much"}),
    ):
        pass
    assert time.monotonic() - begin < 5
    with running(made, throwaway=True) as server:
        assert server.started_here is True


def test_programs_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(EmbeddedRefused) as refused, running(tmp_path, binaries=tmp_path / "bin"):
        pass
    assert f"The PostgreSQL programs in {tmp_path}/bin cannot be run" in refused.value.message.en
    assert refused.value.next_step is not None
    assert refused.value.next_step.en == "Check IPPOOL_PG_BIN, or set DATABASE_URL to a PostgreSQL 15 or later."


def test_a_directory_that_is_a_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "d").touch()
    with pytest.raises(EmbeddedRefused, match="cannot be used"), running(tmp_path / "d"):
        pass
