"""What the registry tells of its own work to those who run it: metrics for Prometheus, traces by OpenTelemetry; each off until set.

Both go by Litestar's own plug-ins, and tell by whitelist: routes as the router has them, operations by names known beforehand,
error codes, durations, costs. There is no path, no address, no document, no variable, no name of a client's choosing and no text of
an exception in them, and nothing is counted of what the register holds: only what was asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from litestar import Controller
from litestar.types import Middleware

from ippool.graphql.watching import Watcher
from ippool.store.database import Database
from ippool.usecases.intake.jobs import ImportWatch

if TYPE_CHECKING:
    from ippool.telemetry.traces import Traces

__all__ = ["Instruments", "instruments"]


@dataclass(frozen=True)
class Instruments:
    """What is put into an application. Shape: all of it empty where nothing is told."""

    middleware: Sequence[Middleware] = ()
    handlers: Sequence[type[Controller]] = ()
    watchers: Sequence[Watcher] = ()
    imports: ImportWatch | None = None
    traces: Traces | None = None

    def close(self) -> None:
        """Send what was not sent yet."""
        if self.traces is not None:
            self.traces.close()


def instruments(database: Database, *, pool_size: int, metrics_token: str | None, traces_url: str | None) -> Instruments:
    """Make what is asked for: metrics for whoever shows the token, traces that are sent to an address.

    The libraries are loaded only then: they take long, and read the environment as they load.
    """
    middleware: list[Middleware] = []
    handlers: list[type[Controller]] = []
    watchers: list[Watcher] = []
    imports, traces = None, None
    if metrics_token is not None:
        from ippool.telemetry import metrics

        metrics.forget_the_dead()
        metrics.watch_pool(database, pool_size)
        middleware.append(metrics.http())
        handlers.append(metrics.controller(metrics_token))
        watchers.append(metrics.Operations())
        imports = metrics.Jobs()
    if traces_url is not None:
        from ippool.telemetry.traces import Traces, exporter_to

        traces = Traces(exporter_to(traces_url))
        traces.watch_pool(database)
        middleware.append(traces.http())
        watchers.append(traces)
    return Instruments(tuple(middleware), tuple(handlers), tuple(watchers), imports, traces)
