"""Files that come with an operation, by the GraphQL multipart request convention: `operations`, then `map`, then the files.

What is sent is written to disk as it comes, within limits, and no name a client gives is ever one of ours. A browser sends
`multipart/form-data` to any site without asking first; so a header is required that it sends only after asking.
"""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from unicodedata import category

import strawberry
from graphql import GraphQLError
from litestar import Request
from multipart import MultipartError, MultipartSegment, ParserLimitReached, PushMultipartParser
from strawberry.types.scalar import ScalarDefinition

from ippool.domain.words import Words
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.requests import read_json, refuse
from ippool.store.spool import Room, Shelf
from ippool.usecases.intake.jobs import MOST_FILES

AnyRequest = Request[Any, Any, Any]

MULTIPART = "multipart/form-data"
PREFLIGHT = ("graphql-preflight", "apollo-require-preflight")
"""The headers of which one must be there; what it says does not matter."""

UPLOAD_LIMIT = 200 * 10**6
TEXT_LIMIT = 256 * 1024
LONGEST_HEADER = 4096
LONGEST_NAME = 255
PATIENCE = 15.0
"""Seconds in which something of a body must come."""

_PIECE = 2**20
_BOUNDARY = re.compile(r"[0-9A-Za-z'()+_,./:=? -]{0,69}[0-9A-Za-z'()+_,./:=?-]")


@dataclass(frozen=True, eq=False)
class Uploaded:
    """One file that came with an operation; `path` None: the caller may send none, and it was thrown away as it came.

    Who needs the file beyond the request takes its shelf.
    """

    name: str
    sha256: str
    size: int
    path: Path | None
    shelf: Shelf | None = field(repr=False, default=None)


def _given(value: object) -> Uploaded:
    if not isinstance(value, Uploaded):
        raise GraphQLError("A file is null in `variables`, and comes beside them as multipart/form-data.")
    return value


def _never(value: object) -> object:
    raise ValueError("a file that was sent is never sent back")


UPLOAD: ScalarDefinition = strawberry.scalar(
    name="Upload",
    description=(
        "A file, sent beside the operation by the GraphQL multipart request convention: a POST of `multipart/form-data` "
        "whose first part `operations` holds the operation as JSON, with null in its variables where a file goes; whose second "
        'part `map` says, as JSON, which part goes where (`{"0": ["variables.input.files.0"]}`); and whose other parts are the '
        "files. It must have the header `graphql-preflight` (or `apollo-require-preflight`) with any value."
    ),
    serialize=_never,
    parse_value=_given,
)


@dataclass(frozen=True)
class Received:
    """What a request holds: the operation with its files in place, and the shelf they lie on, to be given back."""

    asked: object
    shelf: Shelf


@dataclass(frozen=True)
class Uploads:
    """How files are received.

    Shape: `admit` looks at the context of a request: it raises a `ClientError` for who may send nothing at all, and tells whether
    the files are kept; else they are read to their end and thrown away, and the operation tells the caller why it may not.
    """

    room: Room
    admit: Callable[[Any], bool]
    limit: int = UPLOAD_LIMIT
    patience: float = PATIENCE

    async def receive(self, request: AnyRequest, *, are_kept: bool) -> Received:
        """Read a request to its end. Raises: ClientError; whatever was written by then is gone."""
        if not any(request.headers.get(name) for name in PREFLIGHT):
            raise refuse(
                f"Send files with the header `{PREFLIGHT[0]}` (or `{PREFLIGHT[1]}`), with any value.",
                f"ファイルを送るときは {PREFLIGHT[0]}（または {PREFLIGHT[1]}）ヘッダーを付けてください。値は問いません。",
                Code.PREFLIGHT_REQUIRED,
            )
        boundary = request.content_type[1].get("boundary", "")
        if not _BOUNDARY.fullmatch(boundary):
            raise refuse(
                "`Content-Type` must name a boundary of 1 to 70 usual characters.",
                "Content-Type に境界（boundary、1〜70 文字）を指定してください。",
            )
        shelf = self.room.shelf()
        try:
            parts = _Parts(shelf, are_kept=are_kept)
            await self._read(request, boundary, parts)
            return Received(parts.filled_in(), shelf)
        except BaseException:
            shelf.give_back()
            raise

    async def _read(self, request: AnyRequest, boundary: str, parts: _Parts) -> None:
        parser = PushMultipartParser(boundary, max_header_size=LONGEST_HEADER, max_header_count=8, max_segment_count=MOST_FILES + 2)
        try:
            with parser:
                async for chunk in self._chunks(request):
                    for event in parser.parse(chunk):
                        if isinstance(event, MultipartSegment):
                            parts.begin(event)
                        elif event is None:
                            await parts.end()
                        else:
                            await parts.add(event)
        except ParserLimitReached:
            raise refuse(
                f"A request has at most {MOST_FILES} files, and a part at most 8 headers of {LONGEST_HEADER} bytes.",
                f"ファイルは {MOST_FILES} 個まで、各部分のヘッダーは 8 個、{LONGEST_HEADER} バイトまでです。",
                Code.LIMIT_EXCEEDED,
                413,
            ) from None
        except MultipartError:
            raise refuse(
                f"The body is not whole {MULTIPART}, or its boundary is another one.",
                f"本文が {MULTIPART} として完結していないか、境界（boundary）が違います。",
            ) from None
        finally:
            parts.close()

    async def _chunks(self, request: AnyRequest) -> AsyncIterator[bytes]:
        if (request.content_length or 0) > self.limit:
            raise self._too_large()
        total = 0
        while True:
            try:
                async with asyncio.timeout(self.patience):
                    event = await request.receive()
            except TimeoutError:
                raise refuse(
                    f"Nothing came for {self.patience:g} seconds.",
                    f"{self.patience:g} 秒間、何も届きませんでした。",
                    Code.TIMEOUT,
                    408,
                ) from None
            if event["type"] != "http.request":
                raise refuse("The connection was closed before the body was whole.", "本文の途中で接続が切れました。")
            chunk = event.get("body", b"")
            total += len(chunk)
            if total > self.limit:
                raise self._too_large()
            if chunk:
                yield chunk
            if not event.get("more_body", False):
                return

    def _too_large(self) -> ClientError:
        return refuse(
            f"The files are too large: at most {self.limit // 10**6} MB are read at once. Send them one by one, or split them.",
            f"ファイルが大きすぎます。一度に読めるのは {self.limit // 10**6} MB までです。一つずつ送るか、分けてください。",
            Code.BODY_TOO_LARGE,
            413,
        )


class _Parts:
    """The parts of one request as they come, in the order of the convention."""

    def __init__(self, shelf: Shelf, *, are_kept: bool) -> None:
        self._shelf = shelf
        self._are_kept = are_kept
        self._name = ""
        self._text = bytearray()
        self._asked: object = None
        self._places: dict[str, list[_Place]] = {}
        self._file: _File | None = None
        self._files: dict[str, Uploaded] = {}
        self._seen: list[str] = []

    def begin(self, part: MultipartSegment) -> None:
        """Begin the next part. Raises: ClientError where it is not one that can come now."""
        self._name = part.name or ""
        expected = ("operations", "map")[len(self._seen)] if len(self._seen) < 2 else None
        if expected is not None and self._name != expected:
            raise refuse(
                f"Part {len(self._seen) + 1} of the body must be `{expected}`.",
                f"本文の {len(self._seen) + 1} 番目の部分は {expected} にしてください。",
            )
        if expected is None:
            if self._name not in self._places:
                raise refuse(
                    f"`map` has no place for the part {_shown(self._name)}.", f"map に {_shown(self._name)} の行き先がありません。"
                )
            if self._name in self._files:
                raise refuse(f"The part {_shown(self._name)} comes twice.", f"{_shown(self._name)} という部分が二つあります。")
            name = _file_name(part.filename, self._name)
            self._file = _File(name, self._shelf if self._are_kept else None)
        self._seen.append(self._name)

    async def add(self, piece: bytes | bytearray) -> None:
        """Take the next piece of the part that has begun. Raises: ClientError, OSError."""
        if self._file is not None:
            await self._file.add(piece)
            return
        self._text += piece
        if len(self._text) > TEXT_LIMIT:
            raise refuse(
                f"The part `{self._name}` has more than {TEXT_LIMIT} bytes.",
                f"{self._name} が {TEXT_LIMIT} バイトを超えています。",
                Code.BODY_TOO_LARGE,
                413,
            )

    async def end(self) -> None:
        """End the part. Raises: ClientError where it cannot be read."""
        if self._file is not None:
            self._files[self._name], self._file = await self._file.whole(), None
            return
        text, self._text = bytes(self._text), bytearray()
        found = read_json(text, Words(f" {self._name} ", f"`{self._name}`"))
        if self._name == "operations":
            self._asked = _one_operation(found)
        else:
            self._places = _places(found, self._asked)

    def filled_in(self) -> object:
        """Return the operation with its files in place. Raises: ClientError where one did not come."""
        if len(self._seen) < 2:
            raise refuse("The body must have the parts `operations` and `map`.", "本文には operations と map が要ります。")
        for name, places in self._places.items():
            if name not in self._files:
                raise refuse(
                    f"The file {_shown(name)} of `map` did not come.", f"map にあるファイル {_shown(name)} が届いていません。"
                )
            for place in places:
                place.fill(self._files[name])
        return self._asked

    def close(self) -> None:
        """Close a file that did not come to its end."""
        if self._file is not None:
            self._file.close()


class _File:
    """A file as it comes: written in pieces of a megabyte, off the event loop; on no shelf it is only counted."""

    def __init__(self, name: str, shelf: Shelf | None) -> None:
        self._name = name
        self._shelf = shelf
        self._putting = shelf.put() if shelf is not None else None
        self._piece = bytearray()
        self._dropped = 0

    async def add(self, piece: bytes | bytearray) -> None:
        if self._putting is None:
            self._dropped += len(piece)
            return
        self._piece += piece
        if len(self._piece) >= _PIECE:
            whole, self._piece = self._piece, bytearray()
            await asyncio.to_thread(self._putting.write, whole)

    async def whole(self) -> Uploaded:
        if self._putting is None:
            return Uploaded(self._name, "", self._dropped, None)
        await asyncio.to_thread(self._putting.write, self._piece)
        self._putting.close()
        return Uploaded(self._name, self._putting.sha256, self._putting.size, self._putting.path, self._shelf)

    def close(self) -> None:
        if self._putting is not None:
            self._putting.close()


@dataclass(frozen=True)
class _Place:
    """Where a file goes: an entry of a list or a field of an object in the variables, which is null so far."""

    within: Any
    key: str | int

    def fill(self, file: Uploaded) -> None:
        self.within[self.key] = file


def _one_operation(found: object) -> dict[str, Any]:
    if isinstance(found, list):
        raise refuse("Send one operation per request.", "操作は一つのリクエストに一つだけ送ってください。")
    if not isinstance(found, dict):
        raise refuse("`operations` must be a JSON object.", "operations は JSON オブジェクトにしてください。")
    return found


def _places(found: object, asked: object) -> dict[str, list[_Place]]:
    """Read `map`. Raises: ClientError where it leads nowhere, or twice to the same place."""
    if not isinstance(found, dict) or not all(
        isinstance(paths, list) and paths and all(isinstance(path, str) for path in paths) for paths in found.values()
    ):
        raise refuse(
            '`map` must be a JSON object from parts to lists of places, such as {"0": ["variables.input.files.0"]}.',
            'map は {"0": ["variables.input.files.0"]} のような JSON オブジェクトにしてください。',
        )
    every = [path for paths in found.values() for path in paths]
    if len(every) > MOST_FILES:
        raise refuse(
            f"A request has at most {MOST_FILES} files.", f"ファイルは {MOST_FILES} 個までです。", Code.LIMIT_EXCEEDED, 413
        )
    if len(set(every)) != len(every):
        raise refuse("`map` leads to one place twice.", "map に同じ行き先が二つあります。")
    return {name: [_place(path, asked) for path in paths] for name, paths in found.items()}


def _place(path: str, asked: object) -> _Place:
    steps = path.split(".")
    within: Any = asked
    for at, step in enumerate(steps):
        key: str | int = step
        if isinstance(within, list) and step.isascii() and step.isdecimal() and len(step) < 4 and int(step) < len(within):
            key = int(step)
        elif not isinstance(within, dict) or step not in within:
            break
        if at == len(steps) - 1:
            if steps[0] == "variables" and at > 0 and within[key] is None:
                return _Place(within, key)
            break
        within = within[key]
    raise refuse(
        f"`map` leads to {_shown(path)}; a file goes where the variables have null.",
        f"map の行き先 {_shown(path)} が不正です。ファイルは variables の中の null の位置に入ります。",
    )


def _file_name(name: str | None, part: str) -> str:
    """Check the name a file is given. Raises: ClientError where it has none, or one that is a path."""
    if name is None:
        raise refuse(
            f"The part {_shown(part)} is no file: it has no `filename`.",
            f"{_shown(part)} はファイルではありません（filename がない）。",
        )
    is_odd = any(letter in "/\\" or category(letter) in ("Cc", "Cf", "Zl", "Zp") for letter in name)
    if is_odd or name.strip() in ("", ".", "..") or len(name.encode()) > LONGEST_NAME:
        raise refuse(
            f"{_shown(name)} cannot be a file's name: it has 1 to {LONGEST_NAME} bytes, no path and no control characters.",
            f"{_shown(name)} はファイル名にできません。1〜{LONGEST_NAME} バイトで、パスや制御文字を含めないでください。",
        )
    return name


def _shown(text: str) -> str:
    plain = "".join(letter if letter.isprintable() else "\ufffd" for letter in text[:61])
    return f"“{plain[:60]}…”" if len(plain) > 60 else f"“{plain}”"
