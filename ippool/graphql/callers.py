"""What one caller may take of the server: points in a minute, and operations at once. Whoever takes too much waits, nobody else.

A caller is known by its token, else by the address its connection comes from; no header that a client can write says
who it is. Each process counts for itself, its share of the limit, so that no question writes anything.
"""

from __future__ import annotations

import asyncio
import math
import time
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from uuid import UUID

from ippool.domain.words import Words
from ippool.graphql import limits
from ippool.graphql.errors import ClientError, Code, in_both


def caller_of(token: UUID | None, address: str | None) -> str:
    """Name a caller. Of an IPv6 address its network counts: whoever has one address there has all of them."""
    if token is not None:
        return f"token {token}"
    try:
        known = ip_address(address or "")
    except ValueError:
        return f"address {address or '-'}"
    if isinstance(known, IPv6Address) and known.ipv4_mapped is None:
        return f"network {IPv6Address(int(known) >> 64 << 64)}"
    return f"address {getattr(known, 'ipv4_mapped', None) or known}"


def claimed(token: str) -> str:
    """Name who a token claims to be before anybody looked whether it holds."""
    return f"claim {sha256(token.encode(errors='replace')).hexdigest()}"


@dataclass
class Allowances:
    """What each caller may still spend: it comes back evenly, and is saved for a minute at most.

    Units: points; `clock` in seconds. Shape: who has not spent anything is not remembered, and of those who have only so many.
    """

    per_minute: float
    clock: Callable[[], float] = time.monotonic
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def spend(self, caller: str, points: float) -> float:
        """Take points off. Returns: 0, or the seconds to wait for them; then nothing was taken off.

        Who has saved all there is may spend more than that at once, and owes the rest.
        """
        now = self.clock()
        left = self._now(caller, now)
        wanted = min(points, self.per_minute)
        if left < wanted:
            return (wanted - left) / self.per_minute * 60
        self._keep(caller, left - points, now)
        return 0.0

    def owe(self, caller: str, points: float) -> None:
        """Take points off for what was done already; who does not have them owes them, at most what comes back in two minutes."""
        now = self.clock()
        self._keep(caller, max(self._now(caller, now) - points, -2 * self.per_minute), now)

    def _keep(self, caller: str, left: float, now: float) -> None:
        self._left[caller] = (left, now)
        self._left.move_to_end(caller)
        if len(self._left) > limits.MOST_CALLERS:
            self._left.popitem(last=False)

    def _now(self, caller: str, now: float) -> float:
        left, when = self._left.get(caller, (self.per_minute, now))
        return min(self.per_minute, left + (now - when) * self.per_minute / 60)

    def __len__(self) -> int:
        return len(self._left)


@dataclass
class _Turn:
    """One caller's operations: how many run, and who waits."""

    free: asyncio.Semaphore
    waiting: int = 0
    here: int = 0


@dataclass
class Callers:
    """All callers of one process. `per_minute` is this process's share of the limit."""

    per_minute: float = limits.COST_PER_MINUTE
    clock: Callable[[], float] = time.monotonic

    def __post_init__(self) -> None:
        self.allowances = Allowances(self.per_minute, self.clock)
        self._turns: dict[str, _Turn] = {}

    def charge(self, caller: str, points: float, *, cost: int | None = None) -> None:
        """Take points off a caller's allowance. Raises: ClientError (TOO_MANY_REQUESTS) where it does not have them."""
        if wait := self.allowances.spend(caller, points):
            seconds = max(1, math.ceil(wait))
            raise _too_many(
                Words(
                    f"一分あたりの割当（{self.per_minute:,.0f}）を使い切りました。",
                    f"The allowance of {self.per_minute:,.0f} points a minute is used up.",
                ),
                Words(
                    f"{seconds} 秒待つか、費用の小さい操作にしてください（操作の費用は extensions.cost にあります）。",
                    f"Wait {seconds} seconds, or ask for less at once (`extensions.cost` tells what an operation costs).",
                ),
                seconds,
                limit={"name": "costPerMinute", "most": round(self.per_minute)},
                cost=cost,
            )

    def owe(self, caller: str, points: float) -> None:
        """Take points off a caller's allowance for what was done already."""
        self.allowances.owe(caller, points)

    @asynccontextmanager
    async def turn(self, caller: str, *, cost: int | None = None) -> AsyncIterator[None]:
        """Have a turn: a few operations of one caller run at once, some wait a little. Raises: ClientError (TOO_MANY_REQUESTS)."""
        turn = self._turns.setdefault(caller, _Turn(asyncio.Semaphore(limits.RUNNING_AT_ONCE)))
        turn.here += 1
        try:
            await self._wait(turn, cost)
            try:
                yield
            finally:
                turn.free.release()
        finally:
            turn.here -= 1
            if turn.here == 0:
                self._turns.pop(caller, None)

    async def _wait(self, turn: _Turn, cost: int | None) -> None:
        is_full = turn.free.locked() and turn.waiting >= limits.WAITING_AT_ONCE
        turn.waiting += 1
        try:
            async with asyncio.timeout(0 if is_full else limits.WAITING_SECONDS):
                await turn.free.acquire()
        except TimeoutError:
            raise _too_many(
                Words(
                    f"同時に実行できる操作は {limits.RUNNING_AT_ONCE} 件までです。",
                    f"At most {limits.RUNNING_AT_ONCE} operations of one caller run at once.",
                ),
                Words("前の操作の応答を待ってから送ってください。", "Wait for the answers to the operations before it."),
                1,
                limit={"name": "runningAtOnce", "most": limits.RUNNING_AT_ONCE},
                cost=cost,
            ) from None
        finally:
            turn.waiting -= 1


def _too_many(words: Words, advice: Words, seconds: int, *, limit: dict[str, object], cost: int | None) -> ClientError:
    refusal = ClientError(
        Code.TOO_MANY_REQUESTS,
        words,
        status=429,
        headers={"Retry-After": str(seconds)},
        nextStep=in_both(advice),
        retryAfter=seconds,
        limit=limit,
    )
    if cost is not None:
        refusal.answer_extensions = {"cost": {"requested": cost, "limit": limits.COST.most}}
    return refusal
