"""The HTTP door of the API: GraphQL over HTTP as the specification has it, on Strawberry's Litestar controller.

A client that accepts `application/graphql-response+json` gets 400 for an operation that could not be run; one that
accepts `application/json` gets 200, as clients did before that media type. Neither answer then has `data`. Queries may
come by GET, mutations may not; files come with a mutation as `uploads.py` says. Whatever goes wrong here is answered in
GraphQL's shape with a code.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, nullcontext
from typing import Any, ClassVar, cast
from uuid import uuid4

import orjson
from cross_web import AsyncHTTPRequestAdapter, LitestarRequestAdapter
from graphql import GraphQLError
from litestar import Request, Response
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.handlers import BaseRouteHandler, HTTPRouteHandler
from litestar.types import Dependencies, ExceptionHandlersMap
from strawberry.exceptions import MissingQueryError
from strawberry.http import GraphQLHTTPResponse, GraphQLRequestData
from strawberry.http.base import BaseRequestProtocol
from strawberry.http.ides import GraphQL_IDE
from strawberry.http.parse_content_type import parse_content_type
from strawberry.litestar.controller import GraphQLController
from strawberry.schema.exceptions import CannotGetOperationTypeError, InvalidOperationTypeError
from strawberry.subscriptions import GRAPHQL_TRANSPORT_WS_PROTOCOL
from strawberry.types import ExecutionResult
from strawberry.types.graphql import OperationType

from ippool.domain.errors import DomainError
from ippool.domain.faults import traced
from ippool.domain.words import Words
from ippool.graphql import limits
from ippool.graphql.callers import Callers, caller_of
from ippool.graphql.conduct import Asked, Documents, Schema
from ippool.graphql.errors import REQUEST_ID, ClientError, Code, code_of, in_both, log, masked, refusal_of
from ippool.graphql.requests import as_operation, no_such_operation, read_json, refuse, several_operations
from ippool.graphql.socket import Conversation, Subscribers, Wire
from ippool.graphql.uploads import MULTIPART, Uploads
from ippool.graphql.watching import KNOWN_OPERATIONS, OK, Told, Watcher, label_of, now_watched, watched

JSON = "application/json"
GRAPHQL_JSON = "application/graphql-response+json"
BODY_LIMIT = 256 * 1024
QUERY_STRING_LIMIT = 16 * 1024

AnyRequest = Request[Any, Any, Any]


def media_type_for(accept: str | None) -> str:
    """Choose the media type of the answer: what the client likes best of the two we speak, else plain JSON."""
    best, liked = JSON, 0.0
    for offered in (accept or "*/*").split(","):
        name, _, parameters = offered.partition(";")
        media = {GRAPHQL_JSON: GRAPHQL_JSON, JSON: JSON, "application/*": JSON, "*/*": JSON}.get(name.strip().lower())
        if media is not None and (quality := _quality(parameters)) > liked:
            best, liked = media, quality
    return best


def _quality(parameters: str) -> float:
    for parameter in parameters.split(";"):
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0


def identify(request: AnyRequest) -> str:
    """Give the request its id, once, and make it known to whatever runs for it."""
    if "request_id" not in request.state:
        request.state["request_id"] = uuid4().hex
    name = str(request.state["request_id"])
    REQUEST_ID.set(name)
    return name


CODES = {
    401: Code.UNAUTHENTICATED,
    403: Code.FORBIDDEN,
    405: Code.METHOD_NOT_ALLOWED,
    413: Code.BODY_TOO_LARGE,
    429: Code.TOO_MANY_REQUESTS,
}


def _code_of_failure(failure: Exception) -> str:
    if isinstance(failure, DomainError):
        return failure.code
    if isinstance(failure, HTTPException) and failure.status_code < 500:
        return CODES.get(failure.status_code, Code.BAD_REQUEST)
    return (code_of(failure) if isinstance(failure, ClientError) else None) or Code.INTERNAL


def answer_failure(request: AnyRequest, failure: Exception) -> Response[bytes]:
    """Answer, in GraphQL's shape, a request that failed before or around its operation."""
    request_id = identify(request)
    error: GraphQLError
    status, headers, said = 500, dict[str, str](), dict[str, Any]()
    if isinstance(failure, ClientError):
        error, status, headers, said = failure, failure.status, failure.headers, failure.answer_extensions
    elif isinstance(failure, DomainError):
        error, status = refusal_of(failure), 400
    elif isinstance(failure, HTTPException) and failure.status_code < 500:
        status, headers = failure.status_code, dict(failure.headers or {})
        error = GraphQLError(failure.detail, extensions={"code": str(CODES.get(status, Code.BAD_REQUEST))})
    else:
        error = masked()
        log.error("failed operation=- at=- request=%s\n%s", request_id, traced(failure))
    if status < 500:
        log.info("refused %s operation=- at=- request=%s", code_of(error), request_id)
    return Response(
        orjson.dumps({"errors": [error.formatted]} | ({"extensions": said} if said else {})),
        status_code=status,
        media_type=f"{media_type_for(request.headers.get('accept'))}; charset=utf-8",
        headers={**headers, **standing_headers(request)},
    )


def standing_headers(request: AnyRequest) -> dict[str, str]:
    """Headers of every answer: what one caller may see is for no cache."""
    return {"Cache-Control": "no-store", "Vary": "Accept", "X-Request-Id": identify(request)}


def _too_long(seconds: float, asked: Asked) -> ClientError:
    done = Words(
        "変更が行われたかどうかは、同じ idempotencyKey でもう一度送ると分かります。",
        "Send it again with the same idempotencyKey: the answer tells whether it was done.",
    )
    less = Words("選択か件数を減らしてください。", "Select less, or ask for smaller pages.")
    refusal = ClientError(
        Code.TIMEOUT,
        Words(
            f"{seconds:g} 秒で終わらなかったため、打ち切りました。", f"It took longer than {seconds:g} seconds and was given up."
        ),
        status=503,
        nextStep=in_both(done if asked.may_change else less),
    )
    refusal.answer_extensions = asked.extensions
    return refusal


def _too_much(answer: GraphQLHTTPResponse | list[GraphQLHTTPResponse]) -> ClientError:
    most = limits.ANSWER_LIMIT // 10**6
    refusal = ClientError(
        Code.ANSWER_TOO_LARGE,
        Words(f"応答が {most} MB を超えるため、送れません。", f"The answer would be larger than {most} MB."),
        nextStep=in_both(Words("選択か件数を減らしてください。", "Select less, or ask for smaller pages.")),
    )
    if isinstance(answer, dict):
        refusal.answer_extensions = answer.get("extensions") or {}
    return refusal


async def _no_root() -> None:
    return None


async def _no_context() -> None:
    return None  # of a WebSocket: each subscription has its own


async def _answer_in_making(root_value: Any) -> Response[Any]:
    return Response({})


class Door(GraphQLController[Any, Any]):
    """The controller; `make_controller` gives it a schema and a context."""

    include_in_schema: bool = False
    request_max_body_size: int | None = BODY_LIMIT
    exception_handlers: ExceptionHandlersMap | None = {Exception: answer_failure}  # noqa: RUF012 - Litestar's own form
    graphql_ide: GraphQL_IDE | None = None
    # This protocol only: the older one skips authentication.
    protocols = (GRAPHQL_TRANSPORT_WS_PROTOCOL,)
    graphql_transport_ws_handler_class = Conversation
    websocket_adapter_class = Wire
    max_subscriptions_per_connection: int | None = None
    documents: ClassVar[Documents]
    # None: nobody is counted.
    callers: ClassVar[Callers | None] = None
    # None: an operation comes without files.
    uploads: ClassVar[Uploads | None] = None
    watchers: ClassVar[Sequence[Watcher]] = ()
    known_operations: ClassVar[frozenset[str]] = KNOWN_OPERATIONS
    # None: nothing can be followed.
    subscribers: ClassVar[Subscribers | None] = None

    def get_route_handlers(self) -> list[BaseRouteHandler]:
        """Keep GET and POST, and the WebSocket where something can be followed."""
        handlers = super().get_route_handlers()
        return handlers if self.subscribers is not None else [one for one in handlers if isinstance(one, HTTPRouteHandler)]

    def should_render_graphql_ide(self, request: BaseRequestProtocol) -> bool:
        """Never: a GET without a query is a bad request."""
        return False

    async def execute_request(self, request: AnyRequest, context: Any, root_value: Any) -> Response[Any]:
        """Run the operation of a request and write its answer in the media type asked for."""
        identify(request)
        with watched(self.watchers) as told:
            try:
                async with self._files_of(request, context):
                    answer: Response[Any] = await self.run(request, context=context, root_value=root_value)
            except Exception as failure:
                told.outcome = _code_of_failure(failure)
                raise
        media_type = media_type_for(request.headers.get("accept"))
        if media_type == JSON and answer.status_code == 400:
            answer.status_code = 200
        answer.media_type = f"{media_type}; charset=utf-8"
        answer.headers.update(standing_headers(request))
        return answer

    @asynccontextmanager
    async def _files_of(self, request: AnyRequest, context: Any) -> AsyncIterator[None]:
        """Have the files of a request on disk while it is answered. Raises: ClientError."""
        if self.uploads is None or request.method != "POST" or request.content_type[0] != MULTIPART:
            yield
            return
        received = await self.uploads.receive(request, are_kept=self.uploads.admit(context))
        try:
            request.state["asked"] = received.asked
            yield
        finally:
            received.shelf.give_back()

    async def parse_http_body(self, request: AsyncHTTPRequestAdapter) -> GraphQLRequestData:
        """Read the request. Raises: ClientError."""
        if request.method == "GET":
            return as_operation(self._from_query_string(request))
        state = cast(LitestarRequestAdapter, request).request.state
        if "asked" in state:
            return as_operation(state["asked"])
        media_type, parameters = parse_content_type(request.content_type or "")
        if media_type.lower() != JSON or parameters.get("charset", "utf-8").lower() not in ("utf-8", "utf8"):
            raise refuse(
                f"Send the body as {JSON} in UTF-8.",
                f"本文は UTF-8 の {JSON} で送ってください。",
                Code.UNSUPPORTED_MEDIA_TYPE,
                415,
            )
        return as_operation(read_json(await request.get_body(), Words("本文", "The body")))

    def _from_query_string(self, request: AsyncHTTPRequestAdapter) -> dict[str, Any]:
        asked: dict[str, Any] = {name: value for name, value in dict(request.query_params).items() if value != ""}
        if sum(len(str(value)) for value in asked.values()) > QUERY_STRING_LIMIT:
            raise refuse(
                "The query is too long for GET; send it by POST.",
                "GET には長すぎます。POST で送ってください。",
                Code.LIMIT_EXCEEDED,
                414,
            )
        return asked | {
            name: read_json(asked[name], Words(f" {name} ", f"`{name}`")) for name in ("variables", "extensions") if name in asked
        }

    async def execute_single(
        self,
        request: AnyRequest,
        request_adapter: AsyncHTTPRequestAdapter,
        sub_response: Response[Any],
        context: Any,
        root_value: Any,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        """Run one operation of the kinds the method allows. Raises: ClientError where there is none to run."""
        asked = self.documents.asked(request_data.query or "", request_data.operation_name, request_data.variables)
        told = now_watched()
        self._tell(told, asked, request_data.operation_name)
        caller = self._caller(request)
        if self.callers is not None:
            self.callers.charge(caller, asked.points, cost=asked.cost)
        if request_data.operation_name is None and asked.holds_several:
            raise several_operations()
        async with self.callers.turn(caller, cost=asked.cost) if self.callers is not None else nullcontext():
            result = await self._run_in_time(request_adapter, asked, context, root_value, request_data)
        told.outcome = next((code for code in map(code_of, result.errors or ()) if code), told.problem or OK)
        return result

    def _tell(self, told: Told, asked: Asked, name: str | None) -> None:
        if asked.prepared is None:
            return
        names = [name] if name is not None else list(asked.prepared.costs)
        told.operation = label_of(names[0] if len(names) == 1 else None, self.known_operations)
        told.kind, told.cost = "mutation" if asked.may_change else "query", asked.cost

    def _caller(self, request: AnyRequest) -> str:
        if "caller" in request.state:
            return str(request.state["caller"])
        return caller_of(None, request.client.host if request.client else None)

    async def _run_in_time(
        self,
        request_adapter: AsyncHTTPRequestAdapter,
        asked: Asked,
        context: Any,
        root_value: Any,
        request_data: GraphQLRequestData,
    ) -> ExecutionResult:
        seconds = limits.MUTATION_SECONDS if asked.may_change else limits.QUERY_SECONDS
        try:
            async with asyncio.timeout(seconds):
                return await cast(Schema, self.schema).execute_asked(
                    asked,
                    root_value=root_value,
                    variable_values=request_data.variables,
                    context_value=context,
                    operation_name=request_data.operation_name,
                    allowed_operation_types=OperationType.from_http(request_adapter.method) - {OperationType.SUBSCRIPTION},
                    operation_extensions=request_data.extensions,
                )
        except TimeoutError:
            raise _too_long(seconds, asked) from None
        except MissingQueryError:
            raise refuse("There is no `query` in the request.", "リクエストに query がありません。") from None
        except CannotGetOperationTypeError:
            raise no_such_operation() from None
        except InvalidOperationTypeError as invalid:
            if invalid.operation_type is OperationType.SUBSCRIPTION:
                raise refuse(
                    "A subscription cannot be sent by HTTP; send it over a WebSocket, by graphql-transport-ws.",
                    "subscription は HTTP では送れません。WebSocket（graphql-transport-ws）で送ってください。",
                    Code.METHOD_NOT_ALLOWED,
                    405,
                    Allow="GET, POST",
                ) from None
            kind = invalid.operation_type.value
            raise refuse(
                f"A {kind} cannot be sent by {request_adapter.method}; send it by POST.",
                f"{kind} は {request_adapter.method} では送れません。POST で送ってください。",
                Code.METHOD_NOT_ALLOWED,
                405,
                Allow="POST",
            ) from None

    async def process_result(self, request: AnyRequest, result: ExecutionResult) -> GraphQLHTTPResponse:
        """Write a result down; `data` is left out where no field ever ran."""
        errors = [error.formatted for error in result.errors or ()]
        answer = GraphQLHTTPResponse()
        if errors:
            answer["errors"] = [*errors]
        if result.data is not None or any("path" in error for error in errors):
            answer["data"] = result.data
        if result.extensions:
            answer["extensions"] = result.extensions
        return answer

    def create_response(
        self, response_data: GraphQLHTTPResponse | list[GraphQLHTTPResponse], sub_response: Response[Any]
    ) -> Response[Any]:
        """Make the answer: 200 where fields ran, 400 where the operation was refused, 500 where we failed before it."""
        response = super().create_response(response_data, sub_response)
        if len(response.content) > limits.ANSWER_LIMIT:
            raise _too_much(response_data)
        if isinstance(response_data, dict) and "data" not in response_data:
            codes = [error["extensions"]["code"] for error in response_data.get("errors") or () if isinstance(error, dict)]
            response.status_code = 500 if Code.INTERNAL in codes else 400
        return response

    def decode_json(self, data: str | bytes) -> object:
        """Read JSON strictly: UTF-8, no NaN, bounded depth and numbers."""
        return orjson.loads(data)

    def encode_json(self, data: object) -> bytes:
        """Write JSON in UTF-8, Japanese as it is."""
        return orjson.dumps(data)


def make_controller(
    schema: Schema,
    *,
    http_context: Callable[[AnyRequest], Awaitable[Any]],
    path: str = "/graphql",
    uploads: Uploads | None = None,
    callers: Callers | None = None,
    watchers: Sequence[Watcher] = (),
    known_operations: frozenset[str] = KNOWN_OPERATIONS,
    subscribers: Subscribers | None = None,
) -> type[GraphQLController[Any, Any]]:
    """Make the controller of a schema.

    `http_context` is asked for each request; what it returns is `info.context`. A
    `ClientError` that it raises, say for a bad token, is answered with that error's status and code. It may say in
    `request.state["caller"]` whom the request counts for; else that is the address it comes from. Without `uploads` no
    files are received, without `subscribers` nothing can be followed. `watchers` are told of each operation, by its name where
    that is one of `known_operations`.
    """
    where = path

    # Each asks for the one before, though it needs none: what Litestar finds to be independent it makes a task of.
    async def context(request: AnyRequest, response: Any) -> Any:
        return await http_context(request)

    class GraphQLDoor(Door):
        path: str = where
        dependencies: ClassVar[Dependencies] = {  # type: ignore[misc]  # Litestar has it as an instance variable
            "context": Provide(context),
            "context_ws": Provide(_no_context),
            "root_value": Provide(_no_root),
            "response": Provide(_answer_in_making),
        }

    GraphQLDoor.schema = schema
    GraphQLDoor.documents = schema.documents
    GraphQLDoor.uploads = uploads
    GraphQLDoor.callers = callers
    GraphQLDoor.watchers = watchers
    GraphQLDoor.known_operations = known_operations
    GraphQLDoor.subscribers = subscribers
    return GraphQLDoor
