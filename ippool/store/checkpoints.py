"""Checkpoints: the signed end of the audit, in a file outside the database that is only ever added to.

One JSON object to a line: `at`, `seq`, `count` and `hash` of the audit's last line then, `previous` the SHA-256 of the line before,
`key` by which it is signed, `signature` (Ed25519 over canonical JSON of the rest, prefixed). Who has the database and not the key
can neither make one nor take one out. Several processes of one machine may share a file: it is locked while one looks and adds.
"""

from __future__ import annotations

import base64
import fcntl
import hashlib
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from ippool.domain.errors import DomainError
from ippool.domain.words import Words
from ippool.store.audit import BEGINNING

_PREFIX = b"ippool audit checkpoint 1\n"
_LONGEST = 4_096
"""Bytes of the end of the file in which the last line is looked for; a line has some 420."""


class KeyRefused(DomainError):
    """The key by which checkpoints are signed cannot be read, or is none."""

    code = "AUDIT_KEY"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The end of the audit at a moment: number and hash of its last line, how many there were; and the checkpoint's own hash."""

    at: datetime
    seq: int
    count: int
    hash: str
    own_hash: str


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """A file of checkpoints, and the file of the private key by which they are signed."""

    file: Path
    key: Path

    def last(self) -> Checkpoint | None:
        """Return the last checkpoint, None where there is none yet. Raises: OSError other than that there is no file."""
        try:
            with self.file.open("rb") as opened:
                return _last_of(opened)
        except FileNotFoundError:
            return None

    @contextmanager
    def adding(self) -> Iterator[Adding | None]:
        """Hold the file for oneself; None where another process holds it. Raises: OSError, KeyRefused."""
        signing = read_key(self.key)
        file = os.open(self.file, os.O_RDWR | os.O_APPEND | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                yield None
                return
            with os.fdopen(os.dup(file), "rb") as opened:
                yield Adding(file, _last_of(opened), signing)
        finally:
            os.close(file)


@dataclass(frozen=True, slots=True)
class Adding:
    """The file held for oneself, and its last checkpoint."""

    file: int
    last: Checkpoint | None
    key: Ed25519PrivateKey

    def add(self, *, at: datetime, seq: int, count: int, hash: str) -> None:
        """Add a checkpoint; it is on the disk when this returns. Raises: OSError."""
        told: dict[str, Any] = {
            "at": at.isoformat(),
            "seq": seq,
            "count": count,
            "hash": hash,
            "previous": self.last.own_hash if self.last else BEGINNING,
            "key": fingerprint(self.key),
        }
        told["signature"] = base64.b64encode(self.key.sign(_PREFIX + _canonical(told))).decode()
        # Where a crash cut the line before short, what is left of it stays, and this one begins on a line of its own.
        size = os.fstat(self.file).st_size
        torn = size > 0 and os.pread(self.file, 1, size - 1) != b"\n"
        os.write(self.file, (b"\n" if torn else b"") + _canonical(told) + b"\n")
        os.fsync(self.file)


def make_key(file: Path) -> Path:
    """Make a key in a new file that only its owner may read, and its public half beside it, as `.pub`. Returns: the latter.

    Raises: FileExistsError, OSError.
    """
    key = Ed25519PrivateKey.generate()
    public = file.with_name(f"{file.name}.pub")
    _write(file, key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()), 0o600)
    _write(public, key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo), 0o644)
    return public


def read_key(file: Path) -> Ed25519PrivateKey:
    """Read a private key. Raises: KeyRefused, which names the file and never its content."""
    try:
        key = load_pem_private_key(file.read_bytes(), None)
    except OSError as fault:
        raise _refused(file, fault.strerror or "?", fault.strerror or "?") from fault
    except (ValueError, TypeError):
        key = None
    if not isinstance(key, Ed25519PrivateKey):
        raise _refused(
            file, "暗号化されていない Ed25519 の秘密鍵（PEM）ではない", "it is no unencrypted private key of Ed25519 in PEM"
        )
    return key


def fingerprint(key: Ed25519PrivateKey) -> str:
    """Name a key: the beginning of the SHA-256 of its public half."""
    return hashlib.sha256(key.public_key().public_bytes_raw()).hexdigest()[:16]


def _refused(file: Path, ja: str, en: str) -> KeyRefused:
    return KeyRefused(
        Words(f"監査の署名鍵 {file} を使えない（{ja}）。", f"The key {file} that signs the audit cannot be used ({en})."),
        next_step=Words(
            "「ippool audit key FILE」で作り、IPPOOL_AUDIT_KEY に指定する。",
            "Make one with `ippool audit key FILE`, and name it in IPPOOL_AUDIT_KEY.",
        ),
    )


def _write(file: Path, content: bytes, mode: int) -> None:
    # Whole or not there at all: another process may look for it at the same time.
    making = file.with_name(f"{file.name}.{os.getpid()}")
    opened = os.open(making, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        os.write(opened, content)
        os.fsync(opened)
        os.link(making, file)
    finally:
        os.close(opened)
        making.unlink()


def _last_of(opened: Any) -> Checkpoint | None:
    size = opened.seek(0, os.SEEK_END)
    opened.seek(max(0, size - _LONGEST))
    for line in reversed(opened.read().split(b"\n")):
        try:
            told = json.loads(line)
            own_hash = hashlib.sha256(line).hexdigest()
            return Checkpoint(datetime.fromisoformat(told["at"]), told["seq"], told["count"], told["hash"], own_hash)
        except (ValueError, KeyError, TypeError):
            continue
    return None


def _canonical(content: object) -> bytes:
    return json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
