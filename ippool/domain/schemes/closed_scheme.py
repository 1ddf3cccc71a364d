"""The closed scheme: bilateral or of a few parties; exclusivity is possible by contract.

The rows are the closed part of the decision table (domain rules, 5.2). While somebody else holds exclusivity whatever a row
offers is refused; a hole stays a hole, except for former members and affiliates.
"""

from __future__ import annotations

from ippool.domain.parties import MemberKind
from ippool.domain.patents import OwnershipClass
from ippool.domain.tables import ANY_SCHEME, CORE_CLASSES, Cell, SchemeLaw, Standing, row
from ippool.domain.words import Words

_SOLE = (OwnershipClass.CORE_SOLE,)
_COMPANY = (OwnershipClass.CORE_AND_COMPANY,)
_SOLE_OR_ONE_COMPANY = (*_SOLE, *_COMPANY)

CLOSED = SchemeLaw(
    name=Words("クローズド・スキーム", "closed scheme"),
    rows=(
        *ANY_SCHEME,
        row(Cell.BY_PARTNER_CONTRACT, Standing.LAB_MEMBER, classes=_SOLE, kind=MemberKind.COMPANY, clause="5.2 CORE_SOLE CLOSED"),
        row(Cell.BY_RESEARCH_POLICY, Standing.LAB_MEMBER, classes=_SOLE, kind=MemberKind.UNIVERSITY, clause="5.3 research_policy"),
        row(
            Cell.AS_NONMEMBER, Standing.LAB_MEMBER, classes=_COMPANY, kind=MemberKind.COMPANY, clause="5.2 CORE_AND_COMPANY CLOSED"
        ),
        row(
            Cell.HOLE_UNLESS_HELD,
            Standing.FORMER_LAB_MEMBER,
            Standing.AFFILIATE,
            classes=_SOLE_OR_ONE_COMPANY,
            clause="5.2 OTHERS_HOLD_IT",
        ),
        row(Cell.BY_CROSS_LAB_POLICY, Standing.CENTER_MEMBER, classes=_SOLE_OR_ONE_COMPANY, clause="5.3 cross_ol_policy"),
        row(Cell.BY_NONMEMBER_POLICY, Standing.NON_MEMBER, classes=_SOLE_OR_ONE_COMPANY, clause="5.3 nonmember_policy"),
        row(
            Cell.HOLE,
            Standing.LAB_MEMBER,
            Standing.FORMER_LAB_MEMBER,
            Standing.AFFILIATE,
            Standing.CENTER_MEMBER,
            Standing.NON_MEMBER,
            classes=CORE_CLASSES,
            clause="5.6",
        ),
    ),
)
