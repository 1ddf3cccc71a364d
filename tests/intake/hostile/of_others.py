"""Hostile files that are no text at all, and places that are no file."""

from __future__ import annotations

import contextlib
import gzip
import io
import os
import socket
import zipfile
from collections.abc import Iterable
from pathlib import Path

from tests.intake.hostile.good import GOOD
from tests.intake.hostile.making import MEGABYTE, FileIs, Hostile, Make, holding, of_pieces, repeated, sparse
from tests.intake.hostile_workbooks import MACROS, OUTSIDE, PLAIN_KIND, RELATIONS, TYPES, good, replaced

J, G, P, K = "jplatpat-csv", "us-grant-xml", "patentsview-json", "kipris-xml"
ARCHIVE, NO_FILE = "It is an archive (ZIP, XLSX or the like).", "It is not a regular file."


def zipped(entries: Iterable[tuple[str | zipfile.ZipInfo, bytes]]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    return stream.getvalue()


def nested(levels: int) -> bytes:
    """Archives within archives, sixteen in each, as 42.zip has them."""
    content = zipped([("0.csv", b"0" * MEGABYTE)])
    for _ in range(levels):
        content = zipped((f"{number}.zip", content) for number in range(16))
    return content


def link_in_archive() -> bytes:
    link = zipfile.ZipInfo("patents.csv")
    link.create_system = 3
    link.external_attr = 0o120777 << 16
    return zipped([(link, b"/etc/passwd")])


def pipe(path: Path) -> None:
    os.mkfifo(path)


def folder(path: Path) -> None:
    path.mkdir()


def directory_behind_link(path: Path) -> None:
    (path.parent / "folder").mkdir()
    path.symlink_to("folder")


def listening(path: Path) -> None:
    # The address of a socket is short.
    with contextlib.chdir(path.parent), socket.socket(socket.AF_UNIX) as place:
        place.bind(path.name)


def without_permission(path: Path) -> None:
    path.write_text(GOOD[J].whole(2), encoding="utf-8")
    path.chmod(0)


def linked(to: str) -> Make:
    return lambda path: path.symlink_to(to)


OTHERS: dict[str, Hostile] = {
    "an empty file": Hostile(J, holding(b""), FileIs("", "The file is empty.")),
    "a zip bomb": Hostile(J, holding(zipped([("a.csv", b"0" * 20 * MEGABYTE)])), FileIs("", ARCHIVE)),
    "a bomb of bombs": Hostile(P, holding(nested(3)), FileIs("", ARCHIVE)),
    "an archive that climbs out": Hostile(G, holding(zipped([("../../etc/passwd", b"x")])), FileIs("", ARCHIVE)),
    "an archive with a link": Hostile(K, holding(link_in_archive()), FileIs("", ARCHIVE)),
    "an empty archive": Hostile(J, holding(zipped([])), FileIs("", "It is an empty archive (ZIP).")),
    "a workbook": Hostile(J, holding(good()), FileIs("", ARCHIVE)),
    "a workbook with an external link": Hostile(P, holding(replaced(RELATIONS, b"</Relationships>", OUTSIDE)), FileIs("", ARCHIVE)),
    "a workbook with macros": Hostile(J, holding(replaced(TYPES, PLAIN_KIND, MACROS)), FileIs("", ARCHIVE)),
    "gzip": Hostile(G, holding(gzip.compress(GOOD[G].whole(2).encode())), FileIs("", "It is compressed (gzip).")),
    "a PDF": Hostile(K, holding(b"%PDF-1.7\n"), FileIs("", "It is a PDF.")),
    "an old workbook": Hostile(J, holding(b"\xd0\xcf\x11\xe0" + b"\0" * 600), FileIs("", "It is an old Office document.")),
    "a file of 1 GB": Hostile(J, sparse(2**30), FileIs("", "It has 1,073,741,824 bytes; at most 536,870,912 are read at once.")),
    "zeros up to the limit": Hostile(P, sparse(512 * 2**20), FileIs("", "It has no list of patents.")),
    "zeros up to the limit as XML": Hostile(G, sparse(512 * 2**20), FileIs("line 1", "It is broken as XML (column 1: ")),
    "zeros up to the limit as CSV": Hostile(J, sparse(512 * 2**20), FileIs("line 1", "A line has more than 1,048,576 characters.")),
    "spaces up to the limit as XML": Hostile(
        G, of_pieces(lambda: repeated(b" ", 500 * MEGABYTE)), FileIs("", "It holds no XML document."), slow=True
    ),
    "real records beyond the limit": Hostile(
        K,
        of_pieces(lambda: up_to(GOOD[K].without_end(), 512 * 2**20 + 1)),
        FileIs("", "It has 536,870,913 bytes; at most 536,870,912 are read at once."),
        slow=True,
    ),
    "a device without end": Hostile(J, linked("/dev/zero"), FileIs("", NO_FILE)),
    "a device without anything": Hostile(K, linked("/dev/null"), FileIs("", NO_FILE)),
    "a pipe": Hostile(P, pipe, FileIs("", NO_FILE)),
    "a socket": Hostile(J, listening, FileIs("", NO_FILE)),
    "a folder": Hostile(G, folder, FileIs("", NO_FILE)),
    "a link to a folder": Hostile(J, directory_behind_link, FileIs("", NO_FILE)),
    "a link to nothing": Hostile(J, linked("nothing"), FileIs("", "It cannot be read: No such file or directory.")),
    "a link to itself": Hostile(
        J, lambda path: path.symlink_to(path.name), FileIs("", "It cannot be read: Too many levels of symbolic links.")
    ),
    "no file": Hostile(K, lambda path: None, FileIs("", "It cannot be read: No such file or directory.")),
    "a file without permission": Hostile(J, without_permission, FileIs("", "It cannot be read: Permission denied.")),
    "a file of the system": Hostile(J, linked("/proc/version"), FileIs("", "The file is empty.")),
}


def up_to(pieces: Iterable[bytes], size: int) -> Iterable[bytes]:
    for piece in pieces:
        yield piece[:size]
        size -= len(piece)
        if size <= 0:
            return
