"""The command line's clock: read once for a command."""

from __future__ import annotations

from datetime import UTC, datetime

from ippool.settings import Settings
from ippool.usecases.pool import Moment


def moment_of(settings: Settings) -> Moment:
    """Read the office's day and the moment."""
    now = datetime.now(UTC)
    return Moment(today=now.astimezone(settings.office_zone).date(), now=now)
