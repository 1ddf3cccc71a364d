"""What is known of the patents and families that a batch of records is about, as the register has it and the batch changes it."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from uuid import UUID

from ippool.domain.kinship import Filing, Kinship, kinship, why
from ippool.domain.numbers import PatentNumber, lookup_of
from ippool.domain.patents import Family, LegalEvent, Patent, TitleShare
from ippool.domain.review import ReviewState
from ippool.domain.statements import Facts, Statement
from ippool.domain.words import Words
from ippool.intake.entries import PatentEntry
from ippool.store.intake import Former, Standing


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

    Shape: `seen` by jurisdiction and number without kind; families by the forms of their international numbers. `filings` are what
    the register knows of the priorities of patents, and of international applications by each kind of source, each with its family,
    by what tells them apart; `by_application` has these by each application that they are or claim.
    """

    seen: dict[tuple[str, str], Seen] = field(default_factory=dict)
    families: dict[UUID, Family] = field(default_factory=dict)
    by_international: dict[str, UUID] = field(default_factory=dict)
    filings: dict[Hashable, tuple[UUID, Filing]] = field(default_factory=dict)
    by_application: dict[str, set[Hashable]] = field(default_factory=dict)
    family_statements: dict[tuple[UUID, str], Statement] = field(default_factory=dict)
    family_former: list[tuple[UUID, str, Facts]] = field(default_factory=list)

    def note(self, seen: Seen) -> None:
        """Make a patent findable under its numbers."""
        self.seen |= dict.fromkeys(keys_of(seen.patent), seen)

    def note_filing(self, what: Hashable, family: UUID, filing: Filing) -> None:
        """Make a family findable under an application of its own and those that it claims."""
        self.filings[what] = (family, filing)
        for application in (*filing.identities, *filing.priorities):
            self.by_application.setdefault(application, set()).add(what)

    def note_statement(self, statement: Statement) -> None:
        """Take note of what a source says of a family's international application."""
        before = self.family_statements.get((statement.subject, statement.format))
        if before is not None and before.facts is not statement.facts:
            self.family_former.append((statement.subject, statement.format, before.facts))
        self.family_statements[statement.subject, statement.format] = statement
        self.note_filing((statement.subject, statement.format), statement.subject, filing_of_statement(statement))

    def kin(self, filing: Filing) -> dict[UUID, tuple[Kinship, Words]]:
        """Return the families that have something in common with a filing, by their codes: how near they are, and why."""
        found = {what for one in (*filing.identities, *filing.priorities) for what in self.by_application.get(one, ())}
        near: dict[UUID, tuple[Kinship, Words]] = {}
        for family, other in sorted((self.filings[what] for what in found), key=lambda one: one[1].key):
            how = kinship(filing, other)
            if how is Kinship.SAME or (how is not Kinship.APART and family not in near):
                near[family] = (how, why(filing, other))
        return dict(sorted(near.items(), key=lambda one: self.families[one[0]].code))

    def note_family(self, family: Family) -> None:
        """Make a family findable under its international application."""
        self.families[family.id] = family
        for number in (family.international_application, family.international_publication):
            if number is not None:
                self.by_international[lookup_of(number)] = family.id

    def families_told_of(self) -> set[UUID]:
        """Return the families that are known, and those of the patents and filings that are."""
        return {
            *self.families,
            *(seen.patent.family for seen in self.seen.values()),
            *(family for family, _ in self.filings.values()),
        }

    def lay_over(self, fresh: Known, before: Known) -> None:
        """Put on top what the batch before looked at or came to, with all that it knew of the families of that."""
        told = fresh.families_told_of()
        newer = {seen.patent.id for seen in fresh.seen.values()}
        self.seen = {key: seen for key, seen in self.seen.items() if seen.patent.id not in newer} | fresh.seen
        for family in ({key: before.families[key] for key in told - set(self.families)} | fresh.families).values():
            self.note_family(family)
        for what, (told_of, filing) in fresh.filings.items():
            self.note_filing(what, told_of, filing)
        for key, statement in before.family_statements.items():
            if key in fresh.family_statements or (key[0] in told and key not in self.family_statements):
                self.note_statement(statement)
        self.family_former += [one for one in before.family_former if one[0] in told]


def seen_of(standing: Standing) -> Seen:
    """Return a patent as it stands before the batch."""
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


def keys_of(patent: Patent) -> list[tuple[str, str]]:
    """Return what a patent is found under: its jurisdiction with each of its numbers, without kind."""
    numbers = (patent.application_number, patent.publication_number, patent.registration_number)
    return [(patent.jurisdiction, lookup_of(number)) for number in numbers if number is not None]


def filing_of(entry: PatentEntry) -> Filing:
    """Return a record as its priorities tell of it."""
    republished = entry.publication if entry.publication is not None and entry.publication.office == "WO" else None
    return Filing(
        key=entry.cited,
        application=entry.application.lookup if entry.application is not None else None,
        priorities=frozenset(number.lookup for number in entry.priorities),
        international=frozenset(number.lookup for number in (entry.international, republished) if number is not None),
    )


def filing_of_seen(seen: Seen) -> Filing:
    """Return a patent as its priorities, and the international application that a source knows it as a part of, tell of it."""
    told = (str(one.facts.get("international", "")) for one in seen.statements.values())
    return filing_of_patent(seen.patent, {number for number in told if number})


def filing_of_patent(patent: Patent, international: Collection[str]) -> Filing:
    """Return a patent as its priorities tell of it, and the international application that it is a part of."""
    application, publication = patent.application_number, patent.publication_number
    republished = [publication] if publication is not None and publication.startswith("WO:") else []
    return Filing(
        key=patent.code,
        application=lookup_of(application) if application is not None else None,
        priorities=frozenset(map(lookup_of, patent.priorities)),
        international=frozenset(map(lookup_of, (*international, *republished))),
    )


def filing_of_statement(statement: Statement) -> Filing:
    """Return an international application as a source tells of its priorities."""
    application, publication = (str(statement.facts.get(name, "")) for name in ("application_number", "publication_number"))
    return Filing(
        key=statement.cited,
        application=lookup_of(application) if application else None,
        priorities=frozenset(map(lookup_of, statement.facts.get("priorities", ()))),
        international=frozenset({lookup_of(publication)} if publication else ()),
    )
