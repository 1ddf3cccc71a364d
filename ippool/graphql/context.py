"""What a resolver finds in `info.context`: who asks, when, and the pool. Never a session."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from strawberry.types.info import Info as StrawberryInfo

from ippool.domain.permissions import Actor
from ippool.graphql.loading import Loaders
from ippool.graphql.paging import Cursors
from ippool.usecases.intake.jobs import Imports
from ippool.usecases.pool import Moment, Pool


def moment_in(zone: ZoneInfo) -> Moment:
    """Read the clock once for a request: the office's day and the moment."""
    now = datetime.now(UTC)
    return Moment(today=now.astimezone(zone).date(), now=now)


@dataclass
class Context:
    """One request."""

    actor: Actor
    pool: Pool
    moment: Moment
    cursors: Cursors
    request_id: str
    imports: Imports
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.loaders = Loaders(self.pool, self.actor, self.moment)


Info = StrawberryInfo[Context, None]
