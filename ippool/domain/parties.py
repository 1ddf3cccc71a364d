"""Parties: who owns, joins, licenses and asks. A party's size and kind are facts of a recorded version."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

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
    successor.
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
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)
