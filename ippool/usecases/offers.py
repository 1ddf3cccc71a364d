"""Offers to everybody: what of the pool goes into INPIT's database of patents open for license, before publication."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

from ippool.domain.errors import Finding, RuleBroken
from ippool.domain.open_offer import faults_of_offer, open_offer
from ippool.domain.paging import LARGEST_PAGE
from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor, TokenScope, may_keep_register
from ippool.domain.words import Language, Words
from ippool.intake.inpit import InpitRow, cells_of, offers_to, read_offers
from ippool.store import offers as offer_store
from ippool.usecases import patents as patent_use
from ippool.usecases.asking import PatentNotFound
from ippool.usecases.listing import printed
from ippool.usecases.pool import Moment, Pool, View
from ippool.usecases.refusals import permit


@dataclass(frozen=True, slots=True)
class Refused:
    """A patent that is not offered, and every reason."""

    code: str
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class Offers:
    """What may be offered, what not, and for which application whose power of attorney is needed."""

    rows: tuple[InpitRow, ...]
    refused: tuple[Refused, ...]
    attorney: Mapping[str, tuple[Words, ...]]


class NothingToOffer(RuleBroken):
    """No patent may be offered; no file was written."""

    code = "NOTHING_TO_OFFER"

    def __init__(self) -> None:
        super().__init__(
            Words("掲載できる特許がない。", "There is no patent that may be offered."),
            next_step=Words("上の理由を確かめる。", "See the reasons above."),
        )


async def offers(pool: Pool, actor: Actor, moment: Moment, *, numbers: Sequence[str] = (), earlier: Path | None = None) -> Offers:
    """Gather the offers of today: of what is listed and not laid open, or of the patents named.

    `earlier` is a file of offers whose numbers, by application, are carried on.
    Raises: NotPermitted, PatentNotFound, TableRefused.
    """
    await permit(pool.database, actor, may_keep_register(actor, TokenScope.READ), "offers:exported")
    given = {row.application_number: row.listing_number for row in read_offers(earlier)} if earlier is not None else {}
    records, view = await (_named(pool, actor, moment, numbers) if numbers else _listed(pool, actor, moment))
    rows: list[InpitRow] = []
    refused: list[Refused] = []
    attorney: dict[str, tuple[Words, ...]] = {}
    for record in records:
        findings = faults_of_offer(record, view.reference, moment.today)
        if findings:
            refused.append(Refused(record.patent.code, findings))
            continue
        offer = open_offer(record, view.reference, moment.today)
        parties = view.reference.parties
        number = printed(record.patent.application_number) or ""
        rows.append(
            InpitRow(
                listing_number=given.get(number, ""),
                title=record.patent.title.in_language(Language.JA),
                application_number=number,
                name=_name(parties[offer.registrant]),
                applicant="、".join(_name(parties[owner]) for owner in offer.applicants),
                may_transfer=offer.may_transfer,
                may_license=offer.may_license,
            )
        )
        if offer.attorney_of:
            attorney[number] = tuple(parties[owner].name for owner in offer.attorney_of)
    return Offers(tuple(rows), tuple(refused), attorney)


def write_offers(file: Path, found: Offers) -> None:
    """Write offers to a new file, .csv or .xlsx. Raises: NothingToOffer, PlaceRefused, TableUnwritable, OSError."""
    if not found.rows:
        raise NothingToOffer
    with offers_to(file) as table:
        for row in found.rows:
            table.add(cells_of(row))


def _name(party: Party) -> str:
    return party.name.in_language(Language.JA)


async def _named(pool: Pool, actor: Actor, moment: Moment, numbers: Sequence[str]) -> tuple[list[PatentRecord], View]:
    found: dict[UUID, PatentRecord] = {}
    for number in numbers:
        record, view = await patent_use.find(pool, actor, moment, number)
        if record is None:
            raise PatentNotFound(number)
        found[record.patent.id] = record
    return list(found.values()), view


async def _listed(pool: Pool, actor: Actor, moment: Moment) -> tuple[list[PatentRecord], View]:
    async with pool.database.read() as session:
        ids = await offer_store.listed_before_publication(session, actor, today=moment.today)
    _, view = await patent_use.look(pool, actor, moment)
    records: list[PatentRecord] = []
    for start in range(0, len(ids), LARGEST_PAGE):
        some = ids[start : start + LARGEST_PAGE]
        found, view = await patent_use.by_ids(pool, actor, moment, some)
        records += [found[one] for one in some if one in found]
    return records, view
