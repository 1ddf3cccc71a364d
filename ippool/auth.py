"""From a token to the caller. Knows HTTP, knows no rule."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from litestar import Request

from ippool.domain.permissions import ANONYMOUS, Actor
from ippool.usecases import tokens as token_use
from ippool.usecases.pool import Pool

COOKIE = "ippool_token"
SCHEME = "bearer "


class TokenRefused(Exception):
    """A token was sent and is not one of ours, or no longer."""


def token_of(request: Request[Any, Any, Any], *, cookies: bool) -> str | None:
    """Return the token a request carries: in the Authorization header, or for pages in a cookie. None: anonymous."""
    header = request.headers.get("authorization", "")
    if header:
        if not header.lower().startswith(SCHEME):
            raise TokenRefused
        return header[len(SCHEME) :].strip()
    return request.cookies.get(COOKIE) if cookies else None


async def actor_of(pool: Pool, token: str | None) -> Actor:
    """Find who calls. Raises: TokenRefused for a token that is unknown or revoked."""
    if token is None:
        return ANONYMOUS
    found = await token_use.recognize(pool, token)
    if found is None:
        raise TokenRefused
    return found


@dataclass(frozen=True)
class PageCallers:
    """Who calls the pages: by the Authorization header, else by the cookie that signing in has set."""

    pool: Pool
    cookie: str = COOKIE

    async def caller(self, request: Request[Any, Any, Any]) -> Actor | None:
        """Find who calls; None where a token was sent that does not hold."""
        try:
            return await actor_of(self.pool, token_of(request, cookies=True))
        except TokenRefused:
            return None

    async def bearer(self, token: str) -> Actor | None:
        """Find who a token stands for; None where it does not hold."""
        try:
            return await actor_of(self.pool, token)
        except TokenRefused:
            return None
