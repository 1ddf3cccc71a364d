"""A synthetic pool of any size in an embedded cluster: `python -m tests.bench pool [--patents N] [--keep FOLDER]`.

The records stream from `organizations` and `rights` into COPY, a batch at a time, through the same door as every change of the
register: its triggers, constraints and audit hold for them too. The same seed gives the same pool. A kept one is used again as
long as seed, size and the invention itself are the same; where the schema has a later revision by now, it is migrated.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
import resource
import shutil
import tempfile
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import chain, islice
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ippool.domain.labs import Scheme
from ippool.domain.licenses import License
from ippool.domain.parties import Party, PartyKind
from ippool.domain.patents import PatentRecord, status_spans
from ippool.domain.permissions import Role, Token
from ippool.store import embedded, migrations
from ippool.store import tokens as token_store
from ippool.store.copying import copy_records, copy_rows
from ippool.store.database import Database, Writing
from ippool.store.record_rows import table_of
from ippool.store.records import LAYOUTS
from ippool.store.records.values import span_of
from ippool.store.reference import ReferenceMemo
from ippool.store.rows import LegalStatusSpanRow, LicensePatentRow
from ippool.usecases import profiles
from ippool.usecases.pool import Pool
from tests.bench import calibration, organizations, rights, vocabulary
from tests.bench.calibration import Calibration
from tests.bench.organizations import TODAY, Ids, Organizations
from tests.bench.rights import Rights
from tests.conftest import OFFICER

SEED = 1
MEMBERS = 60
"""How many members have a token."""
_INVENTED_BY = (calibration, organizations, rights, vocabulary)
_BATCHES_IN_A_WRITE = 5
_FILLING = {"shared_buffers": "1GB", "max_wal_size": "8GB", "maintenance_work_mem": "512MB", "checkpoint_timeout": "1h"}
SERVING = {
    "shared_buffers": "2GB",
    "work_mem": "64MB",
    "jit": "off",
    "max_parallel_workers_per_gather": "0",
    "max_connections": "60",
}
"""The settings of the server while it is measured."""


@dataclass(frozen=True)
class SyntheticPool:
    """A pool that was made: where its cluster lies, and who may ask it."""

    folder: Path
    patents: int
    seed: int

    @property
    def cluster(self) -> Path:
        return self.folder / "cluster"

    @contextmanager
    def serving(self, options: Mapping[str, str] | None = None) -> Iterator[embedded.Running]:
        """Have its database running as it is measured."""
        with embedded.running(self.cluster, options={**SERVING, **(options or {})}) as server:
            yield server


def secret_of(number: int) -> str:
    """Return the token of one of the members."""
    return f"ippool_bench_member_{number:02}"


def main(arguments: list[str]) -> None:
    """Make a pool and say what it is made of."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench pool")
    add_options(parser)
    asked = parser.parse_args(arguments)
    with made(asked.patents, keep=asked.keep, seed=asked.seed) as pool, pool.serving() as server:
        asyncio.run(_tell(server))


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add what every command asks about its pool."""
    parser.add_argument("--patents", type=int, default=10_000, help="how many patents")
    parser.add_argument("--keep", type=Path, help="a folder in which the pool stays, and is used again")
    parser.add_argument("--seed", type=int, default=SEED)


@contextmanager
def made(patents: int, *, keep: Path | None = None, seed: int = SEED) -> Iterator[SyntheticPool]:
    """Have a pool, made now or kept from before; one that is not kept goes when it is left."""
    if keep is not None:
        yield _kept(keep / f"pool-{patents}", patents, seed)
        return
    with tempfile.TemporaryDirectory(prefix="ippool-bench-") as folder:
        yield _make(SyntheticPool(Path(folder), patents, seed))


def _kept(folder: Path, patents: int, seed: int) -> SyntheticPool:
    pool, marker = SyntheticPool(folder, patents, seed), folder / "pool.json"
    wanted = {"patents": patents, "seed": seed, "revision": migrations.HEAD, "invention": _invention()}
    if marker.exists():
        found = json.loads(marker.read_text(encoding="utf-8"))
        if found == wanted:
            return pool
        if {**found, "revision": migrations.HEAD} == wanted:
            with embedded.running(pool.cluster, options=_FILLING, throwaway=True) as server:
                asyncio.run(migrations.migrate(server.url))
            marker.write_text(json.dumps(wanted), encoding="utf-8")
            return pool
        # Only what an earlier run has marked as its own is removed.
        shutil.rmtree(folder)
    folder.mkdir(parents=True)
    marker.write_text("{}", encoding="utf-8")
    _make(pool)
    marker.write_text(json.dumps(wanted), encoding="utf-8")
    return pool


def _invention() -> str:
    """Hash what the pool is invented by, so that a kept one is not taken for what another invention makes."""
    said = hashlib.sha256()
    for file in (__file__, *(str(module.__file__) for module in _INVENTED_BY)):
        said.update(Path(file).read_bytes())
    return said.hexdigest()


def _make(pool: SyntheticPool) -> SyntheticPool:
    start = time.perf_counter()
    with embedded.running(pool.cluster, options=_FILLING, throwaway=True) as server:
        asyncio.run(migrations.migrate(server.url))
        asyncio.run(fill(server.url, pool.patents, pool.seed))
        asyncio.run(_profile(server.url))
        asyncio.run(_settle(server.administrator_url))
    took = time.perf_counter() - start
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"made a pool of {pool.patents:,} patents in {took:.0f} s ({pool.patents / took:,.0f}/s), peak RSS {peak:.0f} MB",
        flush=True,
    )
    return pool


async def _profile(url: str) -> None:
    database = Database.at(url, pool_size=1, statement_timeout_ms=3_600_000)
    await profiles.renew(Pool(database, ReferenceMemo()), TODAY)
    await database.close()


async def fill(url: str, patents: int, seed: int = SEED) -> Organizations:
    """Write a synthetic pool into an empty migrated database, and return its organizations."""
    chance = Random(seed)
    ids = Ids(chance)
    found = organizations.organizations(chance, ids)
    database = Database.at(url, pool_size=1, statement_timeout_ms=3_600_000)
    try:
        async with database.write(OFFICER) as tx:
            await tx.connection.execute(text("set constraints all deferred"))
            await _copy(tx, chain.from_iterable(found.records()))
            await _add_tokens(tx, found, ids)
            tx.record("register:filled", None, seed=seed, patents=patents)
        batches = Rights(found, Calibration.read(), chance, ids).batches(patents)
        while some := list(islice(batches, _BATCHES_IN_A_WRITE)):
            async with database.write(OFFICER) as tx:
                for batch in some:
                    await copy_patents(tx, batch)
                tx.record("register:filled", None, patents=sum(map(len, some)))
    finally:
        await database.close()
    return found


async def copy_patents(tx: Writing, records: Sequence[PatentRecord]) -> None:
    """Write patents with everything recorded about them, and their legal status over time."""
    families = {record.family.id: record.family for record in records}
    disclosures = {record.disclosure.id: record.disclosure for record in records if record.disclosure is not None}
    await _copy(
        tx,
        chain(
            families.values(),
            disclosures.values(),
            (record.patent for record in records),
            *(
                chain(record.titles, record.tags, record.events, record.consents, record.licenses, record.statutory, record.needs)
                for record in records
            ),
        ),
    )
    spans: Iterable[dict[str, Any]] = (
        {"patent_id": record.patent.id, "recorded_at": tx.moment, "valid": span_of(span.period), "status": span.status.value}
        for record in records
        for span in status_spans(record.patent, record.events)
    )
    await copy_rows(tx.connection, table_of(LegalStatusSpanRow), spans)


async def _copy(tx: Writing, records: Iterable[Any]) -> None:
    by_kind: dict[type, list[Any]] = {}
    for record in records:
        by_kind.setdefault(type(record), []).append(record)
    for layout in LAYOUTS:
        if of_kind := by_kind.get(layout.kind):
            await copy_records(tx.connection, layout, of_kind, tx.moment)
    covered = ({"license_id": one.id, "patent_id": patent} for one in by_kind.get(License, ()) for patent in sorted(one.patents))
    await copy_rows(tx.connection, table_of(LicensePatentRow), covered)


def members_of(found: Organizations) -> list[Party]:
    """Choose the members who ask: companies with a membership of an open lab that runs."""
    opened = {lab.id for lab in found.labs if lab.scheme is Scheme.OPEN}
    running = {one.party for one in found.memberships if one.lab in opened and TODAY in one.period and one.arrears_since is None}
    return [party for party in found.parties if party.kind is PartyKind.COMPANY and party.id in running][:MEMBERS]


async def _add_tokens(tx: Writing, found: Organizations, ids: Ids) -> None:
    for number, party in enumerate(members_of(found)):
        await token_store.add_token(tx, Token(ids(), Role.MEMBER, party.id, f"bench member {number}"), secret_of(number))


async def _settle(administrator_url: str) -> None:
    """Leave it as a server that has run for a while has it: statistics taken, dead rows gone, everything written."""
    engine = create_async_engine(administrator_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    url = engine.url.set(database=embedded.DATABASE)
    await engine.dispose()
    engine = create_async_engine(url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("vacuum (analyze)"))
        await connection.execute(text("checkpoint"))
    await engine.dispose()


_COUNTS = (
    *("party", "open_lab", "membership", "arrangement", "family", "patent", "title_share", "lab_tag", "legal_event"),
    *("legal_status_span", "consent", "license", "statutory_license", "need", "token"),
)


async def _tell(server: embedded.Running) -> None:
    engine = create_async_engine(server.url, poolclass=NullPool)
    async with engine.connect() as connection:
        for name in _COUNTS:
            found = await connection.execute(text(f"select count(*), pg_size_pretty(pg_total_relation_size('{name}')) from {name}"))
            count, size = found.one()
            print(f"{name:<20} {count:>10,} {size:>10}")
    await engine.dispose()
