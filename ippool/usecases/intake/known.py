"""What is known of the patents and families that a batch of records is about, as the register has it and the batch changes it."""

from __future__ import annotations

from collections.abc import Collection, Hashable
from dataclasses import dataclass, field
from functools import lru_cache
from uuid import UUID

from ippool.domain.kinship import Filing, Kinship, kinship, why
from ippool.domain.numbers import PatentNumber, from_canonical
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
                self.by_international[without_kind(number)] = family.id

    def lay_over(self, other: Known) -> None:
        """Put what another knows on top: of what both know as it stood, only that."""
        newer = {seen.patent.id for seen in other.seen.values()}
        self.seen = {key: seen for key, seen in self.seen.items() if seen.patent.id not in newer} | other.seen
        self.families |= other.families
        self.by_international |= other.by_international
        self.family_statements |= other.family_statements
        self.family_former += other.family_former
        for what, (family, filing) in other.filings.items():
            self.note_filing(what, family, filing)


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
    return [(patent.jurisdiction, without_kind(number)) for number in numbers if number is not None]


@lru_cache(maxsize=8192)
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
        application=without_kind(application) if application is not None else None,
        priorities=frozenset(map(without_kind, patent.priorities)),
        international=frozenset(map(without_kind, (*international, *republished))),
    )


def filing_of_statement(statement: Statement) -> Filing:
    """Return an international application as a source tells of its priorities."""
    application, publication = (str(statement.facts.get(name, "")) for name in ("application_number", "publication_number"))
    return Filing(
        key=statement.cited,
        application=without_kind(application) if application else None,
        priorities=frozenset(map(without_kind, statement.facts.get("priorities", ()))),
        international=frozenset({without_kind(publication)} if publication else ()),
    )
