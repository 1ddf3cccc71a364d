"""The table of who may see and do what: by rule, role, and in what relation the caller is to what is asked for.

It is `access.csv` beside this file, written to be read by whoever answers for it, and there is no second one: the pure functions
(`permissions.py`, `disclosure.py`, `people.py`), their twin in SQL (`store/visibility.py`) and the tests all go by it. Which rule
each field of the API is shown by is in `graphql/fields.csv`. A table that the code could not follow is refused when it is read.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from pathlib import Path


class Role(StrEnum):
    """What a caller may be. MEMBER is the member's viewer: the name is as old as the register, and the audit has it (D-065)."""

    ANONYMOUS = "ANONYMOUS"
    MEMBER = "MEMBER"
    MEMBER_MANAGER = "MEMBER_MANAGER"
    RESEARCHER = "RESEARCHER"
    STUDENT = "STUDENT"
    IP_OFFICER = "IP_OFFICER"
    SENIOR_OFFICER = "SENIOR_OFFICER"
    COI_COMMITTEE = "COI_COMMITTEE"
    EXPORT_OFFICER = "EXPORT_OFFICER"
    AUDITOR = "AUDITOR"
    SERVICE_ACCOUNT = "SERVICE_ACCOUNT"


class AccessRule(StrEnum):
    """What a line of the table is about."""

    PATENT = "patent"
    LAB = "lab"
    PARTY = "party"
    LICENSE = "license"
    TERMS = "terms"
    REVIEW = "review"
    KEEPING = "keeping"
    PEOPLE = "people"
    ADMINISTERING = "administering"


class Relation(StrEnum):
    """In what relation what is asked for is to the caller: the columns of the table. More than one may hold at once.

    OWN - its party's, or it is itself; OTHER - another's, and open to everybody where there is such a thing: a published patent of
    an open lab, the lab; OWN_LAB - published, of a lab it is a member of; CLOSED - published, of none of these;
    UNPUBLISHED - not laid open; WITHDRAWN - not laid open and never to be, as it came to an end before; NAMED - not laid open, and
    the caller is named as one who may know of it, and cleared; RESTRICTED - not laid open, level 3: in place of the two others.
    """

    OWN = "own"
    OTHER = "other"
    OWN_LAB = "own_lab"
    CLOSED = "closed"
    UNPUBLISHED = "unpublished"
    WITHDRAWN = "withdrawn"
    NAMED = "named"
    RESTRICTED = "restricted"


_WRITTEN: Mapping[str, bool | None] = {"yes": True, "no": False, "-": None}
_HIDDEN = frozenset({Relation.CLOSED, Relation.UNPUBLISHED, Relation.WITHDRAWN, Relation.RESTRICTED})
_OF_RECORDS = (AccessRule.PATENT, AccessRule.LAB, AccessRule.PARTY, AccessRule.LICENSE, AccessRule.TERMS)
_LIKE_PATENTS = (AccessRule.LAB, AccessRule.PARTY)


class TableRefused(ValueError):
    """The table says something that cannot be followed; it names rule, role and column."""


@dataclass(frozen=True)
class AccessTable:
    """The table. Shape: True yes, False no, None: does not occur."""

    cells: Mapping[tuple[AccessRule, Role, Relation], bool | None]

    def allows(self, rule: AccessRule, role: Role, *relations: Relation) -> bool:
        """Tell whether the rule lets a role in, in any of the relations; in one that does not occur it does not."""
        return any(self.cells[rule, role, relation] is True for relation in relations)

    @cached_property
    def sees_all(self) -> frozenset[Role]:
        """The roles that read the whole register, but for what is only for those who are named."""
        return frozenset(role for role in Role if all(self._is_whole(rule, role) for rule in _OF_RECORDS))

    def _is_whole(self, rule: AccessRule, role: Role) -> bool:
        counted = (relation for relation in Relation if relation is not Relation.RESTRICTED)
        return all(self.cells[rule, role, relation] is not False for relation in counted) and self.allows(rule, role, Relation.OWN)

    def require_it_can_be_followed(self) -> None:
        """Refuse what would be yes in one place and no in another, or what no statement can tell apart.

        Raises: TableRefused.
        """
        for role in Role:
            if self.allows(AccessRule.PATENT, role, Relation.RESTRICTED):
                raise TableRefused(f"patent, {role}, restricted: level 3 is for those only who are named")
            whole = role in self.sees_all
            for rule in _OF_RECORDS:
                shown = {relation for relation in Relation if self.allows(rule, role, relation)}
                if not whole and shown & _HIDDEN:
                    column = sorted(shown & _HIDDEN)[0]
                    raise TableRefused(f"{rule}, {role}, {column}: only a role that sees everything sees what is hidden")
                if rule in (AccessRule.LICENSE, AccessRule.TERMS) and not whole and Relation.OTHER in shown:
                    raise TableRefused(f"{rule}, {role}, other: only a role that sees everything sees what is another party's")
            for rule in _LIKE_PATENTS:
                for relation in (Relation.OWN, Relation.OTHER, Relation.OWN_LAB):
                    if self.cells[AccessRule.PATENT, role, relation] is False and relation is Relation.OWN:
                        raise TableRefused(f"patent, {role}, own: a party always knows of what it owns")
                    if self.cells[rule, role, relation] != self.cells[AccessRule.PATENT, role, relation]:
                        raise TableRefused(f"{rule}, {role}, {relation}: patents tell of their labs and owners, so it is as theirs")
            if self.allows(AccessRule.KEEPING, role, Relation.OTHER) and not whole:
                raise TableRefused(f"keeping, {role}, other: who changes the register sees all of it")
        if self.sees_all & {Role.ANONYMOUS}:
            raise TableRefused("patent, ANONYMOUS: who is not signed in cannot see everything")


def read_table(lines: Iterable[str]) -> AccessTable:
    """Read a table; every role stands once under every rule. Raises: TableRefused."""
    cells: dict[tuple[AccessRule, Role, Relation], bool | None] = {}
    for number, row in enumerate(csv.DictReader(lines), 2):
        try:
            rule, roles = AccessRule(row["rule"]), [Role(one) for one in row["roles"].split()]
            found = {relation: _WRITTEN[row[relation]] for relation in Relation}
        except (KeyError, ValueError, AttributeError) as error:
            raise TableRefused(f"line {number}: {error}") from None
        for role in roles:
            if (rule, role, Relation.OWN) in cells:
                raise TableRefused(f"line {number}: {rule} has {role} twice")
            cells.update({(rule, role, relation): cell for relation, cell in found.items()})
    for rule in AccessRule:
        for role in Role:
            if (rule, role, Relation.OWN) not in cells:
                raise TableRefused(f"{rule} has no line for {role}")
    table = AccessTable(cells)
    table.require_it_can_be_followed()
    return table


TABLE = read_table(Path(__file__).with_suffix(".csv").read_text(encoding="utf-8").splitlines())
"""The table as it is written."""
