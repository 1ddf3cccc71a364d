"""People and programs that sign in, their appointments and their tokens, in the API."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

import strawberry
from strawberry import relay

from ippool.domain import people as domain
from ippool.domain.permissions import Actor, Level, ListedToken, Role, TokenScope
from ippool.graphql.context import Info
from ippool.graphql.paging import After, Before, Connection, First, Last, page_request, question, selected
from ippool.graphql.parties import Party
from ippool.graphql.patents import viewer_key
from ippool.graphql.scalars import DateRange, uuid_in
from ippool.usecases import people as use
from ippool.usecases.patents import look
from ippool.usecases.pool import View


@strawberry.type(
    description=(
        "A token by which a program is known as its user, without its secret. At each request it has the rights its user has then, "
        "narrowed by its scopes."
    )
)
class ApiToken:
    """`permissions.ListedToken` in the API."""

    id: strawberry.ID = strawberry.field(description="By which it is revoked.")
    version: int = strawberry.field(description="One more once it is revoked.")
    label: str = strawberry.field(description="What it is for.")
    scopes: list[TokenScope] = strawberry.field(description="What it may be used for, of what its user may do.")
    created_at: datetime = strawberry.field(description="When it was made.")
    expires_at: datetime | None = strawberry.field(description="When it ends; null for one that does not.")
    revoked_at: datetime | None = strawberry.field(description="When it was revoked; null where it was not.")
    last_used_at: datetime | None = strawberry.field(description="When it was last used, to a minute; null where it never was.")
    holds: bool = strawberry.field(description="Whether it is neither revoked nor expired.")
    maker: Role | None = strawberry.field(
        description=(
            "In what role somebody else made it, or the token it was made with: it counts only while who has that role looks after "
            "its user. Null where its user made it."
        )
    )

    @classmethod
    def of(cls, listed: ListedToken, now: datetime) -> ApiToken:
        """Translate."""
        token = listed.token
        return cls(
            id=strawberry.ID(str(token.id)),
            version=token.version,
            label=token.label,
            scopes=sorted(token.scopes, key=list(TokenScope).index),
            created_at=listed.created_at,
            expires_at=token.expires_at,
            revoked_at=listed.revoked_at,
            last_used_at=listed.last_used_at,
            holds=listed.holds(now),
            maker=token.maker,
        )


@strawberry.type(description="For which party a user is there, in what role and with what clearance, over a period.")
class Appointment:
    """`people.Appointment` in the API."""

    role: Role = strawberry.field(description="What it may do.")
    clearance: Level = strawberry.field(description="Up to which level of confidentiality it is cleared.")
    period: DateRange = strawberry.field(description="The days on which it counts.")
    party: Party | None = strawberry.field(description="The party it is of; null where it is of none.")

    @classmethod
    def of(cls, appointment: domain.Appointment, view: View) -> Appointment:
        """Translate."""
        party = view.reference.parties.get(appointment.party) if appointment.party is not None else None
        return cls(
            role=appointment.role,
            clearance=appointment.clearance,
            period=DateRange.of(appointment.period),
            party=Party.of(party, view) if party is not None else None,
        )


@strawberry.type(
    description=(
        "A person or a program that signs in. Shown to itself, to officers and auditors, and to the manager of its company, who "
        "sees what is of the company."
    )
)
class User(relay.Node):
    """`people.UserRecord` in the API."""

    id: relay.NodeID[str]
    version: int = strawberry.field(description="One more with every change of its appointments.")
    code: str = strawberry.field(description="By which mutations name it; unique.")
    name: str = strawberry.field(description="Its name.")
    sign_in_name: str | None = strawberry.field(
        description="As whom the identity provider knows it, to itself, officers and auditors; null for who only has tokens."
    )
    record: strawberry.Private[domain.UserRecord]
    view: strawberry.Private[View]

    @strawberry.field(description="The appointment that counts on a day; null where none does, and the user may do nothing.")
    def appointment(
        self, on: Annotated[date | None, strawberry.argument(description="The day asked about; today where left out.")] = None
    ) -> Appointment | None:
        """Find the appointment."""
        found = self.record.on(on or self.view.moment.today)
        return Appointment.of(found, self.view) if found is not None else None

    @strawberry.field(description="All its appointments, oldest first.")
    def appointments(self) -> list[Appointment]:
        """List the appointments."""
        return [Appointment.of(one, self.view) for one in self.record.appointments]

    @strawberry.field(description="Its tokens, oldest first, revoked and expired ones too.")
    async def tokens(self, info: Info) -> list[ApiToken]:
        """List the tokens."""
        found = await info.context.loaders.tokens.load(self.record.user.id)
        return [ApiToken.of(one, self.view.moment.now) for one in found]

    @classmethod
    def of(cls, record: domain.UserRecord, view: View) -> User:
        """Translate."""
        user = record.user
        return cls(
            id=str(user.id),
            version=user.version,
            code=user.code,
            name=user.name,
            sign_in_name=user.sign_in,
            record=record,
            view=view,
        )

    @classmethod
    async def resolve_nodes(cls, *, info: Info, node_ids: Iterable[str], required: bool = False) -> Any:
        """Find users by id; null for those the caller may not know of."""
        context, wanted = info.context, list(node_ids)
        ids = [id for id in map(uuid_in, wanted) if id is not None]
        found = await use.users_by_ids(context.pool, context.actor, ids)
        if not found:
            return [None] * len(wanted)
        _, view = await look(context.pool, context.actor, context.moment)
        by_text = {str(id): record for id, record in found.items()}
        return [cls.of(by_text[one], view) if one in by_text else None for one in wanted]


@strawberry.type(name="UserConnection", description="One page of users.")
class UserConnection(Connection[User]):
    """A page of users."""


async def user_then(info: Info, id: UUID, known_at: datetime | None) -> User:
    """Show the caller itself, or a user it has changed, as known at a moment; None: as known now."""
    context = info.context
    found = await use.user_then(context.pool, context.actor, id, known_at)
    _, view = await look(context.pool, context.actor, context.moment, known_at=known_at)
    return User.of(found, view)


@strawberry.type(description="The caller, with the rights it has at this very request.")
class Viewer:
    """The actor in the API."""

    role: Role = strawberry.field(description="What the caller may do.")
    scopes: list[TokenScope] = strawberry.field(description="What its token may be used for, of what the caller may do.")
    clearance: Level = strawberry.field(description="Up to which level of confidentiality it is cleared.")
    actor: strawberry.Private[Actor]

    @strawberry.field(description="The party the caller speaks for; null for who speaks for none.")
    async def party(self, info: Info) -> Party | None:
        """Find the caller's party."""
        if self.actor.party is None:
            return None
        reference, view = await look(info.context.pool, self.actor, info.context.moment)
        found = reference.parties.get(self.actor.party)
        return Party.of(found, view) if found else None

    @strawberry.field(description="The user that calls; null where the token stands for a role by itself.")
    async def user(self, info: Info) -> User | None:
        """Find the caller."""
        # One may always know of oneself.
        return await user_then(info, self.actor.user, None) if self.actor.user is not None else None

    @classmethod
    def of(cls, actor: Actor) -> Viewer:
        """Translate."""
        scopes = sorted(actor.scopes, key=list(TokenScope).index)
        return cls(role=actor.role, scopes=scopes, clearance=actor.clearance, actor=actor)


@strawberry.type(description="The root fields about users and the caller.")
class UserQuery:
    """The root fields about users and the caller."""

    @strawberry.field(description="Who is asking; null without a token.")
    def viewer(self, info: Info) -> Viewer | None:
        """Show the caller."""
        actor = info.context.actor
        return Viewer.of(actor) if actor.role is not Role.ANONYMOUS else None

    @strawberry.field(
        description=(
            "The users, by code: all to officers and auditors, to a member's manager those that are or were of its company; "
            "to everybody else the list is empty."
        )
    )
    async def users(
        self, info: Info, first: First = None, after: After = None, last: Last = None, before: Before = None
    ) -> UserConnection:
        """Show one page."""
        context = info.context
        cursors = context.cursors.bound(viewer=viewer_key(info), question=question("users"), order="code")
        page = await use.users(
            context.pool,
            context.actor,
            request=page_request(cursors, first=first, after=after, last=last, before=before),
            with_total=selected(info, "totalCount"),
        )
        _, view = await look(context.pool, context.actor, context.moment)
        return UserConnection.of(page, cursors, node=lambda record: User.of(record, view), keyset=use.keyset_of)

    @strawberry.field(description="A user by its code; null where there is none that the caller may know of.")
    async def user(self, info: Info, code: Annotated[str, strawberry.argument(description="The user's code.")]) -> User | None:
        """Find a user."""
        context = info.context
        found = await use.user_by_code(context.pool, context.actor, code)
        if found is None:
            return None
        _, view = await look(context.pool, context.actor, context.moment)
        return User.of(found, view)
