"""From a token, an access token of the identity provider or a browser's session to the caller, anew at each request."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from litestar import Request, WebSocket

from ippool.auth.assertions import AssertionRefused, looks_like_one
from ippool.auth.keys import ProviderSilent
from ippool.auth.provider import Provider, SignedIn
from ippool.domain.permissions import ANONYMOUS, Actor
from ippool.usecases import sessions as session_use
from ippool.usecases import tokens as token_use
from ippool.usecases.pool import Moment, Pool

COOKIE = "ippool_token"
SCHEME = "bearer "
LONGEST_TOKEN = 200

AnyRequest = Request[Any, Any, Any]
AnySocket = WebSocket[Any, Any, Any]


class TokenRefused(Exception):
    """A token was sent and is not one of ours, or no longer."""


def token_of(request: AnyRequest | AnySocket) -> str | None:
    """Return the token in a request's Authorization header; None without one. Raises: TokenRefused for any other header, or two."""
    headers = request.headers.getall("authorization", [])
    if not headers:
        return None
    if len(headers) > 1 or not headers[0].lower().startswith(SCHEME):
        raise TokenRefused
    return headers[0][len(SCHEME) :].strip()


def token_told(socket: AnySocket, told: Mapping[str, Any]) -> str | None:
    """Return the token of a WebSocket: in its first message, or in the header of the handshake. Raises: TokenRefused."""
    named = [value for name, value in told.items() if name.lower() == "authorization"]
    if not named:
        return token_of(socket)
    if len(named) > 1 or not isinstance(named[0], str) or not named[0].lower().startswith(SCHEME):
        raise TokenRefused
    if socket.headers.getall("authorization", []):
        raise TokenRefused
    return named[0][len(SCHEME) :].strip()


@dataclass(frozen=True)
class Doorkeeper:
    """Who calls. Nothing of it is kept: a right that has ended counts no more at the next request.

    `provider` None: nobody signs in anywhere else, and only the registry's own tokens are taken.
    """

    pool: Pool
    moment: Callable[[], Moment]
    provider: Provider | None = None
    cookie: str = COOKIE

    async def actor(self, token: str | None) -> Actor:
        """Find who calls with a token. Raises: TokenRefused, ProviderSilent."""
        if token is None:
            return ANONYMOUS
        if looks_like_one(token):
            return await self._of_provider(token)
        if not 0 < len(token) <= LONGEST_TOKEN or token.startswith(session_use.PREFIX):
            raise TokenRefused
        return _found(await token_use.recognize(self.pool, token, self.moment()))

    async def _of_provider(self, token: str) -> Actor:
        if self.provider is None:
            raise TokenRefused
        moment = self.moment()
        try:
            name, scopes = await self.provider.bearer(token, moment.now)
        except AssertionRefused:
            raise TokenRefused from None
        return _found(await session_use.named(self.pool, name, moment, scopes=scopes))

    # What the pages ask

    async def caller(self, request: AnyRequest) -> Actor | None:
        """Find who calls a page: by the Authorization header, else by the cookie; None where what was sent does not hold."""
        try:
            token = token_of(request)
            if token is not None:
                return await self.actor(token)
            kept = request.cookies.get(self.cookie)
            if kept is not None and kept.startswith(session_use.PREFIX):
                return _found(await session_use.recognize(self.pool, kept, self.moment()))
            # An access token of the provider is a program's, and no cookie's.
            return None if looks_like_one(kept or "") else await self.actor(kept)
        except (TokenRefused, ProviderSilent):
            return None

    async def bearer(self, token: str) -> Actor | None:
        """Find who a token of the registry stands for that somebody typed; None where it does not hold."""
        try:
            return None if looks_like_one(token) else await self.actor(token or "-")
        except TokenRefused:
            return None

    async def sign_out(self, request: AnyRequest) -> None:
        """End the session a browser has, if it has one."""
        kept = request.cookies.get(self.cookie, "")
        if kept.startswith(session_use.PREFIX):
            await session_use.end_session(self.pool, kept, self.moment())

    @property
    def has_provider(self) -> bool:
        """Tell whether people can sign in at an identity provider."""
        return self.provider is not None

    async def begin(self, state: str) -> tuple[str, str]:
        """Send a browser to the provider: its address, and what the browser is to bring back. Raises: SignInRefused."""
        assert self.provider is not None
        return await self.provider.begin(state, self.moment().now)

    async def finish(self, sealed: str, answer: dict[str, str]) -> tuple[str, str]:
        """Let somebody in who comes back from the provider: the session's secret, and the page's state. Raises: SignInRefused."""
        assert self.provider is not None
        moment = self.moment()
        signed_in: SignedIn = await self.provider.finish(sealed, answer, moment.now)
        return await session_use.open_session(self.pool, signed_in.name, moment), signed_in.state


def _found(actor: Actor | None) -> Actor:
    if actor is None:
        raise TokenRefused
    return actor
