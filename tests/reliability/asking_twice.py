"""One caller's questions, each put to two servers: over the whole register, and over the copy without what it may not know of."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from httpx import ASGITransport, AsyncClient, Response

from ippool.graphql.callers import Callers
from ippool.store.database import Database
from tests.graphql.api import app_on

OF_THE_REQUEST = ("x-request-id", "date")
"""Headers that say which request it was and when."""
_MARKS = re.compile(rb"(\"(?:lastUsedAt|requestId)\":)\"[^\"]*\"")
PLENTY = 1e12


@dataclass(frozen=True)
class Difference:
    """A question that the two servers answered differently."""

    question: str
    whole: bytes
    without: bytes

    def __str__(self) -> str:
        at = next((at for at, (a, b) in enumerate(zip(self.whole, self.without, strict=False)) if a != b), 0)
        cut = slice(max(0, at - 80), at + 160)
        return f"{self.question}\n  whole:   {self.whole[cut]!r}\n  without: {self.without[cut]!r}"


@dataclass
class Twice:
    """What one caller asks, of both.

    Shape: `officer` asks the same of the whole register; `telling` are the questions it is answered otherwise, so those that are
    about something hidden. `faults` are questions at which the server itself failed.
    """

    whole: AsyncClient
    without: AsyncClient
    token: str | None
    officer: str | None = None
    asked: int = 0
    telling: int = 0
    errors: int = 0
    faults: list[str] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)

    async def ask(self, document: str, **variables: Any) -> Any:
        """Put an operation to both; return the answer's data of the whole register."""
        answer = await self._both("POST", "/graphql", f"{document} {variables}", json={"query": document, "variables": variables})
        found = answer.json()
        self.errors += "errors" in found
        return found.get("data") or {}

    async def get(self, path: str, **parameters: str) -> Response:
        """Fetch something else from both."""
        return await self._both("GET", path, f"{path} {parameters}", params=parameters)

    async def _both(self, method: str, path: str, question: str, **given: Any) -> Response:
        headers = _with(self.token)
        one = await self.whole.request(method, path, headers=headers, **given)
        other = await self.without.request(method, path, headers=headers, **given)
        self.asked += 1
        if b'"INTERNAL"' in one.content:
            self.faults.append(question)
        said, as_well = heard(one), heard(other)
        if said != as_well:
            self.differences.append(Difference(question, said, as_well))
        if self.officer is not None and "mutation" not in question:
            seen = await self.whole.request(method, path, headers=_with(self.officer), **given)
            self.telling += seen.content != one.content
            if b'"INTERNAL"' in seen.content:
                self.faults.append(f"an officer's {question}")
        return one


def heard(response: Response) -> bytes:
    """Return every byte of an answer but those that say which request it was, and when."""
    lines = [f"{name}: {value}".encode() for name, value in response.headers.multi_items() if name not in OF_THE_REQUEST]
    return b"\n".join([str(response.status_code).encode(), *lines, b"", _MARKS.sub(rb"\1null", response.content)])


def _with(token: str | None) -> Mapping[str, str]:
    return {"Authorization": f"Bearer {token}"} if token else {}


@asynccontextmanager
async def served(*databases: Database) -> AsyncIterator[list[AsyncClient]]:
    """Have the application over each database."""
    async with AsyncExitStack() as stack:
        found = []
        for database in databases:
            app = app_on(database, callers=Callers(PLENTY))
            transport = ASGITransport(app)
            found.append(await stack.enter_async_context(AsyncClient(transport=transport, base_url="http://ippool.test")))
        yield found
