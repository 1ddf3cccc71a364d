"""What an identity provider signed, a JWT: taken only where every part of it is as it must be.

The key is the one the provider publishes under the name the token gives; the algorithm is the key's, not the token's. What else a
header says about where a key may be found is not looked at. What the time is says the caller.
"""

from __future__ import annotations

import base64
import math
import re
from collections.abc import Mapping
from typing import Any

import jwt
from jwt.exceptions import PyJWTError

from ippool.auth.keys import ALGORITHMS, SigningKeys

LONGEST = 8000
_FORM = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_TYPES = (None, "jwt", "at+jwt", "application/at+jwt")
ID_TOKEN_SKEW = 60
"""Seconds by which the provider's clock may be ahead of ours where it has just signed somebody in."""


class AssertionRefused(Exception):
    """A JWT does not hold."""


def looks_like_one(text: str) -> bool:
    """Tell whether a text has the form of a JWT."""
    return text.count(".") == 2 and len(text) <= LONGEST and _FORM.fullmatch(text) is not None


async def verified(
    text: str, keys: SigningKeys, *, issuer: str, audience: str, now: float, is_id_token: bool = False
) -> Mapping[str, Any]:
    """Return the claims of a JWT that holds at a moment, in seconds since 1970. Raises: AssertionRefused, ProviderSilent."""
    try:
        header = _header(text)
        key = await keys.key(header.get("kid"))
        if key is None or header.get("alg") != key.algorithm_name:
            raise AssertionRefused
        claims = jwt.decode(
            text,
            key,
            algorithms=[key.algorithm_name],
            audience=audience,
            issuer=issuer,
            options={
                "require": ["exp", "iat", "iss", "aud", "sub"],
                # Its clock is the machine's; ours is passed in.
                "verify_exp": False,
                "verify_iat": False,
                "verify_nbf": False,
                "enforce_minimum_key_length": True,
            },
        )
    except (PyJWTError, ValueError, TypeError, RecursionError) as refused:
        raise AssertionRefused from refused
    if not _holds_at(now, claims, ID_TOKEN_SKEW if is_id_token else 0):
        raise AssertionRefused
    return claims


def _holds_at(now: float, claims: Mapping[str, Any], ahead: float) -> bool:
    moments = {name: claims[name] for name in ("exp", "iat", "nbf") if name in claims}
    return (
        all(_is_moment(moment) for moment in moments.values())
        and now < moments.pop("exp")
        and all(moment <= now + ahead for moment in moments.values())
    )


def _header(text: str) -> Mapping[str, Any]:
    if not looks_like_one(text) or not all(_is_canonical(part) for part in text.split(".")):
        raise AssertionRefused
    header = jwt.get_unverified_header(text)
    type = header.get("typ")
    if header.get("alg") not in ALGORITHMS or (type.lower() if isinstance(type, str) else type) not in _TYPES:
        raise AssertionRefused
    return header


def _is_canonical(part: str) -> bool:
    """Tell whether a part is written the one way its bytes are: else one signature would have several texts."""
    return base64.urlsafe_b64encode(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))).rstrip(b"=").decode() == part


def _is_moment(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and math.isfinite(value)
