"""Subscriptions over a WebSocket: Strawberry's graphql-transport-ws, with the house's limits and the caller's rights around it.

Pitfalls met here on purpose: its handler keeps one context for as long as a connection lives, pings nobody, takes messages of any
size and form, runs queries and mutations too, and puts the words of a syntax error into the reason of a close, which is no longer
than 123 bytes. A connection ends in one place, `_ending`: with a code, and whether the client takes it or not.
"""

from __future__ import annotations

import asyncio
import logging
from collections import Counter
from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn, cast
from uuid import uuid4

import orjson
from graphql import GraphQLError, OperationType
from litestar import WebSocket
from strawberry.http.exceptions import NonJsonMessageReceived, NonTextMessageReceived, WebSocketDisconnected
from strawberry.litestar.controller import LitestarWebSocketAdapter
from strawberry.subscriptions.protocols.graphql_transport_ws.handlers import BaseGraphQLTransportWSHandler, Operation
from strawberry.types.graphql import OperationType as StrawberryOperationType
from strawberry.utils.aio import aclosing

from ippool.domain.errors import DomainError
from ippool.domain.faults import traced
from ippool.domain.permissions import Actor
from ippool.domain.words import Words
from ippool.graphql import limits
from ippool.graphql.callers import Callers, caller_of
from ippool.graphql.conduct import Asked
from ippool.graphql.context import Context, Following
from ippool.graphql.endings import Ended, Ending
from ippool.graphql.errors import REQUEST_ID, ClientError, Code, in_both
from ippool.graphql.requests import no_such_operation, refuse, several_operations
from ippool.store.database import Database
from ippool.usecases.following import Changes, Days
from ippool.usecases.pool import Moment
from ippool.usecases.refusals import CALL, Call

AnySocket = WebSocket[Any, Any, Any]
_log = logging.getLogger("ippool.graphql")

LONGEST_ID = 64  # characters
CLOSING_SECONDS = 2.0


@dataclass
class Subscribers:
    """Who is connected to this process, and how subscriptions are made for them.

    `token_of` reads the token of a handshake and of the payload of `connection_init`, `actor_of` finds who that is at this very
    moment; both raise ClientError. `context_of` makes the context of one subscription.
    """

    token_of: Callable[[AnySocket, Mapping[str, Any]], str | None]
    actor_of: Callable[[str | None], Awaitable[Actor]]
    context_of: Callable[[Actor, str, Following], Awaitable[Context]]
    moment: Callable[[], Moment]
    changes: Changes
    days: Days
    callers: Callers
    database: Database
    talking: set[Conversation] = field(default_factory=set)
    connected: Counter[str] = field(default_factory=Counter)
    following: Counter[str] = field(default_factory=Counter)
    is_over: bool = False

    def has_room(self, caller: str) -> bool:
        """Tell whether a caller may have one more connection."""
        return not self.is_over and self.connected[caller] < limits.SOCKETS_OF_CALLER and self.connected.total() < limits.SOCKETS

    async def end(self) -> None:
        """Close every connection because the server stops, and wait until that is done."""
        self.is_over = True
        for one in self.talking:
            one.end(Ended(Ending.SERVER_STOPS))
        with suppress(TimeoutError):
            async with asyncio.timeout(2 * CLOSING_SECONDS):
                while self.talking:  # noqa: ASYNC110 - each is over in its own way
                    await asyncio.sleep(0.02)


class Wire(LitestarWebSocketAdapter):
    """The connection itself: messages of a size, and a client that takes what it is sent."""

    stuck: Callable[[Ended], None] | None = None

    async def iter_json(self, *, ignore_parsing_errors: bool = False) -> AsyncGenerator[object, None]:
        """Read messages. Raises: NonTextMessageReceived, NonJsonMessageReceived, Ended."""
        while True:
            message = cast(Mapping[str, Any], await self.ws.receive())
            if message["type"] != "websocket.receive":
                return
            text = message.get("text")
            if not text:
                raise NonTextMessageReceived
            if len(text.encode(errors="replace")) > limits.MESSAGE_BYTES:
                raise Ended(Ending.MESSAGE_SIZE)
            try:
                found = orjson.loads(text)
            except orjson.JSONDecodeError:
                raise NonJsonMessageReceived from None
            yield found

    async def send_json(self, message: Mapping[str, object]) -> None:
        """Send a message. Raises: WebSocketDisconnected, also where the client does not take it in time."""
        text = orjson.dumps(message)
        if len(text) > limits.ANSWER_LIMIT:
            self._give_up(Ending.EVENT_SIZE)
        try:
            async with asyncio.timeout(limits.TAKEN_SECONDS):
                await self.ws.send_data(text)
        except TimeoutError:
            self._give_up(Ending.NOT_TAKEN)
        except Exception as gone:  # the server tells in its own ways that a client has gone
            raise WebSocketDisconnected from gone

    def _give_up(self, ending: Ending) -> NoReturn:
        if self.stuck is not None:
            self.stuck(Ended(ending))
        raise WebSocketDisconnected

    async def close(self, code: int, reason: str) -> None:
        """Close the connection; in our words also where Strawberry refuses another protocol."""
        other = Ending.OTHER_PROTOCOL
        await super().close(code, other.reason if code == other.code else reason)


class Conversation(BaseGraphQLTransportWSHandler[Any, Any]):
    """One connection, from its first message to its close."""

    websocket: Wire

    async def handle(self) -> None:
        """Talk until the client leaves or has to."""
        loop = asyncio.get_running_loop()
        self._ending: asyncio.Future[Ended] = loop.create_future()
        self._heard, self._asked = loop.time(), False
        self._actor: Actor | None = None
        self._token: str | None = None
        self.websocket.stuck = self.end
        socket = self.websocket.ws
        self._caller = caller_of(None, socket.client.host if socket.client else None)
        if not self._subscribers.has_room(self._caller):
            await self.websocket.close(Ending.CONNECTIONS.code, Ending.CONNECTIONS.reason)
            return
        self._subscribers.connected[self._caller] += 1
        self._subscribers.talking.add(self)
        tasks: list[asyncio.Future[Any]] = [asyncio.create_task(one) for one in (self._talk(), self._look_after())]
        try:
            await asyncio.wait({*tasks, self._ending}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            # Nothing may wait for a message any more: while one does, the server does not close.
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            self._subscribers.connected -= Counter([self._caller])
        try:
            if self._ending.done():
                ending = self._ending.result().ending
                with suppress(Exception):
                    async with asyncio.timeout(CLOSING_SECONDS):
                        await self.websocket.close(ending.code, ending.reason)
        finally:
            self._subscribers.talking.discard(self)

    @property
    def _subscribers(self) -> Subscribers:
        return cast(Subscribers, cast(Any, self.view).subscribers)

    def end(self, ended: Ended) -> None:
        """Have the connection closed, for the reason that comes first."""
        if not self._ending.done():
            self._ending.set_result(ended)

    async def _talk(self) -> None:
        try:
            await super().handle()
        except Ended as ended:
            self.end(ended)
        except WebSocketDisconnected:
            return
        except Exception as fault:
            _log.error("failed in a WebSocket connection\n%s", traced(fault))
            self.end(Ended(Ending.FAILED))

    async def _look_after(self) -> None:
        """See that the token still holds for the same rights, and that the client is still there."""
        loop = asyncio.get_running_loop()
        try:
            while True:
                await asyncio.sleep(limits.RIGHTS_SECONDS)
                if self._actor is None:
                    continue
                await self._asker()
                silent = loop.time() - self._heard
                if silent > limits.PING_SECONDS + limits.PONG_SECONDS:
                    raise Ended(Ending.UNANSWERED)
                if silent > limits.PING_SECONDS and not self._asked:
                    self._asked = True
                    await self.send_message({"type": "ping"})
        except Ended as ended:
            self.end(ended)
        except WebSocketDisconnected:
            return

    # Who asks

    async def _asker(self) -> tuple[Actor, Moment]:
        """Return who asks now. Raises: Ended where the token holds no longer, or for other rights than it did."""
        try:
            actor = await self._subscribers.actor_of(self._token)
        except ClientError as refused:
            raise _ended(refused) from None
        except DomainError:
            raise Ended(Ending.LATER) from None
        except Exception as fault:
            _log.error("whether a token still holds cannot be found out\n%s", traced(fault))
            raise Ended(Ending.LATER) from None
        if actor != self._actor:
            raise Ended(Ending.RIGHTS_CHANGED)
        return actor, self._subscribers.moment()

    async def handle_connection_init(self, message: Any) -> None:
        """Let somebody in, or not."""
        if self.connection_init_received:
            raise Ended(Ending.INIT_TWICE)
        self.connection_init_received = True
        payload = message.get("payload")
        if payload is not None and not isinstance(payload, dict):
            raise Ended(Ending.NOT_OF_PROTOCOL)
        stranger = self._caller
        try:
            self._token = self._subscribers.token_of(self.websocket.ws, payload or {})
            actor = await self._subscribers.actor_of(self._token)
        except ClientError as refused:
            if refused.extensions and refused.extensions.get("code") == Code.UNAUTHENTICATED:
                self._subscribers.callers.owe(stranger, limits.STRANGER_POINTS)
            raise _ended(refused) from None
        if actor.token is not None or actor.user is not None:
            caller = caller_of(actor.token or actor.user, None)
            if not self._subscribers.has_room(caller):
                raise Ended(Ending.CONNECTIONS)
            self._subscribers.connected -= Counter([stranger])
            self._subscribers.connected[caller] += 1
            self._caller = caller
        self._actor = actor
        if self.connection_init_timeout_task:
            self.connection_init_timeout_task.cancel()
        await self.send_message({"type": "connection_ack"})
        self.connection_acknowledged = True

    async def handle_connection_init_timeout(self) -> None:
        """Close a connection that does not say in time who it is."""
        await asyncio.sleep(limits.INIT_SECONDS)
        self.end(Ended(Ending.INIT_LATE))

    # What it says

    async def handle_message(self, message: Any) -> None:
        """Take one message of the client."""
        self._heard, self._asked = asyncio.get_running_loop().time(), False
        if not isinstance(message, dict):
            raise Ended(Ending.NOT_OF_PROTOCOL)
        kind = message.get("type")
        if kind in ("subscribe", "complete") and not _is_id(message.get("id")):
            raise Ended(Ending.NOT_OF_PROTOCOL)
        if kind == "subscribe":
            self._may_begin(message)
        if kind != "subscribe" and self._subscribers.callers.allowances.spend(self._caller, limits.MESSAGE_POINTS):
            raise Ended(Ending.MESSAGES)
        await super().handle_message(cast(Any, message))

    def _may_begin(self, message: Mapping[str, Any]) -> None:
        if not self.connection_acknowledged:
            raise Ended(Ending.INIT_MISSING)
        if not _is_operation(message.get("payload")):
            raise Ended(Ending.NOT_OF_PROTOCOL)
        if message["id"] in self.operations:
            raise Ended(Ending.ID_IN_USE)

    async def handle_invalid_message(self, error_message: str) -> None:
        """Close: what was sent is not of the protocol."""
        raise Ended(Ending.NOT_OF_PROTOCOL)

    async def send_message(self, message: Any) -> None:
        """Send a message, once it is written down what was refused in it, and whom it tells of what is confidential.

        Raises: WebSocketDisconnected; Ended where that cannot be written.
        """
        call = CALL.get()
        if call is not None and call.waits:
            try:
                await call.write(self._subscribers.database)
            except DomainError:
                raise Ended(Ending.LATER) from None
        if call is not None and message["type"] in ("next", "error"):
            self._subscribers.callers.owe(self._caller, call.refused * limits.REFUSAL_POINTS)
            CALL.set(Call(call.request_id))
        await super().send_message(message)

    async def handle_task_exception(self, error: Exception) -> None:
        """Log where a fault of ours was."""
        _log.error("failed in a subscription\n%s", traced(error))

    async def run_operation(self, operation: Operation[Any, Any]) -> None:
        """Run one subscription to its end."""
        following = self._subscribers.following
        following[self._caller] += 1
        try:
            await self._run(operation)
        except Ended as ended:
            self.end(ended)
        except WebSocketDisconnected:
            return
        except Exception as fault:
            await self.handle_task_exception(fault)
            self.end(Ended(Ending.FAILED))
        finally:
            following -= Counter([self._caller])

    async def _run(self, operation: Operation[Any, Any]) -> None:
        subscribers = self._subscribers
        request_id = uuid4().hex
        REQUEST_ID.set(request_id)
        CALL.set(Call(request_id))  # of the first event; each has its own
        asked = cast(Any, self.schema).documents.asked(operation.query, operation.operation_name, operation.variables)
        try:
            if subscribers.following[self._caller] > limits.SUBSCRIPTIONS_OF_CALLER:
                raise _too_many_subscriptions()
            _may_run(asked, operation.operation_name)
            subscribers.callers.charge(self._caller, asked.points, cost=asked.cost)
            actor, _ = await self._asker()
        except ClientError as refused:
            await operation.send_initial_errors([refused])
            return
        if asked.refusals:  # told here: what stands in for a document beyond a limit is no subscription
            errors = list(asked.refusals)
            cast(Any, self.schema).process_errors(errors)
            await operation.send_initial_errors(errors)
            return
        points = limits.REQUEST_POINTS + (asked.cost or 0)

        async def pay() -> bool:
            has_waited = False
            # It comes back with time alone, and tells nobody.
            while wait := subscribers.callers.allowances.spend(self._caller, points):
                has_waited = True
                await asyncio.sleep(min(wait, limits.RIGHTS_SECONDS))
            return has_waited

        async def asker() -> tuple[Actor, Moment]:
            try:
                return await self._asker()
            except Ended as ended:
                # What is raised within an operation would be told as an error of its own; it waits here for the end.
                self.end(ended)
                await asyncio.Event().wait()
                raise

        following = Following(subscribers.changes, subscribers.days, asker, pay)
        source = await self.schema.stream(
            operation.query,
            variable_values=operation.variables,
            context_value=await subscribers.context_of(actor, request_id, following),
            operation_name=operation.operation_name,
            allowed_operation_types=(StrawberryOperationType.SUBSCRIPTION,),
        )
        async with aclosing(source):
            await self._send_result_stream(operation, source)
        await operation.send_operation_message({"id": operation.id, "type": "complete"})

    @staticmethod
    def _get_pre_execution_close_reason(error: GraphQLError) -> str | None:
        # A document that cannot be run ends its operation, not the connection.
        return None


def _is_id(found: object) -> bool:
    return isinstance(found, str) and 0 < len(found) <= LONGEST_ID


def _is_operation(found: object) -> bool:
    return (
        isinstance(found, dict)
        and isinstance(found.get("query"), str)
        and isinstance(found.get("variables"), dict | None)
        and isinstance(found.get("operationName"), str | None)
    )


def _may_run(asked: Asked, name: str | None) -> None:
    """Raises: ClientError where it is not plain what is to be run, whose cost is not known then, or it is no subscription."""
    if asked.prepared is None:
        return  # what cannot be read is refused for that
    if name is None and asked.holds_several:
        raise several_operations()
    kind = asked.kind(name)
    if kind is None:
        raise no_such_operation()
    if kind is not OperationType.SUBSCRIPTION:
        raise refuse(
            f"A {kind.value} cannot be sent over a WebSocket; send it by POST.",
            f"{kind.value} は WebSocket では送れません。POST で送ってください。",
            Code.METHOD_NOT_ALLOWED,
            405,
        )


def _ended(refused: ClientError) -> Ended:
    is_unknown = (refused.extensions or {}).get("code") == Code.UNAUTHENTICATED
    return Ended(Ending.TOKEN_UNKNOWN) if is_unknown else Ended(Ending.LATER)


def _too_many_subscriptions() -> ClientError:
    most = limits.SUBSCRIPTIONS_OF_CALLER
    return ClientError(
        Code.TOO_MANY_REQUESTS,
        Words(f"同時に行える購読は {most} 件までです。", f"A caller has at most {most} subscriptions at once."),
        nextStep=in_both(Words("要らない購読を終えてください。", "End one that is not needed.")),
        limit={"name": "subscriptions", "most": most},
    )
