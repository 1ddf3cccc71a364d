"""The door with files on a place of its own, over a schema that measures what it gets; and bodies to send to it, part by part."""

from __future__ import annotations

import hashlib
import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import strawberry
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar, Request

from ippool.domain.words import Words
from ippool.graphql.conduct import Schema
from ippool.graphql.door import make_controller
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.uploads import Uploaded, Uploads
from ippool.store.spool import Room

LIMIT = 3 * 2**20
PATIENCE = 0.2


@strawberry.input
class Sent:
    files: list[Uploaded]
    note: str | None = None


@strawberry.type
class File:
    name: str
    size: int
    sha256: str
    kept: bool
    whole: bool


def measure(file: Uploaded) -> File:
    content = file.path.read_bytes() if file.path is not None else b""
    is_whole = len(content) == file.size and hashlib.sha256(content).hexdigest() == file.sha256
    return File(name=file.name, size=file.size, sha256=file.sha256, kept=file.path is not None, whole=is_whole)


@strawberry.type
class Query:
    @strawberry.field
    def hello(self) -> str:
        return "hello"


@strawberry.type
class Mutation:
    @strawberry.mutation
    def measure(self, input: Sent) -> list[File]:
        return [measure(file) for file in input.files]

    @strawberry.mutation
    def one(self, file: Uploaded | None = None) -> File | None:
        return measure(file) if file is not None else None

    @strawberry.mutation
    def fails(self, file: Uploaded) -> bool:
        raise RuntimeError("a defect of ours")

    @strawberry.mutation
    def takes(self, file: Uploaded) -> bool:
        assert file.shelf is not None
        file.shelf.take()
        TAKEN.append(file)
        return True


TAKEN: list[Uploaded] = []
ROLES = {"officer": True, "member": False}


async def context(request: Request[Any, Any, Any]) -> str:
    return request.headers.get("authorization", "")


def admit(role: str) -> bool:
    if role not in ROLES:
        raise ClientError(Code.UNAUTHENTICATED, Words("ja", "en"), status=401)
    return ROLES[role]


class Door:
    """The door with files, on a place of its own."""

    def __init__(self, place: Path) -> None:
        self.place = place
        self.room = Room(place)
        schema = Schema(Query, Mutation)
        uploads = Uploads(self.room, admit, LIMIT, PATIENCE)
        self.app = Litestar([make_controller(schema, http_context=context, uploads=uploads)], openapi_config=None)

    async def send(
        self, body: bytes | AsyncIterator[bytes], kind: str = "multipart/form-data; boundary=x", **headers: str
    ) -> Response:
        sent = {"content-type": kind, "authorization": "officer", "graphql-preflight": "1", **headers}
        app: Any = self.app
        async with AsyncClient(transport=ASGITransport(app), base_url="http://ippool.test") as client:
            return await client.post("/graphql", content=body, headers={name: value for name, value in sent.items() if value})

    @property
    def left(self) -> list[str]:
        return sorted(path.name for path in self.place.glob("*/*") if path.name != "lock")


def part(name: str, content: bytes, *headers: str, filename: str | None = None) -> bytes:
    given = f'; filename="{filename}"' if filename is not None else ""
    lines = [f'Content-Disposition: form-data; name="{name}"{given}', *headers]
    return b"--x\r\n" + "".join(f"{line}\r\n" for line in lines).encode() + b"\r\n" + content + b"\r\n"


END = b"--x--\r\n"
MEASURE = "mutation ($input: Sent!) { measure(input: $input) { name size sha256 kept whole } }"


def operations(count: int = 1, query: str = MEASURE, **variables: Any) -> bytes:
    return part("operations", json.dumps({"query": query, "variables": variables or {"input": {"files": [None] * count}}}).encode())


def mapped(*paths: str, **places: Any) -> bytes:
    return part("map", json.dumps({str(at): [path] for at, path in enumerate(paths)} | places).encode())


FIRST = "variables.input.files.0"
FILE = part("0", b"content", filename="a.csv")


def code(answer: Response) -> str:
    (error,) = answer.json()["errors"]
    assert set(error["extensions"].get("messages", ())) == {"ja", "en"} or error["extensions"]["code"].startswith("GRAPHQL")
    found: str = error["extensions"]["code"]
    return found
