"""A survey: the whole pool as it looks to some applicants, as a demonstration shows it."""

from __future__ import annotations

from dataclasses import dataclass

from ippool.domain.browsing import PatentFilter, PatentOrder
from ippool.domain.designation import number_of
from ippool.domain.paging import LARGEST_PAGE, PageRequest
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor, Role
from ippool.domain.terms import Determination
from ippool.domain.words import Language, Words
from ippool.usecases import patents as patent_use
from ippool.usecases import register
from ippool.usecases import terms as terms_use
from ippool.usecases.pool import Moment, Pool, View


@dataclass(frozen=True, slots=True)
class SurveyRow:
    """One patent, and the best package for the applicant."""

    number: str
    title: str
    owners: str
    found: Determination | None


OFFICE = Actor(Role.IP_OFFICER)
"""Who is told: the IP office, which looks with the eyes of others."""


@dataclass(frozen=True, slots=True)
class Survey:
    """Every patent that one applicant may know of, by number."""

    applicant: Party
    role: Words
    rows: tuple[SurveyRow, ...]


async def of_applicants(pool: Pool, moment: Moment) -> tuple[Survey, ...]:
    """Survey the pool for each applicant that the register's header names, with that applicant's own eyes."""
    header = await register.header_of(pool.database)
    reference, _ = await patent_use.look(pool, OFFICE, moment)
    found = []
    for asking in header.applicants:
        party = reference.party_by_code(asking.code)
        if party is not None:
            found.append(Survey(party, asking.role, await _rows(pool, moment, Actor(Role.MEMBER, party.id))))
    return tuple(found)


async def _rows(pool: Pool, moment: Moment, actor: Actor) -> tuple[SurveyRow, ...]:
    rows: list[SurveyRow] = []
    request = PageRequest(LARGEST_PAGE)
    while True:
        page, view = await patent_use.browse(
            pool, actor, moment, request=request, filter=PatentFilter(), order=PatentOrder(), told=OFFICE
        )
        rows += [_row(record, view) for record in page.records]
        if not page.has_next:
            return tuple(rows)
        request = PageRequest(LARGEST_PAGE, after=page.keysets[-1])


def _row(record: PatentRecord, view: View) -> SurveyRow:
    owners = [view.reference.parties[title.party] for title in record.owners(view.on)]
    packages = terms_use.packages_shown(view, record)
    return SurveyRow(
        number=number_of(record.patent),
        title=record.patent.title.in_language(Language.JA),
        owners=", ".join(sorted(owner.code for owner in owners)),
        found=packages[0] if packages else None,
    )
