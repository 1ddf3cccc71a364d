"""Decision tables: which ownership class and standing lead to which cell. Arrangements and schemes are made of their rows."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from ippool.domain.parties import MemberKind
from ippool.domain.patents import OwnershipClass
from ippool.domain.words import Words


class Standing(StrEnum):
    """How a party stands to a patent, strongest ground first."""

    CORE = "CORE"
    UNDETERMINED = "UNDETERMINED"
    CO_OWNER = "CO_OWNER"
    STATUTORY_LICENSEE = "STATUTORY_LICENSEE"
    LICENSEE = "LICENSEE"
    LAB_MEMBER = "LAB_MEMBER"
    FORMER_LAB_MEMBER = "FORMER_LAB_MEMBER"
    AFFILIATE = "AFFILIATE"
    CENTER_MEMBER = "CENTER_MEMBER"
    NON_MEMBER = "NON_MEMBER"


STANDING_WORDS = {
    Standing.CORE: Words("中核機関", "core institution"),
    Standing.UNDETERMINED: Words("未確定", "undetermined"),
    Standing.CO_OWNER: Words("共有者", "co-owner"),
    Standing.STATUTORY_LICENSEE: Words("法定通常実施権者", "statutory licensee"),
    Standing.LICENSEE: Words("実施権者", "licensee"),
    Standing.LAB_MEMBER: Words("ラボ会員", "lab member"),
    Standing.FORMER_LAB_MEMBER: Words("元ラボ会員", "former lab member"),
    Standing.AFFILIATE: Words("関係会社", "affiliate"),
    Standing.CENTER_MEMBER: Words("センター会員", "center member"),
    Standing.NON_MEMBER: Words("非会員", "non-member"),
}


class Cell(StrEnum):
    """What a row of a decision table says.

    AS_NONMEMBER looks up the non-member's cell of the same class; HOLE_UNLESS_HELD refuses while somebody else holds exclusivity
    and is a hole otherwise.
    """

    FREE_OWN = "FREE_OWN"
    MEMBER = "MEMBER"
    AFFILIATE = "AFFILIATE"
    NONMEM = "NONMEM"
    RESEARCH = "RESEARCH"
    REFUSE = "REFUSE"
    NEGOTIATE = "NEGOTIATE"
    HOLE = "HOLE"
    OUTSIDE = "OUTSIDE"
    HOLE_UNLESS_HELD = "HOLE_UNLESS_HELD"
    AS_NONMEMBER = "AS_NONMEMBER"
    BY_NONMEMBER_POLICY = "BY_NONMEMBER_POLICY"
    BY_CROSS_LAB_POLICY = "BY_CROSS_LAB_POLICY"
    BY_RESEARCH_POLICY = "BY_RESEARCH_POLICY"
    BY_MEMBER_SOLE_POLICY = "BY_MEMBER_SOLE_POLICY"
    BY_BACKGROUND_POLICY = "BY_BACKGROUND_POLICY"
    BY_PARTNER_CONTRACT = "BY_PARTNER_CONTRACT"


@dataclass(frozen=True, slots=True)
class Row:
    """One row of a decision table; in a table the first row that matches decides. An empty set matches everything."""

    cell: Cell
    standings: frozenset[Standing]
    ownership_classes: frozenset[OwnershipClass] = frozenset()
    member_kinds: frozenset[MemberKind] = frozenset()
    clause: str = ""

    def matches(self, ownership_class: OwnershipClass, standing: Standing, member_kind: MemberKind | None) -> bool:
        """Tell whether the row is about this class, standing and kind of member."""
        return (
            standing in self.standings
            and (not self.ownership_classes or ownership_class in self.ownership_classes)
            and (not self.member_kinds or member_kind in self.member_kinds)
        )


@dataclass(frozen=True, slots=True)
class SchemeLaw:
    """A scheme: its name and the decision table that holds where an arrangement says nothing else."""

    name: Words
    rows: tuple[Row, ...]


def row(
    cell: Cell, *standings: Standing, classes: tuple[OwnershipClass, ...] = (), kind: MemberKind | None = None, clause: str = ""
) -> Row:
    """Write a row the short way."""
    return Row(cell, frozenset(standings), frozenset(classes), frozenset({kind} if kind else ()), clause)


CORE_CLASSES = (
    OwnershipClass.CORE_SOLE,
    OwnershipClass.CORE_AND_COMPANY,
    OwnershipClass.CORE_AND_COMPANIES,
    OwnershipClass.CORE_AND_UNIVERSITY,
    OwnershipClass.CORE_AND_OUTSIDER,
    OwnershipClass.MIXED,
)

_MEMBER_SOLE = (OwnershipClass.MEMBER_SOLE,)
_BACKGROUND = (OwnershipClass.BACKGROUND,)

ANY_SCHEME = (
    row(Cell.FREE_OWN, Standing.CO_OWNER, clause="5.2 CO_OWNER"),
    row(
        Cell.BY_MEMBER_SOLE_POLICY,
        Standing.LAB_MEMBER,
        classes=_MEMBER_SOLE,
        kind=MemberKind.COMPANY,
        clause="5.2 MEMBER_SOLE",
    ),
    row(
        Cell.HOLE,
        Standing.LAB_MEMBER,
        Standing.FORMER_LAB_MEMBER,
        Standing.AFFILIATE,
        classes=_MEMBER_SOLE,
        clause="5.2 MEMBER_SOLE",
    ),
    row(Cell.OUTSIDE, Standing.CENTER_MEMBER, Standing.NON_MEMBER, classes=_MEMBER_SOLE, clause="5.2 MEMBER_SOLE"),
    row(
        Cell.BY_BACKGROUND_POLICY,
        Standing.LAB_MEMBER,
        classes=_BACKGROUND,
        kind=MemberKind.COMPANY,
        clause="5.2 BACKGROUND",
    ),
    row(
        Cell.HOLE,
        Standing.LAB_MEMBER,
        Standing.FORMER_LAB_MEMBER,
        Standing.AFFILIATE,
        classes=_BACKGROUND,
        clause="5.2 BACKGROUND",
    ),
    row(Cell.NONMEM, Standing.CENTER_MEMBER, Standing.NON_MEMBER, classes=_BACKGROUND, clause="5.2 BACKGROUND"),
)
"""The rows that do not depend on the scheme: own working, members' own results, background."""
