"""Listing the pool: every patent the caller may know of, one row each, as a stream."""

from __future__ import annotations

from collections.abc import AsyncGenerator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path

from ippool.domain.browsing import PatentFilter, PatentOrder
from ippool.domain.designation import number_of
from ippool.domain.disclosure import may_know_of_lab
from ippool.domain.numbers import NumberNotation, from_canonical
from ippool.domain.paging import LARGEST_PAGE, PageRequest
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor
from ippool.intake.listing import ListedLab, ListedOwner, ListingRow, cells_of, listing_to
from ippool.store import labs as lab_store
from ippool.store import patents as patent_store
from ippool.store.database import Reading
from ippool.usecases import terms as terms_use
from ippool.usecases.disclosures import disclose
from ippool.usecases.intake import LabNotFound
from ippool.usecases.patents import NOW, Asked
from ippool.usecases.pool import Moment, Pool, View


async def list_patents(
    pool: Pool, actor: Actor, moment: Moment, *, asked: Asked = NOW, lab: str | None = None
) -> AsyncGenerator[ListingRow, None]:
    """Yield the patents the caller may know of, by number, all of one moment; memory holds one page of them.

    `lab` is the code of a lab that a patent belongs to on the day asked.
    Raises: LabNotFound, also for one the caller may not know of.
    """
    asked = asked.at(moment)
    on = asked.on or moment.today
    request = PageRequest(LARGEST_PAGE)
    async with pool.database.read() as session:
        view = await _view(pool, session, actor, moment, asked)
        if lab is not None and not await _may_know(session, view, lab):
            raise LabNotFound(lab)
        while True:
            page = await patent_store.page(
                session,
                actor,
                request=request,
                filter=PatentFilter(open_lab=lab),
                order=PatentOrder(),
                on=on,
                known_at=asked.known_at,
                today=moment.today,
            )
            await disclose(pool.database, actor, page.confidential)
            for record in page.records:
                yield row_of(record, view)
            if not page.has_next:
                return
            request = replace(request, after=page.keysets[-1])


async def export_listing(
    pool: Pool, actor: Actor, moment: Moment, file: Path, *, asked: Asked = NOW, lab: str | None = None
) -> int:
    """Write the listing to a new file, .csv or .xlsx: whole or not at all. Return the number of its rows.

    Raises: LabNotFound, PlaceRefused, TableUnwritable, OSError.
    """
    count = 0
    with listing_to(file) as table:
        async with aclosing(list_patents(pool, actor, moment, asked=asked, lab=lab)) as rows:
            async for row in rows:
                table.add(cells_of(row))
                count += 1
    return count


def row_of(record: PatentRecord, view: View) -> ListingRow:
    """Say what a listing says of a patent on the day of the view; labs that the caller may not know of are not in it."""
    patent, parties = record.patent, view.reference.parties
    return ListingRow(
        code=patent.code,
        number=number_of(patent),
        title=patent.title,
        jurisdiction=patent.jurisdiction,
        application_number=printed(patent.application_number),
        publication_number=printed(patent.publication_number),
        registration_number=printed(patent.registration_number),
        filed_on=patent.filed_on,
        published_on=patent.published_on,
        registered_on=patent.registered_on,
        expires_on=patent.expires_on,
        legal_status=record.status(view.on),
        owners=tuple(
            ListedOwner(parties[title.party].code, parties[title.party].name, title.share, title.basis)
            for title in record.owners(view.on)
        ),
        labs=tuple(ListedLab(one.code, one.scheme) for one in terms_use.labs_shown(view, record)),
        listed=patent.listed,
        on=view.on,
    )


def printed(canonical: str | None) -> str | None:
    """Write a canonical number as its office prints it."""
    return None if canonical is None else from_canonical(canonical).in_notation(NumberNotation.OFFICE) or canonical


async def _view(pool: Pool, session: Reading, actor: Actor, moment: Moment, asked: Asked) -> View:
    version = await pool.references.version(session)
    present = await pool.references.get(session, version)
    return View(
        reference=await pool.references.get(session, version, asked.known_at) if asked.known_at else present,
        present=present,
        actor=actor,
        applicant=None,
        moment=moment,
        on=asked.on or moment.today,
        known_at=asked.known_at,
        cases=pool.cases,
    )


async def _may_know(session: Reading, view: View, code: str) -> bool:
    """Tell whether the caller may know of a lab: by itself, or through a patent that it owns."""
    lab, today = view.reference.lab_by_code(code), view.moment.today
    if lab is None:
        return False
    if may_know_of_lab(view.actor, lab, view.present, on=today).holds:
        return True
    return lab.id in await lab_store.of_own_patents(session, view.actor, today=today)
