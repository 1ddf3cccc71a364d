"""How long the server waits for what a client sends: the body of a request is whole in time, or the request is refused."""

from __future__ import annotations

import asyncio
from typing import Any, cast

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

from ippool.domain.words import Words
from ippool.graphql import limits
from ippool.graphql.errors import ClientError, Code, in_both

MULTIPART = b"multipart/form-data"


def in_time(app: ASGIApp, path: str = "/graphql") -> ASGIApp:
    """Have an application read bodies that come in time. Files sent to `path` have a patience of their own, for each piece."""

    async def asked(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == ScopeType.WEBSOCKET:  # a WebSocket has its own
            await app(scope, receive, send)
            return
        media_type = dict(scope["headers"]).get(b"content-type", b"").lower()
        if scope["path"].rstrip("/") == path and media_type.startswith(MULTIPART):
            await app(scope, receive, send)
            return
        deadline = asyncio.get_running_loop().time() + limits.BODY_SECONDS
        is_whole = False

        async def receive_in_time() -> HTTPReceiveMessage:
            nonlocal is_whole
            if is_whole:  # what comes now is that the client has gone
                return cast(HTTPReceiveMessage, await receive())
            try:
                async with asyncio.timeout_at(deadline):
                    message = cast(Any, await receive())
            except TimeoutError:
                raise _too_slow() from None
            is_whole = message["type"] != "http.request" or not message.get("more_body", False)
            return cast(HTTPReceiveMessage, message)

        await app(scope, cast(Receive, receive_in_time), send)

    return asked


def _too_slow() -> ClientError:
    return ClientError(
        Code.TIMEOUT,
        Words(
            f"リクエストの本文が {limits.BODY_SECONDS:g} 秒で届きませんでした。",
            f"The body of the request was not whole after {limits.BODY_SECONDS:g} seconds.",
        ),
        status=408,
        headers={"Connection": "close"},
        nextStep=in_both(Words("もう一度送ってください。", "Send it again.")),
    )
