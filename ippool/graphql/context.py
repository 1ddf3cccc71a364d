"""What a resolver finds in `info.context`: who asks, when, and the pool. Never a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from strawberry.dataloader import DataLoader
from strawberry.types.info import Info as StrawberryInfo

from ippool.domain.patents import PatentRecord
from ippool.domain.permissions import Actor
from ippool.graphql.paging import Cursors
from ippool.usecases import patents as patent_use
from ippool.usecases.intake.jobs import Imports
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Moment, Pool, View


def moment_in(zone: ZoneInfo) -> Moment:
    """Read the clock once for a request: the office's day and the moment."""
    now = datetime.now(UTC)
    return Moment(today=now.astimezone(zone).date(), now=now)


Then = tuple[UUID, datetime]


@dataclass
class Context:
    """One request. `then` loads patents as they were known at another moment than the one the root asked for."""

    actor: Actor
    pool: Pool
    moment: Moment
    cursors: Cursors
    request_id: str
    imports: Imports
    then: DataLoader[Then, tuple[PatentRecord, View] | None] = field(init=False)

    def __post_init__(self) -> None:
        self.then = DataLoader(load_fn=self._load_then)

    async def _load_then(self, keys: list[Then]) -> list[tuple[PatentRecord, View] | None]:
        found: dict[Then, tuple[PatentRecord, View]] = {}
        for known_at in dict.fromkeys(moment for _, moment in keys):
            ids = [patent for patent, moment in keys if moment == known_at]
            asked = Asked(known_at=known_at).at(self.moment)
            records, view = await patent_use.by_ids(self.pool, self.actor, self.moment, ids, asked=asked)
            found.update({(patent, known_at): (record, view) for patent, record in records.items()})
        return [found.get(key) for key in keys]


Info = StrawberryInfo[Context, None]
