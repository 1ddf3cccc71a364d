"""Signing in at the identity provider: the browser is sent there, and comes back to the page it left."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable
from typing import Any

from litestar import MediaType, Request, Response, get
from litestar.datastructures import Cookie
from litestar.handlers import HTTPRouteHandler

from ippool.domain.words import Words
from ippool.pages.signing import Callers, is_encrypted
from ippool.usecases.sessions import SignInRefused

AnyRequest = Request[Any, Any, Any]
BEGIN = "/sign-in/provider"
CALLBACK = "/sign-in/callback"
COOKIE = "ippool_signing"
SECONDS = 600

_STATE = re.compile(r"[A-Za-z0-9%&=._~+*-]{0,2000}")
"""The question of a page as an address has it; what is anything else is left behind."""

Refuse = Callable[[AnyRequest, str, Words], Awaitable[Response[str]]]


def provider_handlers(callers: Callers, refuse: Refuse, failed: Callable[..., Response[str]]) -> list[HTTPRouteHandler]:
    """Make the handlers. `refuse` shows the form for signing in again, in the state given, and why nobody was let in."""

    @get(BEGIN, exception_handlers={Exception: failed})
    async def begin(request: AnyRequest) -> Response[str]:
        """Send the browser to the provider."""
        state = str(request.query_params.get("state", ""))
        state = state if _STATE.fullmatch(state) else ""
        try:
            address, sealed = await callers.begin(state)
        except SignInRefused as refused:
            return await refuse(request, state, refused.message)
        return _sent(address, _signing(sealed, request))

    @get(CALLBACK, exception_handlers={Exception: failed})
    async def callback(request: AnyRequest) -> Response[str]:
        """Let in who comes back."""
        answer = {name: str(value) for name, value in request.query_params.items()}
        try:
            secret, state = await callers.finish(request.cookies.get(COOKIE, ""), answer)
        except SignInRefused as refused:
            return await refuse(request, "", refused.message)
        session = Cookie(callers.cookie, value=secret, httponly=True, samesite="lax", secure=is_encrypted(request))
        return _sent(f"/?{state}" if state else "/", session, _signing("", request, max_age=0))

    return [begin, callback]


def _signing(sealed: str, request: AnyRequest, max_age: int = SECONDS) -> Cookie:
    # Lax: the browser comes back from another site, by a link.
    return Cookie(
        COOKIE,
        value=sealed,
        path="/sign-in",
        max_age=max_age,
        httponly=True,
        samesite="lax",
        secure=is_encrypted(request),
    )


def _sent(address: str, *cookies: Cookie) -> Response[str]:
    headers = {"Location": address, "Cache-Control": "no-store", "Referrer-Policy": "no-referrer"}
    return Response("", status_code=303, media_type=MediaType.TEXT, headers=headers, cookies=list(cookies))
