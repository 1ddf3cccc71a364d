"""Traces by OpenTelemetry: a span for the request, one for its operation, one for each use of a connection to the database.

The plug-in writes down the address, its query string and headers of each request; a document sent by GET is in it. So it is shown a
request without them, and what is sent out has only the attributes named here: what somebody adds later stays until it is named.
Every trace begins here: what a client says of a trace of its own is not taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from litestar.enums import ScopeType
from litestar.middleware import DefineMiddleware
from litestar.plugins.opentelemetry import OpenTelemetryConfig, OpenTelemetryInstrumentationMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.metrics import NoOpMeterProvider
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.trace import SpanContext, SpanKind, Status, StatusCode, TraceState

from ippool.graphql.watching import OK, Told
from ippool.store.database import Database

SHOWN = frozenset(
    {
        "http.route",
        "http.method",
        "http.status_code",
        "graphql.operation.name",
        "graphql.operation.type",
        "ippool.cost",
        "ippool.outcome",
    }
)
"""The attributes that leave. There is none whose value is a client's text."""

METHODS = frozenset({"GET", "HEAD", "POST", "OPTIONS"})
ELSEWHERE = "elsewhere"
_REAL = "ippool.scope"


class Bare(SpanExporter):
    """Sends spans on with nothing in them but what may be shown: no event, no text of a status, no state of a client's trace."""

    def __init__(self, to: SpanExporter) -> None:
        self._to = to

    def export(self, spans: Sequence[ReadableSpan]) -> SpanExportResult:
        """Send spans."""
        return self._to.export([_bare(span) for span in spans])

    def shutdown(self) -> None:
        """End."""
        self._to.shutdown()

    def force_flush(self, timeout_millis: int = 30_000) -> bool:
        """Send what waits."""
        return self._to.force_flush(timeout_millis)


def _bare(span: ReadableSpan) -> ReadableSpan:
    return ReadableSpan(
        name=span.name,
        context=_of_ours(span.context),
        parent=_of_ours(span.parent),
        resource=span.resource,
        attributes={name: value for name, value in (span.attributes or {}).items() if name in SHOWN},
        kind=span.kind,
        status=Status(span.status.status_code),
        start_time=span.start_time,
        end_time=span.end_time,
        instrumentation_scope=span.instrumentation_scope,
    )


def _of_ours(context: Any) -> Any:
    if context is None:
        return None
    return SpanContext(context.trace_id, context.span_id, context.is_remote, context.trace_flags, TraceState())


def _named(scope: Any) -> tuple[str, dict[str, Any]]:
    return f"{scope['method']} {scope['path']}", {"http.route": scope["path"]}


class Shielded(OpenTelemetryInstrumentationMiddleware):
    """The plug-in's middleware, which is shown of a request its method and its route."""

    def __init__(self, app: ASGIApp, config: OpenTelemetryConfig) -> None:
        async def real(scope: Any, receive: Receive, send: Send) -> None:
            await app(scope[_REAL], receive, send)

        super().__init__(real, config)
        self._bare = app
        self._routes: frozenset[str] | None = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Trace a request."""
        if scope["type"] != ScopeType.HTTP:
            await self._bare(scope, receive, send)
            return
        if self._routes is None:
            self._routes = frozenset(route.path for route in scope["litestar_app"].routes)
        path, method = scope["path"].rstrip("/") or "/", str(scope["method"])
        shown: Any = {
            "type": "http",
            "method": method if method in METHODS else "_OTHER",
            "path": path if path in self._routes else ELSEWHERE,
            "headers": [],
            _REAL: scope,
        }
        await super().__call__(shown, receive, send)


class Traces:
    """The traces of one process."""

    def __init__(self, exporter: SpanExporter) -> None:
        self._provider = TracerProvider(resource=Resource.create({"service.name": "ippool"}))
        self._provider.add_span_processor(BatchSpanProcessor(Bare(exporter)))
        self._tracer = self._provider.get_tracer("ippool")

    def http(self) -> DefineMiddleware:
        """Make the middleware of Litestar's plug-in."""
        return OpenTelemetryConfig(
            tracer_provider=self._provider,
            meter_provider=NoOpMeterProvider(),
            scope_span_details_extractor=_named,
            exclude_spans=["receive", "send"],
            middleware_class=Shielded,
        ).middleware

    @contextmanager
    def watch(self, told: Told) -> Iterator[None]:
        """Make the span of one operation."""
        with self._tracer.start_as_current_span("operation", record_exception=False, set_status_on_exception=False) as span:
            try:
                yield
            finally:
                span.update_name(f"{told.kind} {told.operation}")
                span.set_attribute("graphql.operation.name", told.operation)
                span.set_attribute("graphql.operation.type", told.kind)
                span.set_attribute("ippool.outcome", told.outcome)
                if told.cost is not None:
                    span.set_attribute("ippool.cost", told.cost)
                if told.outcome != OK:
                    span.set_status(Status(StatusCode.ERROR))

    def watch_pool(self, database: Database) -> None:
        """Make a span of each use of a connection."""

        def taken() -> Any:
            return self._tracer.start_span("database", kind=SpanKind.CLIENT)

        database.watch(taken, lambda span: span.end())

    def flush(self) -> None:
        """Send what waits now."""
        self._provider.force_flush()

    def close(self) -> None:
        """Send what waits, and end."""
        self._provider.shutdown()


def exporter_to(url: str) -> SpanExporter:
    """Make what sends spans to a collector, by OTLP over HTTP."""
    return OTLPSpanExporter(endpoint=url, timeout=5)
