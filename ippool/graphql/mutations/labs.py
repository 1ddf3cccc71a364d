"""Registering centers and labs; admitting members and ending memberships."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from ippool.domain.labs import Area, LeftReason, PinRule, Scheme
from ippool.graphql.context import Info
from ippool.graphql.labs import Center, Membership, OpenLab
from ippool.graphql.mutations.doing import Done, MutationInput, TextInput, do
from ippool.graphql.parties import Party
from ippool.graphql.problems import (
    ConflictProblem,
    FormProblem,
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    NotPermittedProblem,
    StaleVersionProblem,
)
from ippool.usecases import labs as use
from ippool.usecases import memberships as membership_use


@strawberry.input(description="A membership center to be registered.")
class RegisterCenterInput(MutationInput):
    """`RegisterCenter` as a client gives it."""

    code: str = strawberry.field(description="The center's code, unique.")
    title: TextInput = strawberry.field(description="Its title, in one of the two languages at least.")
    core: str = strawberry.field(description="Code of its core institution, a party of kind CORE.")
    source: str = strawberry.field(default="", description="Where this is known from.")

    def to_command(self) -> use.RegisterCenter:
        """Translate."""
        return use.RegisterCenter(
            idempotency_key=self.idempotency_key,
            code=self.code,
            title=self.title.to_words(),
            core=self.core,
            source=self.source,
        )


@strawberry.type(description="The center was registered.")
class CenterRegistered(Done):
    """Success of `registerCenter`."""

    center: Center = strawberry.field(description="The center.")


RegisterCenterResult = Annotated[
    CenterRegistered | FormProblem | NotFoundProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("RegisterCenterResult", description="What registering a center came to."),
]


@strawberry.input(description="A lab to be registered.")
class RegisterOpenLabInput(MutationInput):
    """`RegisterOpenLab` as a client gives it."""

    code: str = strawberry.field(description="The lab's code, unique.")
    title: TextInput = strawberry.field(description="Its title, in one of the two languages at least.")
    scheme: Scheme = strawberry.field(description="Its scheme, fixed for its life.")
    center: str = strawberry.field(description="Code of the center it belongs to.")
    from_: date | None = strawberry.field(name="from", default=None, description="First day of the lab.")
    until: date | None = strawberry.field(default=None, description="The day after its last one; left out while it goes on.")
    pin_rule: PinRule = strawberry.field(
        default=PinRule.AT_DISCLOSURE, description="Which day picks the arrangement version that holds for a patent."
    )
    area: Area = strawberry.field(default=Area.NONCOMPETITIVE, description="Whether its members compete in its field.")
    parent: str | None = strawberry.field(default=None, description="Code of the lab it was spun from.")
    source: str = strawberry.field(default="", description="Where this is known from.")

    def to_command(self) -> use.RegisterOpenLab:
        """Translate."""
        return use.RegisterOpenLab(
            idempotency_key=self.idempotency_key,
            code=self.code,
            title=self.title.to_words(),
            scheme=self.scheme,
            center=self.center,
            start=self.from_,
            until=self.until,
            pin_rule=self.pin_rule,
            area=self.area,
            parent=self.parent,
            source=self.source,
        )


@strawberry.type(description="The lab was registered.")
class OpenLabRegistered(Done):
    """Success of `registerOpenLab`."""

    open_lab: OpenLab = strawberry.field(description="The lab.")


RegisterOpenLabResult = Annotated[
    OpenLabRegistered | FormProblem | NotFoundProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("RegisterOpenLabResult", description="What registering a lab came to."),
]


@strawberry.input(description="A party to be admitted, to a lab or to a center: exactly one of the two.")
class AdmitMemberInput(MutationInput):
    """`AdmitMember` as a client gives it."""

    party: str = strawberry.field(description="Code of the party.")
    open_lab: str | None = strawberry.field(default=None, description="Code of the lab.")
    center: str | None = strawberry.field(default=None, description="Code of the center.")
    tier: str = strawberry.field(description="The tier, as the arrangement names it: its card is MEMBER:<tier>.")
    from_: date = strawberry.field(name="from", description="First day of the membership.")
    until: date | None = strawberry.field(default=None, description="The day after its last one; left out while it goes on.")
    buy_in_paid_on: date | None = strawberry.field(default=None, description="When it paid the buy-in, where one is due.")
    source: str = strawberry.field(default="", description="Where this is known from.")

    def to_command(self) -> membership_use.AdmitMember:
        """Translate."""
        return membership_use.AdmitMember(
            idempotency_key=self.idempotency_key,
            party=self.party,
            open_lab=self.open_lab,
            center=self.center,
            tier=self.tier,
            start=self.from_,
            until=self.until,
            buy_in_paid_on=self.buy_in_paid_on,
            source=self.source,
        )


@strawberry.type(description="The party was admitted.")
class MemberAdmitted(Done):
    """Success of `admitMember`."""

    membership: Membership = strawberry.field(description="The membership.")
    party: Party = strawberry.field(description="The member.")


AdmitMemberResult = Annotated[
    MemberAdmitted | FormProblem | NotFoundProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("AdmitMemberResult", description="What admitting a member came to."),
]


@strawberry.input(description="A membership of a lab or of a center (exactly one of the two) to be ended.")
class EndMembershipInput(MutationInput):
    """`EndMembership` as a client gives it."""

    party: str = strawberry.field(description="Code of the member.")
    open_lab: str | None = strawberry.field(default=None, description="Code of the lab.")
    center: str | None = strawberry.field(default=None, description="Code of the center.")
    last_day: date = strawberry.field(description="The last day of membership: on it the party is still a member.")
    reason: LeftReason = strawberry.field(description="Why it ends.")
    expected_version: int = strawberry.field(description="The version of the membership as the caller read it.")

    def to_command(self) -> membership_use.EndMembership:
        """Translate."""
        return membership_use.EndMembership(
            idempotency_key=self.idempotency_key,
            party=self.party,
            open_lab=self.open_lab,
            center=self.center,
            last_day=self.last_day,
            reason=self.reason,
            expected_version=self.expected_version,
        )


@strawberry.type(description="The membership was ended.")
class MembershipEnded(Done):
    """Success of `endMembership`."""

    membership: Membership = strawberry.field(description="The membership; `until` is the day after its last one.")
    party: Party = strawberry.field(description="The party that was a member.")


EndMembershipResult = Annotated[
    MembershipEnded | FormProblem | NotFoundProblem | StaleVersionProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("EndMembershipResult", description="What ending a membership came to."),
]


@strawberry.type
class LabMutation:
    """The mutations about centers, labs and memberships."""

    @strawberry.mutation(description="Register a membership center.")
    async def register_center(
        self, info: Info, input: Annotated[RegisterCenterInput, strawberry.argument(description="The center.")]
    ) -> RegisterCenterResult:
        """Register a center."""
        kept, view = await do(info, use.register_center, input.to_command())
        return CenterRegistered(replayed=kept.replayed, center=Center.of(kept.record, view))

    @strawberry.mutation(
        description="Register a lab. Its scheme is fixed for its life; its terms follow with putArrangementInForce."
    )
    async def register_open_lab(
        self, info: Info, input: Annotated[RegisterOpenLabInput, strawberry.argument(description="The lab.")]
    ) -> RegisterOpenLabResult:
        """Register a lab."""
        kept, view = await do(info, use.register_open_lab, input.to_command())
        return OpenLabRegistered(replayed=kept.replayed, open_lab=OpenLab.of(kept.record, view))

    @strawberry.mutation(description="Admit a party to a lab or to a center from a day on.")
    async def admit_member(
        self, info: Info, input: Annotated[AdmitMemberInput, strawberry.argument(description="The member.")]
    ) -> AdmitMemberResult:
        """Admit a member."""
        kept, view = await do(info, membership_use.admit_member, input.to_command())
        party = Party.of(view.reference.parties[kept.record.party], view)
        return MemberAdmitted(replayed=kept.replayed, membership=Membership.of(kept.record, view), party=party)

    @strawberry.mutation(
        description="End a membership with its last day. Licenses go on; terms as a former member follow the tail."
    )
    async def end_membership(
        self, info: Info, input: Annotated[EndMembershipInput, strawberry.argument(description="The membership.")]
    ) -> EndMembershipResult:
        """End a membership."""
        kept, view = await do(info, membership_use.end_membership, input.to_command())
        party = Party.of(view.reference.parties[kept.record.party], view)
        return MembershipEnded(replayed=kept.replayed, membership=Membership.of(kept.record, view), party=party)
