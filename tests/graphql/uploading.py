"""Files sent to the application as a client sends them, and lists of J-PlatPat to send."""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from httpx import ASGITransport, AsyncClient, Response

from ippool.store.database import Database
from tests.graphql.api import Api, Caller, app_on

PREFLIGHT = {"graphql-preflight": "1"}
COLUMNS = (
    "文献番号", "出願番号", "出願日", "公知日", "発明の名称", "出願人/権利者", "FI",
    "公開番号", "公告番号", "登録番号", "審判番号", "その他", "文献URL",
)  # fmt: skip

IMPORT = """
mutation ($input: ImportPatentsInput!) { importPatents(input: $input) {
  __typename
  ... on PatentImportStarted { replayed job { ...Job } }
  ... on FileRefusedProblem { file }
  ... on Problem { code path message(language: EN) nextStep(language: EN) findings { path message(language: EN) } }
} }
"""
JOB = """
fragment Job on ImportJob {
  id state format files lab encoding sourceDate dryRun askedAt endedAt bytesRead bytesTotal
  counts { read added changed unchanged refused toReview }
  refusal { code message(language: EN) nextStep(language: EN) }
}
"""
FOLLOW = f"query ($id: ID!) {{ importJob(id: $id) {{ ...Job }} }} {JOB}"
UNDER_WAY = ("QUEUED", "RUNNING")


def a_list(*rows: Mapping[str, str]) -> bytes:
    """A list of J-PlatPat with these rows, of the columns they name."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8-sig")


def a_row(number: int, **changed: str) -> dict[str, str]:
    """A row about a published application; `number` tells it from others."""
    return {
        "文献番号": f"特開2015-{number:06}",
        "出願番号": f"特願2014-{number:06}",
        "出願日": "2014/05/12",
        "公知日": "2015/12/03",
        "発明の名称": f"電池{number}",
        "出願人/権利者": "株式会社豊田自動織機",
        "FI": "H01M10/052",
        "公開番号": f"特開2015-{number:06}",
        **changed,
    }


def rows(count: int, start: int = 1) -> Iterable[dict[str, str]]:
    return (a_row(number) for number in range(start, start + count))


@dataclass(frozen=True)
class Sender:
    """A caller that sends files."""

    caller: Caller

    async def send(self, files: Iterable[tuple[str, bytes]], headers: Mapping[str, str] = PREFLIGHT, **input: Any) -> Response:
        """Send an import of files, each by its name, and return the answer as HTTP has it."""
        named = list(files)
        variables = {"input": {"idempotencyKey": "a key", "format": "jplatpat-csv", "files": [None] * len(named), **input}}
        parts = {
            "operations": json.dumps({"query": IMPORT + JOB, "variables": variables}),
            "map": json.dumps({str(at): [f"variables.input.files.{at}"] for at in range(len(named))}),
        }
        return await self.caller.client.post(
            "/graphql",
            data=parts,
            files=[(str(at), one) for at, one in enumerate(named)],
            headers={**self.caller.headers, **headers},
        )

    async def start(self, *files: tuple[str, bytes], **input: Any) -> dict[str, Any]:
        """Send an import and return what it came to."""
        answer = (await self.send(files, **input)).json()
        assert "errors" not in answer, answer
        found: dict[str, Any] = answer["data"]["importPatents"]
        return found

    async def done(self, *files: tuple[str, bytes], **input: Any) -> dict[str, Any]:
        """Send an import that starts, and follow it to its end."""
        started = await self.start(*files, **input)
        assert started["__typename"] == "PatentImportStarted", started
        return await self.follow(started["job"]["id"])

    async def follow(self, id: str) -> dict[str, Any]:
        """Ask for a job until it is under way no longer."""
        jobs: list[dict[str, Any]] = []

        async def over() -> bool:
            jobs.append((await self.caller.ask(FOLLOW, id=id))["importJob"])
            return jobs[-1]["state"] not in UNDER_WAY

        await until(over)
        return jobs[-1]


async def until(happens: Callable[[], Awaitable[bool]]) -> None:
    """Wait for something that happens soon."""
    async with asyncio.timeout(30):
        while not await happens():  # noqa: ASYNC110
            await asyncio.sleep(0.01)


@dataclass(frozen=True)
class Importing:
    """The application as it runs, its imports with it."""

    api: Api
    place: Path
    shut_down: Callable[[], Awaitable[None]]

    async def officer(self) -> Sender:
        return Sender(await self.api.officer())

    def left_on_disk(self) -> list[str]:
        """Whatever lies where files are received, but for the room itself and its lock."""
        return sorted(str(path.relative_to(self.place)) for path in self.place.glob("*/*") if path.name != "lock")

    async def nothing_left(self) -> None:
        """Wait until no file is left: a job is over a moment before its files are gone."""

        async def is_clear() -> bool:
            return self.left_on_disk() == []

        await until(is_clear)


@asynccontextmanager
async def importing(database: Database, place: Path, **settings: Any) -> AsyncIterator[Importing]:
    """Have the application over a database; at the end it is shut down as a server shuts it down."""
    app = app_on(database, upload_dir=place, **settings)
    up, over = asyncio.Event(), asyncio.Event()

    async def live() -> None:  # in a task of its own, as it must end where it began
        async with app.lifespan():
            up.set()
            await over.wait()

    async def shut_down() -> None:
        over.set()
        await life

    life = asyncio.create_task(live())
    await up.wait()
    try:
        async with AsyncClient(transport=ASGITransport(app), base_url="http://ippool.test") as client:
            yield Importing(Api(client, database), place, shut_down)
    finally:
        await shut_down()
