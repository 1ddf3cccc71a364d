"""A file as readers get it: a regular file within the limits, opened as bytes or as text of the declared encoding.

Nothing is believed of its name: an archive, another encoding or a NUL is found in the bytes and refused with its place.
"""

from __future__ import annotations

import codecs
import io
import os
import re
import stat
from collections.abc import Callable, Generator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Limits, Reading, line_of, shown

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer

ENCODINGS = {
    "utf-8": "utf-8-sig",
    "utf8": "utf-8-sig",
    "utf-8-sig": "utf-8-sig",
    "cp932": "cp932",
    "windows-31j": "cp932",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "euc-jp": "euc_jp",
    "euc_jp": "euc_jp",
    "iso-2022-jp": "iso2022_jp",
    "utf-16": "utf-16",
}
"""The encodings that may be declared, by what people call them. Shift_JIS of today is CP932: ①, 髙 and ～ are in no other."""

_MISTAKEN_FOR_UTF_8 = frozenset({"cp932", "euc_jp"})
_NO_CP932 = re.compile("[\x80\uf8f0-\uf8f3]")
"""What Python reads the bytes 80, A0 and FD to FF as, which are no characters."""
_BYTE_ORDER_MARKS = {
    codecs.BOM_UTF32_LE: ("utf-32", "UTF-32"),
    codecs.BOM_UTF32_BE: ("utf-32", "UTF-32"),
    codecs.BOM_UTF16_LE: ("utf-16", "UTF-16"),
    codecs.BOM_UTF16_BE: ("utf-16", "UTF-16"),
    codecs.BOM_UTF8: ("utf-8-sig", "UTF-8"),
}

HEAD = 2**16
"""Bytes by which a file is recognized."""
_CHUNK = 2**16
_MARKS: tuple[tuple[bytes, Words], ...] = (
    (b"PK\x03\x04", Words("圧縮ファイル（ZIP、XLSX など）である。", "It is an archive (ZIP, XLSX or the like).")),
    (b"PK\x05\x06", Words("空の圧縮ファイル（ZIP）である。", "It is an empty archive (ZIP).")),
    (b"\x1f\x8b", Words("圧縮ファイル（gzip）である。", "It is compressed (gzip).")),
    (b"BZh", Words("圧縮ファイル（bzip2）である。", "It is compressed (bzip2).")),
    (b"\xfd7zXZ\x00", Words("圧縮ファイル（xz）である。", "It is compressed (xz).")),
    (b"7z\xbc\xaf", Words("圧縮ファイル（7z）である。", "It is an archive (7z).")),
    (b"Rar!", Words("圧縮ファイル（RAR）である。", "It is an archive (RAR).")),
    (b"\x28\xb5\x2f\xfd", Words("圧縮ファイル（zstd）である。", "It is compressed (zstd).")),
    (b"%PDF", Words("PDF である。", "It is a PDF.")),
    (b"\xd0\xcf\x11\xe0", Words("古い Office 文書である。", "It is an old Office document.")),
)
_UNPACK = Words("展開し、中のファイルを指定する。", "Unpack it, and name the files in it.")
_DECLARE = Words(
    "文字コードを --encoding で申告する（utf-8、cp932、euc-jp、iso-2022-jp、utf-16）。",
    "Declare the encoding with --encoding (utf-8, cp932, euc-jp, iso-2022-jp, utf-16).",
)


@dataclass(frozen=True)
class Source:
    """One file to read, and the name under which reports speak of it.

    `told` is called with how many bytes have been read, for someone who follows.
    """

    path: Path
    name: str
    told: Callable[[int], None] = field(default=lambda count: None, compare=False)

    def __post_init__(self) -> None:
        # A name may be anything that a file system or a sender allows, half a character and escape sequences included.
        object.__setattr__(self, "name", shown(self.name, 255))

    def open(self, limits: Limits) -> io.BufferedReader[_Counted]:
        """Open it as bytes.

        Raises: FileRefused where it is no regular file, empty, beyond the limit or an archive; while it is read, where that fails
        or the file turns out to change under the reader.
        """
        raw = self._opened()
        stream = io.BufferedReader(raw, _CHUNK)
        try:
            if raw.size == 0:
                raise _refused(self.name, "空のファイルである。", "The file is empty.")
            if raw.size > limits.file_bytes:
                raise FileRefused(
                    self.name,
                    Words("", ""),
                    Words(
                        f"{raw.size:,} バイトあり、上限 {limits.file_bytes:,} バイトを超える。",
                        f"It has {raw.size:,} bytes; at most {limits.file_bytes:,} are read at once.",
                    ),
                    next_step=Words("分けて読み込む。", "Split it, and import the parts."),
                )
            because = archive(stream.peek(8))
            if because is not None:
                raise FileRefused(self.name, Words("", ""), because, next_step=_UNPACK)
        except FileRefused:
            stream.close()
            raise
        return stream

    def head(self) -> bytes:
        """Return the first bytes of it, whatever it is. Raises: FileRefused where it cannot be read."""
        with io.BufferedReader(self._opened(), _CHUNK) as stream:
            return stream.read(HEAD)

    def _opened(self) -> _Counted:
        try:
            # Asked before, since opening a device may do something, and after, since a path may lead elsewhere by then.
            if not stat.S_ISREG(self.path.stat().st_mode):
                raise _refused(self.name, "通常のファイルではない。", "It is not a regular file.")
            descriptor = os.open(self.path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
        except (OSError, ValueError) as fault:
            raise _unreadable(self.name, fault) from fault
        try:
            if not stat.S_ISREG(os.fstat(descriptor).st_mode):
                raise _refused(self.name, "通常のファイルではない。", "It is not a regular file.")
            return _Counted(descriptor, self.name, self.told)
        except BaseException:
            os.close(descriptor)
            raise


class _Counted(io.FileIO):
    """An open file that tells how far it has been read, and that it did not stay the same meanwhile."""

    def __init__(self, descriptor: int, file: str, told: Callable[[int], None]) -> None:
        super().__init__(descriptor, "rb")
        self._file, self._told = file, told
        self._count = 0
        self._before = self._state()
        self.size = self._before[0]

    def readinto(self, buffer: WriteableBuffer) -> int:
        try:
            count = super().readinto(buffer) or 0
        except OSError as fault:
            raise _unreadable(self._file, fault) from fault
        self._count += count
        if self._count > self.size or (count == 0 and (self._count != self.size or self._state() != self._before)):
            raise FileRefused(
                self._file,
                Words(f"{self._count:,} バイトまで", f"up to byte {self._count:,}"),
                Words("読み込み中に変わった。", "It changed while it was read."),
                next_step=Words("書き終わったものを読み込む。", "Import it once nobody writes to it any more."),
            )
        self._told(self._count)
        return count

    def _state(self) -> tuple[int, int]:
        found = os.fstat(self.fileno())
        return found.st_size, found.st_mtime_ns


def archive(start: bytes) -> Words | None:
    """Say what a file is that begins like this, where it is an archive or a document that no reader opens."""
    return next((because for mark, because in _MARKS if start.startswith(mark)), None)


def _refused(file: str, ja: str, en: str) -> FileRefused:
    return FileRefused(file, Words("", ""), Words(ja, en))


def _unreadable(file: str, fault: OSError | ValueError) -> FileRefused:
    why = getattr(fault, "strerror", None) or str(fault)
    return _refused(file, f"読めない（{why}）。", f"It cannot be read: {why}.")


def lines(source: Source, reading: Reading) -> Generator[str, None, None]:
    """Yield the lines of a text, ends included, as the declared encoding reads them.

    Raises: FileRefused for another encoding, what is no character, or a line beyond the limit, each with its line.
    """
    codec = codec_of(reading.encoding, source.name)
    limit = reading.limits.line_characters
    with source.open(reading.limits) as opened:
        _check_mark(source, codec, opened.peek(4)[:4])
        witness = _Witness(opened) if codec in _MISTAKEN_FOR_UTF_8 else None
        text = io.TextIOWrapper(witness or opened, encoding=codec, errors="strict", newline="")
        number = 0
        try:
            while line := text.readline(limit + 1):
                number += 1
                if len(line) > limit:
                    raise FileRefused(
                        source.name,
                        line_of(number),
                        Words(f"一行が {limit:,} 字を超える。", f"A line has more than {limit:,} characters."),
                    )
                if "\0" in line or "\x1b" in line or (codec == "cp932" and _NO_CP932.search(line)):
                    raise _no_character(source, number, line)
                yield line
        except UnicodeError as fault:
            raise _misdeclared(source, codec, reading) from fault
    if witness is not None and witness.is_utf_8:
        raise FileRefused(
            source.name,
            Words("", ""),
            Words(
                f"{reading.encoding} と申告されたが、全体が UTF-8 である。",
                f"It is declared as {reading.encoding}, but all of it is UTF-8.",
            ),
            next_step=_DECLARE,
        )


class _Witness(io.BufferedIOBase):
    """Watches whether what is read as something else is UTF-8: text in CP932 or EUC-JP hardly ever is."""

    def __init__(self, stream: io.BufferedReader[_Counted]) -> None:
        super().__init__()
        self.name = stream.name
        self._stream = stream
        self._decoder: codecs.IncrementalDecoder | None = codecs.getincrementaldecoder("utf-8")("strict")
        self._is_plain = True

    def readable(self) -> bool:
        return True

    def read1(self, size: int = -1, /) -> bytes:
        found = self._stream.read1(size)
        if self._decoder is not None:
            try:
                self._decoder.decode(found, final=not found)
            except UnicodeDecodeError:
                self._decoder = None
        self._is_plain = self._is_plain and found.isascii()
        return found

    @property
    def is_utf_8(self) -> bool:
        """Tell whether all of it has been UTF-8, and more than ASCII."""
        return self._decoder is not None and not self._is_plain


def _check_mark(source: Source, codec: str, start: bytes) -> None:
    """Refuse a file whose byte order mark contradicts the declared encoding."""
    marked = next((one for mark, one in _BYTE_ORDER_MARKS.items() if start.startswith(mark)), None)
    if marked is not None and marked[0] != codec:
        raise FileRefused(
            source.name,
            line_of(1),
            Words(f"{marked[1]} で書かれている。", f"It is written in {marked[1]}."),
            next_step=_DECLARE,
        )
    if codec == "utf-16" and marked is None:
        raise FileRefused(
            source.name,
            line_of(1),
            Words("UTF-16 の印（BOM）で始まっていない。", "It does not begin with the byte order mark of UTF-16."),
            next_step=_DECLARE,
        )


def _no_character(source: Source, number: int, line: str) -> FileRefused:
    if "\0" in line:
        return FileRefused(source.name, line_of(number), Words("NUL 文字がある。", "It holds a NUL character."))
    if "\x1b" in line:
        because = Words(
            "エスケープ文字がある。ISO-2022-JP かもしれない。", "It holds an escape character: it may be written in ISO-2022-JP."
        )
        return FileRefused(source.name, line_of(number), because, next_step=_DECLARE)
    because = Words("CP932 にない文字がある。", "It holds a byte that is no character of CP932.")
    return FileRefused(source.name, line_of(number), because, next_step=_DECLARE)


def codec_of(encoding: str, file: str) -> str:
    """Return the codec of a declared encoding. Raises: FileRefused where there is none of that name."""
    found = ENCODINGS.get(encoding.strip().lower())
    if found is None:
        raise FileRefused(
            file,
            Words("", ""),
            Words(f"文字コード「{shown(encoding, 40)}」は読めない。", f"The encoding “{shown(encoding, 40)}” is not read."),
            next_step=_DECLARE,
        )
    return found


def _misdeclared(source: Source, codec: str, reading: Reading) -> FileRefused:
    bad = first_bad(source, codec, reading.limits)
    return FileRefused(
        source.name,
        Words(f"{bad.line} 行目、{bad.at:,} バイト目", f"line {bad.line}, byte {bad.at:,}"),
        Words(
            f"申告された文字コード {reading.encoding} では読めない（{bad.bytes.hex(' ')}）。",
            f"It cannot be read as {reading.encoding}, as which it is declared ({bad.bytes.hex(' ')}).",
        ),
        next_step=_DECLARE,
    )


@dataclass(frozen=True, slots=True)
class Bad:
    """Bytes that an encoding cannot read: the line they are in and the number of the first, both from 1."""

    line: int
    at: int
    bytes: bytes


def first_bad(source: Source, codec: str, limits: Limits) -> Bad:
    """Find the first byte that an encoding cannot read: the text layer reads ahead and does not know the place.

    Raises: FileRefused where there is none any more.
    """
    decoder = codecs.getincrementaldecoder(codec)("strict")
    read, line, last = 0, 1, ""
    with Source(source.path, source.name).open(limits) as stream:
        while True:
            chunk = stream.read(_CHUNK)
            before = decoder.getstate()
            try:
                text = decoder.decode(chunk, final=not chunk)
            except UnicodeDecodeError as fault:
                # What the decoder had kept of the chunk before stands at the front of what it could not read.
                at = read + len(chunk) - len(fault.object) + fault.start
                bad = fault.object[fault.start : max(fault.end, fault.start + 1)][:8]
                decoder.setstate(before)
                line += _line_ends(decoder.decode(chunk[: max(at - read, 0)]), last)
                return Bad(line, at + 1, bad)
            if not chunk:
                raise _refused(source.name, "読み込み中に変わった。", "It changed while it was read.")
            read += len(chunk)
            line += _line_ends(text, last)
            last = text[-1:] or last


def _line_ends(text: str, last: str) -> int:
    """Count the ends of lines, of whichever kind, in a piece of text that follows another one."""
    count = text.count("\n") + text.count("\r") - text.count("\r\n")
    return count - (last == "\r" and text.startswith("\n"))
