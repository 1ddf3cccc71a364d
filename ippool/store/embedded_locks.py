"""The locks of the embedded PostgreSQL: each of one file, held by one or shared by many, and freed by the kernel when they die."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def locked(path: Path) -> Iterator[int]:
    """Wait for the lock of a file and hold it; yields the descriptor, for programs that shall hold it too."""
    import fcntl  # exists on Unix only; this module can be imported everywhere

    lock = open_lock(path)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield lock
    finally:
        os.close(lock)


def lock_if_free(path: Path) -> int | None:
    """Return the descriptor of the lock, to be closed by the caller, or None where somebody holds it."""
    lock = open_lock(path)
    if _taken(lock, shared=False):
        return lock
    os.close(lock)
    return None


def open_lock(path: Path) -> int:
    """Return a descriptor of a lock that is not held yet."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


class Share:
    """One user's share in a lock: many have one at once, and none while somebody has the lock for himself."""

    def __init__(self, path: Path) -> None:
        # A file, not a number: closed twice it does not close another's.
        self._file = os.fdopen(open_lock(path), "r+b", buffering=0)
        # A process forked from this one, a worker, must not keep the share when this one is gone.
        os.register_at_fork(after_in_child=self._file.close)
        self._taken = False

    @property
    def is_held(self) -> bool:
        """Whether the share was taken and not given back, by this very process."""
        return self._taken and not self._file.closed

    def take(self) -> bool:
        """Take the share, or keep it; false where somebody has the lock for himself."""
        self._taken = _taken(self._file.fileno(), shared=True)
        return self._taken

    def is_last(self) -> bool:
        """Return whether nobody else has a share, or somebody has the lock for himself since. The share may be lost by asking."""
        number = self._file.fileno()
        return _taken(number, shared=False) or not _taken(number, shared=True)

    def give_back(self) -> None:
        """Have no share any more."""
        self._file.close()


def _taken(lock: int, *, shared: bool) -> bool:
    import fcntl  # as above

    try:
        fcntl.flock(lock, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
