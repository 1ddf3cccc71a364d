"""A step tried: whether it applies, and what it gives with it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from ippool.domain.clause import Clause, pool_rule
from ippool.domain.labs import Membership
from ippool.domain.licenses import TermsClass
from ippool.domain.trace import Fact
from ippool.domain.verdict import Verdict

Facts = Callable[[], tuple[Fact, ...]]
"""What a step looked at, gathered when it is told."""


def _nothing() -> tuple[Fact, ...]:
    return ()


@dataclass(frozen=True, slots=True)
class Tried:
    """What one step comes to: whether it applies, what it looked at, and what it gives where it does."""

    verdict: Verdict
    facts: Facts = _nothing
    tier: str | None = None
    free_affiliate: bool = False
    statutory_free: bool | None = None
    licensed_as: TermsClass | None = None
    membership: Membership | None = None


def step(number: int, ja: str, en: str) -> Clause:
    """Name a step of the pool's own as the clause it is."""
    return pool_rule(f"5.1 step {number}", ja, en)
