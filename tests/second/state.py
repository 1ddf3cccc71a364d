"""What has become of a right by a day (5.2 "State", 5.5, W14, W15)."""

from __future__ import annotations

from datetime import date, timedelta
from enum import Enum

from ippool.domain.patents import LegalStatus, PatentRecord


class State(Enum):
    """The states that the terms tell apart."""

    DISCLOSED = 0
    PENDING = 1
    IN_FORCE = 2
    ENDED = 3


_STATE = {
    LegalStatus.DISCLOSED: State.DISCLOSED,
    LegalStatus.PENDING: State.PENDING,
    LegalStatus.PUBLISHED: State.PENDING,
    LegalStatus.ALLOWED: State.PENDING,
    LegalStatus.GRANTED: State.IN_FORCE,
    LegalStatus.GRACE: State.IN_FORCE,
}


def state_on(record: PatentRecord, on: date) -> State:
    """Go through the days of the patent and its events in order: days only lead onward, an event says what is.

    What has ended stays ended until an event says that it is granted again (edge 10); expiry and invalidation are final (edge 25).
    """
    patent = record.patent
    steps: list[tuple[date, int, State, bool, bool]] = []
    for day, state in (
        (patent.filed_on, State.PENDING),
        (patent.published_on, State.PENDING),
        (patent.registered_on, State.IN_FORCE),
        (patent.expires_on and patent.expires_on + timedelta(days=1), State.ENDED),
    ):
        if day is not None:
            steps.append((day, 0, state, False, state is State.ENDED))
    for event in record.events:
        state = _STATE.get(event.status, State.ENDED)
        is_final = event.status in (LegalStatus.INVALIDATED, LegalStatus.EXPIRED)
        steps.append((event.effective_on, 1, state, event.status is LegalStatus.GRANTED, is_final))
    now, final = State.DISCLOSED, False
    for day, recorded, state, restores, is_final in sorted(steps, key=lambda step: step[:2]):
        if day > on:
            break
        if now is State.ENDED:
            final = final or is_final
            now = state if restores and not final else now
        elif recorded or state.value > now.value:
            now, final = state, is_final
    return now


def is_published(record: PatentRecord, on: date) -> bool:
    """Tell whether the world knows the invention: laid open by the day, or granted (D-019)."""
    patent = record.patent
    if patent.published_on is not None and patent.published_on <= on:
        return True
    return state_on(record, on) is State.IN_FORCE or any(
        event.status is LegalStatus.PUBLISHED and event.effective_on <= on for event in record.events
    )
