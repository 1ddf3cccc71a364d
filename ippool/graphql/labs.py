"""Open labs, their arrangement versions, and memberships."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, ClassVar

import strawberry
from strawberry import relay

from ippool.domain import arrangements as domain_arrangements
from ippool.domain import labs as domain
from ippool.domain.arrangements import in_force_on
from ippool.domain.words import Language
from ippool.graphql.context import Info
from ippool.graphql.later import declared_class
from ippool.graphql.scalars import DateRange, InLanguage, On, worded
from ippool.usecases import labs as lab_use
from ippool.usecases.pool import View

if TYPE_CHECKING:
    from ippool.graphql.parties import Party


@strawberry.type(description="A membership center: the umbrella over labs. Its members are not thereby members of a lab.")
class Center:
    """`labs.Center` in the API."""

    version: int = strawberry.field(description="One more with every change of the record.")
    code: str = strawberry.field(description="The center's code, unique.")
    record: strawberry.Private[domain.Center]
    view: strawberry.Private[View]

    @strawberry.field(description="Its title.")
    def title(self, language: InLanguage = Language.JA) -> str:
        """Give the title in one language."""
        return worded(self.record.title, language) or self.record.code

    @strawberry.field(description="The core institution that runs it.")
    def core(self, info: Info) -> Annotated[Party, strawberry.lazy("ippool.graphql.parties")]:
        """Show the core institution."""
        found: Party = declared_class(info).of(self.view.reference.parties[self.record.core], self.view)
        return found

    @classmethod
    def of(cls, center: domain.Center, view: View) -> Center:
        """Translate."""
        return cls(version=center.version, code=center.code, record=center, view=view)


@strawberry.type(description="One version of a lab's arrangement.")
class ArrangementVersion:
    """`arrangements.Arrangement` in the API."""

    code: str = strawberry.field(description="Lab and number, as it is cited: OL-BAT@3.")
    number: int = strawberry.field(description="The number of the version within its lab.")
    version: int = strawberry.field(description="One more with every change of the record.")
    hash: str = strawberry.field(description="SHA-256 of its content in canonical form.")
    in_force: DateRange = strawberry.field(description="The days for which it is in force.")
    record: strawberry.Private[domain_arrangements.Arrangement]

    @strawberry.field(description="Its title.")
    def title(self, language: InLanguage = Language.JA) -> str | None:
        """Give the title in one language."""
        return worded(self.record.title, language)

    @classmethod
    def of(cls, arrangement: domain_arrangements.Arrangement) -> ArrangementVersion:
        """Translate."""
        return cls(
            code=arrangement.code,
            number=arrangement.version_number,
            version=arrangement.version,
            hash=arrangement.digest,
            in_force=DateRange.of(arrangement.in_force),
            record=arrangement,
        )


@strawberry.type(description="A research program whose results are in the pool: the unit for which terms are arranged.")
class OpenLab(relay.Node):
    """`labs.OpenLab` in the API."""

    OCCURS_AGAIN: ClassVar[bool] = True
    """On one page the same ones are met again and again."""

    id: relay.NodeID[str]
    version: int = strawberry.field(description="One more with every change of the record.")
    code: str = strawberry.field(description="The lab's code, unique.")
    scheme: domain.Scheme = strawberry.field(description="Its scheme, fixed for its life.")
    period: DateRange = strawberry.field(description="The life of the lab.")
    pin_rule: domain.PinRule = strawberry.field(description="Which day picks the arrangement version that holds for a patent.")
    area: domain.Area = strawberry.field(description="Whether its members compete in its field.")
    record: strawberry.Private[domain.OpenLab]
    view: strawberry.Private[View]

    @strawberry.field(description="Its title.")
    def title(self, language: InLanguage = Language.JA) -> str:
        """Give the title in one language."""
        return worded(self.record.title, language) or self.record.code

    @strawberry.field(description="The center it belongs to.")
    def center(self) -> Center:
        """Show the center."""
        return Center.of(self.view.reference.centers[self.record.center], self.view)

    @strawberry.field(description="The arrangement version in force on a day; null where none is.")
    def arrangement(self, on: On = None) -> ArrangementVersion | None:
        """Find the version in force."""
        found = in_force_on(self.view.reference.versions_of(self.record.id), on or self.view.on)
        return ArrangementVersion.of(found) if found else None

    @classmethod
    def of(cls, lab: domain.OpenLab, view: View) -> OpenLab:
        """Translate."""
        return view.once(
            (cls, id(lab)),
            lambda: cls(
                id=str(lab.id),
                version=lab.version,
                code=lab.code,
                scheme=lab.scheme,
                period=DateRange.of(lab.period),
                pin_rule=lab.pin_rule,
                area=lab.area,
                record=lab,
                view=view,
            ),
        )

    @classmethod
    async def resolve_nodes(cls, *, info: Info, node_ids: Iterable[str], required: bool = False) -> Any:
        """Find labs by id; null for those the caller may not know of."""
        found, view = await lab_use.visible(info.context.pool, info.context.actor, info.context.moment)
        by_id = {str(lab.id): lab for lab in found}
        return [cls.of(by_id[one], view) if one in by_id else None for one in node_ids]


@strawberry.type(description="A party's membership of a lab or of the center.")
class Membership:
    """`labs.Membership` in the API."""

    version: int = strawberry.field(description="One more with every change of the record.")
    open_lab: OpenLab | None = strawberry.field(description="The lab; null for a membership of the center.")
    center: Center | None = strawberry.field(description="The center; null for a membership of a lab.")
    tier: str = strawberry.field(description="The tier, as the arrangement names it.")
    joined: date | None = strawberry.field(description="First day.")
    until: date | None = strawberry.field(description="The day after the last one; null while it runs.")
    left_reason: domain.LeftReason | None = strawberry.field(description="Why it ended; null while it runs.")

    @classmethod
    def of(cls, membership: domain.Membership, view: View) -> Membership:
        """Translate."""
        lab = view.reference.labs.get(membership.lab) if membership.lab else None
        center = view.reference.centers.get(membership.center) if membership.center else None
        return cls(
            version=membership.version,
            open_lab=OpenLab.of(lab, view) if lab else None,
            center=Center.of(center, view) if center else None,
            tier=membership.tier,
            joined=membership.period.start,
            until=membership.period.until,
            left_reason=membership.left_reason,
        )


@strawberry.type(description="The root fields about labs.")
class LabQuery:
    """The root fields about labs."""

    @strawberry.field(description="A lab by its code; null where there is none that the caller may know of.")
    async def open_lab(
        self, info: Info, code: Annotated[str, strawberry.argument(description="The lab's code, as in OL-BAT.")]
    ) -> OpenLab | None:
        """Find a lab."""
        found, view = await lab_use.visible(info.context.pool, info.context.actor, info.context.moment)
        return next((OpenLab.of(lab, view) for lab in found if lab.code == code), None)
