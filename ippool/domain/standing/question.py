"""What is asked of the rules of standing: who, about which patent, in which lab's package, on which day, for which scope."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from uuid import UUID

from ippool.domain.clause import LicenseClauses, clauses_of
from ippool.domain.co_ownership import CoOwnershipLaw, law_of
from ippool.domain.labs import OpenLab
from ippool.domain.licenses import Scope
from ippool.domain.membership import Holding, holding
from ippool.domain.parties import KINDS, MemberKind, Party
from ippool.domain.patents import PatentRecord, TitleShare
from ippool.domain.policies import Policies
from ippool.domain.reference import Reference
from ippool.domain.versions import Arrangement


@dataclass(frozen=True)
class Question:
    """What is asked: who, about which patent, in which lab's package, on which day, for which scope."""

    applicant: Party
    record: PatentRecord
    lab: OpenLab | None
    pinned: Arrangement | None
    reference: Reference
    on: date
    scope: Scope
    asked_as: Party | None = None
    """The party named in the question, where the applicant is its general successor (edge 29)."""

    @cached_property
    def policies(self) -> Policies:
        """The policies of the pinned version, or the defaults where there is none."""
        return self.pinned.policies if self.pinned else Policies()

    @cached_property
    def countries(self) -> frozenset[str]:
        """The countries of the right within the territory asked; empty where the right does not stand there."""
        return self.record.patent.countries_in(self.scope.territory)

    @cached_property
    def country(self) -> str:
        """The country whose law is asked: the only one within the territory asked, else the right's jurisdiction."""
        countries = self.countries
        return next(iter(countries)) if len(countries) == 1 else self.record.patent.jurisdiction

    @cached_property
    def law(self) -> CoOwnershipLaw:
        """The law of co-ownership of that country."""
        return law_of(self.country, self.on)

    @cached_property
    def clauses(self) -> LicenseClauses:
        """Where that country's rules about licenses stand."""
        return clauses_of(self.country)

    @cached_property
    def owners(self) -> tuple[tuple[TitleShare, UUID], ...]:
        """The shares that hold on the day, each with who owns it then."""
        return tuple((title, self.reference.successor_of(title.party, self.on)) for title in self.record.owners(self.on))

    def is_core(self, party: UUID) -> bool:
        """Tell whether a party is the core institution in this package."""
        return self.reference.is_core(party, self.lab, self.on)

    def is_applicant(self, party: UUID) -> bool:
        """Tell whether a party recorded is the applicant, or one whose general successor it is."""
        return self.reference.successor_of(party, self.on) == self.applicant.id

    @cached_property
    def held(self) -> Holding | None:
        """What the applicant's memberships of the lab give it; None where no lab is asked."""
        if self.lab is None:
            return None
        return holding(self.reference, self.applicant.id, self.lab, self.policies, on=self.on, record=self.record)

    @cached_property
    def member_kind(self) -> MemberKind | None:
        """The kind of member the applicant is or would be."""
        return KINDS[self.applicant.kind].member_kind
