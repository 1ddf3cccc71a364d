"""Relay paging by keyset: connections, sealed cursors, and what of a field was selected.

A cursor is the keyset of its row, encrypted with AES-SIV. It is deterministic, so equal questions get equal bytes; it
can be neither read nor made up; and it opens only for the viewer, the question and the order it was made for.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from typing import Annotated, Any, Self, TypeVar
from uuid import UUID

import orjson
import strawberry
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESSIV
from graphql import (
    BooleanValueNode,
    DirectiveNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    InlineFragmentNode,
    SelectionSetNode,
    VariableNode,
)
from strawberry import relay
from strawberry.relay.types import NodeType
from strawberry.types.info import Info
from strawberry.types.unset import UNSET

from ippool.domain.paging import LARGEST_PAGE, USUAL_PAGE, Keyset, Page, PageRequest, SortValue
from ippool.domain.words import Words
from ippool.graphql.errors import ClientError, Code

Row = TypeVar("Row")

LONGEST_CURSOR = 4096

First = Annotated[
    int | None, strawberry.argument(description=f"Rows from the front, 1 to {LARGEST_PAGE}; {USUAL_PAGE} where neither.")
]
After = Annotated[str | None, strawberry.argument(description="Only rows after this cursor of the same question.")]
Last = Annotated[int | None, strawberry.argument(description=f"Rows from the back, 1 to {LARGEST_PAGE}; not with `first`.")]
Before = Annotated[str | None, strawberry.argument(description="Only rows before this cursor of the same question.")]


# Cursors


def _packed(value: SortValue) -> list[str | int | bool | None]:
    match value:
        case None | bool() | int() | str():
            return ["=", value]
        case datetime():
            return ["m", value.isoformat()]
        case date():
            return ["d", value.isoformat()]
        case Decimal():
            return ["n", str(value)]
        case Fraction():
            return ["f", str(value)]


_UNPACKED: Mapping[str, Callable[[Any], SortValue]] = {
    "=": lambda value: value,
    "m": datetime.fromisoformat,
    "d": date.fromisoformat,
    "n": Decimal,
    "f": Fraction,
}


def _canonical(value: object) -> object:
    if isinstance(value, Decimal | Fraction):
        return str(value)
    if value is UNSET:
        return None
    raise TypeError(f"{type(value).__name__} cannot be part of a question that cursors are bound to")


def question(field: str, **arguments: object) -> bytes:
    """Write down what a list was asked for, so that cursors can be bound to it: equal questions, equal bytes.

    Shape: `field` names the list (and its parent, where it has one); arguments are what filters it and as of when, as
    the client gave them: plain values, enums, days, inputs. Not the paging arguments, nor the order.
    Raises: TypeError for a value that has no one way to be written.
    """
    return orjson.dumps([field, arguments], default=_canonical, option=orjson.OPT_SORT_KEYS)


class Cursors:
    """Seals and opens cursors with one secret key.

    Units: 32, 48 or 64 random bytes, the same ones in every process that serves the API. Raises: ValueError otherwise.
    """

    def __init__(self, key: bytes) -> None:
        self._cipher = AESSIV(key)

    def bound(self, *, viewer: str, question: bytes, order: str) -> BoundCursors:
        """Bind to the one who asks (empty: nobody signed in), the question (see `question`) and the order of its list."""
        return BoundCursors(self._cipher, (b"ippool cursor 1", viewer.encode(), question, order.encode()))


@dataclass(frozen=True, slots=True)
class BoundCursors:
    """The cursors of one list as one viewer asked for it."""

    cipher: AESSIV
    bound_to: tuple[bytes, ...]

    def seal(self, keyset: Keyset) -> str:
        """Make the cursor of a row."""
        text = orjson.dumps([keyset.id.hex, *map(_packed, keyset.values)])
        return base64.urlsafe_b64encode(self.cipher.encrypt(text, list(self.bound_to))).rstrip(b"=").decode()

    def open(self, cursor: str) -> Keyset:
        """Read a cursor back. Raises: ClientError (INVALID_CURSOR) for any other than one sealed for this very list."""
        try:
            sealed = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True)
            text = self.cipher.decrypt(sealed, list(self.bound_to)) if len(cursor) <= LONGEST_CURSOR else b""
            row, *values = orjson.loads(text)
        except (InvalidTag, ValueError, binascii.Error):
            raise ClientError(
                Code.INVALID_CURSOR,
                Words(
                    "カーソルがこの一覧のものではありません。同じ利用者・条件・並び順の応答にある "
                    "endCursor か startCursor を使ってください。",
                    "The cursor is not one of this list. Use endCursor or startCursor of an answer to the same question, "
                    "in the same order, for the same user.",
                ),
            ) from None
        return Keyset(tuple(_UNPACKED[kind](value) for kind, value in values), UUID(hex=row))


# Asking for a page


def page_request(
    cursors: BoundCursors,
    *,
    first: int | None = None,
    after: str | None = None,
    last: int | None = None,
    before: str | None = None,
) -> PageRequest:
    """Read Relay's four arguments. Raises: ClientError (PAGE_SIZE, INVALID_CURSOR)."""
    if first is not None and last is not None:
        raise ClientError(
            Code.PAGE_SIZE,
            Words("first と last は一方だけ指定してください。", "Give `first` or `last`, not both."),
        )
    name, size = ("last", last) if last is not None else ("first", USUAL_PAGE if first is None else first)
    if not 1 <= size <= LARGEST_PAGE:
        raise ClientError(
            Code.PAGE_SIZE,
            Words(
                f"{name} は 1 から {LARGEST_PAGE} までで指定してください({size} は使えません)。",
                f"`{name}` must be 1 to {LARGEST_PAGE}, not {size}.",
            ),
        )
    return PageRequest(
        size=size,
        after=cursors.open(after) if after is not None else None,
        before=cursors.open(before) if before is not None else None,
        backward=last is not None,
    )


# Answering with a page


@strawberry.type(name="Connection", description="One page of a list, and its place in it.")
class Connection(relay.Connection[NodeType]):
    """A Relay connection over a `Page`."""

    counted: strawberry.Private[int | None] = None

    @strawberry.field(description="How many there are in the whole list. Counted only where it is selected.")
    def total_count(self) -> int:
        """Give the count. Raises: LookupError where nobody counted although it was selected."""
        if self.counted is None:
            raise LookupError("totalCount was selected but the list was not counted")
        return self.counted

    @classmethod
    def of(
        cls,
        page: Page[Row],
        cursors: BoundCursors,
        *,
        node: Callable[[Row], NodeType],
        keyset: Callable[[Row], Keyset],
    ) -> Self:
        """Make the connection of a page: `node` shows a row, `keyset` tells its place in the order."""
        edges = [relay.Edge(cursor=cursors.seal(keyset(row)), node=node(row)) for row in page.rows]
        return cls(
            edges=edges,
            page_info=relay.PageInfo(
                has_next_page=page.has_next,
                has_previous_page=page.has_previous,
                start_cursor=edges[0].cursor if edges else None,
                end_cursor=edges[-1].cursor if edges else None,
            ),
            counted=page.total,
        )


# What was selected


def selected(info: Info[Any, Any], path: str) -> bool:
    """Tell whether the field being resolved selects `path`, such as `totalCount` or `edges.node.terms`.

    Looks through fragments and aliases and heeds @skip and @include; a fragment's type condition is not weighed, so
    the answer may be yes where another member of a union was meant.
    """
    raw = info._raw_info
    reached: list[SelectionSetNode | None] = [node.selection_set for node in raw.field_nodes]
    for name in path.split("."):
        fields = _fields(reached, raw.fragments, info.variable_values)
        found = [field for field in fields if field.name.value == name]
        if not found:
            return False
        reached = [field.selection_set for field in found]
    return True


def _fields(
    selections: Iterable[SelectionSetNode | None],
    fragments: Mapping[str, FragmentDefinitionNode],
    variables: Mapping[str, Any],
) -> Iterator[FieldNode]:
    waiting, seen = [one for one in selections if one], set[str]()
    while waiting:
        for selection in waiting.pop().selections:
            if not _is_in(selection.directives or (), variables):
                continue
            if isinstance(selection, FieldNode):
                yield selection
            elif isinstance(selection, InlineFragmentNode):
                waiting.append(selection.selection_set)
            elif isinstance(selection, FragmentSpreadNode) and selection.name.value not in seen:
                seen.add(selection.name.value)
                waiting.append(fragments[selection.name.value].selection_set)


def _is_in(directives: Iterable[DirectiveNode], variables: Mapping[str, Any]) -> bool:
    for directive in directives:
        wanted = {"include": True, "skip": False}.get(directive.name.value)
        for argument in directive.arguments or ():
            if isinstance(argument.value, VariableNode):
                given = bool(variables.get(argument.value.name.value))
            else:
                given = isinstance(argument.value, BooleanValueNode) and argument.value.value
            if wanted is not None and given is not wanted:
                return False
    return True
