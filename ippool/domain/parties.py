"""Parties: who owns, joins, licenses and asks. A party's size and kind are facts of a recorded version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from ippool.domain.canonical import added_later
from ippool.domain.words import Words


class PartyKind(StrEnum):
    """What a party is."""

    CORE = "CORE"
    COMPANY = "COMPANY"
    UNIVERSITY = "UNIVERSITY"
    PUBLIC_INST = "PUBLIC_INST"
    INDIVIDUAL = "INDIVIDUAL"
    FOREIGN_ENTITY = "FOREIGN_ENTITY"


class MemberKind(StrEnum):
    """How a lab counts a member: a university column covers universities, public institutes and the cores of other centers."""

    COMPANY = "COMPANY"
    UNIVERSITY = "UNIVERSITY"


@dataclass(frozen=True, slots=True)
class KindFacts:
    """What the rules need to know of a kind of party; `member_kind` None: never a company or university of a lab."""

    name: Words
    member_kind: MemberKind | None


KINDS = {
    PartyKind.CORE: KindFacts(Words("中核機関", "core institution"), MemberKind.UNIVERSITY),
    PartyKind.COMPANY: KindFacts(Words("企業", "company"), MemberKind.COMPANY),
    PartyKind.UNIVERSITY: KindFacts(Words("大学", "university"), MemberKind.UNIVERSITY),
    PartyKind.PUBLIC_INST: KindFacts(Words("公的研究機関", "public research institute"), MemberKind.UNIVERSITY),
    PartyKind.INDIVIDUAL: KindFacts(Words("個人", "individual"), None),
    PartyKind.FOREIGN_ENTITY: KindFacts(Words("外国法人", "foreign entity"), MemberKind.COMPANY),
}


class SizeClass(StrEnum):
    """The size recorded for a party, as fee reductions and small-company terms use it."""

    LARGE = "LARGE"
    SME = "SME"
    MICRO = "MICRO"
    ACADEMIC = "ACADEMIC"


@dataclass(frozen=True, slots=True)
class Party:
    """One organization or person under one code.

    Shape: `merged_into` and `merged_on` are both set where the party was absorbed: from that day the other is its general
    successor. `same_as` is set where a person found that this is another recorded party under a second code: what it owned is
    that party's.
    """

    id: UUID
    code: str
    kind: PartyKind
    name: Words
    country: str = "JP"
    size: SizeClass = SizeClass.LARGE
    corporate_number: str | None = None
    ror: str | None = None
    merged_into: UUID | None = None
    merged_on: date | None = None
    source: str = ""
    same_as: UUID | None = added_later(None)
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


class NameRelation(StrEnum):
    """What a further name is to its party: another way to write it, or what a legal predecessor was called."""

    VARIANT = "VARIANT"
    PREDECESSOR = "PREDECESSOR"


@dataclass(frozen=True, slots=True)
class PartyName:
    """A further name of a party, as some source writes it."""

    id: UUID
    party: UUID
    text: str
    relation: NameRelation = NameRelation.VARIANT
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class PartyIdentifier:
    """The code by which an office or directory knows a party, such as JPO's code of an applicant; unique within its scheme."""

    id: UUID
    party: UUID
    scheme: str
    value: str
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)
