"""Every form of a bad token that is tried: none of them may be taken for anybody.

Each form makes what is sent out of what is there: a provider with its keys, a good token of each kind, and what was good once.
"""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any, Concatenate, ParamSpec
from urllib.parse import quote

import jwt
from cryptography.hazmat.primitives import hmac
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.auth.identity_provider import AUDIENCE, CLIENT_ID, IdentityProvider, Key


@dataclass(frozen=True)
class In:
    """So many seconds after the moment at which a token is signed, which may be long after the tests were gathered."""

    seconds: int


def resolved(claims: dict[str, Any]) -> dict[str, Any]:
    """Put moments in the place of what is so many seconds from now."""
    now = int(time.time())
    return {name: now + value.seconds if isinstance(value, In) else value for name, value in claims.items()}


@dataclass(frozen=True)
class Sent:
    """What is sent. `refused`: told that the token does not hold; else it is no token at all, and the caller is nobody."""

    headers: list[tuple[str, str]] = field(default_factory=list)
    path: str = "/graphql"
    refused: bool = True


@dataclass
class Material:
    """What forms are made of. Shape: `once` holds secrets that were good once, by what became of them."""

    provider: IdentityProvider
    stranger: Key
    weak: Key
    good: str
    session: str
    once: dict[str, str]

    @property
    def jwt(self) -> str:
        return self.provider.token()


def bearer(text: str) -> Sent:
    return Sent([("Authorization", f"Bearer {text}")])


def part(content: Any) -> str:
    text = content if isinstance(content, bytes) else json.dumps(content).encode()
    return base64.urlsafe_b64encode(text).rstrip(b"=").decode()


def unsigned(m: Material, algorithm: Any, signature: str = "", **header: Any) -> str:
    return f"{part({'alg': algorithm, 'kid': 'first', **header})}.{part(m.provider.claims())}.{signature}"


def by_secret(m: Material, secret: bytes, algorithm: str = "HS256") -> str:
    """Sign with a shared secret: the confusion of a public key with one."""
    text = f"{part({'alg': algorithm, 'kid': 'first', 'typ': 'JWT'})}.{part(m.provider.claims())}"
    mac = hmac.HMAC(secret, SHA256())
    mac.update(text.encode())
    return f"{text}.{part(mac.finalize())}"


def public(m: Material) -> bytes:
    found: bytes = m.provider.keys[0].private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    return found


def swapped(text: str, place: int, content: Any) -> str:
    parts = text.split(".")
    parts[place] = content if isinstance(content, str) else part(content)
    return ".".join(parts)


def respelled(text: str) -> str:
    """Write the same signature with other bits in its last character, which stand for nothing."""
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    return text[:-1] + letters[letters.index(text[-1]) ^ 1]


Form = Callable[[Material], Sent]
Rest = ParamSpec("Rest")


def _by(make: Callable[Concatenate[Material, Rest], Sent], *rest: Rest.args, **named: Rest.kwargs) -> Form:
    """Return the form that a way of making one comes to."""
    return lambda material: make(material, *rest, **named)


def claiming(m: Material, changed: dict[str, Any]) -> Sent:
    return bearer(m.provider.token(**_own(m, changed)))


def made(m: Material, make: Callable[[Material], str]) -> Sent:
    return bearer(make(m))


def in_address(m: Material, name: str) -> Sent:
    return Sent(path=f"/graphql?{name}={m.good}", refused=False)


def in_cookie(m: Material, name: str, kind: str) -> Sent:
    return Sent([("Cookie", f"{name}={getattr(m, kind)}")], refused=False)


def in_header(m: Material, name: str, value: str) -> Sent:
    return Sent([(name, value)], refused=False)


def good_in_header(m: Material, name: str) -> Sent:
    return in_header(m, name, f"Bearer {m.good}")


def forms() -> Iterator[tuple[str, Form]]:
    """Every form by its name."""
    claims: dict[str, dict[str, Any]] = {
        "expired by a second": {"exp": In(-1)},
        "expired long ago": {"iat": In(-9000), "nbf": In(-9000), "exp": In(-8000)},
        "expires this very second": {"exp": In(0)},
        "never expires": {"exp": None},
        "expires at no number": {"exp": "soon"},
        "expires at a numeral": {"exp": str(int(time.time()) + 10**6)},
        "expires at true": {"exp": True},
        "expires at infinity": {"exp": float("inf")},
        "expires before the year 1": {"exp": -(10**30)},
        "not valid for another minute": {"nbf": In(60)},
        "issued in a minute": {"iat": In(60)},
        "issued at no time": {"iat": None},
        "another audience": {"aud": "https://other.test/api"},
        "made for the web client, as an ID token is": {"aud": CLIENT_ID},
        "no audience": {"aud": None},
        "an empty audience": {"aud": ""},
        "audiences without ours": {"aud": ["https://a.test", "https://b.test"]},
        "a part of the audience": {"aud": AUDIENCE[:-1]},
        "the audience in capitals": {"aud": AUDIENCE.upper()},
        "an object as audience": {"aud": {AUDIENCE: True}},
        "another issuer": {"iss": "https://evil.test"},
        "the issuer with a slash": {"iss": "/"},
        "no issuer": {"iss": None},
        "issuers as a list": {"iss": ["https://evil.test"]},
        "no subject": {"sub": None},
        "a subject nobody has": {"sub": "nobody"},
        "an empty subject": {"sub": ""},
        "a number as subject": {"sub": 7},
        "a list as subject": {"sub": ["b-viewer"]},
        "a subject with NUL": {"sub": "b-viewer\0"},
        "a subject that is a condition": {"sub": "x' or 'a'='a"},
        "a subject of 5 kB": {"sub": "b" * 5000},
        "a subject in capitals": {"sub": "B-VIEWER"},
        "whose appointment has ended": {"sub": "ended"},
        "whose appointment has not begun": {"sub": "coming"},
    }
    for name, changed in claims.items():
        yield name, _by(claiming, changed)
    signed: dict[str, Callable[[Material], str]] = {
        "alg none": lambda m: unsigned(m, "none", "x"),
        "alg none, no signature": lambda m: unsigned(m, "none"),
        "alg NoNe": lambda m: unsigned(m, "NoNe", "x"),
        "no alg": lambda m: unsigned(m, None, "x"),
        "alg as a list": lambda m: unsigned(m, ["RS256"], "x"),
        "the public key as a shared secret": lambda m: by_secret(m, public(m)),
        "the JWK as a shared secret": lambda m: by_secret(m, json.dumps(m.provider.keys[0].jwk).encode()),
        "an empty shared secret": lambda m: by_secret(m, b""),
        "a stranger's key under our key's name": lambda m: m.provider.token(key=Key("first", "RS256", m.stranger.private)),
        "a stranger's key under its own name": lambda m: m.provider.token(key=m.stranger),
        "a stranger's key in the header": lambda m: m.provider.token(
            key=m.stranger, headers={"kid": "first", "jwk": m.stranger.jwk}
        ),
        "a stranger's address for keys": lambda m: m.provider.token(key=m.stranger, headers={"jku": "http://127.0.0.1:9/keys"}),
        "another algorithm of the key": lambda m: m.provider.token(key=Key("first", "RS512", m.provider.keys[0].private)),
        "PS256 with the key": lambda m: m.provider.token(key=Key("first", "PS256", m.provider.keys[0].private)),
        "a key that is too small": lambda m: m.provider.token(key=m.weak),
        "a key that signs nothing": lambda m: m.provider.token(key=Key("encrypting", "RS256", m.stranger.private)),
        "a key's name as a path": lambda m: m.provider.token(headers={"kid": "../../../../dev/null"}),
        "a key's name as a path, signed with nothing": lambda m: swapped(
            by_secret(m, b""), 0, {"alg": "HS256", "kid": "/dev/null"}
        ),
        "a key's name as a statement": lambda m: m.provider.token(headers={"kid": "x' union select 'k"}),
        "no key's name": lambda m: swapped(m.jwt, 0, {"alg": "RS256"}),
        "a key's name of 8 kB": lambda m: m.provider.token(headers={"kid": "k" * 7000}),
        "a critical extension": lambda m: m.provider.token(headers={"crit": ["x"], "x": 1}),
        "a detached payload": lambda m: m.provider.token(headers={"b64": False, "crit": ["b64"]}),
        "another type": lambda m: m.provider.token(headers={"typ": "logout+jwt"}),
        "a type that is a number": lambda m: swapped(m.jwt, 0, {"alg": "RS256", "kid": "first", "typ": 7}),
        "the payload of another": lambda m: swapped(m.jwt, 1, m.provider.claims(sub="officer")),
        "the signature of another": lambda m: swapped(m.jwt, 2, m.provider.token(sub="student").split(".")[2]),
        "truncated by a character": lambda m: m.jwt[:-1],
        "truncated by its signature": lambda m: m.jwt.rsplit(".", 1)[0],
        "with an empty signature": lambda m: m.jwt.rsplit(".", 1)[0] + ".",
        "the signature spelled otherwise": lambda m: respelled(m.jwt),
        "padded": lambda m: m.jwt + "==",
        "with a fourth part": lambda m: m.jwt + ".x",
        "with a blank inside": lambda m: m.jwt.replace(".", ". ", 1),
        "a payload that is no object": lambda m: jwt.encode({}, m.provider.keys[0].private, "RS256", {"kid": "first"}),
        "a payload nested deep": lambda m: swapped(m.jwt, 1, b"[" * 4000),
        "a header that is no JSON": lambda m: swapped(m.jwt, 0, b"\xff{"),
        "of 8 kB": lambda m: m.provider.token(padding="x" * 8192),
        "three parts of nothing": lambda m: "..",
    }
    for name, make in signed.items():
        yield name, _by(made, make)
    owned: dict[str, Callable[[Material], str]] = {
        "revoked": lambda m: m.once["revoked"],
        "its own, expired by a second": lambda m: m.once["expired"],
        "its user's appointment has ended": lambda m: m.once["ended"],
        "its user's appointment has not begun": lambda m: m.once["coming"],
        "of another registry": lambda m: "ippool_" + "x" * 43,
        "its own, truncated by a character": lambda m: m.good[:-1],
        "its own and a character": lambda m: m.good + "x",
        "its own in capitals": lambda m: m.good.upper(),
        "its own without the beginning": lambda m: m.good.removeprefix("ippool_"),
        "its hash": lambda m: m.once["hash"],
        "its id": lambda m: m.once["id"],
        "a session's secret": lambda m: m.session,
        "a pattern": lambda m: "ippool_%",
        "its own of 8 kB": lambda m: m.good + "x" * 8192,
        "nothing": lambda m: "",
        "two of them": lambda m: f"{m.good}, {m.good}",
    }
    for name, make in owned.items():
        yield name, _by(made, make)
    yield "of another scheme", lambda m: Sent([("Authorization", f"Basic {m.good}")])
    yield "of no scheme", lambda m: Sent([("Authorization", m.good)])
    yield "in two headers", lambda m: Sent([("Authorization", f"Bearer {m.good}"), ("Authorization", "Bearer x")])
    for name in ("access_token", "token", "authorization", "api_key"):
        yield f"in the address as {name}", _by(in_address, name)
    yield "a JWT in the address", lambda m: Sent(path=f"/graphql?access_token={quote(m.jwt)}", refused=False)
    for name in ("ippool_token", "Authorization", "session"):
        for kind in ("good", "session", "jwt"):
            yield f"in the cookie {name}: {kind}", _by(in_cookie, name, kind)
    forged = {
        "X-User-ID": "officer",
        "X-Forwarded-User": "officer",
        "X-Remote-User": "officer",
        "Remote-User": "officer",
        "X-Forwarded-For": "127.0.0.1",
        "X-Forwarded-Proto": "https",
        "Forwarded": "for=127.0.0.1;proto=https",
        "X-Real-IP": "127.0.0.1",
        "X-Original-User": "officer",
        "X-Role": "IP_OFFICER",
        "X-SSL-Client-Verify": "SUCCESS",
    }
    for name, value in forged.items():
        yield f"forged {name}", _by(in_header, name, value)
    for name in ("X-Authorization", "Proxy-Authorization", "X-Api-Key", "X-Forwarded-Access-Token"):
        yield f"a good one in {name}", _by(good_in_header, name)


def _own(m: Material, changed: dict[str, Any]) -> dict[str, Any]:
    return resolved({**changed, "iss": m.provider.issuer + "/"} if changed.get("iss") == "/" else changed)
