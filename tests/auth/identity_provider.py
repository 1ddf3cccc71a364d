"""An identity provider of the tests' own: real HTTP on 127.0.0.1, its own keys, which it can change.

Whoever comes to its sign-in page is the person it is told to expect, and is sent back at once. It answers as providers do: a code
is good once, for the client and the PKCE challenge it was given to.
"""

from __future__ import annotations

import base64
import hashlib
import json
import secrets
import time
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from jwt.algorithms import ECAlgorithm, RSAAlgorithm
from jwt.warnings import InsecureKeyLengthWarning

CLIENT_ID, CLIENT_SECRET = "ippool-web", "the client's own secret"
AUDIENCE = "https://ippool.test/api"
PUBLIC_URL = "http://ippool.test"


@dataclass(frozen=True)
class Key:
    """A key: its name, its algorithm, its private half, and what the provider says it is for."""

    name: str
    algorithm: str
    private: Any
    use: str = "sig"

    @classmethod
    def rsa(cls, name: str, size: int = 2048) -> Key:
        return cls(name, "RS256", rsa.generate_private_key(public_exponent=65537, key_size=size))

    @classmethod
    def ec(cls, name: str) -> Key:
        return cls(name, "ES256", ec.generate_private_key(ec.SECP256R1()))

    @property
    def jwk(self) -> dict[str, Any]:
        writer = RSAAlgorithm if self.algorithm == "RS256" else ECAlgorithm
        return {
            **writer.to_jwk(self.private.public_key(), as_dict=True),
            "kid": self.name,
            "alg": self.algorithm,
            "use": self.use,
        }


@dataclass
class IdentityProvider:
    """A running provider. Shape: `person` is who signs in next; `spoilt` changes the claims of the next ID token."""

    issuer: str
    keys: list[Key]
    person: dict[str, Any] = field(default_factory=dict)
    spoilt: dict[str, Any] = field(default_factory=dict)
    is_down: bool = False
    asked: list[str] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)

    def claims(self, **changed: Any) -> dict[str, Any]:
        """The claims of an access token that holds; a claim changed to None is left out."""
        now = int(time.time())
        usual = {"iss": self.issuer, "aud": AUDIENCE, "sub": "b-viewer", "iat": now - 5, "nbf": now - 5, "exp": now + 300}
        return {name: value for name, value in {**usual, **changed}.items() if value is not None}

    def token(self, *, key: Key | None = None, headers: dict[str, Any] | None = None, **changed: Any) -> str:
        """Sign an access token."""
        key = key or self.keys[0]
        claims = json.dumps(self.claims(**changed)).encode()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", InsecureKeyLengthWarning)
            return jwt.PyJWS().encode(claims, key.private, key.algorithm, {"kid": key.name, "typ": "at+jwt", **(headers or {})})

    def discovery(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        }

    def authorize(self, asked: dict[str, str]) -> str:
        """Let the person in: where to send the browser."""
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT_ID
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = secrets.token_urlsafe(16)
        self.codes[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state'], 'iss': self.issuer})}"

    def redeem(self, asked: dict[str, str], authorization: str) -> dict[str, Any] | None:
        """Give an ID token for a code, once; None where the client or its proof is wrong."""
        given = self.codes.pop(asked.get("code", ""), None)
        proof = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        challenge = hashlib.sha256(asked.get("code_verifier", "").encode()).digest()
        if (
            given is None
            or asked.get("grant_type") != "authorization_code"
            or asked.get("redirect_uri") != given["redirect_uri"]
            or authorization != f"Basic {proof}"
            or base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() != given["code_challenge"]
        ):
            return None
        claims = {**self.claims(aud=CLIENT_ID, nbf=None, nonce=given["nonce"], **self.person), **self.spoilt}
        key = self.keys[0]
        text = jwt.encode({k: v for k, v in claims.items() if v is not None}, key.private, key.algorithm, {"kid": key.name})
        return {"access_token": "opaque", "token_type": "Bearer", "id_token": text}


@contextmanager
def running() -> Iterator[IdentityProvider]:
    """Have a provider as long as it is needed."""
    provider: IdentityProvider

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            provider.asked.append(parts.path)
            if parts.path == "/authorize":
                asked = {name: values[0] for name, values in parse_qs(parts.query).items()}
                self.send_response(302)
                self.send_header("Location", provider.authorize(asked))
                self.end_headers()
                return
            keys = {"keys": [key.jwk for key in provider.keys]}
            self._answer({"/.well-known/openid-configuration": provider.discovery(), "/keys": keys}[parts.path])

        def do_POST(self) -> None:
            provider.asked.append(self.path)
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            asked = {name: values[0] for name, values in parse_qs(body).items()}
            self._answer(provider.redeem(asked, self.headers.get("Authorization", "")))

        def _answer(self, told: dict[str, Any] | None) -> None:
            status = 503 if provider.is_down else 400 if told is None else 200
            body = json.dumps(told if status == 200 else {"error": "invalid_grant"}).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Answering) as server:
        provider = IdentityProvider(f"http://127.0.0.1:{server.server_port}", [Key.rsa("first")])
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
        thread.start()
        try:
            yield provider
        finally:
            server.shutdown()
            thread.join()
