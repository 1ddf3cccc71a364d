"""What every mutation shares: the key of its input, the mark on its success, who may send it, and the view its answer is read from.

The answer is read as known at the moment of the change, so that a replay shows what the first answer showed.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from fractions import Fraction
from typing import Protocol, TypeVar
from uuid import UUID

import strawberry

from ippool.domain.errors import Finding
from ippool.domain.permissions import Actor, Role, may_keep_register
from ippool.domain.words import Words
from ippool.graphql.context import Context, Info
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.patents import Patent
from ippool.usecases import patents as patent_use
from ippool.usecases import refusals
from ippool.usecases.keeping import Kept, Recorded, RecordNotFound
from ippool.usecases.patents import Asked, look
from ippool.usecases.pool import Moment, Pool, View


class RecordedAt(Recorded, Protocol):
    """A record that knows when this version of it was recorded."""

    @property
    def recorded_at(self) -> datetime | None:
        """The moment."""


C = TypeVar("C", contravariant=True)
R = TypeVar("R", bound=RecordedAt)
R_co = TypeVar("R_co", bound=RecordedAt, covariant=True)

SIGN_IN = Words(
    "登録簿を変更するにはトークンが必要です。",
    "Changing the register needs a token.",
)


class UseCase(Protocol[C, R]):
    """A use case that changes the register."""

    async def __call__(self, pool: Pool, actor: Actor, moment: Moment, command: C, *, request_id: str | None = None) -> Kept[R]:
        """Do it once."""


@strawberry.input
class MutationInput:
    """The part that every input has."""

    idempotency_key: str = strawberry.field(
        description=(
            "The caller's own name for this one request, 1 to 200 characters, kept for ever: the same key with the same body is "
            "answered like the first time and does nothing more."
        )
    )


@strawberry.type
class Done:
    """The part that every success has."""

    replayed: bool = strawberry.field(
        description="Whether the same request had been answered before, so that nothing was done now."
    )


@strawberry.input(description="A text in Japanese, in English, or in both.")
class TextInput:
    """`words.Words` as a client gives it."""

    ja: str = strawberry.field(default="", description="In Japanese.")
    en: str = strawberry.field(default="", description="In English.")

    def to_words(self) -> Words:
        """Translate."""
        return Words(self.ja, self.en)


def words(text: TextInput | None) -> Words:
    """Translate a text that may be left out."""
    return text.to_words() if text is not None else Words("", "")


def exact(number: Decimal | None) -> Fraction | None:
    """Translate a number that may be left out."""
    return Fraction(number) if number is not None else None


def signed_in(info: Info) -> Context:
    """Return the context of a caller that is known. Raises: ClientError (UNAUTHENTICATED)."""
    actor = info.context.actor
    if actor.role is Role.ANONYMOUS:
        refusals.note(actor, may_keep_register(actor), f"mutation:{info.field_name}")
        raise ClientError(Code.UNAUTHENTICATED, SIGN_IN, status=401)
    return info.context


async def do(info: Info, use: UseCase[C, R], command: C) -> tuple[Kept[R], View]:
    """Run a use case for the caller; return what it kept, and the view of that moment. Raises: ClientError (UNAUTHENTICATED)."""
    context = signed_in(info)
    kept = await use(context.pool, context.actor, context.moment, command, request_id=context.request_id)
    _, view = await look(context.pool, context.actor, context.moment, known_at=kept.record.recorded_at)
    return kept, view


async def patent_then(info: Info, id: UUID, known_at: datetime | None) -> Patent:
    """Show a patent as it was known at a moment. Raises: RecordNotFound where the caller may not know of it now."""
    context = info.context
    found, view = await patent_use.by_ids(context.pool, context.actor, context.moment, [id], asked=Asked(known_at=known_at))
    if id not in found:
        raise RecordNotFound([Finding(("patent",), _GONE)])
    return Patent.of(found[id], view)


_GONE = Words("その特許は登録簿にない。", "The register has no such patent.")
