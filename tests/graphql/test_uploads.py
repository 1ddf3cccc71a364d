"""Files beside an operation: the multipart request convention, who may send them, and how long they are kept."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient

from ippool.store.spool import Room
from tests.graphql.upload_door import END, FILE, FIRST, MEASURE, TAKEN, Door, code, mapped, operations, part


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
    assert answer.json()["data"] == {"a": {"size": 5}, "b": {"size": 5}}


async def test_without_files_json_is_as_ever(door: Door) -> None:
    answer = await door.send(b'{"query": "{ hello }"}', "application/json")
    assert answer.json()["data"] == {"hello": "hello"}
    answer = await door.send(json.dumps({"query": MEASURE, "variables": {"input": {"files": ["a"]}}}).encode(), "application/json")
    assert answer.json()["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


async def test_a_query_comes_with_files_too_but_not_by_get(door: Door) -> None:
    body = part("operations", b'{"query": "{ hello }"}') + part("map", b"{}") + END
    assert (await door.send(body)).json()["data"] == {"hello": "hello"}
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
    assert (await door.send(body)).json()["data"] == {"takes": True}
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
