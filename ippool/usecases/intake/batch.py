"""A batch of records under way: the patents and families they are about as they will stand, and everything still to be written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from ippool.domain.numbers import PatentNumber, from_canonical
from ippool.domain.patents import Family, LegalEvent, Patent, TitleShare, status_spans
from ippool.domain.review import ReviewItem, ReviewState
from ippool.domain.statements import Facts, Statement
from ippool.intake.entries import ConveyanceEntry, Entry, PatentEntry
from ippool.store import intake as intake_store
from ippool.store.copying import copy_records, copy_rows
from ippool.store.database import Writing
from ippool.store.intake import Standing
from ippool.store.records import BROUGHT, LAYOUTS, Recorded, change, layout_of
from ippool.store.records.values import span_of
from ippool.store.rows import LegalStatusSpanRow
from ippool.store.statuses import lay_out
from ippool.usecases.intake.owners import Owners


@dataclass
class Seen:
    """One patent during a batch: as it stands with what the batch has taken so far."""

    patent: Patent
    titles: list[TitleShare]
    events: list[LegalEvent]
    statements: dict[str, Statement]
    asked: dict[str, tuple[ReviewState, str]]
    former: list[tuple[str, Facts]] = field(default_factory=list)

    def repeats(self, format: str, said: Facts) -> bool:
        """Tell whether a kind of source said exactly this before, and something else since."""
        return any(by == format and dict(facts) == said for by, facts in self.former)

    def waits(self, format: str) -> bool:
        """Tell whether something a source of this kind said of it waits for a person."""
        return any(state is ReviewState.OPEN and by == format for state, by in self.asked.values())


@dataclass
class Batch:
    """What the records of a batch are about, and what they change. One lives as long as its import.

    Shape: `seen` by jurisdiction and number without kind; `added` and `changed` wait to be written, `changed` with the record as it
    stood before the batch.
    """

    tx: Writing
    owners: Owners
    last_item: int
    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    families: dict[UUID, Family] = field(default_factory=dict)
    by_international: dict[str, UUID] = field(default_factory=dict)
    by_invention: dict[str, list[tuple[UUID, frozenset[str]]]] = field(default_factory=dict)
    family_statements: dict[tuple[UUID, str], Statement] = field(default_factory=dict)
    added: dict[type, dict[UUID, Recorded]] = field(default_factory=dict)
    changed: dict[UUID, tuple[Recorded, Recorded]] = field(default_factory=dict)
    restated: list[tuple[Statement, Statement]] = field(default_factory=list)
    made: Counter[str] = field(default_factory=Counter)

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
        keys = {key for entry in patents for key in invention_in(entry)}
        connection = self.tx.connection
        self.seen, self.by_invention, self.by_international, self.families, self.family_statements = {}, {}, {}, {}, {}
        for standing in await intake_store.numbered(connection, numbers) if numbers else ():
            self.note(_seen(standing))
        for family, invention in await intake_store.inventions(connection, keys) if keys else ():
            self.note_invention(family, invention)
        for found in await intake_store.international_families(connection, abroad) if abroad else ():
            self.note_family(found)
        wanted = {seen.patent.family for seen in self.seen.values()} | {
            family for all in self.by_invention.values() for family, _ in all
        }
        for found in await intake_store.families(connection, wanted - set(self.families)):
            self.note_family(found)
        for one in await intake_store.statements_about(connection, self.families):
            self.family_statements[one.subject, one.format] = one

    def note(self, seen: Seen) -> None:
        """Make a patent findable under its numbers."""
        patent = seen.patent
        for lookup in lookups_of(patent):
            self.seen[patent.jurisdiction, lookup] = seen

    def note_invention(self, family: UUID, invention: frozenset[str]) -> None:
        """Make a family findable under what identifies the invention of one of its patents."""
        for key in invention:
            self.by_invention.setdefault(key, []).append((family, invention))

    def note_family(self, family: Family) -> None:
        """Make a family findable under its international application."""
        self.families[family.id] = family
        for number in (family.international_application, family.international_publication):
            if number is not None:
                self.by_international[without_kind(number)] = family.id

    def find(self, entry: PatentEntry) -> list[Seen]:
        """Return the patents that bear the numbers of a record; more than one is a contradiction."""
        found: dict[UUID, Seen] = {}
        for number in numbers_of(entry):
            seen = self.seen.get((entry.jurisdiction, number.lookup))
            if seen is not None:
                found[seen.patent.id] = seen
        return list(found.values())

    def add(self, record: Recorded) -> None:
        """Note a new record."""
        self.added.setdefault(type(record), {})[record.id] = record

    def alter(self, before: Recorded, after: Recorded) -> None:
        """Note the next state of a record; of one that this batch itself adds or changes the first state before is kept."""
        waiting = self.added.get(type(before), {})
        if before.id in waiting:
            waiting[before.id] = after
            return
        first, _ = self.changed.get(before.id, (before, before))
        self.changed[before.id] = (first, after)

    def restate(self, before: Statement, after: Statement) -> None:
        """Note what a source says now instead of what it said before; each stays known, also of one file that says both."""
        self.restated.append((before, after))

    def ask(self, item: ReviewItem, seen: Seen | None) -> ReviewItem:
        """Note a question to a person."""
        self.last_item += 1
        numbered = replace(item, number=f"R-{self.last_item:06}")
        self.add(numbered)
        if seen is not None:
            seen.asked[item.key] = (ReviewState.OPEN, item.format)
        return numbered

    async def write(self) -> None:
        """Write everything that waits, with its audit lines and the legal statuses that follow."""
        new: list[Recorded] = [*self.owners.added, *self.owners.names, *self.owners.identifiers]
        for one in new:
            self.add(one)
        self.owners.added, self.owners.names, self.owners.identifiers = [], [], []
        tx = self.tx
        for layout in (*LAYOUTS, *BROUGHT):
            records = list(self.added.get(layout.kind, {}).values())
            await copy_records(tx.connection, layout, records, tx.moment)
            if records:
                self.made[layout.name] += len(records)
            if layout.kind is not Statement:
                for record in records:
                    tx.record(f"{layout.name}:imported", record)
        await self._write_statuses()
        for before, after in self.changed.values():
            await change(tx.connection, after, expected=before.version)
            tx.record(f"{_name(after)}:imported", replace(after, version=before.version + 1), before=before)  # type: ignore[type-var]
            self.made[_name(after)] += 1
        for earlier, statement in self.restated:
            await change(tx.connection, statement, expected=earlier.version)
            self.made[_name(statement)] += 1
        touched = {
            one.id if isinstance(one, Patent) else one.patent
            for one in (*(after for _, after in self.changed.values()), *self.added.get(LegalEvent, {}).values())
            if isinstance(one, Patent | LegalEvent)
        } - set(self.added.get(Patent, ()))
        if touched:
            await lay_out(tx, touched)
        self.added, self.changed, self.restated = {}, {}, []
        await tx.write_lines()

    async def _write_statuses(self) -> None:
        events: dict[UUID, list[LegalEvent]] = {}
        for event in self.added.get(LegalEvent, {}).values():
            assert isinstance(event, LegalEvent)
            events.setdefault(event.patent, []).append(event)
        rows: list[dict[str, Any]] = [
            {
                "patent_id": patent.id,
                "recorded_at": self.tx.moment,
                "valid": span_of(span.period),
                "status": span.status.value,
            }
            for patent in self.added.get(Patent, {}).values()
            if isinstance(patent, Patent)
            for span in status_spans(patent, tuple(events.get(patent.id, ())))
        ]
        await copy_rows(self.tx.connection, LegalStatusSpanRow.__table__, rows)  # type: ignore[attr-defined]


def _name(record: Recorded) -> str:
    return layout_of(type(record)).name


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


def invention_in(entry: PatentEntry) -> frozenset[str]:
    """Return the applications that identify the invention of a record: those it claims, or its own; empty where none is stated."""
    if entry.priorities:
        return frozenset(number.lookup for number in entry.priorities)
    return frozenset({entry.application.lookup}) if entry.application is not None else frozenset()
