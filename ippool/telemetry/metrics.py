"""Metrics for Prometheus: requests by route, operations by name and outcome, their cost, the database's connections, imports.

Each label has few values that are known beforehand. Several workers write to files of one folder (`PROMETHEUS_MULTIPROC_DIR`,
which `ippool serve` makes), and whichever is asked answers for all.
"""

from __future__ import annotations

import hmac
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from litestar import Controller
from litestar.connection import ASGIConnection
from litestar.exceptions import NotAuthorizedException
from litestar.handlers import BaseRouteHandler
from litestar.middleware import DefineMiddleware
from litestar.plugins.prometheus import PrometheusConfig, PrometheusController
from prometheus_client import Counter, Gauge, Histogram, multiprocess

from ippool.graphql.watching import Told
from ippool.store.database import Database

PATH = "/metrics"
FOLDER = "PROMETHEUS_MULTIPROC_DIR"
SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
POINTS = (10, 30, 100, 300, 1_000, 3_000, 10_000)

OPERATIONS = Counter(
    "ippool_operations", "GraphQL operations, by how they came out: OK or a code.", ["operation", "kind", "outcome"]
)
DURATION = Histogram("ippool_operation_duration_seconds", "How long an operation took.", ["operation", "kind"], buckets=SECONDS)
COST = Histogram("ippool_operation_cost_points", "What an operation was reckoned to cost.", ["operation", "kind"], buckets=POINTS)
RUNNING = Gauge("ippool_operations_in_progress", "Operations under way.", multiprocess_mode="livesum")
IN_USE = Gauge("ippool_database_connections_in_use", "Connections out of the pool.", multiprocess_mode="livesum")
POOL = Gauge("ippool_database_connections_most", "Connections there may be.", multiprocess_mode="livesum")
HELD = Histogram("ippool_database_connection_held_seconds", "How long a connection was out of the pool.", buckets=SECONDS)
IMPORTING = Gauge("ippool_imports_in_progress", "Imports that run or wait.", multiprocess_mode="livesum")
IMPORTS = Counter("ippool_imports", "Imports that ended: OK or a code.", ["outcome"])
IMPORT_DURATION = Histogram("ippool_import_duration_seconds", "How long an import took.", buckets=(1, 3, 10, 30, 100, 300, 1_000))


class Operations:
    """Counts operations."""

    @contextmanager
    def watch(self, told: Told) -> Iterator[None]:
        """Count one operation when it ends."""
        began = time.perf_counter()
        RUNNING.inc()
        try:
            yield
        finally:
            RUNNING.dec()
            OPERATIONS.labels(told.operation, told.kind, told.outcome).inc()
            DURATION.labels(told.operation, told.kind).observe(time.perf_counter() - began)
            if told.cost is not None:
                COST.labels(told.operation, told.kind).observe(told.cost)


class Jobs:
    """Counts imports that are done in the background."""

    @contextmanager
    def watch(self) -> Iterator[dict[str, str]]:
        """Count one import; what is returned takes its outcome."""
        began, told = time.perf_counter(), {"outcome": "UNANSWERED"}
        IMPORTING.inc()
        try:
            yield told
        finally:
            IMPORTING.dec()
            IMPORTS.labels(told["outcome"]).inc()
            IMPORT_DURATION.observe(time.perf_counter() - began)


def watch_pool(database: Database, most: int) -> None:
    """Count the connections of a pool that are in use, of `most` at a time."""
    POOL.set(most)

    def taken() -> float:
        IN_USE.inc()
        return time.perf_counter()

    def given_back(since: float) -> None:
        IN_USE.dec()
        HELD.observe(time.perf_counter() - since)

    database.watch(taken, given_back)


def http() -> DefineMiddleware:
    """Make the middleware that counts requests by the route they came to, which a client cannot name."""
    return PrometheusConfig(app_name="ippool", prefix="ippool_http", group_path=True, exclude=f"^{PATH}$").middleware


def controller(token: str) -> type[Controller]:
    """Make what answers `/metrics`, to whoever shows the token of the settings and to nobody else."""
    expected = token.encode()

    def knows_the_token(connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler) -> None:
        shown = connection.headers.get("authorization", "")
        is_bearer, token = shown[:7].lower() == "bearer ", shown[7:].strip()
        if not is_bearer or not hmac.compare_digest(token.encode(errors="replace"), expected):
            raise NotAuthorizedException("Show the token for metrics.", headers={"WWW-Authenticate": 'Bearer realm="metrics"'})

    class Metrics(PrometheusController):
        """The metrics."""

        path = PATH
        include_in_schema = False
        guards = [knows_the_token]  # noqa: RUF012 - Litestar's own form

    return Metrics


def forget_the_dead() -> None:
    """Leave out of what is under way now the workers that were killed: nobody else says that they are gone."""
    folder = os.environ.get(FOLDER)
    if not folder:
        return
    for file in Path(folder).glob("gauge_live*_*.db"):
        worker = file.stem.rpartition("_")[2]
        if worker.isdecimal() and not Path(f"/proc/{worker}").exists():
            with suppress(FileNotFoundError):
                multiprocess.mark_process_dead(int(worker))  # type: ignore[no-untyped-call]
