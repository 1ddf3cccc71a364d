"""What many nodes of one answer ask for, read at once: a statement for each kind of thing, however many nodes there are."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from uuid import UUID

from strawberry.dataloader import DataLoader

from ippool.domain.alike import AnswerFilter
from ippool.domain.browsing import PatentFilter
from ippool.domain.errors import DomainError
from ippool.domain.figures import Figure, Shape
from ippool.domain.parties import PartyIdentifier, PartyName
from ippool.domain.patents import Family, PatentRecord
from ippool.domain.permissions import Actor, ListedToken
from ippool.domain.statements import Statement
from ippool.usecases import figures as figure_use
from ippool.usecases import parties as party_use
from ippool.usecases import patents as patent_use
from ippool.usecases import review as review_use
from ippool.usecases import statements as statement_use
from ippool.usecases import tokens as token_use
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Moment, Pool, View

T = TypeVar("T")

Then = tuple[UUID, datetime | None]
"""A record, and the moment as of which it is asked about; None: now."""


@dataclass(frozen=True)
class FigureQuestion:
    """One shape in which the patents of a filter are to be counted."""

    shape: Shape
    filter: PatentFilter
    answers: AnswerFilter
    asked: Asked


class Loaders:
    """The loaders of one request, for the caller."""

    def __init__(self, pool: Pool, actor: Actor, moment: Moment) -> None:
        self._pool, self._actor, self._moment = pool, actor, moment
        self.patents: DataLoader[Then, tuple[PatentRecord, View] | None] = _then(self._patents)
        self.statements: DataLoader[Then, tuple[Statement, ...] | None] = _then(self._statements)
        self.names: DataLoader[Then, tuple[PartyName, ...] | None] = _then(self._names)
        self.identifiers: DataLoader[Then, tuple[PartyIdentifier, ...] | None] = _then(self._identifiers)
        self.known_parties: DataLoader[UUID, bool] = DataLoader(load_fn=self._known_parties)
        self.figures: DataLoader[FigureQuestion, tuple[Figure, ...]] = DataLoader(load_fn=self._figures)
        self.tokens: DataLoader[UUID, tuple[ListedToken, ...]] = DataLoader(load_fn=self._tokens)
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

    async def _figures(self, questions: list[FigureQuestion]) -> list[tuple[Figure, ...] | BaseException]:
        """Count what is asked about the same patents at once; what needs answers apart: it may be refused, or take longer."""
        alike: dict[object, list[FigureQuestion]] = {}
        for one in questions:
            alike.setdefault((one.filter, one.answers, one.asked, one.shape.needs_answers(one.answers)), []).append(one)
        found: dict[FigureQuestion, tuple[Figure, ...] | BaseException] = {}
        for group in alike.values():
            shapes, of = [one.shape for one in group], group[0]
            try:
                counted = await figure_use.count(
                    self._pool, self._actor, self._moment, shapes, filter=of.filter, answers=of.answers, asked=of.asked
                )
                found.update(zip(group, counted, strict=True))
            except DomainError as refused:
                found.update(dict.fromkeys(group, refused))
        return [found[one] for one in questions]

    async def _tokens(self, users: list[UUID]) -> list[tuple[ListedToken, ...]]:
        found = await token_use.of_users(self._pool, self._actor, self._moment, users)
        return [found[user] for user in users]

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
