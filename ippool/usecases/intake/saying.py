"""What was asked of an import, and what one record says, as facts with their source."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from ippool.domain.statements import Facts, Statement, Value, classes_of
from ippool.domain.words import Words
from ippool.intake.entries import PatentEntry
from ippool.intake.format import Format
from ippool.store.identity import new_id
from ippool.usecases.intake.batch import Batch


@dataclass(frozen=True, slots=True)
class Asked:
    """What an import was asked to do, as far as single records are concerned."""

    format: Format
    job: UUID
    lab: UUID | None
    source_date: date | None
    today: date

    def day_of(self, entry: PatentEntry) -> date | None:
        """Return the day of which a record speaks; None where neither it nor who imports it says so."""
        return entry.source_date or self.source_date


class Untakable(Exception):
    """A record that cannot be taken, found only where the register is known."""

    def __init__(self, field: str, value: str, because: Words) -> None:
        super().__init__(because.en)
        self.field, self.value, self.because = field, value, because


def said_by(entry: PatentEntry) -> dict[str, Value]:
    """Return what a record says, field by field; what it does not say is left out."""
    said: dict[str, Value] = {
        "title_ja": entry.title.ja,
        "title_en": entry.title.en,
        "abstract_ja": entry.abstract.ja,
        "abstract_en": entry.abstract.en,
        "application_number": entry.application.canonical if entry.application else "",
        "publication_number": entry.publication.canonical if entry.publication else "",
        "registration_number": entry.registration.canonical if entry.registration else "",
        "priorities": tuple(sorted(number.canonical for number in entry.priorities)),
        "international": entry.international.canonical if entry.international else "",
        **classes_of(entry.classifications),
    }
    for name in ("filed_on", "priority_on", "published_on", "registered_on", "expires_on"):
        day: date | None = getattr(entry, name)
        said[name] = day.isoformat() if day is not None else ""
    if entry.owners_stated:
        said["owners"] = tuple(owner.text for owner in entry.owners)
    said["events"] = tuple(
        f"{event.status.value if event.status else '-'} {event.on or ''} {event.text}"[:300] for event in entry.events
    )
    return {name: value for name, value in said.items() if value}


BESIDE = ("owners", "events", "international")
# Not fields of the patent: owners and events have records of their own, and are weighed there; an international application is one
# of the family.


def source_of(asked: Asked, entry: PatentEntry) -> str:
    """Return how a record made from an entry names its source."""
    day = asked.day_of(entry)
    return f"{asked.format.source} {entry.cited}" + (f" ({day})" if day is not None else "")


def said_source(entry: PatentEntry, source: str) -> str:
    """Name a source with the place in its file."""
    return f"{source}, {entry.place}"


def state(
    batch: Batch, asked: Asked, entry: PatentEntry, subject: UUID, earlier: Statement | None, said: Facts, supplied: frozenset[str]
) -> Statement:
    """Keep what a source says of a patent or family, as it was read, in place of what it said before; return what stands now.

    An earlier statement of a later day stays. Where the register took something from the older record all the same, that record is
    kept among what the source said before.
    """
    is_older = earlier is not None and not is_newer(asked, entry, earlier)
    if earlier is not None and is_older and supplied <= earlier.supplied:
        return earlier
    statement = Statement(
        id=new_id() if earlier is None else earlier.id,
        subject=subject,
        format=asked.format.code,
        file=entry.place.file,
        record=entry.place.record,
        line=entry.place.line,
        cited=entry.cited,
        source_date=asked.day_of(entry),
        facts=said,
        supplied=supplied,
        job=asked.job,
        source=source_of(asked, entry),
        version=1 if earlier is None else earlier.version + 1,
    )
    if earlier is None:
        batch.add(statement)
        return statement
    batch.restate(earlier, statement)
    if not is_older:
        return statement
    standing = replace(earlier, supplied=supplied, version=statement.version + 1)
    batch.restate(statement, standing)
    return standing


def is_newer(asked: Asked, entry: PatentEntry, earlier: Statement | None) -> bool:
    """Tell whether a record speaks of the same day as the earlier statement or a later one; without days the later import does."""
    day = asked.day_of(entry)
    return earlier is None or earlier.source_date is None or day is None or day >= earlier.source_date
