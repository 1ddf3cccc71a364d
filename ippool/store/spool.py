"""Files that were sent, on disk until nobody needs them: never in memory, and never longer than the process that got them.

Every process has a room of its own, a folder that only its user may enter, with a lock that the kernel frees when the process dies.
So a room whose lock is free was left behind, and whoever opens a room clears such ones away.
"""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
from pathlib import Path
from threading import Lock

from ippool.store.embedded_locks import lock_if_free

_NAME = "ippool-sent-"
_MAKING = ".ippool-sent-"
_LOCK = "lock"


class Room:
    """The room of one process, under `place` or the system's folder for temporary files; made when something is first put there."""

    def __init__(self, place: Path | None = None) -> None:
        self._place = place or Path(tempfile.gettempdir())
        self._path: Path | None = None
        self._lock = -1
        self._count = 0

    def shelf(self) -> Shelf:
        """Make a shelf for the files of one request. Raises: OSError."""
        if self._path is None:
            self._open()
        assert self._path is not None
        self._count += 1
        path = self._path / str(self._count)
        path.mkdir(mode=0o700)
        return Shelf(path)

    def close(self) -> None:
        """Clear the room away with all that is in it."""
        path, self._path = self._path, None
        if path is not None:
            shutil.rmtree(path, ignore_errors=True)
            os.close(self._lock)

    def clear_left(self) -> int:
        """Clear away the rooms of processes that died; return how many there were."""
        return sum(_clear(path) for path in self._place.glob(f"{_NAME}*") if path != self._path)

    def _open(self) -> None:
        self._place.mkdir(parents=True, exist_ok=True)
        # It gets its name once its lock is held: nobody ever sees a room that seems to be left.
        making = Path(tempfile.mkdtemp(prefix=_MAKING, dir=self._place))
        lock = lock_if_free(making / _LOCK)
        assert lock is not None
        self._lock = lock
        self._path = making.rename(making.with_name(_NAME + making.name.removeprefix(_MAKING)))


def _clear(path: Path) -> bool:
    try:
        # A folder that another user made is none of ours, whatever it is called.
        if path.is_symlink() or path.stat().st_uid != os.getuid():
            return False
        lock = lock_if_free(path / _LOCK)
    except OSError:
        return False
    if lock is None:
        return False
    shutil.rmtree(path, ignore_errors=True)
    os.close(lock)
    return True


class Shelf:
    """The files of one request. Who takes it gives it back, in any thread; when nobody has it any more it is cleared away.

    Shape: it begins as taken once, by whoever made it.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._counting = Lock()
        self._taken = 1
        self._count = 0

    def take(self) -> None:
        """Need its files a little longer."""
        with self._counting:
            assert self._taken, "a shelf that was cleared away cannot be taken"
            self._taken += 1

    def give_back(self) -> None:
        """Need its files no longer."""
        with self._counting:
            self._taken -= 1
            is_last = not self._taken
        if is_last:
            shutil.rmtree(self._path, ignore_errors=True)

    def put(self) -> Putting:
        """Begin to put a file there, under a name of our own. Raises: OSError."""
        self._count += 1
        return Putting(self._path / str(self._count))


class Putting:
    """A file while it is put on a shelf, with the hash over what has been put so far."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.size = 0
        self._stream = path.open("xb", buffering=0)
        self._hash = hashlib.sha256()

    def write(self, chunk: bytes | bytearray) -> None:
        """Write the next part. Raises: OSError, where the disk is full too."""
        left = memoryview(chunk)
        while left:
            left = left[self._stream.write(left) :]
        self._hash.update(chunk)
        self.size += len(chunk)

    def close(self) -> None:
        """Put nothing more."""
        self._stream.close()

    @property
    def sha256(self) -> str:
        """The hash of what was put."""
        return self._hash.hexdigest()
