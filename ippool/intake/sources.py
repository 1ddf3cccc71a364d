"""A file as readers get it: a regular file within the limits, opened as bytes or as text of the declared encoding.

Nothing is believed of its name: an archive, another encoding or a NUL is found in the bytes and refused with its place.
"""

from __future__ import annotations

import codecs
import io
import stat
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import BinaryIO

from ippool.domain.words import Words
from ippool.intake.entries import FileRefused, Limits, Reading, line_of

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

    `read_so_far` tells someone who follows how many bytes have been read.
    """

    path: Path
    name: str
    told: Callable[[int], None] = field(default=lambda count: None, compare=False)

    def open(self, limits: Limits) -> BinaryIO:
        """Open it as bytes. Raises: FileRefused where it is no regular file, empty, beyond the limit or an archive."""
        size = self._size()
        if size == 0:
            raise FileRefused(self.name, Words("", ""), Words("空のファイルである。", "The file is empty."))
        if size > limits.file_bytes:
            most = limits.file_bytes // 2**20
            raise FileRefused(
                self.name,
                Words("", ""),
                Words(
                    f"{size:,} バイトあり、上限 {most} MiB を超える。",
                    f"It has {size:,} bytes; at most {most} MiB are read at once.",
                ),
                next_step=Words("分けて読み込む。", "Split it, and import the parts."),
            )
        stream = io.BufferedReader(_Counted(self.path, self.told), _CHUNK)
        start = stream.peek(8)
        for mark, because in _MARKS:
            if start.startswith(mark):
                stream.close()
                raise FileRefused(self.name, Words("", ""), because, next_step=_UNPACK)
        return stream

    def head(self, count: int = _CHUNK) -> bytes:
        """Return the first bytes of it. Raises: FileRefused where it cannot be read."""
        self._size()
        with self.path.open("rb") as stream:
            return stream.read(count)

    def _size(self) -> int:
        try:
            found = self.path.stat()
        except OSError as fault:
            why = fault.strerror or str(fault)
            raise FileRefused(self.name, Words("", ""), Words(f"読めない（{why}）。", f"It cannot be read: {why}.")) from fault
        if not stat.S_ISREG(found.st_mode):
            raise FileRefused(self.name, Words("", ""), Words("通常のファイルではない。", "It is not a regular file."))
        return found.st_size


class _Counted(io.FileIO):
    """A file that tells how far it has been read."""

    def __init__(self, path: Path, told: Callable[[int], None]) -> None:
        super().__init__(path, "rb")
        self._told = told
        self._count = 0

    def readinto(self, buffer: object) -> int:  # type: ignore[override]
        count = super().readinto(buffer)  # type: ignore[arg-type]
        self._count += count or 0
        self._told(self._count)
        return count


def lines(source: Source, reading: Reading) -> Iterator[str]:
    """Yield the lines of a text, ends included, as the declared encoding reads them.

    Raises: FileRefused for another encoding, a NUL, or a line beyond the limit, each with its line.
    """
    codec = codec_of(reading.encoding, source.name)
    limit = reading.limits.line_characters
    with source.open(reading.limits) as stream:
        start = stream.peek(4)[:4]
        if codec != "utf-16" and start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE):
            raise FileRefused(
                source.name, line_of(1), Words("UTF-16 で書かれている。", "It is written in UTF-16."), next_step=_DECLARE
            )
        text = io.TextIOWrapper(stream, encoding=codec, errors="strict", newline="")
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
                if "\0" in line:
                    raise FileRefused(source.name, line_of(number), Words("NUL 文字がある。", "It holds a NUL character."))
                yield line
        except UnicodeError as fault:
            raise _misdeclared(source, codec, reading) from fault


def codec_of(encoding: str, file: str) -> str:
    """Return the codec of a declared encoding. Raises: FileRefused where there is none of that name."""
    found = ENCODINGS.get(encoding.strip().lower())
    if found is None:
        raise FileRefused(
            file,
            Words("", ""),
            Words(f"文字コード「{encoding[:40]}」は読めない。", f"The encoding “{encoding[:40]}” is not read."),
            next_step=_DECLARE,
        )
    return found


def _misdeclared(source: Source, codec: str, reading: Reading) -> FileRefused:
    """Find the first byte that the declared encoding cannot read: the text layer reads ahead and does not know the place."""
    decoder = codecs.getincrementaldecoder(codec)("strict")
    line, offset = 1, 0
    with source.open(reading.limits) as stream:
        while True:
            chunk = stream.readline(_CHUNK)
            try:
                decoder.decode(chunk, final=not chunk)
            except UnicodeError:
                break
            if not chunk:
                break
            offset += len(chunk)
            line += chunk.endswith(b"\n")
    return FileRefused(
        source.name,
        Words(f"{line} 行目、{offset:,} バイト以降", f"line {line}, from byte {offset:,}"),
        Words(
            f"申告された文字コード {reading.encoding} では読めない。",
            f"It cannot be read as {reading.encoding}, as which it is declared.",
        ),
        next_step=_DECLARE,
    )
