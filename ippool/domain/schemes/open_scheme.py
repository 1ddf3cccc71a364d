"""The open scheme: non-competitive results, every license non-exclusive, members better than others, co-owners free.

The rows are the open part of the decision table (domain rules, 5.2). What the published rules themselves fix is R3 to R5; the
rest is our filling, and a hole stays a hole until an arrangement fills it.
"""

from __future__ import annotations

from ippool.domain.parties import MemberKind
from ippool.domain.patents import OwnershipClass
from ippool.domain.tables import ANY_SCHEME, CORE_CLASSES, Cell, SchemeLaw, Standing, row
from ippool.domain.words import Words

_SOLE = (OwnershipClass.CORE_SOLE,)
_ONE_COMPANY = (OwnershipClass.CORE_AND_COMPANY,)
_WITH_OUTSIDER = (OwnershipClass.CORE_AND_OUTSIDER,)

OPEN = SchemeLaw(
    name=Words("オープン・スキーム", "open scheme"),
    rows=(
        *ANY_SCHEME,
        row(Cell.MEMBER, Standing.LAB_MEMBER, classes=_SOLE, kind=MemberKind.COMPANY, clause="R4"),
        row(Cell.MEMBER, Standing.LAB_MEMBER, classes=_ONE_COMPANY, kind=MemberKind.COMPANY, clause="R5"),
        row(Cell.MEMBER, Standing.LAB_MEMBER, classes=CORE_CLASSES, kind=MemberKind.COMPANY, clause="5.2 LAB_MEMBER OPEN"),
        row(
            Cell.BY_RESEARCH_POLICY,
            Standing.LAB_MEMBER,
            classes=(*_SOLE, *_ONE_COMPANY),
            kind=MemberKind.UNIVERSITY,
            clause="5.3 research_policy",
        ),
        row(Cell.HOLE, Standing.LAB_MEMBER, classes=CORE_CLASSES, clause="5.6"),
        row(Cell.HOLE, Standing.FORMER_LAB_MEMBER, Standing.AFFILIATE, classes=_WITH_OUTSIDER, clause="5.6"),
        row(Cell.MEMBER, Standing.FORMER_LAB_MEMBER, classes=CORE_CLASSES, clause="5.3 tail_months"),
        row(Cell.AFFILIATE, Standing.AFFILIATE, classes=CORE_CLASSES, clause="5.1 step 7"),
        row(Cell.BY_CROSS_LAB_POLICY, Standing.CENTER_MEMBER, classes=CORE_CLASSES, clause="5.3 cross_ol_policy"),
        row(Cell.BY_NONMEMBER_POLICY, Standing.NON_MEMBER, classes=CORE_CLASSES, clause="5.3 nonmember_policy"),
    ),
)
