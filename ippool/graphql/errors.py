"""Errors as a client sees them: each with a code, none with anything that was not meant to be said.

Three kinds come out of an operation. A refusal that we wrote (a `ClientError`, or a `DomainError` where no result union
declares it) goes out as it is, in both languages. A mistake in the document or its variables goes out in GraphQL's own
words. Everything else is our fault: it goes out as INTERNAL with a request id, and the log has the rest.
"""

from __future__ import annotations

import logging
from contextvars import ContextVar
from enum import StrEnum
from typing import Any

from graphql import FieldNode, GraphQLError, GraphQLSyntaxError
from strawberry.exceptions import StrawberryInputCoercionError
from strawberry.relay import GlobalIDValueError
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError

from ippool.domain.errors import DomainError
from ippool.domain.faults import traced
from ippool.domain.words import Words
from ippool.graphql.echoes import without_quotes, without_values
from ippool.graphql.watching import now_watched

log = logging.getLogger("ippool.graphql")

REQUEST_ID: ContextVar[str | None] = ContextVar("ippool_request_id", default=None)
"""The id of the request being answered: shown with a masked error and written beside it in the log."""


class Code(StrEnum):
    """The codes of top-level errors besides those of the domain; only ever added to."""

    BAD_REQUEST = "BAD_REQUEST"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    FORBIDDEN = "FORBIDDEN"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    ANSWER_TOO_LARGE = "ANSWER_TOO_LARGE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"
    TOO_MANY_REQUESTS = "TOO_MANY_REQUESTS"
    GRAPHQL_PARSE_FAILED = "GRAPHQL_PARSE_FAILED"
    GRAPHQL_VALIDATION_FAILED = "GRAPHQL_VALIDATION_FAILED"
    OPERATION_UNKNOWN = "OPERATION_UNKNOWN"
    LIMIT_EXCEEDED = "LIMIT_EXCEEDED"
    BAD_USER_INPUT = "BAD_USER_INPUT"
    INVALID_ID = "INVALID_ID"
    INVALID_CURSOR = "INVALID_CURSOR"
    PAGE_SIZE = "PAGE_SIZE"
    PREFLIGHT_REQUIRED = "PREFLIGHT_REQUIRED"
    TIMEOUT = "TIMEOUT"
    UNAVAILABLE = "UNAVAILABLE"
    INTERNAL = "INTERNAL"


INTERNAL_WORDS = Words(
    "処理中に予期しない問題が起きました。もう一度お試しください。繰り返す場合は requestId を添えてお知らせください。",
    "Something went wrong on our side. Try again; if it happens again, report it with the requestId.",
)
INVALID_ID_WORDS = Words(
    "この ID は当台帳が発行したものではありません。以前の応答にある ID をそのまま使ってください。",
    "This id was not issued by this register. Use an id from an earlier answer, unchanged.",
)


def in_both(words: Words) -> dict[str, str]:
    """Write a text as GraphQL extensions carry it."""
    return {"ja": words.ja, "en": words.en}


class ClientError(GraphQLError):
    """A refusal for the caller's own mistake, coded and in both languages.

    Units: `status` is the HTTP status, used only where the request is refused before any operation runs.
    """

    def __init__(
        self,
        code: Code | str,
        words: Words,
        *,
        status: int = 400,
        headers: dict[str, str] | None = None,
        **extensions: object,
    ) -> None:
        super().__init__(words.en, extensions={"code": str(code), "messages": in_both(words), **extensions})
        self.status = status
        self.headers = headers or {}
        self.answer_extensions: dict[str, Any] = {}
        """What the answer's own `extensions` say besides."""


def coded(error: GraphQLError, code: Code, message: str | None = None) -> GraphQLError:
    """Give an error of GraphQL's own a code, and other words where its own say too much."""
    error.extensions = {**(error.extensions or {}), "code": str(code)}
    if message is not None:
        error.message = message
    return error


def code_of(error: GraphQLError) -> str | None:
    """Return the error's code, if it has one."""
    code = (error.extensions or {}).get("code")
    return code if isinstance(code, str) else None


def refusal_of(error: DomainError, at: GraphQLError | None = None) -> GraphQLError:
    """Translate a refusal of the domain that no result union declares."""
    message = without_quotes(error.message)
    extensions: dict[str, Any] = {"code": error.code, "messages": in_both(message)}
    if error.next_step is not None:
        extensions["nextStep"] = in_both(without_quotes(error.next_step))
    if error.clause is not None:
        extensions["clause"] = str(error.clause)
    if error.path:
        extensions["input"] = list(error.path)
    return GraphQLError(
        message.en,
        nodes=at.nodes if at else None,
        source=at.source if at else None,
        positions=at.positions if at else None,
        path=at.path if at else None,
        extensions=extensions,
    )


def masked(at: GraphQLError | None = None) -> GraphQLError:
    """Make the error that stands for one of ours: where it happened, and the request id to ask us about."""
    return GraphQLError(
        INTERNAL_WORDS.en,
        nodes=at.nodes if at else None,
        source=at.source if at else None,
        positions=at.positions if at else None,
        path=at.path if at else None,
        extensions={
            "code": str(Code.INTERNAL),
            "messages": in_both(INTERNAL_WORDS),
            "requestId": REQUEST_ID.get() or "-",
        },
    )


def as_client_mistake(error: GraphQLError) -> GraphQLError | None:
    """Return what to tell the client where the error is one it can put right, None where it is ours."""
    cause = error.original_error
    if isinstance(cause, DomainError):
        return refusal_of(cause, at=error)
    if isinstance(cause, GlobalIDValueError):
        coded(error, Code.INVALID_ID, INVALID_ID_WORDS.en)
        error.extensions = {**(error.extensions or {}), "messages": in_both(INVALID_ID_WORDS)}
        return error
    if code_of(error) is not None:
        return error
    if isinstance(error, GraphQLSyntaxError):
        # The parser tells that a limit was reached in no other way than by its words.
        too_much = "tokens. Parsing aborted" in error.message or "nested too deeply" in error.message
        return coded(error, Code.LIMIT_EXCEEDED if too_much else Code.GRAPHQL_PARSE_FAILED, without_values(error.message))
    if isinstance(cause, CannotGetOperationTypeError | InvalidOperationTypeError):
        return coded(error, Code.OPERATION_UNKNOWN)
    if is_input_error(error):
        return coded(error, Code.BAD_USER_INPUT, without_values(error.message))
    return None


def is_input_error(error: GraphQLError) -> bool:
    """Tell whether variables or arguments did not have the form that the schema asks for.

    Before the first field runs, only the coercion of variables fails without a cause or with a GraphQL one. At a field,
    an argument at fault points at its place in the document; a value of ours that cannot be written out does not.
    """
    cause = error.original_error
    if isinstance(cause, StrawberryInputCoercionError):
        return True
    if error.path is None:
        return cause is None or isinstance(cause, GraphQLError)
    return isinstance(cause, GraphQLError) and bool(cause.nodes)


def settle(errors: list[GraphQLError]) -> None:
    """Make each error, in place, the one that goes out, and log it.

    The client's mistakes are one short line without a word that the client wrote; ours carry the code's places and the request id.
    """
    for index, error in enumerate(errors):
        mistake = as_client_mistake(error)
        errors[index] = mistake or masked(error)
        told = {"operation": now_watched().operation, "at": _field_of(error), "request": REQUEST_ID.get() or "-"}
        if mistake is not None:
            log.info("refused %s operation=%s at=%s request=%s", code_of(mistake), *told.values(), extra=told)
        else:
            cause = error.original_error or error
            log.error("failed operation=%s at=%s request=%s\n%s", *told.values(), traced(cause), extra=told)


def _field_of(error: GraphQLError) -> str:
    """Name the field where an error was met, as the schema has it: a path is written in the client's own names."""
    node = error.nodes[0] if error.path and error.nodes else None
    return node.name.value if isinstance(node, FieldNode) else "-"
