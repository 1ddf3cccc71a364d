"""`GET /terms.jsonl` and `/terms.csv`: the whole pool's terms for one applicant, as a stream."""

from __future__ import annotations

from collections.abc import AsyncGenerator, AsyncIterator, Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import orjson
from litestar import Request, Response, get
from litestar.handlers import HTTPRouteHandler
from litestar.response import Stream

from ippool.domain.errors import DomainError
from ippool.domain.permissions import Actor
from ippool.domain.words import Words
from ippool.intake.terms_lines import CsvLines, JsonLines, Lines
from ippool.pages.asking import read_terms_asked
from ippool.pages.signing import Callers
from ippool.usecases.patents import Asked
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.whole_pool import TermsLine, whole_pool

AnyRequest = Request[Any, Any, Any]
_AT_MOST = timedelta(minutes=2)
_ONE_AT_A_TIME = Words(
    "全件の出力は一度に一つまでである。前のものが終わってから改めて送る。",
    "One stream of the whole pool at a time: send it again when the one before has ended.",
)
_TOKEN = Words("トークンが無効か、取り消されている。", "The token is not valid, or was revoked.")


def stream_handlers(pool: Pool, moment: Callable[[], Moment], zone: ZoneInfo, callers: Callers) -> list[HTTPRouteHandler]:
    """Make the handlers. Parameters of the address: `applicant` (code or name), `on`, `knownAt`. A caller has one at a time."""
    # Since when a caller's stream runs. One whose client went away before its first piece was sent never tells that it ended.
    running: dict[Actor, datetime] = {}

    async def answer(request: AnyRequest, lines: Lines) -> Response[Any] | Stream:
        actor = await callers.caller(request)
        if actor is None:
            return _refusal(401, "UNAUTHENTICATED", _TOKEN)
        asked = read_terms_asked(request.scope.get("query_string", b""), zone)
        if asked.faults:
            return _refusal(400, "BAD_REQUEST", asked.faults[0].message, asked.faults[0].field)
        now = moment()
        if actor in running and now.now - running[actor] < _AT_MOST:
            return _refusal(429, "TOO_MANY_REQUESTS", _ONE_AT_A_TIME)
        running[actor] = now.now
        when = Asked(on=asked.on, known_at=asked.known_at)
        pieces = whole_pool(pool, actor, now, applicant=asked.applicant or None, asked=when)
        try:
            # Whatever is wrong with the question shows before the first line.
            first = await anext(pieces)
        except BaseException as failure:
            running.pop(actor, None)
            if not isinstance(failure, DomainError):
                raise
            return _refusal(400, failure.code, failure.message, *failure.path, next_step=failure.next_step)
        headers = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}
        stream = _written(lines, first, pieces, lambda: running.pop(actor, None))
        return Stream(stream, media_type=lines.media_type, headers=headers)

    @get("/terms.jsonl")
    async def as_json_lines(request: AnyRequest) -> Response[Any] | Stream:
        """Answer with one JSON object to a line, or with CSV where the client prefers that."""
        wants_csv = request.headers.get("accept", "").lower().startswith("text/csv")
        return await answer(request, CsvLines() if wants_csv else JsonLines())

    @get("/terms.csv")
    async def as_csv(request: AnyRequest) -> Response[Any] | Stream:
        """Answer with CSV."""
        return await answer(request, CsvLines())

    return [as_json_lines, as_csv]


async def _written(
    lines: Lines, first: list[TermsLine], pieces: AsyncGenerator[list[TermsLine], None], done: Callable[[], object]
) -> AsyncIterator[bytes]:
    try:
        yield lines.head + lines.lines(first)
        async for piece in pieces:
            yield lines.lines(piece)
    finally:
        done()
        await pieces.aclose()


def _refusal(status: int, code: str, message: Words, *path: str, next_step: Words | None = None) -> Response[bytes]:
    told: dict[str, Any] = {"code": code, "message": {"ja": message.ja, "en": message.en}, "path": list(path)}
    if next_step is not None:
        told["nextStep"] = {"ja": next_step.ja, "en": next_step.en}
    headers = {"Cache-Control": "no-store", **({"Retry-After": "10"} if status == 429 else {})}
    return Response(orjson.dumps(told), status_code=status, media_type="application/json; charset=utf-8", headers=headers)
