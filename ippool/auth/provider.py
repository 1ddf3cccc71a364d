"""The identity provider, by OpenID Connect: people sign in there by an authorization code with PKCE, programs show its tokens.

What a browser has to bring back is sealed into a cookie of its own, so that nothing of a sign-in under way lies on the server.
"""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import secrets
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode, urlsplit

import httpx
import orjson
from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ippool.auth.assertions import AssertionRefused, verified
from ippool.auth.keys import BETWEEN_SECONDS, FRESH_SECONDS, ProviderSilent, SigningKeys
from ippool.domain.permissions import READ_ONLY, TokenScope
from ippool.domain.words import Words
from ippool.usecases.sessions import SignInRefused

PATIENCE = 5.0
LARGEST_ANSWER = 256 * 1024
SIGNING_SECONDS = 600
"""How long a sign-in may take at the provider."""
LONGEST_CODE = 4096
CALLBACK = "/sign-in/callback"

_AGAIN = Words("もう一度サインインする。", "Sign in once more.")
_SCOPES = {"ippool:write": TokenScope.WRITE, "ippool:import": TokenScope.IMPORT}
"""Scopes of access tokens by which a program may do more than read."""


class Unfinished(SignInRefused):
    """The browser came back otherwise than it was sent, or too late."""

    def __init__(self) -> None:
        super().__init__(
            Words("サインインの手続が途中で切れたか、時間切れである。", "The sign-in was interrupted, or took too long."),
            next_step=_AGAIN,
        )


class ProviderRefused(SignInRefused):
    """The identity provider did not let somebody in, or what it answered does not hold."""

    def __init__(self) -> None:
        super().__init__(
            Words("認証基盤でのサインインを確認できなかった。", "The sign-in at the identity provider could not be confirmed."),
            next_step=_AGAIN,
        )


class ProviderAway(SignInRefused):
    """The identity provider does not answer."""

    def __init__(self) -> None:
        super().__init__(
            Words("認証基盤が応答しない。", "The identity provider does not answer."),
            next_step=Words("しばらくしてからもう一度行う。", "Try again in a while."),
        )


@dataclass(frozen=True, slots=True)
class Client:
    """How the registry is known to its provider.

    Shape: `audience` is what access tokens of programs are made out to, None: none are taken; `claim` names the claim that says who
    somebody is; `public_url` is where browsers find the registry.
    """

    issuer: str
    client_id: str
    public_url: str
    client_secret: str | None = field(default=None, repr=False)
    audience: str | None = None
    claim: str = "sub"


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Who signed in: the name the provider knows, and the state the page was in."""

    name: str
    state: str


@dataclass
class Provider:
    """One identity provider.

    `key` gets secret bytes that are the same in every process; `clock`, in seconds, tells how old what it told of itself is.
    """

    client: Client
    key: Callable[[], Awaitable[bytes]]
    clock: Callable[[], float] = time.monotonic
    _told: Mapping[str, Any] | None = None
    _told_at: float = 0.0
    _tried_at: float | None = None

    def __post_init__(self) -> None:
        self.keys = SigningKeys(self._fetch_keys, self.clock)

    # Programs

    async def bearer(self, token: str, now: datetime) -> tuple[object, frozenset[TokenScope]]:
        """Return who an access token is of, and what it may be used for. Raises: AssertionRefused, ProviderSilent."""
        if self.client.audience is None:
            raise AssertionRefused
        claims = await self._verified(token, self.client.audience, now)
        scope = claims.get("scope", "")
        named = scope.split() if isinstance(scope, str) else ()
        return self._name(claims), READ_ONLY | {_SCOPES[one] for one in named if one in _SCOPES}

    async def _verified(self, text: str, audience: str, now: datetime, *, is_id_token: bool = False) -> Mapping[str, Any]:
        moment, issuer = now.timestamp(), self.client.issuer
        return await verified(text, self.keys, issuer=issuer, audience=audience, now=moment, is_id_token=is_id_token)

    def _name(self, claims: Mapping[str, Any]) -> object:
        # An address somebody may have typed in without owning it says nothing about who it is.
        if self.client.claim == "email" and claims.get("email_verified") is not True:
            raise AssertionRefused
        return claims.get(self.client.claim)

    # People

    async def begin(self, state: str, now: datetime) -> tuple[str, str]:
        """Begin a sign-in. Returns: the address to send the browser to, and what it is to bring back in a cookie.

        Raises: ProviderAway.
        """
        verifier, nonce, once = (secrets.token_urlsafe(32) for _ in range(3))
        told = await self._endpoints()
        asked = {
            "response_type": "code",
            "client_id": self.client.client_id,
            "redirect_uri": self._redirect,
            "scope": "openid email" if self.client.claim == "email" else "openid profile",
            "state": once,
            "nonce": nonce,
            "code_challenge": _challenge(verifier),
            "code_challenge_method": "S256",
        }
        address = told["authorization_endpoint"]
        sealed = (await self._cipher()).encrypt_at_time(orjson.dumps([once, nonce, verifier, state]), int(now.timestamp()))
        return f"{address}{'&' if urlsplit(address).query else '?'}{urlencode(asked)}", sealed.decode()

    async def finish(self, sealed: str, answer: Mapping[str, str], now: datetime) -> SignedIn:
        """Finish a sign-in with what the browser brought back. Raises: Unfinished, ProviderRefused, ProviderAway."""
        try:
            cipher, moment = await self._cipher(), int(now.timestamp())
            opened = cipher.decrypt_at_time(sealed.encode(errors="replace"), SIGNING_SECONDS, moment)
            once, nonce, verifier, state = orjson.loads(opened)
        except (InvalidToken, ValueError):
            raise Unfinished from None
        if not hmac.compare_digest(answer.get("state", "").encode(errors="replace"), once.encode()):
            raise Unfinished
        code = answer.get("code", "")
        if "error" in answer or not 0 < len(code) <= LONGEST_CODE or answer.get("iss", self.client.issuer) != self.client.issuer:
            raise ProviderRefused
        try:
            text = await self._redeem(code, verifier)
            claims = await self._verified(text, self.client.client_id, now, is_id_token=True)
            name = self._name(claims)
        except ProviderSilent:
            raise ProviderAway from None
        except AssertionRefused:
            raise ProviderRefused from None
        made_for = claims["aud"] if isinstance(claims["aud"], list) else [claims["aud"]]
        is_ours = claims.get("azp", self.client.client_id) == self.client.client_id and (len(made_for) == 1 or "azp" in claims)
        given = claims.get("nonce")
        if not is_ours or not isinstance(given, str) or not hmac.compare_digest(given.encode(), nonce.encode()):
            raise ProviderRefused
        return SignedIn(name if isinstance(name, str) else "", state)

    async def _redeem(self, code: str, verifier: str) -> str:
        told = await self._endpoints()
        asked = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self._redirect,
            "code_verifier": verifier,
            "client_id": self.client.client_id,
        }
        secret = self.client.client_secret
        basic = httpx.BasicAuth(self.client.client_id, secret) if secret is not None else None
        answer = await self._ask("POST", told["token_endpoint"], data=asked, auth=basic, is_refusal=True)
        text = answer.get("id_token")
        if not isinstance(text, str):
            raise AssertionRefused
        return text

    # What the provider tells of itself

    async def _endpoints(self) -> Mapping[str, Any]:
        try:
            return await self._discovered()
        except ProviderSilent:
            raise ProviderAway from None

    async def _discovered(self) -> Mapping[str, Any]:
        now = self.clock()
        if self._told is not None and now - self._told_at < FRESH_SECONDS:
            return self._told
        if self._told is None or self._tried_at is None or now - self._tried_at >= BETWEEN_SECONDS:
            self._tried_at = now
            try:
                told = await self._ask("GET", self.client.issuer.rstrip("/") + "/.well-known/openid-configuration")
                needed = [told.get(name) for name in ("authorization_endpoint", "token_endpoint", "jwks_uri")]
                if told.get("issuer") != self.client.issuer or not all(isinstance(one, str) and is_safe(one) for one in needed):
                    raise ProviderSilent
                self._told, self._told_at = told, now
            except ProviderSilent:
                if self._told is None:
                    raise
        return self._told

    async def _fetch_keys(self) -> Mapping[str, Any]:
        return await self._ask("GET", (await self._discovered())["jwks_uri"])

    async def _ask(self, method: str, address: str, *, is_refusal: bool = False, **given: Any) -> dict[str, Any]:
        """Ask the provider for a JSON object. Raises: ProviderSilent; AssertionRefused for what it refuses, where that may be."""
        # Proxies are for the way out; a provider on this machine is asked directly.
        outward = not is_loopback(address)
        try:
            async with (
                asyncio.timeout(2 * PATIENCE),
                httpx.AsyncClient(timeout=PATIENCE, follow_redirects=False, trust_env=outward) as http,
                http.stream(method, address, headers={"Accept": "application/json"}, **given) as response,
            ):
                if is_refusal and 400 <= response.status_code < 500:
                    raise AssertionRefused
                if response.status_code != 200:
                    raise ProviderSilent
                body = b""
                async for piece in response.aiter_bytes():
                    body += piece
                    if len(body) > LARGEST_ANSWER:
                        raise ProviderSilent
            found = orjson.loads(body)
        except (httpx.HTTPError, httpx.InvalidURL, TimeoutError, ValueError) as failure:
            raise ProviderSilent from failure
        if not isinstance(found, dict):
            raise ProviderSilent
        return found

    @property
    def _redirect(self) -> str:
        return self.client.public_url.rstrip("/") + CALLBACK

    async def _cipher(self) -> Fernet:
        derived = HKDF(SHA256(), 32, salt=None, info=b"ippool sign-in 1").derive(await self.key())
        return Fernet(base64.urlsafe_b64encode(derived))


def is_loopback(address: str) -> bool:
    """Tell whether an address is on this very machine."""
    return urlsplit(address).hostname in ("127.0.0.1", "::1", "localhost")


def is_safe(address: str) -> bool:
    """Tell whether what is said at an address can be read on the way by nobody."""
    return urlsplit(address).scheme == "https" or (urlsplit(address).scheme == "http" and is_loopback(address))


def _challenge(verifier: str) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=").decode()
