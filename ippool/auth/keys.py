"""The identity provider's signing keys: fetched when they are needed, kept a while, fetched again when an unknown one is named.

Whoever makes up key names brings about one fetch in half a minute, and keeps nobody with a known key waiting.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from jwt import PyJWK
from jwt.exceptions import PyJWTError

log = logging.getLogger("ippool.auth")

FRESH_SECONDS = 600.0
"""How long keys are used without a look whether they still hold: who withdraws a key waits for this at most."""
STALE_SECONDS = 3600.0
"""How long they are used while the provider does not answer."""
BETWEEN_SECONDS = 30.0
"""Between two fetches."""

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures that are taken: by a private key each. A shared secret signs nothing here."""

SMALLEST_RSA = 2048
LONGEST_NAME = 200


class ProviderSilent(Exception):
    """The identity provider does not answer, or not as it should; whether a token holds cannot be told."""


@dataclass
class SigningKeys:
    """The keys of one provider. `fetch` gets its JWK set; `clock` in seconds."""

    fetch: Callable[[], Awaitable[Mapping[str, Any]]]
    clock: Callable[[], float] = time.monotonic
    _kept: dict[str, PyJWK] = field(default_factory=dict)
    _fetched: float | None = None
    _tried: float | None = None
    _lock: asyncio.Lock = field(default_factory=asyncio.Lock)

    async def key(self, name: object) -> PyJWK | None:
        """Return the key of a name; None where the provider has none such. Raises: ProviderSilent."""
        if not isinstance(name, str) or not 0 < len(name) <= LONGEST_NAME:
            return None
        if name not in self._kept or not self._is_younger(FRESH_SECONDS):
            await self._look_again(name)
        if not self._is_younger(STALE_SECONDS):
            raise ProviderSilent
        return self._kept.get(name)

    def _is_younger(self, seconds: float) -> bool:
        return self._fetched is not None and self.clock() - self._fetched < seconds

    async def _look_again(self, name: str) -> None:
        async with self._lock:
            if name in self._kept and self._is_younger(FRESH_SECONDS):
                return
            if self._tried is not None and self.clock() - self._tried < BETWEEN_SECONDS:
                return
            self._tried = self.clock()
            try:
                self._kept = usable(await self.fetch())
            except ProviderSilent:
                log.warning("the identity provider's keys could not be fetched")
                return
            self._fetched = self.clock()


def usable(jwks: Mapping[str, Any]) -> dict[str, PyJWK]:
    """Return the keys of a JWK set that may sign, by name: public ones for signatures, large enough, each name once."""
    given = jwks.get("keys")
    entries = [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []
    names = Counter(one.get("kid") for one in entries if isinstance(one.get("kid"), str))
    found = {}
    for entry in entries:
        name = entry.get("kid")
        if not isinstance(name, str) or names[name] > 1 or entry.get("kty") not in ("RSA", "EC", "OKP"):
            continue
        if entry.get("use", "sig") != "sig" or "verify" not in entry.get("key_ops", ["verify"]):
            continue
        try:
            key = PyJWK({member: value for member, value in entry.items() if member != "d"})
        except (PyJWTError, ValueError, TypeError):
            continue
        is_small = isinstance(key.key, RSAPublicKey) and key.key.key_size < SMALLEST_RSA
        if key.algorithm_name in ALGORITHMS and not is_small:
            found[name] = key
    return found
