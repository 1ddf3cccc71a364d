"""Hostile requests of our own: bodies and heads that are not what they say, written byte by byte."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass

JSON = "application/json"
REFUSED_BY_THE_SERVER = (400, 413, 414, 431, 501)
"""What the HTTP server itself answers, before any application is asked: without a body, so without a code."""


@dataclass(frozen=True)
class Raw:
    """One request. Shape: `status` are those it may end with, None: cut; an answer of the application has a code besides."""

    name: str
    data: bytes
    status: tuple[int | None, ...]


def head(
    method: str = "POST", path: str = "/graphql", *, length: int | None = None, kind: str | None = JSON, **headers: str
) -> bytes:
    lines = [f"{method} {path} HTTP/1.1", "Host: ippool.test", "Connection: close"]
    if kind is not None:
        lines.append(f"Content-Type: {kind}")
    if length is not None:
        lines.append(f"Content-Length: {length}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return "\r\n".join(lines).encode() + b"\r\n\r\n"


def post(body: bytes, *, kind: str = JSON, **headers: str) -> bytes:
    return head(length=len(body), kind=kind, **headers) + body


def many_headers() -> bytes:
    return b"".join(b"X-%d: 1\r\n" % number for number in range(5000))


def chunked(*pieces: bytes) -> bytes:
    return b"".join(b"%x\r\n%s\r\n" % (len(piece), piece) for piece in pieces) + b"0\r\n\r\n"


HELLO = b'{"query": "{ __typename }"}'
DEEP = b'{"query": "{ __typename }", "variables": {"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}}"
FORM = "multipart/form-data; boundary=x"


def requests() -> Iterator[Raw]:
    """All of them."""
    yield from _bodies()
    yield from _heads()


def _bodies() -> Iterator[Raw]:
    yield Raw("no body", post(b""), (400,))
    yield Raw("no JSON", post(b"hello"), (400,))
    yield Raw("JSON of a number", post(b"5"), (400,))
    yield Raw("JSON of a list", post(b"[" + HELLO + b"]"), (400,))
    yield Raw("a thousand operations in a list", post(b"[" + b",".join([HELLO] * 1000) + b"]"), (400,))
    yield Raw("a list 100,000 deep", post(DEEP), (400,))
    yield Raw(
        "an integer of a million digits", post(b'{"query": "{ __typename }", "variables": {"a": ' + b"9" * 200_000 + b"}}"), (400,)
    )
    yield Raw("NaN", post(b'{"query": "{ __typename }", "variables": {"a": NaN}}'), (400,))
    yield Raw("1e999999", post(b'{"query": "{ __typename }", "variables": {"a": 1e999999}}'), (400,))
    yield Raw("no UTF-8", post(b'{"query": "\xff\xfe"}'), (400,))
    yield Raw("UTF-16", post(HELLO.decode().encode("utf-16")), (400,))
    yield Raw("UTF-16, said", post(HELLO.decode().encode("utf-16"), kind=f"{JSON}; charset=utf-16"), (415,))
    yield Raw("Shift_JIS", post('{"query": "{ 電池 }"}'.encode("shift_jis")), (400,))
    yield Raw("half of a surrogate pair", post(b'{"query": "\\ud800"}'), (400,))
    yield Raw("gzip", post(gzip.compress(HELLO), Content_Encoding="gzip"), (400, 415))
    yield Raw("a bomb of gzip", post(gzip.compress(b" " * 10**7), Content_Encoding="gzip"), (400, 415))
    yield Raw("the same key twice", post(b'{"query": "{ __typename }", "query": 5}'), (400,))
    yield Raw("10,000 keys", post(json.dumps({f"k{n}": n for n in range(10_000)}).encode()), (400,))
    yield Raw("a query that is a list", post(b'{"query": ["{ __typename }"]}'), (400,))
    yield Raw("variables that are a text", post(b'{"query": "{ __typename }", "variables": "{}"}'), (400,))
    yield Raw("300 kB", post(b'{"query": "{ __typename }", "a": "' + b"x" * 300_000 + b'"}'), (413,))
    yield Raw("100 MB, said", head(length=100_000_000) + b"x" * 1000, (413,))
    yield Raw("300 kB in pieces", head(Transfer_Encoding="chunked") + chunked(*[b"x" * 10_000] * 30), (413,))
    yield Raw("a form", post(b"query=%7B__typename%7D", kind="application/x-www-form-urlencoded"), (415,))
    yield Raw("plain text", post(HELLO, kind="text/plain"), (415,))
    yield Raw("no kind", post(HELLO, kind=""), (415,))
    yield Raw("files of nobody", post(b"--x--\r\n", kind=FORM, graphql_preflight="1"), (401,))
    yield Raw("files without asking first", post(b"--x--\r\n", kind=FORM), (400, 401))
    yield Raw(
        "a boundary of 5,000 letters",
        post(b"", kind="multipart/form-data; boundary=" + "x" * 5000, graphql_preflight="1"),
        (400, 401),
    )


def _heads() -> Iterator[Raw]:
    query = "/graphql?query=%7B__typename%7D"
    yield Raw("a GET of 60 kB", head("GET", f"{query}%23{'x' * 60_000}", kind=None), (414,))
    yield Raw("a GET of 500 kB", head("GET", f"{query}%23{'x' * 500_000}", kind=None), REFUSED_BY_THE_SERVER)
    yield Raw("a mutation by GET", head("GET", "/graphql?query=mutation%7B__typename%7D", kind=None), (405,))
    yield Raw("variables by GET that are no JSON", head("GET", f"{query}&variables=%7B", kind=None), (400,))
    yield Raw("10,000 parameters", head("GET", query + "".join(f"&p{n}=1" for n in range(3000)), kind=None), (414, 400, 200))
    yield Raw("5,000 headers", head("GET", query, kind=None).replace(b"Host:", many_headers() + b"Host:"), REFUSED_BY_THE_SERVER)
    yield Raw("a header of 1 MB", head("GET", query, kind=None, X="x" * 1_000_000), REFUSED_BY_THE_SERVER)
    yield Raw("PUT", head("PUT", length=0), (405,))
    yield Raw("DELETE", head("DELETE", kind=None), (405,))
    yield Raw("TRACE", head("TRACE", kind=None), (404, 405))
    yield Raw("an unknown method", head("X" * 200, kind=None), (400, 404, 405, 501))
    yield Raw("HEAD", head("HEAD", kind=None), (405,))
    yield Raw(
        "a WebSocket", head("GET", kind=None, Upgrade="websocket", Sec_WebSocket_Version="13", Sec_WebSocket_Key="x" * 24), (400,)
    )
    yield Raw("HTTP/2 at once", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", (None,))
    yield Raw("no HTTP", b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"x" * 200, REFUSED_BY_THE_SERVER)
    yield Raw("two lengths", post(HELLO).replace(b"Host:", b"Content-Length: 3\r\nHost:"), REFUSED_BY_THE_SERVER)
    yield Raw("a length of -1", post(HELLO).replace(b"Content-Length: ", b"Content-Length: -"), REFUSED_BY_THE_SERVER)
    smuggled = head(length=3, Transfer_Encoding="chunked") + chunked(HELLO)
    yield Raw("a length and pieces", smuggled, (200, *REFUSED_BY_THE_SERVER))
    yield Raw("an unknown token", post(HELLO, Authorization="Bearer " + "x" * 43), (401,))
    yield Raw("a token of 8 kB", post(HELLO, Authorization="Bearer " + "x" * 8192), (401,))
    yield Raw("a token of another scheme", post(HELLO, Authorization="Basic eDp4"), (401,))
    yield Raw("a token of NUL", post(HELLO, Authorization="Bearer a%00b"), (401,))
    yield Raw("a path out of the folder", head("GET", "/../../etc/passwd", kind=None), (404,))
    yield Raw("a page without end", head("GET", "/?q=" + "x" * 100_000, kind=None), (200, 303, 400, 414))
