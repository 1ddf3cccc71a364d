"""`ippool-verify-audit`: was anything of the audit changed, taken out, put in, moved, cut off or made anew?

It stands alone: one file that imports nothing of the application, so that whoever does not trust the application, or the
administrator of its database, can read the whole of it and run it elsewhere. It reads the lines from the database, or from a file
that `ippool audit export` wrote, and the checkpoints from the file outside the database into which the server writes the signed end
of the audit.

What it relies on: the lines are a chain (each names the hash of the one before), which shows whatever is changed within it; a chain
made anew from some line on, or cut off, is shown by the checkpoints alone, whose key no administrator of the database has. Lines
after the last checkpoint are held by the chain only: what is put at its end, or cut off there, before it is signed does not show.

The end: 0 nothing found, 1 tampering found, 2 it could not be checked.
"""

from __future__ import annotations

import argparse
import asyncio
import base64
import binascii
import hashlib
import json
import os
import sys
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

BEGINNING = "0" * 64
"""What the first line, and the first checkpoint, have as the hash before them."""

NUMBERED, UNNUMBERED = b"ippool audit 2\n", b"ippool audit 1\n"
"""What is hashed before a line: with its number, and in the form of earlier releases without it."""

SIGNED = b"ippool audit checkpoint 1\n"
"""What is signed before a checkpoint."""

ALWAYS_HASHED = frozenset(
    (
        "seq", "at", "actor_role", "actor_party_id", "actor_token_id", "action", "record_kind", "record_id", "before_hash",
        "after_hash", "request_id", "details", "previous_hash",
    )
)  # fmt: skip
"""Columns that are hashed even where they are null; any other is hashed where it is not."""

MOST_TOLD = 20
QUERY = "select row_to_json(line)::text from public.audit line order by line.seq"


class CannotCheck(Exception):
    """It cannot be checked. Shape: why, in Japanese and in English."""

    def __init__(self, ja: str, en: str) -> None:
        super().__init__(en)
        self.ja, self.en = ja, en


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that is not as it was written. Shape: `kind` for programs, `seq` the line it was found at, both languages."""

    kind: str
    seq: int
    ja: str
    en: str


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The end of the audit as it once was: the number and hash of its last line, and how many lines there were."""

    at: str
    seq: int
    count: int
    hash: str


# Checkpoints


def read_checkpoints(content: bytes, keys: Iterable[Ed25519PublicKey]) -> tuple[list[Checkpoint], list[Finding]]:
    """Read a file of checkpoints: one JSON object to a line, each naming the hash of the line before and signed."""
    known = {fingerprint(key): key for key in keys}
    checkpoints: list[Checkpoint] = []
    findings: list[Finding] = []
    previous, torn = BEGINNING, 0
    lines = content.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            told = json.loads(line)
            signature = base64.b64decode(told.pop("signature"), validate=True)
            key, chained = told["key"], told["previous"]
            checkpoint = Checkpoint(told["at"], int(told["seq"]), int(told["count"]), str(told["hash"]))
        except (ValueError, KeyError, TypeError, AttributeError, binascii.Error):
            torn = number
            continue
        torn = 0
        if key not in known:
            findings.append(
                _of_checkpoint(
                    "UNKNOWN_KEY", number, checkpoint, "鍵が渡された公開鍵のいずれでもない", "its key is none of those given"
                )
            )
            continue
        try:
            known[key].verify(signature, SIGNED + canonical(told))
        except InvalidSignature:
            findings.append(_of_checkpoint("FORGED", number, checkpoint, "署名が合わない", "its signature does not hold"))
            continue
        if chained != previous:
            findings.append(
                _of_checkpoint(
                    "CHECKPOINTS_MISSING", number, checkpoint, "前のチェックポイントが欠けている", "one before it is missing"
                )
            )
        previous = hashlib.sha256(line).hexdigest()
        if checkpoints and (checkpoint.seq <= checkpoints[-1].seq or checkpoint.count <= checkpoints[-1].count):
            findings.append(
                _of_checkpoint(
                    "CHECKPOINT_ORDER",
                    number,
                    checkpoint,
                    "前のものより後の行を指していない",
                    "it names no later line than the one before",
                )
            )
            continue
        checkpoints.append(checkpoint)
    if torn:
        # A line that a crash cut short is followed by one that is chained to the line before it. The last one is followed by none.
        findings.append(
            Finding(
                "CHECKPOINT_UNREADABLE",
                checkpoints[-1].seq if checkpoints else 0,
                f"チェックポイントのファイルの最後の行（{torn} 行目）が読めない。",
                f"The last line of the file of checkpoints, line {torn}, cannot be read.",
            )
        )
    return checkpoints, findings


def _of_checkpoint(kind: str, number: int, checkpoint: Checkpoint, ja: str, en: str) -> Finding:
    return Finding(
        kind,
        checkpoint.seq,
        f"チェックポイントのファイルの {number} 行目（監査 {checkpoint.seq} 行目まで）: {ja}。",
        f"Line {number} of the file of checkpoints (up to line {checkpoint.seq} of the audit): {en}.",
    )


def fingerprint(key: Ed25519PublicKey) -> str:
    """Name a key: the beginning of the SHA-256 of its 32 bytes."""
    return hashlib.sha256(key.public_bytes_raw()).hexdigest()[:16]


# Lines

_encode = json.JSONEncoder(sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode


def canonical(content: object) -> bytes:
    """Write canonical JSON: keys in order, nothing between."""
    return _encode(content).encode(errors="surrogatepass")


def hash_of(line: Mapping[str, Any], *, numbered: bool = True) -> str:
    """Return the hash a line should have, by its content and the hash it names as the one before."""
    content = {name: value for name, value in line.items() if value is not None or name in ALWAYS_HASHED}
    content.pop("hash", None)
    content["at"] = _moment(content["at"])
    if not numbered:
        del content["seq"]
    return hashlib.sha256((NUMBERED if numbered else UNNUMBERED) + canonical(content)).hexdigest()


def _moment(text: str) -> str:
    # The database leaves zeros at the end of a fraction out; what was hashed has six digits or none.
    if not text.endswith("+00:00"):
        return datetime.fromisoformat(text).astimezone(UTC).isoformat()
    fraction = text[19:-6]
    return f"{text[:19]}{fraction.ljust(7, '0')}+00:00" if fraction else text


@dataclass
class Check:
    """The audit gone through, line by line in the order of its numbers."""

    checkpoints: Sequence[Checkpoint] = ()
    findings: list[Finding] = field(default_factory=list)
    lines: int = 0
    seq: int = 0
    previous: str = BEGINNING
    numbered: bool = False
    """From the first line with its number in its hash on, every line has it."""
    _next: int = 0

    def take(self, line: Mapping[str, Any]) -> None:
        """Look at the next line."""
        before, seq = self.seq, line["seq"]
        self.lines += 1
        if not self._holds(line):
            self._found("CHANGED", seq, "内容が記録したときのものではない", "its content is not what was recorded")
        if line["previous_hash"] != self.previous:
            self._broken(before, seq)
        elif self.numbered and before and seq != before + 1:
            self._found("NUMBER", seq, f"番号が {before + 1} ではない", f"its number is not {before + 1}")
        self.seq, self.previous = seq, line["hash"]
        self._compare(seq)

    def end(self) -> list[Finding]:
        """Look at what should have come after the last line; return everything that was found."""
        for checkpoint in self.checkpoints[self._next :]:
            self.findings.append(
                Finding(
                    "CUT",
                    checkpoint.seq,
                    f"{checkpoint.at} に {checkpoint.seq} 行目まであったが、監査は {self.seq} 行目で終わっている。",
                    f"At {checkpoint.at} there were lines up to {checkpoint.seq}; the audit ends with line {self.seq}.",
                )
            )
        return self.findings

    @property
    def unsigned(self) -> int:
        """How many lines came after the last checkpoint."""
        return self.lines - (self.checkpoints[-1].count if self.checkpoints else 0)

    def _holds(self, line: Mapping[str, Any]) -> bool:
        try:
            if hash_of(line) == line["hash"]:
                self.numbered = True
                return True
            return not self.numbered and hash_of(line, numbered=False) == line["hash"]
        except (KeyError, TypeError, ValueError, AttributeError):
            return False

    def _broken(self, before: int, seq: int) -> None:
        if before == 0:
            self._found("BEGINNING", seq, "最初の行だが、前に別の行があった", "it is the first line, and there was one before it")
        elif seq > before + 1 and self.numbered:
            missing = f"{before + 1}" if seq == before + 2 else f"{before + 1}-{seq - 1}"
            self._found("MISSING", seq, f"直前の行（{missing}）がない", f"what stood before it, {missing}, is missing")
        else:
            self._found(
                "BROKEN",
                seq,
                "直前の行につながらない（挿入、入替え、削除又は書換え）",
                "it does not follow the line before: put in, moved, taken out or written anew",
            )

    def _compare(self, seq: int) -> None:
        while self._next < len(self.checkpoints) and self.checkpoints[self._next].seq <= seq:
            checkpoint = self.checkpoints[self._next]
            self._next += 1
            if checkpoint.seq != seq:
                self._found("MISSING", checkpoint.seq, "署名された行がない", "the line that was signed is missing")
            elif checkpoint.hash != self.previous:
                self._found(
                    "REWRITTEN",
                    seq,
                    f"{checkpoint.at} に署名されたものと違う（ここまでの鎖が作り直された）",
                    f"it is not what was signed at {checkpoint.at}: the chain up to here was made anew",
                )
            elif checkpoint.count != self.lines:
                self._found(
                    "COUNT",
                    seq,
                    f"ここまで {self.lines} 行だが、署名のときは {checkpoint.count} 行だった",
                    f"there are {self.lines} lines up to here, and there were {checkpoint.count} when it was signed",
                )

    def _found(self, kind: str, seq: int, ja: str, en: str) -> None:
        self.findings.append(Finding(kind, seq, f"監査 {seq} 行目: {ja}。", f"Line {seq} of the audit: {en}."))


def check(lines: Iterable[str | bytes], checkpoints: Sequence[Checkpoint] = ()) -> Check:
    """Go through lines of JSON. Raises: CannotCheck where a line is none."""
    made = Check(checkpoints)
    for line in lines:
        made.take(_line_of(line))
    made.end()
    return made


def _line_of(text: str | bytes) -> dict[str, Any]:
    try:
        line = json.loads(text)
        if isinstance(line["seq"], int) and isinstance(line["hash"], str) and isinstance(line["previous_hash"], str):
            return dict(line)
    except (ValueError, KeyError, TypeError):
        pass
    raise CannotCheck("監査の行として読めない行がある。", "There is a line that cannot be read as one of the audit.")


# Where the lines come from


async def lines_of(connection: Any, *, at_once: int = 5_000) -> AsyncIterator[str]:
    """Read every line of the audit as JSON, through a connection of asyncpg within a transaction, in UTC."""
    async for record in connection.cursor(QUERY, prefetch=at_once):
        yield record[0]


async def check_database(url: str, checkpoints: Sequence[Checkpoint]) -> Check:
    """Go through the audit of a database as it is at one moment. Raises: CannotCheck."""
    import asyncpg  # only who reads from a database needs it

    made = Check(checkpoints)
    try:
        connection = await asyncpg.connect(url.replace("+asyncpg", "", 1), server_settings={"timezone": "UTC"})
        try:
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                async for line in lines_of(connection):
                    made.take(_line_of(line))
        finally:
            await connection.close()
    except (OSError, asyncpg.PostgresError, asyncpg.InterfaceError, ValueError) as fault:
        reason = str(fault) or type(fault).__name__
        raise CannotCheck(f"データベースから読めない（{reason}）。", f"The database cannot be read ({reason}).") from fault
    made.end()
    return made


def _check_file(file: Path, checkpoints: Sequence[Checkpoint]) -> Check:
    def lines() -> Iterator[bytes]:
        with file.open("rb") as opened:
            yield from opened

    try:
        return check(lines(), checkpoints)
    except OSError as fault:
        raise _unreadable(file, fault) from fault


# The command


def main(arguments: Sequence[str] | None = None) -> None:
    """Check, tell what was found in both languages, and end with 0, 1 or 2."""
    asked = _parser().parse_args(arguments)
    try:
        sys.exit(_run(asked))
    except CannotCheck as cause:
        print(f"確かめられない: {cause.ja}\nNot checked: {cause.en}", file=sys.stderr)
        sys.exit(2)


def _run(asked: argparse.Namespace) -> int:
    checkpoints: list[Checkpoint] = []
    findings: list[Finding] = []
    if asked.chain_only:
        pass
    elif asked.checkpoints is None or not asked.public_key:
        raise CannotCheck(
            "--checkpoints と --public-key を指定する（鎖だけを見るなら --chain-only）。",
            "Give --checkpoints and --public-key, or --chain-only to look at the chain alone.",
        )
    else:
        checkpoints, findings = read_checkpoints(_content(asked.checkpoints), [_key(file) for file in asked.public_key])
    if asked.lines is not None:
        made = _check_file(asked.lines, checkpoints)
    elif asked.database:
        made = asyncio.run(check_database(asked.database, checkpoints))
    else:
        raise CannotCheck("--database か --lines を指定する。", "Give --database or --lines.")
    findings = [*findings, *made.findings]
    if not asked.chain_only and made.lines and not checkpoints:
        findings.append(Finding("NO_CHECKPOINT", made.seq, "チェックポイントが一つもない。", "There is no checkpoint at all."))
    _tell(made, checkpoints, findings, chain_only=asked.chain_only)
    return 1 if findings else 0


def _tell(made: Check, checkpoints: Sequence[Checkpoint], findings: Sequence[Finding], *, chain_only: bool) -> None:
    for finding in findings[:MOST_TOLD]:
        print(f"{finding.kind}: {finding.ja}\n{finding.kind}: {finding.en}")
    if len(findings) > MOST_TOLD:
        print(f"ほかに {len(findings) - MOST_TOLD:,} 件 / {len(findings) - MOST_TOLD:,} more")
    last = checkpoints[-1] if checkpoints else None
    if last is not None:
        print(f"最後の署名 {last.at}、{last.seq:,} 行目まで。その後の {max(made.unsigned, 0):,} 行は鎖だけで確かめた。")
        print(
            f"Last signed {last.at}, up to line {last.seq:,}; {max(made.unsigned, 0):,} lines after it are held by the chain alone."
        )
    if chain_only:
        print("鎖だけを見た。末尾の切捨てと全体の作り直しは分からない。")
        print("The chain alone was looked at: an end cut off, or a chain made anew, would not show.")
    verdict = ("改竄あり", "Tampering found") if findings else ("異状なし", "Nothing found")
    print(f"{verdict[0]}: 監査 {made.lines:,} 行、チェックポイント {len(checkpoints):,} 件、発見 {len(findings):,} 件")
    print(f"{verdict[1]}: {made.lines:,} lines of the audit, {len(checkpoints):,} checkpoints, {len(findings):,} findings")


def _content(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as fault:
        raise _unreadable(file, fault) from fault


def _key(file: Path) -> Ed25519PublicKey:
    try:
        key = load_pem_public_key(_content(file))
    except ValueError:
        key = None
    if not isinstance(key, Ed25519PublicKey):
        raise CannotCheck(f"{file} は Ed25519 の公開鍵（PEM）ではない。", f"{file} is no public key of Ed25519 in PEM.")
    return key


def _unreadable(file: Path, fault: OSError) -> CannotCheck:
    return CannotCheck(f"{file} を読めない（{fault.strerror}）。", f"{file} cannot be read ({fault.strerror}).")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="ippool-verify-audit",
        description="監査記録が改竄されていないかを確かめる。 / Checks that nobody tampered with the audit.",
        epilog="0 異状なし / nothing found, 1 改竄あり / tampering found, 2 確かめられない / not checked",
    )
    add = parser.add_argument
    where = parser.add_mutually_exclusive_group()
    where.add_argument(
        "--database",
        default=os.environ.get("DATABASE_URL"),
        help="データベースの URL（既定 DATABASE_URL） / address of the database",
    )
    where.add_argument("--lines", type=Path, help="ippool audit export が書いたファイル / a file that `ippool audit export` wrote")
    add("--checkpoints", type=Path, help="署名されたチェックポイントのファイル / the file of signed checkpoints")
    add("--public-key", type=Path, action="append", help="公開鍵（PEM）。鍵を替えたときは古いものも / public key; older ones too")
    add(
        "--chain-only",
        action="store_true",
        help="チェックポイントなしで鎖だけを見る / look at the chain alone, without checkpoints",
    )
    return parser


if __name__ == "__main__":
    main()
