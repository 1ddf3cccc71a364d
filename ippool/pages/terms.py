"""To be written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ippool.usecases.pool import Moment, Pool


def page_handlers(pool: Pool, moment: Callable[[], Moment]) -> list[Any]:
    return []
