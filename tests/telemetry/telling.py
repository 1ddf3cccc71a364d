"""The application with everything told: its metrics to whoever shows the token, its traces to a collector."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any

from httpx import ASGITransport, AsyncClient
from prometheus_client.parser import text_string_to_metric_families

from ippool.graphql.callers import Callers
from ippool.settings import Telemetry
from ippool.store.database import Database
from tests.graphql.api import Api, app_on
from tests.telemetry.collector import Collector, collecting

TOKEN = "a-token-for-metrics-0123456789"


@dataclass
class Watched:
    """The application, whoever calls it, and what it tells."""

    api: Api
    app: Any
    collector: Collector

    async def metrics(self) -> dict[str, float]:
        """Return every number of the metrics, by its name and labels as they are written."""
        answer = await self.api.client.get("/metrics", headers={"Authorization": f"Bearer {TOKEN}"})
        assert answer.status_code == 200
        return {
            f"{one.name}{written(one.labels)}": one.value
            for family in text_string_to_metric_families(answer.text)
            for one in family.samples
        }

    def sent(self) -> list[dict[str, Any]]:
        """Return the spans that were sent since this was last asked."""
        self.app.state.told.traces.flush()
        spans = self.collector.spans()
        self.collector.bodies.clear()
        return spans


def written(labels: Mapping[str, str]) -> str:
    inside = ",".join(f"{name}={value}" for name, value in sorted(labels.items()))
    return f"{{{inside}}}" if inside else ""


@asynccontextmanager
async def telling(database: Database) -> AsyncIterator[Watched]:
    """Have the application over a database, and all that it tells. Nobody is told to wait."""
    with collecting() as collector:
        app = app_on(database, telemetry=Telemetry(TOKEN, collector.url), pool_size=8, callers=Callers(10**9))
        async with AsyncClient(transport=ASGITransport(app, raise_app_exceptions=False), base_url="http://ippool.test") as client:
            yield Watched(Api(client, database), app, collector)
        app.state.told.close()
