"""What is told of operations beside their answers: to the log, to metrics and to traces. Nothing of it is a client's own text.

The name of an operation is written by whoever sends it: it may hold a secret, or be another one each time. So it is told only where
it is one of a few that were named beforehand; any other is `other`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Protocol

KNOWN_OPERATIONS = frozenset({"PoolPage", "PatentDetail", "IntrospectionQuery"})
"""The operations that are called by their name, unless the settings name others."""

OTHER, UNNAMED, UNREAD = "other", "unnamed", "unread"
OK, UNANSWERED = "OK", "UNANSWERED"
"""Outcomes that are no code of an error: all was answered; whoever asked has gone, or the answer broke off."""


@dataclass(slots=True)
class Told:
    """What is told of one operation.

    Shape: `operation` - one of the names known beforehand, `other`, `unnamed`, or `unread` for what could not be read as one;
    `kind` - `query`, `mutation` or `unread`; `cost` in points, None where it is not known; `outcome` - OK, or the code of its first
    error, else of its first problem.
    """

    operation: str = UNREAD
    kind: str = UNREAD
    cost: int | None = None
    outcome: str = UNANSWERED
    problem: str | None = None


class Watcher(Protocol):
    """Who is told of operations."""

    def watch(self, told: Told) -> AbstractContextManager[None]:
        """Watch one operation; what is told of it is known when the block ends."""
        ...


_TOLD: ContextVar[Told | None] = ContextVar("ippool_told", default=None)


@contextmanager
def watched(watchers: Sequence[Watcher]) -> Iterator[Told]:
    """Have an operation watched for the length of a block."""
    told = Told()
    token = _TOLD.set(told)
    try:
        with ExitStack() as stack:
            for watcher in watchers:
                stack.enter_context(watcher.watch(told))
            yield told
    finally:
        _TOLD.reset(token)


def now_watched() -> Told:
    """Return what is told of the operation under way; where there is none, what would be told of one that was never read."""
    return _TOLD.get() or Told()


def label_of(name: str | None, known: frozenset[str] = KNOWN_OPERATIONS) -> str:
    """Return what an operation is called where the text of its client has no business."""
    if not name:
        return UNNAMED
    return name if name in known else OTHER
