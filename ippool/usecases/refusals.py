"""Refused authorizations: each leaves one line of the audit, in a transaction of its own, for nothing else is written with it.

Here pass all of them. What changes the register goes through `keep` or asks `permit`, and the line is written at once. A question
about another party's terms is answered as one about a party that does not exist, often in the midst of an answer: it is *noted*,
and the line is written before the answer leaves, once for each party and request. What an answer merely leaves out is visibility,
and no refusal.

A caller who is refused again and again is slowed down by the door, which counts the refusals of each `Call`.
"""

from __future__ import annotations

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from uuid import UUID

from ippool.domain.errors import NotPermitted
from ippool.domain.permissions import Actor
from ippool.domain.secrecy import DisclosureEvent
from ippool.domain.verdict import Verdict
from ippool.store.audit import About, AuditLine
from ippool.store.database import Database

REFUSED = "authorization:refused"
TERMS = "terms:asked"
_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Refusal:
    """Somebody asked for something and may not have it. Shape: `asked` is the action it would have been, `kind:done`."""

    actor: Actor
    asked: str
    clause: str
    about: About


@dataclass
class Call:
    """One request that is being answered: its id, what was refused in it and is not written yet, and how many were in all.

    Also whom it tells of what is confidential (`usecases/disclosures.py`): that is written before the answer leaves as well.
    """

    request_id: str | None = None
    refused: int = 0
    _noted: dict[tuple[Actor, str, About], Refusal] = field(default_factory=dict)
    _written: set[tuple[Actor, str, About]] = field(default_factory=set)
    _disclosed: dict[tuple[Actor, UUID], DisclosureEvent] = field(default_factory=dict)
    _told: set[tuple[Actor, UUID]] = field(default_factory=set)

    def note(self, refusal: Refusal) -> None:
        """Note a refusal, once however often the answer comes by it."""
        key = (refusal.actor, refusal.asked, refusal.about)
        if key not in self._noted and key not in self._written:
            self._noted[key] = refusal
            self.refused += 1

    def note_disclosure(self, event: DisclosureEvent) -> None:
        """Note that somebody is told of a patent, once however often the answer comes by it."""
        key = (event.actor, event.patent)
        if key not in self._told:
            self._disclosed.setdefault(key, event)

    @property
    def waits(self) -> bool:
        """Tell whether anything noted is not written yet."""
        return bool(self._noted or self._disclosed)

    async def write(self, database: Database) -> None:
        """Write what was noted. Raises: AuditUnavailable, RegisterBusy; then nothing may be answered."""
        noted = list(self._noted.values())
        for actor in dict.fromkeys(refusal.actor for refusal in noted):
            await _write(database, actor, self.request_id, [refusal for refusal in noted if refusal.actor == actor])
        self._written |= set(self._noted)
        self._noted.clear()
        if self._disclosed:
            events, self._disclosed = self._disclosed, {}
            await database.disclose(list(events.values()))
            self._told |= set(events)


CALL: ContextVar[Call | None] = ContextVar("ippool_call", default=None)
"""The request that is being answered; none on the command line, which is refused nothing."""


async def permit(database: Database, actor: Actor, verdict: Verdict, asked: str, *, request_id: str | None = None) -> None:
    """Go on only where the verdict holds; else leave a line of the audit. Raises: NotPermitted, AuditUnavailable, RegisterBusy."""
    if not verdict.holds:
        await record_refusal(database, actor, verdict, asked, request_id=request_id)
        raise NotPermitted(verdict)


async def record_refusal(database: Database, actor: Actor, verdict: Verdict, asked: str, *, request_id: str | None = None) -> None:
    """Leave the line of a refusal, also of one in the midst of a change, once that was rolled back.

    Raises: AuditUnavailable, RegisterBusy.
    """
    call = CALL.get()
    if call is not None:
        call.refused += 1
    await _write(database, actor, request_id or (call.request_id if call else None), [_refusal(actor, verdict, asked, About())])


@asynccontextmanager
async def refusing(database: Database, actor: Actor, asked: str, request_id: str | None) -> AsyncIterator[None]:
    """Leave the line of whatever is refused within; a change within that was rolled back by then."""
    try:
        yield
    except NotPermitted as refusal:
        await record_refusal(database, actor, refusal.verdict, asked, request_id=request_id)
        raise


def note(actor: Actor, verdict: Verdict, asked: str, *, about: About | None = None) -> None:
    """Note that a verdict does not hold; the line is written before the answer leaves."""
    call = CALL.get()
    if call is None:
        _log.warning("%s was refused outside of any request, and leaves no line", asked)
        return
    call.note(_refusal(actor, verdict, asked, about or About()))


def note_applicant(actor: Actor, verdict: Verdict, applicant: UUID | None) -> None:
    """Note that the terms of a party may not be asked for; None is a name that no party has, which is refused alike."""
    note(actor, verdict, TERMS, about=About("party", applicant))


def _refusal(actor: Actor, verdict: Verdict, asked: str, about: About) -> Refusal:
    return Refusal(actor, asked, str(verdict.clause or ""), about)


async def _write(database: Database, actor: Actor, request_id: str | None, refusals: list[Refusal]) -> None:
    lines = [AuditLine(REFUSED, None, None, {"asked": one.asked, "clause": one.clause}, one.about) for one in refusals]
    await database.record(actor, lines, request_id=request_id)
