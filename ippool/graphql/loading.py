"""What many nodes of one answer ask for, read at once: a statement for each kind of thing, however many nodes there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from ippool.domain.parties import PartyIdentifier, PartyName
from ippool.domain.patents import Family, PatentRecord
from ippool.domain.permissions import Actor
from ippool.domain.statements import Statement
from ippool.usecases import parties as party_use
from ippool.usecases import patents as patent_use
from ippool.usecases import review as review_use
from ippool.usecases import statements as statement_use
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Moment, Pool, View

T = TypeVar("T")

Then = tuple[UUID, datetime | None]
"""A record, and the moment as of which it is asked about; None: now."""


class Loaders:
    """The loaders of one request, for the caller."""

    def __init__(self, pool: Pool, actor: Actor, moment: Moment) -> None:
        self._pool, self._actor, self._moment = pool, actor, moment
        self.patents: DataLoader[Then, tuple[PatentRecord, View] | None] = _then(self._patents)
        self.statements: DataLoader[Then, tuple[Statement, ...] | None] = _then(self._statements)
        self.names: DataLoader[Then, tuple[PartyName, ...] | None] = _then(self._names)
        self.identifiers: DataLoader[Then, tuple[PartyIdentifier, ...] | None] = _then(self._identifiers)
        self.known_parties: DataLoader[UUID, bool] = DataLoader(load_fn=self._known_parties)
        self.proposed_families: DataLoader[UUID, Family | None] = DataLoader(load_fn=self._families)

    async def _patents(self, ids: Sequence[UUID], known_at: datetime | None) -> Mapping[UUID, tuple[PatentRecord, View]]:
        asked = Asked(known_at=known_at).at(self._moment)
        records, view = await patent_use.by_ids(self._pool, self._actor, self._moment, ids, asked=asked)
        return {id: (record, view) for id, record in records.items()}

    async def _statements(self, ids: Sequence[UUID], known_at: datetime | None) -> Mapping[UUID, tuple[Statement, ...]]:
        return await statement_use.statements_about(self._pool, self._actor, ids, known_at=known_at)

    async def _names(self, ids: Sequence[UUID], known_at: datetime | None) -> Mapping[UUID, tuple[PartyName, ...]]:
        return await party_use.names_of(self._pool, ids, known_at=known_at)

    async def _identifiers(self, ids: Sequence[UUID], known_at: datetime | None) -> Mapping[UUID, tuple[PartyIdentifier, ...]]:
        return await party_use.identifiers_of(self._pool, ids, known_at=known_at)

    async def _known_parties(self, ids: list[UUID]) -> list[bool]:
        found, _ = await party_use.by_ids(self._pool, self._actor, self._moment, [str(id) for id in ids])
        return [str(id) in found for id in ids]

    async def _families(self, ids: list[UUID]) -> list[Family | None]:
        found = await review_use.families(self._pool, self._actor, ids)
        return [found.get(id) for id in ids]


def _then(load: Callable[[Sequence[UUID], datetime | None], Awaitable[Mapping[UUID, T]]]) -> DataLoader[Then, T | None]:
    """Make a loader out of what reads several records as of one moment."""

    async def load_all(keys: list[Then]) -> list[T | None]:
        found: dict[Then, T] = {}
        for moment in dict.fromkeys(known_at for _, known_at in keys):
            ids = [id for id, known_at in keys if known_at == moment]
            found.update({(id, moment): one for id, one in (await load(ids, moment)).items()})
        return [found.get(key) for key in keys]

    return DataLoader(load_fn=load_all)
