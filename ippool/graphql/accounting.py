"""What a request that was refused something costs: lines of the audit before its answer, and points of its caller's allowance."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import orjson
from litestar.types import ASGIApp, Message, Middleware, Receive, Scope, Send

from ippool.domain.errors import DomainError
from ippool.graphql import limits
from ippool.graphql.callers import Callers, caller_of
from ippool.graphql.errors import refusal_of
from ippool.store.database import Database
from ippool.usecases.refusals import CALL, Call


def accounted(database: Database, callers: Callers) -> Middleware:
    """Make the middleware: nothing leaves before the refusals in it are in the audit, and each takes points off the caller."""

    def around(app: ASGIApp) -> ASGIApp:
        async def asked(scope: Scope, receive: Receive, send: Send) -> None:
            state: dict[str, Any] = scope.setdefault("state", {})
            call = Call(state.setdefault("request_id", uuid4().hex))
            is_given_up = False

            async def sending(message: Message) -> None:
                nonlocal is_given_up
                if is_given_up:
                    return
                if call.waits:
                    try:
                        await call.write(database)
                    except DomainError as failure:
                        if message["type"] != "http.response.start":
                            raise  # a part of the answer has left; the rest does not
                        is_given_up = True
                        await _unavailable(send, failure)
                        return
                await send(message)

            token = CALL.set(call)
            try:
                await app(scope, receive, sending)
            finally:
                CALL.reset(token)
                if call.refused:
                    client = scope["client"]
                    caller = state.get("caller") or caller_of(None, client[0] if client else None)
                    callers.owe(caller, call.refused * limits.REFUSAL_POINTS)

        return asked

    return around


async def _unavailable(send: Send, failure: DomainError) -> None:
    body = orjson.dumps({"errors": [refusal_of(failure).formatted]})
    headers = [(b"content-type", b"application/json; charset=utf-8"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": 503, "headers": headers})
    await send({"type": "http.response.body", "body": body, "more_body": False})
