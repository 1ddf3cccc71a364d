"""Signing in: a token typed once is kept by the browser in a cookie no script can read and no other site can send."""

from __future__ import annotations

from typing import Any, Protocol
from urllib.parse import urlsplit

from litestar import Request
from litestar.datastructures import Cookie

from ippool.domain.permissions import Actor

AnyRequest = Request[Any, Any, Any]
LONGEST_TOKEN = 200


class Callers(Protocol):
    """Who calls: what the composition root gives the pages of the door."""

    @property
    def cookie(self) -> str:
        """What the cookie is called."""
        ...

    async def caller(self, request: AnyRequest) -> Actor | None:
        """Find who calls; None where a token was sent that does not hold."""
        ...

    async def bearer(self, token: str) -> Actor | None:
        """Find who a token stands for; None where it does not hold."""
        ...

    async def sign_out(self, request: AnyRequest) -> None:
        """End the session a browser has, if it has one."""
        ...

    @property
    def has_provider(self) -> bool:
        """Tell whether people can sign in at an identity provider."""
        ...

    async def begin(self, state: str) -> tuple[str, str]:
        """Send a browser to the provider: its address, and what the browser is to bring back. Raises: SignInRefused."""
        ...

    async def finish(self, sealed: str, answer: dict[str, str]) -> tuple[str, str]:
        """Let somebody in who comes back from the provider: the session's secret, and the page's state. Raises: SignInRefused."""
        ...


def kept(callers: Callers, token: str, request: AnyRequest) -> Cookie:
    """Make the cookie that keeps a token until the browser is closed."""
    return Cookie(callers.cookie, value=token, httponly=True, samesite="strict", secure=is_encrypted(request))


def forgotten(callers: Callers, request: AnyRequest) -> Cookie:
    """Make the cookie that takes the token away."""
    return Cookie(callers.cookie, value="", max_age=0, httponly=True, samesite="strict", secure=is_encrypted(request))


def is_encrypted(request: AnyRequest) -> bool:
    """Tell whether the browser speaks HTTPS, to us or to the proxy in front. A lie about it only harms the liar's own cookie."""
    return request.url.scheme == "https" or request.headers.get("x-forwarded-proto", "").strip().lower() == "https"


def is_from_here(request: AnyRequest) -> bool:
    """Tell whether a form was sent from our own page, by what browsers say of it; a client that says nothing is no browser."""
    site = request.headers.get("sec-fetch-site")
    if site is not None and site not in ("same-origin", "none"):
        return False
    origin = request.headers.get("origin")
    if origin is None:
        return True
    try:
        return urlsplit(origin).netloc.lower() == request.headers.get("host", "").lower() != ""
    except ValueError:
        return False
