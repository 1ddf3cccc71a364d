"""A collector of traces on this machine, as OpenTelemetry's protocol has it, for as long as a test needs it."""

from __future__ import annotations

import gzip
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest


@dataclass
class Collector:
    """What came in. Shape: `bodies` as they were sent, unpacked."""

    url: str = ""
    bodies: list[bytes] = field(default_factory=list)

    def spans(self) -> list[dict[str, Any]]:
        """Return every span: its name, parent, attributes, and whatever else it may carry of a text."""
        found = []
        for body in self.bodies:
            request = ExportTraceServiceRequest.FromString(body)
            for span in (one for of in request.resource_spans for scope in of.scope_spans for one in scope.spans):
                attributes = {one.key: one.value.string_value or one.value.int_value for one in span.attributes}
                texts = [*span.events, *span.links, span.trace_state, span.status.message]
                found.append(
                    {
                        "name": span.name,
                        "id": span.span_id,
                        "trace": span.trace_id,
                        "parent": span.parent_span_id,
                        "attributes": attributes,
                        "texts": [one for one in texts if one],
                    }
                )
        return found


@contextmanager
def collecting() -> Iterator[Collector]:
    """Have a collector."""
    collector = Collector()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            collector.bodies.append(gzip.decompress(body) if self.headers.get("content-encoding") == "gzip" else body)
            self.send_response(200)
            self.send_header("content-length", "0")
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Handler)
    collector.url = f"http://127.0.0.1:{server.server_port}/v1/traces"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield collector
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
