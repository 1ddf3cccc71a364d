"""Hearing of changes of the register, whichever process makes them: a connection of its own listens, and is made anew."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from typing import Any

import asyncpg
from sqlalchemy import URL
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import NullPool

from ippool.domain.faults import traced
from ippool.store.addresses import asyncpg_url
from ippool.store.database import CHANGED

_log = logging.getLogger(__name__)

NAME = "ippool listening"
"""How the connection is called where the database lists its own."""
LOOKED_AFTER = 5.0
"""Seconds between two looks whether the connection is still there: a network may lose it without a word."""
AGAIN_AFTER = (0.1, 0.5, 2.0)
"""Seconds before the first, the second and every later attempt to connect anew."""


async def listen(url: URL, tell: Callable[[], None]) -> None:
    """Tell of every change that is committed, until canceled; also when it begins to listen: what was missed is unknown."""
    settings = {"application_name": NAME}
    engine = create_async_engine(
        asyncpg_url(url),
        poolclass=NullPool,
        hide_parameters=True,
        connect_args={"server_settings": settings, "timeout": LOOKED_AFTER},
    )
    attempt = 0
    while True:
        try:
            async with engine.connect() as connection:
                driver = (await connection.get_raw_connection()).driver_connection
                assert driver is not None
                await _hear(driver, tell)
                attempt = 0
        except (SQLAlchemyError, asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as fault:
            _log.warning("nothing is heard of changes, connecting anew\n%s", traced(fault))
            attempt += 1
        await asyncio.sleep(AGAIN_AFTER[min(attempt, len(AGAIN_AFTER) - 1)])


async def _hear(driver: Any, tell: Callable[[], None]) -> None:
    """Listen until the connection is lost. Raises: what asyncpg raises then."""
    lost = asyncio.Event()
    driver.add_termination_listener(lambda *_: lost.set())
    await driver.add_listener(CHANGED, lambda *_: tell())
    tell()
    while not lost.is_set():
        try:
            async with asyncio.timeout(LOOKED_AFTER):
                await lost.wait()
        except TimeoutError:
            await driver.execute("select 1", timeout=LOOKED_AFTER)
