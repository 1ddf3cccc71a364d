"""A batch of records under way: the patents and families they are about as they will stand, and everything still to be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

from ippool.domain.patents import Family
from ippool.domain.review import ReviewItem, ReviewState
from ippool.domain.statements import Statement
from ippool.intake.entries import ConveyanceEntry, Entry, PatentEntry
from ippool.store import intake as intake_store
from ippool.store.database import Writing
from ippool.store.records import Recorded
from ippool.usecases.intake.known import Known, Seen, filing_of, filing_of_patent, filing_of_seen, keys_of, numbers_of, seen_of
from ippool.usecases.intake.outbox import Outbox
from ippool.usecases.intake.owners import Owners

R = TypeVar("R", bound=Recorded)


@dataclass
class Batch:
    """The records of a batch: what they are about, and what they change. One lives as long as its import.

    While one batch is taken the one before is written, and then what the register has on the next is read. So `known` is what the
    register had with all that the batch before came to on top, and `fresh` what this batch looked at or came to, for the next one.
    """

    tx: Writing
    owners: Owners
    last_item: int
    known: Known = field(default_factory=Known)
    fresh: Known = field(default_factory=Known)
    outbox: Outbox = field(default_factory=Outbox)

    async def look_up(self, entries: Iterable[Entry]) -> Known:
        """Read what the register has on everything these records are about. It may be called while the batch before is taken."""
        patents = [entry for entry in entries if isinstance(entry, PatentEntry)]
        numbers = {number.lookup for entry in patents for number in numbers_of(entry)}
        numbers |= {
            one.lookup for entry in entries if isinstance(entry, ConveyanceEntry) for all in entry.properties for one in all
        }
        abroad = {
            number.lookup
            for entry in patents
            for number in (entry.international, *numbers_of(entry))
            if number and number.office == "WO"
        }
        keys = {key for filing in map(filing_of, patents) for key in (*filing.identities, *filing.priorities)}
        connection = self.tx.connection
        known = Known()
        for standing in await intake_store.numbered(connection, numbers) if numbers else ():
            known.note(seen_of(standing))
        for patent, parts in await intake_store.filed(connection, keys) if keys else ():
            known.note_filing(patent.id, patent.family, filing_of_patent(patent, parts))
        for statement in await intake_store.international_claims(connection, keys) if keys else ():
            known.note_statement(statement)
        for found in await intake_store.international_families(connection, abroad) if abroad else ():
            known.note_family(found)
        wanted = known.families_told_of() - set(known.families)
        for found in await intake_store.families(connection, wanted) if wanted else ():
            known.note_family(found)
        for one in await intake_store.statements_about(connection, known.families) if known.families else ():
            if (one.subject, one.format) not in known.family_statements:
                known.note_statement(one)
        known.family_former += await intake_store.former_statements(connection, known.families) if known.families else []
        return known

    def begin(self, found: Known) -> None:
        """Begin with the next records, of which this was found while the ones before were taken."""
        found.lay_over(self.fresh, self.known)
        self.known, self.fresh = found, Known()

    def note(self, seen: Seen) -> None:
        """Make a patent findable under its numbers."""
        found = dict.fromkeys(keys_of(seen.patent), seen)
        self.known.seen |= found
        self.fresh.seen |= found

    def note_filing(self, seen: Seen) -> None:
        """Make a family findable under the application of a patent and those that it claims."""
        filing = filing_of_seen(seen)
        for one in (self.known, self.fresh):
            one.note_filing(seen.patent.id, seen.patent.family, filing)

    def note_family(self, family: Family) -> None:
        """Make a family findable under its international application."""
        self.known.note_family(family)
        self.fresh.note_family(family)

    def note_statement(self, statement: Statement) -> None:
        """Take note of what a source says of a family's international application."""
        self.known.note_statement(statement)
        self.fresh.note_statement(statement)

    def find(self, entry: PatentEntry) -> list[Seen]:
        """Return the patents that bear the numbers of a record; more than one is a contradiction."""
        return self.bearing((entry.jurisdiction, number.lookup) for number in numbers_of(entry))

    def bearing(self, numbers: Iterable[tuple[str, str]]) -> list[Seen]:
        """Return the patents that bear one of these numbers, by jurisdiction and number without kind."""
        found: dict[UUID, Seen] = {}
        for key in numbers:
            seen = self.known.seen.get(key)
            if seen is not None:
                found[seen.patent.id] = seen
                self.fresh.note(seen)
        return list(found.values())

    def add(self, record: Recorded) -> None:
        """Note a new record."""
        self.outbox.add(record)

    def alter(self, before: R, after: R) -> R:
        """Note the next state of a record; return it with the version it will have."""
        return self.outbox.alter(before, after)

    def restate(self, before: Statement, after: Statement) -> None:
        """Note what a source says now instead of what it said before; each stays known, also of one file that says both."""
        self.outbox.restated.append((before, after))

    def hand_over(self) -> Outbox:
        """Give what waits to be written, and begin anew."""
        ready, self.outbox = self.outbox, Outbox()
        new: list[Recorded] = [*self.owners.added, *self.owners.names, *self.owners.identifiers]
        self.owners.added, self.owners.names, self.owners.identifiers = [], [], []
        for one in new:
            ready.add(one)
        return ready

    def ask(self, item: ReviewItem, seen: Seen | None) -> ReviewItem:
        """Note a question to a person."""
        self.last_item += 1
        numbered = replace(item, number=f"R-{self.last_item:06}")
        self.add(numbered)
        if seen is not None:
            seen.asked[item.key] = (ReviewState.OPEN, item.format)
        return numbered
