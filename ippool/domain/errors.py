"""The root of all expected refusals. Each concrete error stands beside the function that raises it.

DomainError
├─ NotFound       also for what exists but may not be seen
├─ NotPermitted   carries the verdict that refused
└─ RuleBroken     the law, an arrangement or the form of a record says no
"""

from __future__ import annotations

from dataclasses import dataclass

from ippool.domain.clause import Clause
from ippool.domain.verdict import Verdict
from ippool.domain.words import Words


class DomainError(Exception):
    """An expected refusal: what, why, and what to do next, in both languages; no HTTP, no GraphQL.

    Shape: `code` is stable and only ever added to; `path` names the field of the input that is at fault, outermost first.
    """

    code: str = "REFUSED"

    def __init__(
        self,
        message: Words,
        *,
        code: str | None = None,
        next_step: Words | None = None,
        clause: Clause | None = None,
        path: tuple[str, ...] = (),
    ) -> None:
        super().__init__(message.en)
        self.message = message
        self.next_step = next_step
        self.clause = clause
        self.path = path
        if code is not None:
            self.code = code


class NotFound(DomainError):
    """There is no such record, or the caller may not know of it: the two answer alike."""

    code = "NOT_FOUND"


class NotPermitted(DomainError):
    """The caller may know of the record but may not do this."""

    code = "NOT_PERMITTED"

    def __init__(self, verdict: Verdict, *, next_step: Words | None = None) -> None:
        super().__init__(verdict.because, clause=verdict.clause, next_step=next_step)
        self.verdict = verdict


class RuleBroken(DomainError):
    """A rule of law, of an arrangement or of form says no."""

    code = "RULE_BROKEN"


def require(verdict: Verdict) -> None:
    """Go on only where the verdict holds. Raises: NotPermitted."""
    if not verdict.holds:
        raise NotPermitted(verdict)


@dataclass(frozen=True, slots=True)
class Finding:
    """One of several faults found at once: where, what, and by which clause."""

    path: tuple[str, ...]
    because: Words
    clause: Clause | None = None
