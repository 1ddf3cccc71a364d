"""The whole application on a real database, asked as a client asks it: by HTTP, with a token.

    async with api_on(own_demo_pool.database) as api:
        officer = await api.officer()
        data = await officer.ask("query ($code: String!) { openLab(code: $code) { scheme } }", code="OL-BAT")

Whoever owns the database closes it; making a token writes an audit line, so make the callers before counting lines.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from httpx import ASGITransport, AsyncClient, Response

from ippool.app import make_app
from ippool.domain.permissions import Role
from ippool.graphql.schema import make_schema
from ippool.store.database import Database
from ippool.usecases import tokens
from tests.conftest import OFFICER

OFFICE_ZONE = ZoneInfo("Asia/Tokyo")
_SCHEMA = make_schema()


@dataclass(frozen=True)
class Caller:
    """Somebody at the door. `token` None: anonymous."""

    client: AsyncClient
    token: str | None

    async def send(self, query: str, **variables: Any) -> Response:
        """Send one operation and return the answer as HTTP has it."""
        return await self.client.post("/graphql", json={"query": query, "variables": variables}, headers=self.headers)

    async def get(self, path: str, **parameters: str) -> Response:
        """Fetch something else than GraphQL."""
        return await self.client.get(path, params=parameters, headers=self.headers)

    async def ask(self, query: str, **variables: Any) -> dict[str, Any]:
        """Send one operation and return its `data`; an error of any kind fails the test."""
        response = await self.send(query, **variables)
        answer = response.json()
        assert "errors" not in answer, answer["errors"]
        assert response.status_code == 200
        data: dict[str, Any] = answer["data"]
        return data

    async def errors(self, query: str, **variables: Any) -> list[dict[str, Any]]:
        """Send one operation and return its top-level errors; an answer without any fails the test."""
        answer = (await self.send(query, **variables)).json()
        assert answer.get("errors"), answer
        found: list[dict[str, Any]] = answer["errors"]
        return found

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"} if self.token else {}


@dataclass
class Api:
    """The application, and who may call it; each caller's token is made when it is first asked for."""

    client: AsyncClient
    database: Database
    _callers: dict[tuple[Role, str | None], Caller] = field(default_factory=dict)

    @property
    def anonymous(self) -> Caller:
        return Caller(self.client, None)

    async def officer(self, party: str | None = None) -> Caller:
        return await self._caller(Role.IP_OFFICER, party)

    async def auditor(self) -> Caller:
        return await self._caller(Role.AUDITOR, None)

    async def member(self, party: str) -> Caller:
        """A member that speaks for the party of a code, such as COMPANY-B of the demo pool."""
        return await self._caller(Role.MEMBER, party)

    async def _caller(self, role: Role, party: str | None) -> Caller:
        if (role, party) not in self._callers:
            _, secret = await tokens.create(self.database, OFFICER, role=role, party=party, label="test")
            self._callers[role, party] = Caller(self.client, secret)
        return self._callers[role, party]


def app_on(database: Database, **settings: Any) -> Any:  # httpx and Litestar write the ASGI types differently
    """Make the application over a database, its schema put together once for all tests; what is kept of documents is its own."""
    return make_app(database, OFFICE_ZONE, schema=_SCHEMA.anew(), **settings)


@asynccontextmanager
async def api_on(database: Database, **settings: Any) -> AsyncIterator[Api]:
    """Have the application over a database as long as it is needed."""
    async with AsyncClient(transport=ASGITransport(app_on(database, **settings)), base_url="http://ippool.test") as client:
        yield Api(client, database)
