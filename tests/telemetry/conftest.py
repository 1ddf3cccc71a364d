"""The application with everything told: its metrics to whoever shows the token, its traces to a collector."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import pytest_asyncio
from httpx import ASGITransport, AsyncClient
from prometheus_client.parser import text_string_to_metric_families

from ippool.settings import Telemetry
from tests.conftest import Cluster, pool_at
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


@pytest_asyncio.fixture(scope="module")
async def watched(cluster: Cluster, demo_template: str) -> AsyncIterator[Watched]:
    async with cluster.copy_of(demo_template) as url, pool_at(url) as pool:
        with collecting() as collector:
            app = app_on(pool.database, telemetry=Telemetry(TOKEN, collector.url), pool_size=8)
            async with AsyncClient(transport=ASGITransport(app), base_url="http://ippool.test") as client:
                yield Watched(Api(client, pool.database), app, collector)
            app.state.told.close()
