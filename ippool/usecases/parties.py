"""Parties: who they are, as far as the caller may know."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from ippool.domain.labs import Membership
from ippool.domain.membership import running
from ippool.domain.parties import Party, PartyKind, SizeClass
from ippool.domain.permissions import Actor, may_ask_terms_of
from ippool.domain.words import Words
from ippool.store import parties as party_store
from ippool.store.database import Writing
from ippool.store.identity import new_id
from ippool.store.records import add
from ippool.usecases.keeping import Kept, keep
from ippool.usecases.patents import look
from ippool.usecases.pool import Moment, Pool, View


def memberships_shown(view: View, party: Party, *, on: date) -> tuple[Membership, ...]:
    """Return a party's running memberships on a day, to whoever may ask for its terms; to others none."""
    if not may_ask_terms_of(view.actor, party.id).holds:
        return ()
    return tuple(
        membership
        for membership in view.reference.memberships_of(party.id)
        if on in running(membership, view.reference.labs.get(membership.lab) if membership.lab else None)
    )


async def by_ids(pool: Pool, actor: Actor, moment: Moment, ids: Sequence[str]) -> tuple[dict[str, Party], View]:
    """Find parties by id. What the caller may not know of is absent, like what does not exist."""
    wanted = [UUID(one) for one in ids if _is_uuid(one)]
    reference, view = await look(pool, actor, moment)
    async with pool.database.read() as session:
        visible = await party_store.visible_ids(session, actor, wanted, today=moment.today)
    return {str(one): reference.parties[one] for one in visible if one in reference.parties}, view


async def applicants(pool: Pool, actor: Actor, moment: Moment) -> tuple[Party, ...]:
    """Return the parties whose terms the caller may ask for, by code."""
    reference, _ = await look(pool, actor, moment)
    allowed = (party for party in reference.parties.values() if may_ask_terms_of(actor, party.id).holds)
    return tuple(sorted(allowed, key=lambda party: party.code))


def _is_uuid(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class RegisterParty:
    """What is asked for to register a party. `code` is the register's own short name, unique."""

    idempotency_key: str
    code: str
    kind: PartyKind
    name: Words
    country: str = "JP"
    size: SizeClass = SizeClass.LARGE
    corporate_number: str | None = None
    ror: str | None = None
    source: str = ""


async def register_party(pool: Pool, actor: Actor, command: RegisterParty, *, request_id: str | None = None) -> Kept[Party]:
    """Register a party. Raises: NotPermitted, KeyReused, FormRefused, Conflict."""

    async def deciding(tx: Writing) -> Party:
        party = Party(
            id=new_id(),
            code=command.code,
            kind=command.kind,
            name=command.name,
            country=command.country,
            size=command.size,
            corporate_number=command.corporate_number,
            ror=command.ror,
            source=command.source,
        )
        await add(tx.connection, [party])
        tx.record("party:registered", party)
        return party

    return await keep(pool, actor, command, "party:registered", Party, deciding, request_id=request_id)
