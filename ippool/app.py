"""The composition root: settings, database, schema and pages become one Litestar application. Only here all of it meets."""

from __future__ import annotations

import gc
import logging
import os
import signal
import sys
import time
from asyncio import Task, create_task, gather, to_thread
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from threading import Thread
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Litestar, MediaType, Request, Response, get
from litestar.datastructures import State
from litestar.exceptions import MethodNotAllowedException

from ippool.auth.callers import Doorkeeper, TokenRefused, token_of, token_told
from ippool.auth.keys import ProviderSilent
from ippool.auth.provider import Client, Provider
from ippool.domain.permissions import ANONYMOUS, Actor, TokenScope, may_keep_register
from ippool.domain.words import Words
from ippool.graphql import limits, unread
from ippool.graphql.accounting import accounted
from ippool.graphql.callers import Callers, caller_of, claimed
from ippool.graphql.conduct import Schema
from ippool.graphql.context import Context, Following, moment_in
from ippool.graphql.door import answer_failure, identify, make_controller
from ippool.graphql.errors import ClientError, Code
from ippool.graphql.paging import Cursors
from ippool.graphql.patience import in_time
from ippool.graphql.schema import make_schema
from ippool.graphql.socket import AnySocket, Subscribers
from ippool.graphql.uploads import UPLOAD_LIMIT, Uploads
from ippool.graphql.watching import KNOWN_OPERATIONS
from ippool.pages.terms import page_handlers
from ippool.pages.whole_pool import stream_handlers
from ippool.settings import Settings, Telemetry
from ippool.store.checkpoints import Checkpoints
from ippool.store.database import Database
from ippool.store.listening import listen
from ippool.store.reference import ReferenceMemo
from ippool.store.spool import Room
from ippool.telemetry import instruments
from ippool.usecases import profiles, readiness, refusals, register, sealing, starting
from ippool.usecases.following import Changes, Days
from ippool.usecases.intake.jobs import ACTION, Imports
from ippool.usecases.pool import Pool
from ippool.usecases.starting import Settled

SERVER_PID = "IPPOOL_SERVER_PID"
"""Where the server tells its workers its process id."""

WORKERS = "IPPOOL_WORKERS"
"""Where the server tells its workers how many they are."""

NOTHING_TOLD = Telemetry()

IMPORT_CONNECTIONS = 4
IMPORT_TIMEOUT_MS = 3_600_000
"""An import waits for the changes before it, those of another process's import too."""

AnyRequest = Request[Any, Any, Any]

TOKEN_WORDS = Words(
    "トークンが無効か、取り消されています。発行し直したものを使ってください。",
    "The token is not valid, or was revoked. Use one that holds, or none to ask anonymously.",
)

SILENT_WORDS = Words(
    "認証基盤が応答しないため、トークンを確かめられません。しばらくしてからもう一度送ってください。",
    "The identity provider does not answer, so the token cannot be checked. Send it again in a while.",
)

FILES_WORDS = Words("ファイルを送るにはトークンが必要です。", "Sending files needs a token.")


def create() -> Litestar:
    """Make the application from the environment; the server's workers call it. `DATABASE_URL` must be set."""
    # The server says who it is: where it was killed before this line, the worker's parent is already another process.
    Thread(target=_end_with, args=(int(os.environ.get(SERVER_PID) or os.getppid()),), daemon=True).start()
    logging.basicConfig(format="%(asctime)s %(levelname)s %(name)s %(message)s", level=logging.INFO)
    # It would tell of every call to the identity provider.
    logging.getLogger("httpx").setLevel(logging.WARNING)
    settings = Settings.from_environment()
    if settings.database_url is None:
        raise RuntimeError("DATABASE_URL is not set; `ippool serve` sets it to the embedded database")
    database = Database.at(settings.database_url, pool_size=settings.pool_size, statement_timeout_ms=settings.statement_timeout_ms)
    callers = Callers((settings.cost_per_minute or limits.COST_PER_MINUTE) / settings.workers)
    app = make_app(
        database,
        settings.office_zone,
        upload_dir=settings.upload_dir,
        upload_bytes=settings.upload_mb * 10**6,
        callers=callers,
        keeps_profiles=True,
        checkpoints=_checkpoints(settings),
        settled=Settled(settings.is_production, settings.debugging, _checkpoints(settings)),
        client=_client(settings),
        telemetry=settings.telemetry,
        pool_size=settings.pool_size,
    )
    unread.watch()
    _share_the_process()
    return app


def _checkpoints(settings: Settings) -> Checkpoints | None:
    if settings.audit_key is None or settings.audit_checkpoints is None:
        return None
    return Checkpoints(settings.audit_checkpoints, settings.audit_key)


def _client(settings: Settings) -> Client | None:
    told = settings.identity_provider
    if told is None:
        return None
    return Client(told.issuer, told.client_id, told.public_url, told.client_secret, told.audience, told.claim)


def _share_the_process() -> None:
    """Keep requests answered while a thread imports.

    What was made so far stays as long as the process: looking through it for garbage would stop everything for a tenth of a
    second, again and again. And who waits for the interpreter gets it after a millisecond, not after five.
    """
    gc.collect()
    gc.freeze()
    sys.setswitchinterval(0.001)


def _end_with(parent: int) -> None:
    # A server that was killed cannot end its workers; one that is left alone would hold the port for nobody.
    while os.getppid() == parent:
        time.sleep(1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(10)
    os._exit(1)


def make_app(
    database: Database,
    office_zone: ZoneInfo,
    *,
    upload_dir: Path | None = None,
    upload_bytes: int = UPLOAD_LIMIT,
    callers: Callers | None = None,
    keeps_profiles: bool = False,
    checkpoints: Checkpoints | None = None,
    settled: Settled | None = None,
    client: Client | None = None,
    schema: Schema | None = None,
    telemetry: Telemetry = NOTHING_TOLD,
    pool_size: int = 10,
) -> Litestar:
    """Make the application over a database. It closes the database when it ends.

    `keeps_profiles`: what patents have in common is worked out anew beside the requests whenever something changed.
    `checkpoints`: where the end of the audit is signed, beside the requests too. `settled`: what starting depends on, looked at
    when it starts. `client` is how an identity provider knows the registry; without one nobody signs in but with the registry's own
    tokens. `schema` is made where none is given. `telemetry` says what is told of all this, and to whom; nothing where left out.
    """
    pool = Pool(database, ReferenceMemo())
    told = instruments(database, pool_size=pool_size, metrics_token=telemetry.metrics_token, traces_url=telemetry.traces_url)
    imports = Imports(
        lambda: Database.at(database.url, pool_size=IMPORT_CONNECTIONS, statement_timeout_ms=IMPORT_TIMEOUT_MS), told.imports
    )
    room = Room(upload_dir)
    callers = callers or Callers()
    changes = Changes()
    provider = Provider(client, lambda: register.cursor_key(database)) if client is not None else None
    doorkeeper = Doorkeeper(pool, lambda: moment_in(office_zone), provider)
    subscribers = _subscribers(doorkeeper, imports, office_zone, callers, changes)

    @asynccontextmanager
    async def lifespan(app: Litestar) -> AsyncIterator[None]:
        if settled is not None:
            await starting.require(database, settled)
        room.clear_left()
        beside: list[Task[Any]] = [create_task(pool.uses.keep(database)), create_task(listen(database.url, changes.tell))]
        if keeps_profiles:
            beside.append(create_task(profiles.keep(pool, lambda: moment_in(office_zone).today)))
        if checkpoints is not None:
            beside.append(create_task(sealing.keep(database, checkpoints, lambda: moment_in(office_zone).now)))
        try:
            yield
        finally:
            await subscribers.end()
            for task in beside:
                task.cancel()
            await gather(*beside, return_exceptions=True)
            await imports.close()
            room.close()
            await database.close()
            await to_thread(told.close)

    return Litestar(
        [
            make_controller(
                schema or make_schema(),
                http_context=_context_for(doorkeeper, imports, office_zone, callers),
                uploads=Uploads(room, _may_send_files, upload_bytes),
                callers=callers,
                watchers=told.watchers,
                known_operations=KNOWN_OPERATIONS if telemetry.operations is None else telemetry.operations,
                subscribers=subscribers,
            ),
            *told.handlers,
            *page_handlers(pool, lambda: moment_in(office_zone), office_zone, doorkeeper),
            *stream_handlers(pool, lambda: moment_in(office_zone), office_zone, doorkeeper),
            healthz,
            _readyz(database, checkpoints),
        ],
        lifespan=[lifespan],
        debug=False,
        openapi_config=None,
        exception_handlers={MethodNotAllowedException: _answer_method, ClientError: answer_failure},
        middleware=[*told.middleware, accounted(database, callers), in_time, unread.at_its_pace],
        state=State({"uses": pool.uses, "told": told}),
    )


def _answer_method(request: AnyRequest, failure: MethodNotAllowedException) -> Response[Any]:
    # The router refuses a method before it comes to any handler, the API's own among them.
    if request.url.path.rstrip("/") == "/graphql":
        return answer_failure(request, failure)
    return Response({"detail": failure.detail}, status_code=405, headers=dict(failure.headers or {}))


def _may_send_files(context: Context) -> bool:
    verdict = may_keep_register(context.actor, TokenScope.IMPORT)
    if context.actor == ANONYMOUS:
        refusals.note(context.actor, verdict, ACTION)
        raise ClientError(Code.UNAUTHENTICATED, FILES_WORDS, status=401)
    return verdict.holds  # the operation refuses, and says why


def _cursors_of(database: Database) -> Callable[[], Awaitable[Cursors]]:
    kept: list[Cursors] = []

    async def cursors() -> Cursors:
        # The key lies in the database, the same for every process, and is read when the first question comes.
        if not kept:
            kept.append(Cursors(await register.cursor_key(database)))
        return kept[0]

    return cursors


def _token_unknown() -> ClientError:
    return ClientError(Code.UNAUTHENTICATED, TOKEN_WORDS, status=401, headers={"WWW-Authenticate": 'Bearer realm="ippool"'})


def _provider_silent() -> ClientError:
    return ClientError(Code.UNAVAILABLE, SILENT_WORDS, status=503, headers={"Retry-After": "30"})


def _subscribers(
    doorkeeper: Doorkeeper, imports: Imports, office_zone: ZoneInfo, callers: Callers, changes: Changes
) -> Subscribers:
    cursors = _cursors_of(doorkeeper.pool.database)

    def token(socket: AnySocket, told: Mapping[str, Any]) -> str | None:
        try:
            return token_told(socket, told)
        except TokenRefused:
            raise _token_unknown() from None

    async def actor(token: str | None) -> Actor:
        try:
            return await doorkeeper.actor(token)
        except TokenRefused:
            raise _token_unknown() from None
        except ProviderSilent:
            raise _provider_silent() from None

    async def context(actor: Actor, request_id: str, following: Following) -> Context:
        return Context(actor, doorkeeper.pool, doorkeeper.moment(), await cursors(), request_id, imports, following)

    return Subscribers(token, actor, context, doorkeeper.moment, changes, Days(office_zone.key), callers, doorkeeper.pool.database)


def _context_for(doorkeeper: Doorkeeper, imports: Imports, office_zone: ZoneInfo, callers: Callers) -> Callable[..., Any]:
    pool = doorkeeper.pool
    cursors = _cursors_of(pool.database)

    async def http_context(request: AnyRequest) -> Context:
        address = caller_of(None, request.client.host if request.client else None)
        try:
            token = token_of(request)
            # Whoever floods us with one token waits here already, and does not keep others from being recognized.
            async with callers.turn(claimed(token) if token is not None else address):
                actor = await doorkeeper.actor(token)
        except TokenRefused:
            callers.charge(address, limits.STRANGER_POINTS)
            raise _token_unknown() from None
        except ProviderSilent:
            raise _provider_silent() from None
        request.state["caller"] = caller_of(actor.token or actor.user, None) if actor != ANONYMOUS else address
        return Context(
            actor=actor,
            pool=pool,
            moment=moment_in(office_zone),
            cursors=await cursors(),
            request_id=identify(request),
            imports=imports,
        )

    return http_context


@get("/healthz", media_type=MediaType.JSON, sync_to_thread=False)
def healthz() -> dict[str, str]:
    """Answer that the process is alive; it asks nobody."""
    return {"status": "alive"}


def _readyz(database: Database, checkpoints: Checkpoints | None) -> Any:
    @get("/readyz", media_type=MediaType.JSON)
    async def readyz() -> Response[dict[str, Any]]:
        """Answer whether requests can be answered: the database is there, and at the revision of this release."""
        found = await readiness.look(database, checkpoints)
        told: dict[str, Any] = {
            "status": "ready" if found.is_ready else "not ready",
            "database": found.database,
            "migrations": {"at": found.revision, "wanted": found.wanted},
        }
        if found.audit is not None:
            told["audit"] = {"whole": found.audit.is_whole, "unsignedForSeconds": round(found.audit.unsigned_for)}
        return Response(told, status_code=200 if found.is_ready else 503, headers={"Cache-Control": "no-store"})

    return readyz
