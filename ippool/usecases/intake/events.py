"""The legal events that a record tells of, weighed against those that stand."""

from __future__ import annotations

from datetime import date

from ippool.domain.patent_term import ended_by
from ippool.domain.patents import ENDED, LegalEvent, LegalStatus, legal_status
from ippool.domain.statements import Disagreement
from ippool.intake.entries import PatentEntry
from ippool.store.identity import new_id
from ippool.usecases.intake.batch import Batch
from ippool.usecases.intake.known import Seen
from ippool.usecases.intake.saying import Asked

_EVENT = "event:"
_OUTLIVED = "no right lasts longer from its filing, and no record tells how this one ended"


def event_key(event: LegalEvent) -> str:
    """Name an event among what a statement supplied."""
    return f"{_EVENT}{event.status.value}:{event.effective_on}"


def new_events(batch: Batch, seen: Seen, asked: Asked, entry: PatentEntry, source: str) -> list[LegalEvent]:
    """Make the legal events a record tells of, on the day it gives, else on the day by which it is known.

    A registration of which no day and no later stage is told was granted by the day of the source.
    """
    told = [event for event in entry.events if event.status is not None]
    known_by = asked.day_of(entry) or asked.today
    made = []
    for one in told:
        on = one.on or known_by
        assert one.status is not None
        text = one.text if one.on is not None else f"{one.text}; the record gives no day, shown from {on}, by which it is known"
        made.append(LegalEvent(new_id(), seen.patent.id, one.status, on, text, source))
    if not told and entry.registration is not None and entry.registered_on is None:
        text = f"{entry.registration.canonical}; the record gives no day, shown from {known_by}, by which it is known"
        made.append(LegalEvent(new_id(), seen.patent.id, LegalStatus.GRANTED, known_by, text, source))
    ended = ended_by(seen.patent)
    tells_end = any(one.status in ENDED for one in told)
    if ended is not None and ended <= asked.today and seen.patent.expires_on is None and not tells_end:
        made.append(LegalEvent(new_id(), seen.patent.id, LegalStatus.EXPIRED, ended, _OUTLIVED, source))
    kept = []
    standing = {(event.effective_on, event.status) for event in seen.events}
    for event in made:
        if (event.effective_on, event.status) in standing:
            continue
        held = legal_status(seen.patent, tuple(seen.events), event.effective_on)
        if held is event.status or (event.evidence == _OUTLIVED and held in ENDED):
            continue
        standing.add((event.effective_on, event.status))
        kept.append(event)
        seen.events.append(event)
        batch.add(event)
    return kept


def in_force_on(asked: Asked, entry: PatentEntry) -> date | None:
    """Return the day, where it is told, on which a record says that the right stands granted."""
    said = next((event for event in reversed(entry.events) if event.status is not None), None)
    return asked.day_of(entry) if said is not None and said.status is LegalStatus.GRANTED and said.on is None else None


def events_of_known(
    batch: Batch, seen: Seen, asked: Asked, entry: PatentEntry, source: str, *, is_newer: bool
) -> tuple[list[LegalEvent], Disagreement | None]:
    """Add what a record tells of a known patent's status; where a person entered another status, it is asked about instead."""
    if not is_newer:
        return [], None
    by_files = {key for one in seen.statements.values() for key in one.supplied if key.startswith(_EVENT)}
    by_person = [event for event in seen.events if event_key(event) not in by_files]
    said = next((event.status for event in reversed(entry.events) if event.status is not None), None)
    if said is not None and by_person:
        known_by = asked.day_of(entry) or asked.today
        held = legal_status(seen.patent, tuple(seen.events), known_by)
        return [], None if held is said else Disagreement("legal_status", held.value, said.value)
    return ([], None) if by_person else (new_events(batch, seen, asked, entry, source), None)
