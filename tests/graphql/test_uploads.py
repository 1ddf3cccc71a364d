"""Files beside an operation: the multipart request convention, what is refused of it, and that nothing is left on disk."""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import time
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import strawberry
from httpx import ASGITransport, AsyncClient, Response
from litestar import Litestar, Request

from ippool.domain.words import Words
from ippool.graphql.conduct import Schema
from ippool.graphql.door import make_controller
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.uploads import TEXT_LIMIT, Uploaded, Uploads
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


@pytest.fixture
def door(tmp_path: Path) -> Iterable[Door]:
    found = Door(tmp_path)
    yield found
    found.room.close()
    assert list(tmp_path.iterdir()) == []


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


async def test_files_are_on_disk_while_the_operation_runs_and_gone_after(door: Door) -> None:
    large = os.urandom(2 * 2**20 + 17)
    body = operations(3) + mapped(*(f"variables.input.files.{at}" for at in range(3)))
    body += part("0", large, "Content-Type: text/csv", filename="特実_国内文献.csv") + part("1", b"", filename="empty")
    answer = await door.send(body + part("2", b"\r\n--y\r", filename="a b%22.csv") + END)
    assert answer.json()["data"]["measure"] == [
        {"name": name, "size": len(content), "sha256": hashlib.sha256(content).hexdigest(), "kept": True, "whole": True}
        for name, content in (("特実_国内文献.csv", large), ("empty", b""), ('a b".csv', b"\r\n--y\r"))
    ]
    assert door.left == []


async def test_a_body_in_single_bytes_and_one_without_a_length_are_read_alike(door: Door) -> None:
    body = operations() + mapped(FIRST) + FILE + END

    async def bytewise() -> AsyncIterator[bytes]:
        for at in range(len(body)):
            yield body[at : at + 1]

    whole, slow = await door.send(body), await door.send(bytewise())
    assert whole.content == slow.content
    assert whole.json()["data"]["measure"][0]["size"] == 7


async def test_one_file_in_two_places_and_one_where_null_may_be(door: Door) -> None:
    query = "mutation ($a: Upload, $b: Upload) { a: one(file: $a) { size } b: one(file: $b) { size } }"
    body = operations(query=query, a=None, b=None) + part("map", b'{"f": ["variables.a", "variables.b"]}')
    answer = await door.send(body + part("f", b"12345", filename="f") + END)
    assert answer.json() == {"data": {"a": {"size": 5}, "b": {"size": 5}}}


async def test_without_files_json_is_as_ever(door: Door) -> None:
    answer = await door.send(b'{"query": "{ hello }"}', "application/json")
    assert answer.json() == {"data": {"hello": "hello"}}
    answer = await door.send(json.dumps({"query": MEASURE, "variables": {"input": {"files": ["a"]}}}).encode(), "application/json")
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_query_comes_with_files_too_but_not_by_get(door: Door) -> None:
    body = part("operations", b'{"query": "{ hello }"}') + part("map", b"{}") + END
    assert (await door.send(body)).json() == {"data": {"hello": "hello"}}
    app: Any = door.app
    async with AsyncClient(transport=ASGITransport(app), base_url="http://ippool.test") as client:
        answer = await client.request("GET", "/graphql", content=body, headers={"content-type": "multipart/form-data; boundary=x"})
    assert answer.status_code == 400


# Who may


async def test_who_may_send_nothing_is_refused_before_anything_is_read(door: Door) -> None:
    read: list[bytes] = []

    async def body() -> AsyncIterator[bytes]:
        read.append(b"")
        yield operations()

    answer = await door.send(body(), authorization="")
    assert (answer.status_code, code(answer)) == (401, "UNAUTHENTICATED")
    assert read == []


async def test_of_who_may_not_import_the_files_are_read_and_thrown_away(door: Door) -> None:
    answer = await door.send(operations() + mapped(FIRST) + FILE + END, authorization="member")
    assert answer.json()["data"]["measure"] == [{"name": "a.csv", "size": 7, "sha256": "", "kept": False, "whole": False}]
    assert list(door.place.rglob("1")) == []


@pytest.mark.parametrize("header", ["graphql-preflight", "apollo-require-preflight", "x-requested-with", ""])
async def test_a_header_is_asked_for_that_no_foreign_page_sends_unasked(door: Door, header: str) -> None:
    headers = {"graphql-preflight": "", **({header: "yes"} if header else {})}
    answer = await door.send(operations() + mapped(FIRST) + FILE + END, **headers)
    if "preflight" in header:
        assert "errors" not in answer.json()
    else:
        assert (answer.status_code, code(answer)) == (400, "PREFLIGHT_REQUIRED")
        assert "`graphql-preflight`" in answer.json()["errors"][0]["message"]


# Whose files, and for how long


async def test_a_failure_leaves_nothing(door: Door) -> None:
    body = operations(query="mutation ($f: Upload!) { fails(file: $f) }", f=None) + mapped("variables.f") + FILE + END
    assert code(await door.send(body)) == "INTERNAL"
    assert door.left == []
    body = operations(query="mutation ($f: Upload!) { unknown(file: $f) }", f=None) + mapped("variables.f") + FILE + END
    assert code(await door.send(body)) == "GRAPHQL_VALIDATION_FAILED"
    assert door.left == []


async def test_a_file_that_is_taken_stays_until_it_is_given_back(door: Door) -> None:
    body = operations(query="mutation ($f: Upload!) { takes(file: $f) }", f=None) + mapped("variables.f") + FILE + END
    assert (await door.send(body)).json() == {"data": {"takes": True}}
    file = TAKEN.pop()
    assert file.path is not None
    assert file.shelf is not None
    assert file.path.read_bytes() == b"content"
    assert file.path.stat().st_mode & 0o077 == 0 or file.path.parent.parent.stat().st_mode & 0o077 == 0
    file.shelf.give_back()
    assert door.left == []


def test_a_room_that_a_process_left_behind_is_cleared_and_no_other_one(tmp_path: Path) -> None:
    alive, left, strange = Room(tmp_path), tmp_path / "ippool-sent-left", tmp_path / "ippool-sent.txt"
    alive.shelf()
    (left / "1").mkdir(parents=True)
    (left / "1" / "1").write_bytes(b"content")
    (left / "lock").touch()
    strange.write_bytes(b"")
    (tmp_path / "ippool-sent-link").symlink_to(tmp_path)
    room = Room(tmp_path)
    assert room.clear_left() == 1
    assert not left.exists()
    assert len(list(tmp_path.glob("ippool-sent-*/1"))) == 1
    alive.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["ippool-sent-link", "ippool-sent.txt"]


# Hostile bodies


def code(answer: Response) -> str:
    (error,) = answer.json()["errors"]
    assert set(error["extensions"].get("messages", ())) == {"ja", "en"} or error["extensions"]["code"].startswith("GRAPHQL")
    found: str = error["extensions"]["code"]
    return found


def file_named(name: str) -> bytes:
    return operations() + mapped(FIRST) + part("0", b"content", filename=name) + END


def disposed(header: bytes) -> bytes:
    return operations() + mapped(FIRST) + b"--x\r\n" + header + b"\r\n\r\ncontent\r\n" + END


OK = operations() + mapped(FIRST) + FILE + END
HOSTILE: dict[str, tuple[bytes, str]] = {
    "empty": (b"", "BAD_REQUEST"),
    "nothing but the end": (END, "BAD_REQUEST"),
    "no multipart at all": (b'{"query": "{ hello }"}', "BAD_REQUEST"),
    "another boundary": (OK.replace(b"--x", b"--y"), "BAD_REQUEST"),
    "junk before it": (b"z" * 200_000 + OK, "BAD_REQUEST"),
    "junk for ever": (b"\r" * (LIMIT - 1), "BAD_REQUEST"),
    "cut in a file": (OK[: -len(END) - 4], "BAD_REQUEST"),
    "cut in a header": (operations() + mapped(FIRST) + b"--x\r\nContent-Disp", "BAD_REQUEST"),
    "without its end": (OK[: -len(END)], "BAD_REQUEST"),
    "line feeds alone": (OK.replace(b"\r\n", b"\n"), "BAD_REQUEST"),
    "no disposition": (disposed(b"Content-Type: text/csv"), "BAD_REQUEST"),
    "another disposition": (disposed(b'Content-Disposition: attachment; name="0"; filename="a"'), "BAD_REQUEST"),
    "no name": (disposed(b'Content-Disposition: form-data; filename="a"'), "BAD_REQUEST"),
    "a header of a megabyte": (disposed(b"X-Long: " + b"h" * 2**20), "LIMIT_EXCEEDED"),
    "a name of a megabyte": (disposed(b'Content-Disposition: form-data; name="' + b"n" * 2**20 + b'"'), "LIMIT_EXCEEDED"),
    "a hundred headers": (disposed(b"\r\n".join(b"X-%d: y" % at for at in range(100))), "LIMIT_EXCEEDED"),
    "headers in Shift_JIS": (disposed('Content-Disposition: form-data; name="0"; filename="表"'.encode("cp932")), "BAD_REQUEST"),
    "a length that lies": (disposed(b'Content-Disposition: form-data; name="0"; filename="a"\r\nContent-Length: 3'), "BAD_REQUEST"),
    "a length below zero": (
        disposed(b'Content-Disposition: form-data; name="0"; filename="a"\r\nContent-Length: -3'),
        "BAD_REQUEST",
    ),
    "thousands of parts": (operations() + mapped(FIRST) + b"".join(part(str(n), b"") for n in range(5000)) + END, "BAD_REQUEST"),
    "thousands of files": (
        operations(5000) + mapped(*(f"variables.input.files.{n}" for n in range(5000))) + END,
        "LIMIT_EXCEEDED",
    ),
    "a file more than may be": (
        operations(21) + mapped(*(f"variables.input.files.{n}" for n in range(21))) + END,
        "LIMIT_EXCEEDED",
    ),
    "the map first": (mapped(FIRST) + operations() + FILE + END, "BAD_REQUEST"),
    "a file first": (FILE + operations() + mapped(FIRST) + END, "BAD_REQUEST"),
    "no map": (operations() + END, "BAD_REQUEST"),
    "no map but a file": (operations() + FILE + END, "BAD_REQUEST"),
    "a batch": (part("operations", b'[{"query": "{ hello }"}]') + mapped() + END, "BAD_REQUEST"),
    "a batch mapped": (part("operations", b'[{"query": "{ hello }"}]') + mapped("0.variables.a") + FILE + END, "BAD_REQUEST"),
    "operations that are a number": (part("operations", b"5") + mapped() + END, "BAD_REQUEST"),
    "operations that are no JSON": (part("operations", b"{") + mapped() + END, "BAD_REQUEST"),
    "operations that are not UTF-8": (part("operations", b'{"query": "\xff"}') + mapped() + END, "BAD_REQUEST"),
    "operations nested": (part("operations", b"[" * 100_000) + mapped() + END, "BAD_REQUEST"),
    "operations too large": (part("operations", b" " * (TEXT_LIMIT + 1)) + mapped() + END, "BODY_TOO_LARGE"),
    "operations without a query": (
        part("operations", b'{"variables": {"a": null}}') + mapped("variables.a") + FILE + END,
        "BAD_REQUEST",
    ),
    "variables that are a list": (
        part("operations", b'{"query": "{ hello }", "variables": [null]}') + mapped("variables.0") + FILE + END,
        "BAD_REQUEST",
    ),
    "a map too large": (operations() + part("map", b" " * (TEXT_LIMIT + 1)) + END, "BODY_TOO_LARGE"),
    "a map that is a list": (operations() + part("map", b"[]") + END, "BAD_REQUEST"),
    "a map to a text": (operations() + part("map", b'{"0": "variables.input.files.0"}') + FILE + END, "BAD_REQUEST"),
    "a map to nothing": (operations() + part("map", b'{"0": []}') + FILE + END, "BAD_REQUEST"),
    "a map to numbers": (operations() + part("map", b'{"0": [0]}') + FILE + END, "BAD_REQUEST"),
    "two places alike": (
        operations() + part("map", b'{"0": ["%s", "%s"]}' % (FIRST.encode(), FIRST.encode())) + FILE + END,
        "BAD_REQUEST",
    ),
    **{
        f"a map to {path[:30]!r}": (operations() + mapped(path) + FILE + END, "BAD_REQUEST")
        for path in (
            *("", ".", "variables", "query", "operationName", "variables.input", "variables.input.files", "variables.input.none"),
            *("variables.input.files.1", "variables.input.files.-1", "variables.input.files.00000", "variables.input.files.0.x"),
            *(
                "variables.input.files.٠",
                "variables.input.files.0.",
                "variables.__class__",
                "v" * 100_000,
                "variables" + ".a" * 9000,
            ),
        )
    },
    "a place that holds something": (
        operations(query=MEASURE, input={"files": ["full"]}) + mapped(FIRST) + FILE + END,
        "BAD_REQUEST",
    ),
    "a file that does not come": (operations(2) + mapped(FIRST, "variables.input.files.1") + FILE + END, "BAD_REQUEST"),
    "a file without a place": (operations() + mapped(FIRST) + FILE + part("1", b"", filename="b") + END, "BAD_REQUEST"),
    "a file that comes twice": (operations() + mapped(FIRST) + FILE + FILE + END, "BAD_REQUEST"),
    "a field for a file": (operations() + mapped(FIRST) + part("0", b"content") + END, "BAD_REQUEST"),
    **{
        f"a file named {name[:20]!r}": (file_named(name), "BAD_REQUEST")
        for name in (
            "",
            " ",
            ".",
            "..",
            "../a",
            "/etc/passwd",
            "a/b",
            "a\\b",
            "..\\a",
            "a\x00b",
            "a\tb",
            "a\u202eb",
            "あ" * 86,
            "a%0D%0Ab",
        )
    },
    "a file that is too large": (operations() + mapped(FIRST) + part("0", b"x" * LIMIT, filename="a") + END, "BODY_TOO_LARGE"),
}


@pytest.mark.parametrize("which", HOSTILE, ids=str)
async def test_a_hostile_body_is_refused_with_a_code_and_leaves_nothing(door: Door, which: str) -> None:
    body, wanted = HOSTILE[which]
    began = time.perf_counter()
    answer = await door.send(body)
    assert time.perf_counter() - began < 1
    assert (code(answer), answer.status_code < 500) == (wanted, True)
    assert "data" not in answer.json()
    assert len(answer.content) < 2000
    assert door.left == []


@pytest.mark.parametrize(
    "boundary", ["", "; boundary=", '; boundary=""', f"; boundary={'b' * 71}", '; boundary="a\tb"', "; boundary=[]"]
)
async def test_a_boundary_that_is_none_is_refused(door: Door, boundary: str) -> None:
    answer = await door.send(OK, f"multipart/form-data{boundary}")
    assert (answer.status_code, code(answer)) == (400, "BAD_REQUEST")


@pytest.mark.parametrize("name", ["特許　一覧.csv", "a.csv", "ａ.csv", "が.csv", "C:\\Users\\me\\a.csv", "%41.csv", "あ" * 85])
async def test_a_usual_name_is_taken(door: Door, name: str) -> None:
    shown = (await door.send(file_named(name))).json()["data"]["measure"][0]["name"]
    assert shown == name.rpartition("\\")[2]


async def test_too_much_is_refused_by_its_length_before_it_is_read_and_without_one_as_soon_as_it_is(door: Door) -> None:
    read: list[int] = []

    async def endless() -> AsyncIterator[bytes]:
        yield operations() + mapped(FIRST) + b'--x\r\nContent-Disposition: form-data; name="0"; filename="a"\r\n\r\n'
        while len(read) < 1000:
            read.append(1)
            yield b"x" * 65_536

    answer = await door.send(endless(), **{"content-length": str(LIMIT + 1)})
    assert (answer.status_code, code(answer), len(read)) == (413, "BODY_TOO_LARGE", 0)
    answer = await door.send(endless())
    assert (answer.status_code, code(answer)) == (413, "BODY_TOO_LARGE")
    assert len(read) <= LIMIT // 65_536 + 1
    assert door.left == []


async def test_who_sends_nothing_for_long_is_cut_off(door: Door) -> None:
    async def stuck() -> AsyncIterator[bytes]:
        yield operations()
        await asyncio.sleep(20)

    began = time.perf_counter()
    answer = await door.send(stuck())
    assert (answer.status_code, code(answer)) == (408, "TIMEOUT")
    assert time.perf_counter() - began < 2
    assert door.left == []


async def test_who_leaves_in_the_middle_leaves_nothing(door: Door) -> None:
    messages: list[dict[str, Any]] = [
        {"type": "http.request", "body": operations() + mapped(FIRST) + FILE[:-4], "more_body": True},
        {"type": "http.disconnect"},
    ]
    await _asked(door, messages)
    assert door.left == []


async def test_a_request_that_is_canceled_leaves_nothing(door: Door) -> None:
    began = asyncio.Event()

    async def receive() -> dict[str, Any]:
        if began.is_set():
            await asyncio.sleep(20)
        began.set()
        return {"type": "http.request", "body": operations() + mapped(FIRST) + FILE[:-4], "more_body": True}

    task = asyncio.create_task(_run(door, receive))
    await began.wait()
    await asyncio.sleep(0.05)
    assert door.left == ["1"]
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
    assert door.left == []


async def _asked(door: Door, messages: list[dict[str, Any]]) -> None:
    async def receive() -> dict[str, Any]:
        return messages.pop(0)

    await _run(door, receive)


async def _run(door: Door, receive: Callable[[], Any]) -> None:
    async def send(message: Any) -> None:
        pass

    headers = {"content-type": "multipart/form-data; boundary=x", "authorization": "officer", "graphql-preflight": "1"}
    app: Any = door.app
    scope = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "POST",
        "path": "/graphql",
        "raw_path": b"/graphql",
        "root_path": "",
        "scheme": "http",
        "query_string": b"",
        "headers": [(name.encode(), value.encode()) for name, value in headers.items()],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 80),
        "state": {},
        "extensions": {},
    }
    await app(scope, receive, send)
