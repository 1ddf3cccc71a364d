"""What a list of patents is asked for: the filter and the order in the API."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from uuid import UUID

import strawberry
from strawberry.relay import GlobalID

from ippool.domain.alike import AnswerFilter
from ippool.domain.browsing import Direction, PatentOrderField
from ippool.domain.browsing import PatentFilter as Filter
from ippool.domain.browsing import PatentOrder as Order
from ippool.domain.labs import Scheme
from ippool.domain.outcomes import Outcome
from ippool.domain.patents import LegalStatus, Ownership
from ippool.domain.tables import Standing
from ippool.graphql.scalars import uuid_in


def party_id_in(applicant: GlobalID | None) -> UUID | None:
    """Read the id of a party; one that names something else stands for nobody. None where nothing is given."""
    if applicant is None:
        return None
    found = uuid_in(applicant.node_id) if applicant.type_name == "Party" else None
    return found or UUID(int=0)


@strawberry.input(description="Which patents of the pool. What is given must all hold; what is left out does not limit.")
class PatentFilter:
    """`browsing.PatentFilter` in the API."""

    text: str | None = strawberry.field(
        default=None,
        description=(
            "Words that must all occur in its titles and abstracts, or one of its numbers in any notation, or its code. Spaces "
            "part words; quotation marks keep a phrase together. A word with Japanese characters is found wherever it stands, also "
            "within a longer one; other words are found as whole words, in their English forms (catalyst finds catalysts). Width, "
            "case, and katakana or hiragana make no difference, nor do signs. At most 1,000 characters and 100 words, else "
            "SEARCH_TOO_LONG."
        ),
    )
    classification: str | None = strawberry.field(
        default=None,
        description='Beginning of one of its classification symbols, spaces and case aside, as in "H01M10" or "H01M 10/05".',
    )
    open_lab: str | None = strawberry.field(default=None, description="Code of a lab it belongs to.")
    scheme: Scheme | None = strawberry.field(default=None, description="Scheme of a lab it belongs to.")
    ownership: Ownership | None = strawberry.field(default=None, description="Sole or joint.")
    owner: GlobalID | None = strawberry.field(default=None, description="One of its owners.")
    jurisdiction: str | None = strawberry.field(default=None, description="ST.3 code of the office.")
    legal_status: list[LegalStatus] | None = strawberry.field(default=None, description="One of these statuses on the day asked.")
    filed_year: int | None = strawberry.field(default=None, description="Year in which it was filed.")
    available: bool | None = strawberry.field(
        default=None,
        description=(
            "In force or pending, and the applicant may get a license (or needs none) today: its outcome is FREE, PREFERRED, "
            "STANDARD or NEGOTIATE. False asks for the others."
        ),
    )
    outcome: list[Outcome] | None = strawberry.field(default=None, description="One of these outcomes for the applicant.")
    standing: list[Standing] | None = strawberry.field(default=None, description="One of these standings of the applicant.")
    max_royalty_rate: Decimal | None = strawberry.field(
        default=None,
        description=(
            "At most this rate: of the first tier, after adjustments. FREE counts 0. Where there is no rate the patent is left out."
            " 0.03 is 3 %; below 0 or above 1: RATE_OUT_OF_RANGE."
        ),
    )

    def to_answers(self) -> AnswerFilter:
        """Translate what is asked of the answers."""
        return AnswerFilter(
            outcome=frozenset(self.outcome) if self.outcome is not None else None,
            standing=frozenset(self.standing) if self.standing is not None else None,
            available=self.available,
            max_rate=Fraction(self.max_royalty_rate) if self.max_royalty_rate is not None else None,
        )

    def to_filter(self) -> Filter:
        """Translate."""
        return Filter(
            text=self.text,
            classification=self.classification,
            open_lab=self.open_lab,
            scheme=self.scheme,
            ownership=self.ownership,
            owner=party_id_in(self.owner),
            jurisdiction=self.jurisdiction,
            legal_status=frozenset(self.legal_status) if self.legal_status is not None else None,
            filed_year=self.filed_year,
        )


@strawberry.input(description="What the list is ordered by.")
class PatentOrder:
    """`browsing.PatentOrder` in the API."""

    by: PatentOrderField = strawberry.field(description="The field.")
    direction: Direction | None = strawberry.field(default=Direction.ASC, description="Up or down.")

    def to_order(self) -> Order:
        """Translate."""
        return Order(self.by, self.direction or Direction.ASC)
