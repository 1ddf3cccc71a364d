"""Hostile bodies with files: each is refused with a code, soon, and leaves nothing on disk; so do senders who stop or leave."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import pytest

from ippool.graphql.uploads import TEXT_LIMIT
from tests.graphql.upload_door import END, FILE, FIRST, LIMIT, MEASURE, Door, code, mapped, operations, part


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
