"""Registers of the tests: importing into them, looking at the whole of them, and comparing two without their ids."""

from __future__ import annotations

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import text

from ippool.domain.parties import Party
from ippool.domain.patents import Family, LegalEvent, Patent, TitleShare
from ippool.domain.review import ReviewItem
from ippool.domain.statements import Statement
from ippool.intake.sources import Source
from ippool.store.database import Database, Reading
from ippool.store.records import load
from ippool.usecases.intake import ImportFiles, Outcome, Report, import_files
from tests.conftest import OFFICER, now
from tests.graphql.register_state import fingerprint

BESIDE_THE_REGISTER = ("import_job", "import_finding", "answer", "register_state")
"""Tables that an import which changes nothing may write: its job with its findings, and the moment of the last lock."""


async def take(database: Database, format: str, *sources: Source, **how: Any) -> Report:
    """Import files."""
    return await import_files(database, OFFICER, ImportFiles(format, sources, **how), now())


async def rows_of(database: Database) -> dict[str, tuple[int, str]]:
    """Return how many rows every table of the register has, and a hash over all of them."""
    found = await fingerprint(database)
    return {name: state for name, state in found.items() if name not in BESIDE_THE_REGISTER}


def came_to(report: Report) -> dict[str, int]:
    """Return the outcomes of a report that occurred."""
    return {outcome.value: count for outcome, count in report.outcomes.items() if count}


NOTHING_NEW = {Outcome.UNCHANGED, Outcome.REFUSED, Outcome.TO_REVIEW}


@dataclass(frozen=True)
class Held:
    """What a register holds of one patent."""

    patent: Patent
    family: Family
    shares: tuple[TitleShare, ...]
    owners: tuple[Party, ...]
    events: tuple[LegalEvent, ...]
    statements: dict[str, Statement]
    items: tuple[ReviewItem, ...]

    @property
    def names(self) -> set[str]:
        """The owners by their Japanese names, or their English ones where they have no other."""
        return {party.name.ja or party.name.en for party in self.owners}


async def held(session: Reading, number: str) -> Held:
    """Read one patent by any of its canonical numbers."""
    (patent,) = await load(
        session, Patent, ":number in (r.application_number, r.publication_number, r.registration_number)", number=number
    )
    (family,) = await load(session, Family, "r.id = :id", id=patent.family)
    shares = await load(session, TitleShare, "r.patent_id = :id", id=patent.id)
    ids = [share.party for share in shares]
    parties = {party.id: party for party in await load(session, Party, "r.id = any(cast(:ids as uuid[]))", ids=ids)}
    statements = await load(session, Statement, "r.subject_id = :id", id=patent.id)
    return Held(
        patent,
        family,
        shares,
        tuple(parties[share.party] for share in shares),
        await load(session, LegalEvent, "r.patent_id = :id", id=patent.id),
        {one.format: one for one in statements},
        await load(session, ReviewItem, "r.patent_id = :id", id=patent.id),
    )


async def count(session: Reading, table: str, where: str = "true") -> int:
    """Count the rows of a table."""
    found: int = (await session.execute(text(f"select count(*) from {table} where {where}"))).scalar_one()
    return found


@asynccontextmanager
async def database_at(url: str) -> AsyncIterator[Database]:
    """Open a database the way the command line does."""
    database = Database.at(url, pool_size=4, statement_timeout_ms=600_000)
    try:
        yield database
    finally:
        await database.close()


NATURAL = {
    "parties": "select code, kind, name_ja, name_en, country, size, source from party",
    "names": "select p.code, n.text, n.relation from party_name n join party p on p.id = n.party_id",
    "patents": """
        select p.code, p.jurisdiction, p.title_ja, p.title_en, p.abstract_ja, p.application_number, p.publication_number,
          p.registration_number, p.filed_on, p.published_on, p.registered_on, p.expires_on, p.classifications, p.priorities,
          p.source, f.code as family
        from patent p join family f on f.id = p.family_id
    """,
    "shares": """
        select p.code, o.code as owner, t.share, t.basis, t.valid, t.acquired_by, t.source
        from title_share t join patent p on p.id = t.patent_id join party o on o.id = t.party_id
    """,
    "events": "select p.code, e.status, e.effective_on, e.evidence from legal_event e join patent p on p.id = e.patent_id",
    "statuses": """
        select p.code, s.status, s.valid from legal_status_span s join patent p on p.id = s.patent_id where s.superseded_at is null
    """,
    "statements": """
        select p.code, s.format, s.file, s.record, s.line, s.facts, s.supplied, s.source_date, s.version
        from statement s join patent p on p.id = s.subject_id
    """,
    "items": "select i.number, i.kind, i.state, i.fact, i.held, i.said from review_item i",
    "audit": "select action, record_kind, after_hash is null as bare from audit where record_kind <> 'register'",
}
"""The register by its natural keys: two imports of one file come to the same, whatever ids they gave."""


async def by_natural_keys(session: Reading, without: Collection[str] = ()) -> dict[str, list[str]]:
    """Return everything an import can write, by natural keys, in order."""
    found = {}
    for name, statement in NATURAL.items():
        if name not in without:
            rows = await session.execute(text(f"select to_jsonb(r)::text from ({statement}) r order by 1"))
            found[name] = list(rows.scalars())
    return found


DAY = date(2026, 11, 24)
