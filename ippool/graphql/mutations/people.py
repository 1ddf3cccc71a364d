"""Adding people, appointing them and ending that; making and revoking tokens."""

from __future__ import annotations

from datetime import date
from typing import Annotated

import strawberry

from ippool.domain import people as domain
from ippool.domain.permissions import Level, Role, TokenScope
from ippool.graphql.context import Info
from ippool.graphql.mutations.doing import Done, MutationInput, signed_in
from ippool.graphql.people import ApiToken, User, user_then
from ippool.graphql.problems import (
    ConflictProblem,
    FormProblem,
    IdempotencyKeyReusedProblem,
    NotFoundProblem,
    NotPermittedProblem,
    StaleVersionProblem,
    TooManyTokensProblem,
)
from ippool.usecases import people as use
from ippool.usecases import tokens as token_use
from ippool.usecases.keeping import Kept
from ippool.usecases.tokens import LONGEST_LIFE, MOST_TOKENS


@strawberry.input(description="A user to be added, with its first appointment.")
class AddUserInput(MutationInput):
    """`AddUser` as a client gives it."""

    name: str = strawberry.field(description="Its name, as lists show it.")
    role: Role = strawberry.field(
        description="What it may do; a member's manager gives MEMBER, MEMBER_MANAGER and SERVICE_ACCOUNT only."
    )
    party: str | None = strawberry.field(
        default=None,
        description="Code of its party, which who speaks for one needs; a member's manager need not name its own.",
    )
    clearance: Level = strawberry.field(
        default=Level.PUBLIC, description="Up to which level of confidentiality it is cleared; an officer gives it."
    )
    from_: date = strawberry.field(name="from", description="First day of the appointment.")
    until: date | None = strawberry.field(default=None, description="The day after its last one; left out while it goes on.")
    code: str | None = strawberry.field(
        default=None, description="Its code, which only an officer chooses; left out, one is drawn by lot."
    )
    sign_in_name: str | None = strawberry.field(
        default=None, description="As whom the identity provider knows it, which only an officer says."
    )

    def to_command(self) -> use.AddUser:
        """Translate."""
        return use.AddUser(
            idempotency_key=self.idempotency_key,
            name=self.name,
            role=self.role,
            start=self.from_,
            party=self.party,
            clearance=self.clearance,
            until=self.until,
            code=self.code,
            sign_in_name=self.sign_in_name,
        )


@strawberry.type(description="The user was added.")
class UserAdded(Done):
    """Success of `addUser`."""

    user: User = strawberry.field(description="The user.")


AddUserResult = Annotated[
    UserAdded | FormProblem | NotFoundProblem | ConflictProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("AddUserResult", description="What adding a user came to."),
]


@strawberry.input(description="A user to be appointed from a day on, in place of whatever it was appointed to from then on.")
class AppointUserInput(MutationInput):
    """`AppointUser` as a client gives it."""

    user: str = strawberry.field(description="The user's code.")
    role: Role = strawberry.field(description="What it may do.")
    party: str | None = strawberry.field(default=None, description="Code of its party, as in addUser.")
    clearance: Level = strawberry.field(default=Level.PUBLIC, description="Up to where it is cleared, as in addUser.")
    from_: date = strawberry.field(name="from", description="First day of the appointment.")
    until: date | None = strawberry.field(default=None, description="The day after its last one; left out while it goes on.")
    expected_version: int = strawberry.field(description="The version of the user as the caller read it.")

    def to_command(self) -> use.AppointUser:
        """Translate."""
        return use.AppointUser(
            idempotency_key=self.idempotency_key,
            user=self.user,
            role=self.role,
            start=self.from_,
            expected_version=self.expected_version,
            party=self.party,
            clearance=self.clearance,
            until=self.until,
        )


@strawberry.type(description="The user was appointed.")
class UserAppointed(Done):
    """Success of `appointUser`."""

    user: User = strawberry.field(description="The user.")


AppointUserResult = Annotated[
    UserAppointed
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("AppointUserResult", description="What appointing a user came to."),
]


@strawberry.input(description="A user whose appointments are to end.")
class EndUserInput(MutationInput):
    """`EndUser` as a client gives it."""

    user: str = strawberry.field(description="The user's code.")
    until: date = strawberry.field(description="The first day without an appointment; today: the next request is refused.")
    expected_version: int = strawberry.field(description="The version of the user as the caller read it.")

    def to_command(self) -> use.EndUser:
        """Translate."""
        return use.EndUser(self.idempotency_key, self.user, self.until, self.expected_version)


@strawberry.type(description="The user's appointments were ended.")
class UserEnded(Done):
    """Success of `endUser`."""

    user: User = strawberry.field(description="The user.")


EndUserResult = Annotated[
    UserEnded | FormProblem | NotFoundProblem | StaleVersionProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("EndUserResult", description="What ending a user's appointments came to."),
]


@strawberry.input(description="A user to be linked to the identity provider.")
class LinkUserInput(MutationInput):
    """`LinkUser` as a client gives it."""

    user: str = strawberry.field(description="The user's code.")
    sign_in_name: str | None = strawberry.field(description="As whom the identity provider knows it; null: as nobody.")
    expected_version: int = strawberry.field(description="The version of the user as the caller read it.")

    def to_command(self) -> use.LinkUser:
        """Translate."""
        return use.LinkUser(self.idempotency_key, self.user, self.expected_version, self.sign_in_name)


@strawberry.type(description="The user was linked.")
class UserLinked(Done):
    """Success of `linkUser`."""

    user: User = strawberry.field(description="The user.")


LinkUserResult = Annotated[
    UserLinked
    | FormProblem
    | NotFoundProblem
    | StaleVersionProblem
    | ConflictProblem
    | IdempotencyKeyReusedProblem
    | NotPermittedProblem,
    strawberry.union("LinkUserResult", description="What linking a user came to."),
]


@strawberry.input(description="A token to be made.")
class CreateTokenInput(MutationInput):
    """`CreateToken` as a client gives it."""

    label: str = strawberry.field(description="What it is for, shown in lists.")
    scopes: list[TokenScope] = strawberry.field(
        description="What it may be used for; no more than the token it is made with. READ is always among them."
    )
    days: int = strawberry.field(
        description=(
            f"How many days it lasts, 1 to {LONGEST_LIFE}. One of the caller's own ends no later than the token it is made with."
        )
    )
    user: str | None = strawberry.field(
        default=None,
        description="Code of the user whose token it is, for officers and the manager of its company; left out: the caller's.",
    )

    def to_command(self) -> token_use.CreateToken:
        """Translate."""
        scopes = tuple(sorted(set(self.scopes)))
        return token_use.CreateToken(self.idempotency_key, self.label, scopes, self.days, self.user)


@strawberry.type(description="The token was made.")
class TokenCreated(Done):
    """Success of `createToken`."""

    token: ApiToken = strawberry.field(description="The token.")
    secret: str | None = strawberry.field(
        description=(
            "What is sent as `Authorization: Bearer`. Told this once, and stored nowhere: null where the same request had been "
            "answered before."
        )
    )


CreateTokenResult = Annotated[
    TokenCreated | FormProblem | NotFoundProblem | TooManyTokensProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("CreateTokenResult", description="What making a token came to."),
]


@strawberry.input(description="A token to be revoked.")
class RevokeTokenInput(MutationInput):
    """`RevokeToken` as a client gives it."""

    token: strawberry.ID = strawberry.field(description="The token's id.")
    expected_version: int = strawberry.field(description="The version of the token as the caller read it.")

    def to_command(self) -> token_use.RevokeToken:
        """Translate."""
        return token_use.RevokeToken(self.idempotency_key, str(self.token), self.expected_version)


@strawberry.type(description="The token was revoked.")
class TokenRevoked(Done):
    """Success of `revokeToken`."""

    token: ApiToken = strawberry.field(description="The token.")


RevokeTokenResult = Annotated[
    TokenRevoked | FormProblem | NotFoundProblem | StaleVersionProblem | IdempotencyKeyReusedProblem | NotPermittedProblem,
    strawberry.union("RevokeTokenResult", description="What revoking a token came to."),
]


async def _shown(info: Info, kept: Kept[domain.User]) -> User:
    return await user_then(info, kept.record.id, kept.record.recorded_at)


@strawberry.type
class PeopleMutation:
    """The mutations about people and tokens."""

    @strawberry.mutation(
        description="Add a person or a program that signs in, by an officer, or by a member's manager for its own company."
    )
    async def add_user(
        self, info: Info, input: Annotated[AddUserInput, strawberry.argument(description="The user.")]
    ) -> AddUserResult:
        """Add a user."""
        at = signed_in(info)
        kept = await use.add_user(at.pool, at.actor, at.moment, input.to_command(), request_id=at.request_id)
        return UserAdded(replayed=kept.replayed, user=await _shown(info, kept))

    @strawberry.mutation(description="Give a user another role, party or clearance from a day on.")
    async def appoint_user(
        self, info: Info, input: Annotated[AppointUserInput, strawberry.argument(description="The appointment.")]
    ) -> AppointUserResult:
        """Appoint a user."""
        at = signed_in(info)
        kept = await use.appoint_user(at.pool, at.actor, at.moment, input.to_command(), request_id=at.request_id)
        return UserAppointed(replayed=kept.replayed, user=await _shown(info, kept))

    @strawberry.mutation(description="End what a user may do from a day on; its tokens and sessions are worth nothing from then.")
    async def end_user(
        self, info: Info, input: Annotated[EndUserInput, strawberry.argument(description="The user.")]
    ) -> EndUserResult:
        """End a user's appointments."""
        at = signed_in(info)
        kept = await use.end_user(at.pool, at.actor, at.moment, input.to_command(), request_id=at.request_id)
        return UserEnded(replayed=kept.replayed, user=await _shown(info, kept))

    @strawberry.mutation(description="Say as whom the identity provider knows a user. Only an officer may.")
    async def link_user(
        self, info: Info, input: Annotated[LinkUserInput, strawberry.argument(description="The user.")]
    ) -> LinkUserResult:
        """Link a user."""
        at = signed_in(info)
        kept = await use.link_user(at.pool, at.actor, at.moment, input.to_command(), request_id=at.request_id)
        return UserLinked(replayed=kept.replayed, user=await _shown(info, kept))

    @strawberry.mutation(
        description=f"Make a token: the caller's own, or one of a user it looks after. A user has at most {MOST_TOKENS} that hold."
    )
    async def create_token(
        self, info: Info, input: Annotated[CreateTokenInput, strawberry.argument(description="The token.")]
    ) -> CreateTokenResult:
        """Make a token."""
        at = signed_in(info)
        made = await token_use.create_token(at.pool, at.actor, at.moment, input.to_command(), request_id=at.request_id)
        return TokenCreated(replayed=made.replayed, token=ApiToken.of(made.token, at.moment.now), secret=made.secret)

    @strawberry.mutation(
        description=(
            "Revoke a token: the next request with it is refused. By its user, by officers, and by the manager of its company; any "
            "token may revoke itself."
        )
    )
    async def revoke_token(
        self, info: Info, input: Annotated[RevokeTokenInput, strawberry.argument(description="The token.")]
    ) -> RevokeTokenResult:
        """Revoke a token."""
        at = signed_in(info)
        revoked = await token_use.revoke_token(at.pool, at.actor, at.moment, input.to_command(), request_id=at.request_id)
        return TokenRevoked(replayed=revoked.replayed, token=ApiToken.of(revoked.token, at.moment.now))
