"""The archive of a workbook, examined before anything of it is unpacked: what it says of its parts, and what may not be there."""

from __future__ import annotations

import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path, PurePosixPath
from typing import BinaryIO

from ippool.domain.words import Words
from ippool.intake.workbook.refusal import WorkbookRefused

MAX_FILE = 200_000_000
"""Bytes of the file."""
MAX_UNPACKED = 1_000_000_000
"""Bytes of all parts together, unpacked; they are read as a stream and never stand in memory."""
MAX_PARTS = 1_000
MAX_RATIO = 100
"""How many times larger a part may be unpacked; text in XML comes to 30 at most, a bomb to 1,000."""
SMALL = 1_000_000
"""Bytes up to which a part may have any ratio: rows that are all the same pack well."""

CHUNK = 2**16
_END = struct.Struct("<4s4H2LH")
_END_MARK, _FAR_END_MARK = b"PK\x05\x06", b"PK\x06\x07"
_MAX_DIRECTORY = 1_000_000
_LOCAL_HEADER = 30
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1

_PLAIN = (".xml", ".rels", ".vml", ".png", ".jpg", ".jpeg", ".gif", ".emf", ".wmf")
_ARCHIVES = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"7z\xbc\xaf", b"Rar!", b"\xd0\xcf\x11\xe0")
_MACROS = Words("マクロがある。", "It has macros.")
_LINKS = Words("他の文書への外部リンクがある。", "It has external links to other documents.")
_EMBEDDED = Words("他の文書が埋め込まれている。", "It has other documents embedded.")
_FORBIDDEN: tuple[tuple[str, Words], ...] = (
    ("xl/vbaproject", _MACROS),
    ("xl/vbadata", _MACROS),
    ("xl/macrosheets/", _MACROS),
    ("xl/dialogsheets/", _MACROS),
    ("xl/externallinks/", _LINKS),
    ("xl/connections", _LINKS),
    ("xl/querytables/", _LINKS),
    ("xl/webextensions/", _LINKS),
    ("xl/embeddings/", _EMBEDDED),
    ("xl/activex/", _EMBEDDED),
    ("xl/ctrlprops/", _EMBEDDED),
    ("customui/", _MACROS),
)
_OTHERS = {
    ".xlsm": Words("マクロを持ち得る形式（.xlsm）である。", "It is of a kind that has macros (.xlsm)."),
    ".xltm": Words("マクロを持ち得る形式（.xltm）である。", "It is of a kind that has macros (.xltm)."),
    ".xls": Words("古い形式（.xls）である。", "It is of the old kind (.xls)."),
    ".xlsb": Words("二進の形式（.xlsb）である。", "It is of the binary kind (.xlsb)."),
}


class Package:
    """An archive whose parts may be read, by their names."""

    def __init__(self, file: str, archive: zipfile.ZipFile) -> None:
        self.file = file
        self._archive = archive
        self.names = frozenset(archive.namelist())

    def chunks(self, part: str) -> Iterator[bytes]:
        """Unpack a part piece by piece. Raises: WorkbookRefused where it is damaged or not what the archive says."""
        if part not in self.names:
            raise self.refused(part, "この部分がない。", "The part is missing.")
        try:
            with self._archive.open(part) as stream:
                while chunk := stream.read(CHUNK):
                    yield chunk
        except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError) as fault:
            raise self.refused(part, f"展開できない（{fault}）。", f"It cannot be unpacked: {fault}.") from fault

    def refused(self, part: str, ja: str, en: str) -> WorkbookRefused:
        """Make the refusal of the file for one of its parts."""
        return WorkbookRefused(self.file, part, Words(ja, en))


@contextmanager
def unpacked(path: Path, name: str) -> Iterator[Package]:
    """Open the archive of a workbook, all of it examined. Raises: WorkbookRefused."""
    suffix = path.suffix.lower()
    if suffix != ".xlsx":
        because = _OTHERS.get(suffix, Words("拡張子が .xlsx ではない。", "Its name does not end in .xlsx."))
        raise WorkbookRefused(name, "", because)
    with _file(path, name) as stream:
        _examine_end(stream, name)
        try:
            archive = zipfile.ZipFile(stream)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError, struct.error) as fault:
            raise WorkbookRefused(name, "", Words(f"壊れている（{fault}）。", f"It is damaged: {fault}.")) from fault
        with archive:
            for because, part in _faults(archive.infolist()):
                raise WorkbookRefused(name, part, because)
            package = Package(name, archive)
            _look_into(package)
            yield package


@contextmanager
def _file(path: Path, name: str) -> Iterator[BinaryIO]:
    try:
        about = path.stat()
        if not stat.S_ISREG(about.st_mode):
            raise WorkbookRefused(name, "", Words("通常のファイルではない。", "It is not a regular file."))
        if about.st_size > MAX_FILE:
            raise WorkbookRefused(name, "", Words("200 MB を超える。", "It is larger than 200 MB."))
        stream = path.open("rb")
    except OSError as fault:
        why = fault.strerror or str(fault)
        raise WorkbookRefused(name, "", Words(f"読めない（{why}）。", f"It cannot be read: {why}.")) from fault
    with stream:
        yield stream


def _examine_end(stream: BinaryIO, name: str) -> None:
    """Count the parts from the end of the archive, before a list of them is made in memory."""
    start = stream.read(4)
    if start[:2] != b"PK":
        what = Words("XLSX ではない。", "It is not XLSX.")
        if start == b"\xd0\xcf\x11\xe0":
            what = Words("古い Office 文書か、暗号化された文書である。", "It is an old Office document, or an encrypted one.")
        raise WorkbookRefused(name, "", what)
    size = stream.seek(0, 2)
    stream.seek(max(0, size - _END.size - 20))
    tail = stream.read()
    if len(tail) < _END.size or tail[-_END.size :][:4] != _END_MARK:
        raise WorkbookRefused(
            name,
            "",
            Words(
                "ZIP の末尾がない。切れているか、後ろに何かが付いている。",
                "The end of the archive is missing: it is cut off, or something follows it.",
            ),
        )
    _, _, _, _, count, directory, _, comment = _END.unpack(tail[-_END.size :])
    if comment or tail[: -_END.size].startswith(_FAR_END_MARK):
        raise WorkbookRefused(
            name, "", Words("ワークブックにない形の ZIP である。", "It is an archive of a kind that no workbook is.")
        )
    if count > MAX_PARTS or directory > _MAX_DIRECTORY:
        raise WorkbookRefused(name, "", Words(f"{MAX_PARTS:,} を超える部分がある。", f"It has more than {MAX_PARTS:,} parts."))
    stream.seek(0)


def _faults(entries: list[zipfile.ZipInfo]) -> Iterator[tuple[Words, str]]:
    seen: set[str] = set()
    for entry in entries:
        part = entry.filename
        because = _fault_of_name(entry.orig_filename) or _fault_of(entry)
        if because is not None:
            yield because, part
        if part.casefold() in seen:
            yield Words("同じ名の部分が二つある。", "There are two parts of this name."), part
        seen.add(part.casefold())
    total = sum(entry.file_size for entry in entries)
    if total > MAX_UNPACKED:
        yield (
            Words(
                f"展開すると {total:,} バイトあり、上限 {MAX_UNPACKED:,} を超える。",
                f"Unpacked it has {total:,} bytes; at most {MAX_UNPACKED:,} are read.",
            ),
            "",
        )
    in_order = sorted(entries, key=lambda entry: entry.header_offset)
    for entry, after in pairwise(in_order):
        if entry.header_offset + _LOCAL_HEADER + entry.compress_size > after.header_offset:
            yield Words("部分どうしが重なっている。", "Parts of the archive overlap."), entry.filename


def _fault_of_name(name: str) -> Words | None:
    steps = PurePosixPath(name).parts
    if name.startswith("/") or ".." in steps or "\\" in name or ":" in name or any(character < " " for character in name):
        return Words("フォルダーの外を指す名である。", "Its name leads out of the archive.")
    return None


def _fault_of(entry: zipfile.ZipInfo) -> Words | None:
    part = entry.filename.casefold()
    if stat.S_ISLNK(entry.external_attr >> 16):
        return Words("シンボリックリンクである。", "It is a symbolic link.")
    if entry.flag_bits & _ENCRYPTED:
        return Words("暗号化されている。", "It is encrypted.")
    if entry.compress_type not in _METHODS:
        return Words("ワークブックにない圧縮の方法である。", "It is compressed in a way that no workbook is.")
    if entry.file_size > SMALL and entry.file_size > MAX_RATIO * entry.compress_size:
        ratio = entry.file_size // max(1, entry.compress_size)
        return Words(
            f"展開すると {ratio:,} 倍になる（爆弾）。上限は {MAX_RATIO} 倍である。",
            f"Unpacked it is {ratio:,} times larger (a bomb); at most {MAX_RATIO} times is read.",
        )
    for beginning, because in _FORBIDDEN:
        if part.startswith(beginning):
            return because
    if part.endswith(("/", *_PLAIN)) or part.startswith("xl/printersettings/"):
        return None
    return Words("ワークブックにない種類のファイルである。", "It is a file of a kind that no workbook has.")


def _look_into(package: Package) -> None:
    """Refuse what the names of the parts do not tell: an archive under another name, a kind of document that has macros."""
    for part in sorted(package.names):
        if not part.endswith((".xml", ".rels", "/")) and next(package.chunks(part), b"").startswith(_ARCHIVES):
            raise package.refused(part, "中に別の圧縮ファイルがある。", "It is an archive within the archive.")
