"""Hostile folders of the house format; its hostile workbooks are in `tests/intake/hostile_workbooks.py`."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from tests.intake.hostile.making import MEGABYTE, FindingIs, Hostile, Make, repeated, sparse

HOUSE = "house"
HEAD = b"code,title_ja,title_en\n"
FAMILIES, TOML = "families.csv", "house.toml"


def folder_of(name: str, pieces: Callable[[], Iterable[bytes]]) -> Make:
    """Make a folder with one file."""

    def make(path: Path) -> None:
        file = path / name
        file.parent.mkdir(parents=True)
        with file.open("xb") as stream:
            for piece in pieces():
                stream.write(piece)

    return make


def place_of(name: str, make: Make) -> Make:
    """Make a folder in which something stands in the place of a file."""

    def make_both(path: Path) -> None:
        path.mkdir()
        make(path / name)

    return make_both


def families(pieces: Callable[[], Iterable[bytes]], line: int, because: str) -> Hostile:
    return Hostile(HOUSE, folder_of(FAMILIES, pieces), FindingIs(FAMILIES, line, because))


def toml(text: Callable[[], bytes], line: int, because: str) -> Hostile:
    return Hostile(HOUSE, folder_of(TOML, lambda: [text()]), FindingIs(TOML, line, because))


def after_head(pieces: Iterator[bytes]) -> Iterator[bytes]:
    yield HEAD
    yield from pieces


def many_versions(path: Path) -> None:
    (path / "arrangements").mkdir(parents=True)
    for number in range(5_001):
        (path / "arrangements" / f"{number}.toml").touch()


def linked(to: str) -> Make:
    return lambda path: path.symlink_to(to)


ROW_TOO_LARGE = "A row is larger than 8 MB; nothing after it is read."
KEY_TOO_DEEP = "A key has more than 32 parts."
TOO_DEEP, NO_FILE = "This is not TOML (maximum recursion depth exceeded", "It is not a regular file."

FOLDERS: dict[str, Hostile] = {
    "a row again and again": families(
        lambda: after_head(repeated(b"F-1,x,y\n", 60 * MEGABYTE)), 1004, "The same row is there again and again"
    ),
    "a line of 60 MB": families(lambda: after_head(repeated(b"a", 60 * MEGABYTE)), 2, ROW_TOO_LARGE),
    "a quote that is not closed": families(
        lambda: after_head(iter([b'F-1,"', *repeated(b"a\n", 60 * MEGABYTE)])), 2, ROW_TOO_LARGE
    ),
    "a lone quote": families(lambda: [HEAD, b'F-1,"x\n'], 2, "This is not well-formed CSV (unexpected end of data)"),
    "empty lines without end": families(lambda: after_head(repeated(b"\n", 60 * MEGABYTE)), 1002, "1,001 empty lines"),
    "faults without end": families(lambda: after_head(repeated(b"a\n", 50 * MEGABYTE)), 1003, "There are more than 1,000 faults"),
    "a header of 50 MB": families(lambda: repeated(b"a,", 50 * MEGABYTE), 1, ROW_TOO_LARGE),
    "100,000 columns": families(lambda: [b",".join(b"c%d" % n for n in range(100_000))], 1, "There are more than 200 columns."),
    "a NUL": families(lambda: [HEAD, b"F-1,\0,x\n"], 2, "There is a NUL character."),
    "UTF-16": families(lambda: [HEAD.decode().encode("utf-16")], 1, "This is not UTF-8"),
    "Shift_JIS": families(lambda: [HEAD, "F-1,発明,\n".encode("cp932")], 2, "This is not UTF-8"),
    "an archive": families(lambda: [b"PK\x03\x04"], 0, "It is an archive (ZIP, XLSX or the like)."),
    "a file of 1 GB": Hostile(
        HOUSE, place_of(FAMILIES, sparse(2**30)), FindingIs(FAMILIES, 0, "It has 1,073,741,824 bytes; at most 200,000,000 are read")
    ),
    "zeros up to the limit": Hostile(
        HOUSE, place_of(FAMILIES, sparse(200_000_000)), FindingIs(FAMILIES, 1, "There is a NUL character.")
    ),
    "a device": Hostile(HOUSE, place_of(FAMILIES, linked("/dev/zero")), FindingIs(FAMILIES, 0, NO_FILE)),
    "a pipe": Hostile(HOUSE, place_of(FAMILIES, os.mkfifo), FindingIs(FAMILIES, 0, NO_FILE)),
    "a folder": Hostile(HOUSE, place_of(FAMILIES, Path.mkdir), FindingIs(FAMILIES, 0, NO_FILE)),
    "a link to itself": Hostile(
        HOUSE, place_of(FAMILIES, linked(FAMILIES)), FindingIs(FAMILIES, 0, "It cannot be read: Too many levels of symbolic links.")
    ),
    "a link to nothing": Hostile(
        HOUSE, place_of(FAMILIES, linked("nothing")), FindingIs(FAMILIES, 0, "It cannot be read: No such file or directory.")
    ),
    "a pipe for house.toml": Hostile(HOUSE, place_of(TOML, os.mkfifo), FindingIs(TOML, 0, NO_FILE)),
    "a device for house.toml": Hostile(HOUSE, place_of(TOML, linked("/dev/zero")), FindingIs(TOML, 0, NO_FILE)),
    "a device for the arrangements": Hostile(
        HOUSE, place_of("arrangements", linked("/dev/zero")), FindingIs("arrangements", 0, "This is not a folder.")
    ),
    "arrays 100,000 deep": toml(lambda: b"a = " + b"[" * 100_000, 1, TOO_DEEP),
    "tables 100,000 deep": toml(lambda: b"a = " + b"{a=" * 100_000, 1, TOO_DEEP),
    "a key of 100,000 parts": toml(lambda: b"\n" + b".".join([b"a"] * 100_000) + b" = 1\n", 2, KEY_TOO_DEEP),
    "a heading of 100,000 parts": toml(lambda: b"[" + b".".join([b'"a"'] * 100_000) + b"]\n", 1, KEY_TOO_DEEP),
    "a key of many parts in a table": toml(lambda: b"a = { " + b".".join([b"a"] * 40) + b" = 1 }\n", 1, KEY_TOO_DEEP),
    "a key of many literal parts": toml(lambda: b"'a'." * 100_000 + b"a = 1\n", 1, KEY_TOO_DEEP),
    "a key of parts as long as can be": toml(lambda: b".".join([b"a" * 251] * 1_900) + b" = 1\n", 2, TOO_DEEP),
    "a number of 5,000 digits": toml(lambda: b"a = " + b"9" * 5_000, 1, "This is not TOML (Exceeds the limit"),
    "5 MB of TOML": toml(lambda: b"a = 1\n" * 900_000, 0, "It has 5,400,000 bytes; at most 500,000 are read"),
    "quotes and no end": toml(lambda: b'a = "' + b'\\"' * 240_000, 1, "This is not TOML ("),
    "brackets and no end": toml(lambda: b"[" * 499_000, 1, "This is not TOML ("),
    "words and no end": toml(lambda: b"a" * 499_000, 1, "This is not TOML ("),
    "points and no end": toml(lambda: b"a = '" + b"a. " * 30 + b"'\n" + b". " * 240_000, 2, "This is not TOML ("),
    "5,001 versions": Hostile(HOUSE, many_versions, FindingIs("arrangements", 0, "There are 5,000 files or more.")),
}
