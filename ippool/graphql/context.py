"""What a resolver finds in `info.context`: who asks, when, and the pool. Never a session."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from strawberry.types.info import Info as StrawberryInfo

from ippool.domain.permissions import Actor
from ippool.graphql.loading import Loaders
from ippool.graphql.paging import Cursors
from ippool.usecases.following import Changes, Days
from ippool.usecases.intake.jobs import Imports
from ippool.usecases.pool import Moment, Pool


def moment_in(zone: ZoneInfo) -> Moment:
    """Read the clock once for a request: the office's day and the moment."""
    now = datetime.now(UTC)
    return Moment(today=now.astimezone(zone).date(), now=now)


@dataclass(frozen=True)
class Following:
    """What a subscription goes by: when to look, who asks then, and what it costs.

    Shape: `asker` returns who asks right now and when; it raises where that is nobody any more. `pay` waits until the caller can
    pay for one more event, and tells whether it had to.
    """

    changes: Changes
    days: Days
    asker: Callable[[], Awaitable[tuple[Actor, Moment]]]
    pay: Callable[[], Awaitable[bool]]


@dataclass
class Context:
    """One request, or one subscription: that has new loaders for every event."""

    actor: Actor
    pool: Pool
    moment: Moment
    cursors: Cursors
    request_id: str
    imports: Imports
    following: Following | None = None
    loaders: Loaders = field(init=False)

    def __post_init__(self) -> None:
        self.loaders = Loaders(self.pool, self.actor, self.moment)

    async def renew(self, following: Following) -> None:
        """Ask from now on as whoever the caller is now, and as of now."""
        self.actor, self.moment = await following.asker()
        self.loaders = Loaders(self.pool, self.actor, self.moment)


Info = StrawberryInfo[Context, None]
