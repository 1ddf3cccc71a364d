"""A batch of records under way: the patents and families they are about as they will stand, and everything still to be written."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeVar
from uuid import UUID

from ippool.domain.kinship import Filing
from ippool.domain.numbers import PatentNumber, from_canonical
from ippool.domain.patents import Family, LegalEvent, Patent, TitleShare
from ippool.domain.review import ReviewItem, ReviewState
from ippool.domain.statements import Facts, Statement
from ippool.intake.entries import ConveyanceEntry, Entry, PatentEntry
from ippool.store import intake as intake_store
from ippool.store.database import Writing
from ippool.store.intake import Former, Standing
from ippool.store.records import Recorded
from ippool.usecases.intake.outbox import Outbox
from ippool.usecases.intake.owners import Owners

R = TypeVar("R", bound=Recorded)


@dataclass
class Seen:
    """One patent during a batch: as it stands with what the batch has taken so far."""

    patent: Patent
    titles: list[TitleShare]
    events: list[LegalEvent]
    statements: dict[str, Statement]
    asked: dict[str, tuple[ReviewState, str]]
    former: list[Former] = field(default_factory=list)

    def told_before(self, format: str) -> list[Facts]:
        """Return what a kind of source said before its latest statement, oldest first."""
        return [one.facts for one in self.former if one.format == format]

    def repeats(self, format: str, said: Facts) -> bool:
        """Tell whether a kind of source said exactly this before, and something else since."""
        return any(dict(facts) == said for facts in self.told_before(format))

    def waits(self, format: str) -> bool:
        """Tell whether something a source of this kind said of it waits for a person."""
        return any(state is ReviewState.OPEN and by == format for state, by in self.asked.values())


@dataclass
class Known:
    """What is known of the patents and families that records are about.

    Shape: `seen` by jurisdiction and number without kind; families by the forms of their international numbers, and with the whole
    set of applications that identifies an invention by each of these.
    """

    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    families: dict[UUID, Family] = field(default_factory=dict)
    by_international: dict[str, UUID] = field(default_factory=dict)
    by_filing: dict[str, list[tuple[UUID, Filing]]] = field(default_factory=dict)
    family_statements: dict[tuple[UUID, str], Statement] = field(default_factory=dict)
    family_former: list[tuple[UUID, str, Facts]] = field(default_factory=list)

    def note(self, seen: Seen) -> None:
        """Make a patent findable under its numbers."""
        for lookup in lookups_of(seen.patent):
            self.seen[seen.patent.jurisdiction, lookup] = seen

    def note_filing(self, family: UUID, filing: Filing) -> None:
        """Make a family findable under the application of one of its patents and those that it claims."""
        for key in (*filing.identities, *filing.priorities):
            here = self.by_filing.setdefault(key, [])
            if (family, filing) not in here:
                here.append((family, filing))

    def note_family(self, family: Family) -> None:
        """Make a family findable under its international application."""
        self.families[family.id] = family
        for number in (family.international_application, family.international_publication):
            if number is not None:
                self.by_international[without_kind(number)] = family.id

    def lay_over(self, other: Known) -> None:
        """Put what another knows on top: of what both know as it stood, only that."""
        newer = {seen.patent.id for seen in other.seen.values()}
        self.seen = {key: seen for key, seen in self.seen.items() if seen.patent.id not in newer} | other.seen
        self.families |= other.families
        self.by_international |= other.by_international
        self.family_statements |= other.family_statements
        for filings in other.by_filing.values():
            for family, filing in filings:
                self.note_filing(family, filing)


@dataclass
class Batch:
    """The records of a batch: what they are about, and what they change. One lives as long as its import.

    While one batch is written the next is taken, so `known` is what the register has with all that the batch before came to on top,
    and `fresh` what this batch looked at or came to, for the next one.
    """

    tx: Writing
    owners: Owners
    last_item: int
    known: Known = field(default_factory=Known)
    fresh: Known = field(default_factory=Known)
    outbox: Outbox = field(default_factory=Outbox)

    async def look_up(self, entries: Iterable[Entry]) -> None:
        """Read what the register has on everything these records are about. Call it before the first of them is taken."""
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
            known.note(_seen(standing))
        for family, related in await intake_store.filings(connection, keys) if keys else ():
            known.note_filing(family, related)
        for found in await intake_store.international_families(connection, abroad) if abroad else ():
            known.note_family(found)
        known.lay_over(self.fresh)
        wanted = {seen.patent.family for seen in known.seen.values()} | {
            family for all in known.by_filing.values() for family, _ in all
        }
        for found in await intake_store.families(connection, wanted - set(known.families)):
            known.note_family(found)
        for one in await intake_store.statements_about(connection, known.families) if known.families else ():
            known.family_statements.setdefault((one.subject, one.format), one)
        known.family_former = await intake_store.former_statements(connection, known.families) if known.families else []
        self.known, self.fresh = known, Known()

    def note(self, seen: Seen) -> None:
        """Make a patent findable under its numbers."""
        self.known.note(seen)
        self.fresh.note(seen)

    def note_filing(self, family: UUID, filing: Filing) -> None:
        """Make a family findable under the application of one of its patents and those that it claims."""
        self.known.note_filing(family, filing)
        self.fresh.note_filing(family, filing)

    def note_family(self, family: Family) -> None:
        """Make a family findable under its international application."""
        self.known.note_family(family)
        self.fresh.note_family(family)

    def note_statement(self, statement: Statement) -> None:
        """Take note of what a source says of a family."""
        for one in (self.known, self.fresh):
            one.family_statements[statement.subject, statement.format] = statement

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


def _seen(standing: Standing) -> Seen:
    return Seen(
        standing.patent,
        list(standing.titles),
        list(standing.events),
        {one.format: one for one in standing.statements},
        dict(standing.asked),
        list(standing.former),
    )


def numbers_of(entry: PatentEntry) -> tuple[PatentNumber, ...]:
    """Return the numbers a record gives to its right, those that find it first."""
    return tuple(number for number in (entry.application, entry.registration, entry.publication) if number is not None)


def lookups_of(patent: Patent) -> list[str]:
    """Return the forms without kind under which a patent is found."""
    numbers = (patent.application_number, patent.publication_number, patent.registration_number)
    return [without_kind(number) for number in numbers if number is not None]


def without_kind(canonical: str) -> str:
    """Return the form of a number under which it is looked up."""
    return from_canonical(canonical).lookup


def filing_of(entry: PatentEntry) -> Filing:
    """Return a record as its priorities tell of it."""
    republished = entry.publication if entry.publication is not None and entry.publication.office == "WO" else None
    return Filing(
        key=entry.cited,
        application=entry.application.lookup if entry.application is not None else None,
        priorities=frozenset(number.lookup for number in entry.priorities),
        international=frozenset(number.lookup for number in (entry.international, republished) if number is not None),
    )
