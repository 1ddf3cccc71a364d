"""Workbooks made to harm who opens them, each with the part at fault and the reason in English."""

from __future__ import annotations

import io
import os
import struct
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path

from ippool.intake.workbook import write_workbook

SHEET = "xl/worksheets/sheet1.xml"
TYPES = "[Content_Types].xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
MEGABYTE = 1_000_000


def parts() -> dict[str, bytes]:
    """The parts of a good workbook of one sheet."""
    stream = io.BytesIO()
    write_workbook(stream, [("families.csv", ("code", "title_ja", "title_en"), [("F-1", "発明", "")])])
    with zipfile.ZipFile(stream) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def archived(contents: Mapping[str, bytes]) -> bytes:
    """Put parts into an archive."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in contents.items():
            archive.writestr(name, content)
    return stream.getvalue()


def good() -> bytes:
    return archived(parts())


def with_part(name: str, content: bytes = b"<x/>") -> bytes:
    return archived({**parts(), name: content})


def replaced(name: str, old: bytes, new: bytes) -> bytes:
    content = parts()[name]
    assert content.count(old) == 1, (name, old)
    return with_part(name, content.replace(old, new))


def patched(archive: bytes, name: str, change: Callable[[bytearray, int], None]) -> bytes:
    """Change the entry of a part in the directory of an archive; `change` gets the bytes and where the entry begins."""
    content = bytearray(archive)
    place = content.find(b"PK\x01\x02")
    while place >= 0:
        length = struct.unpack_from("<H", content, place + 28)[0]
        if content[place + 46 : place + 46 + length] == name.encode():
            change(content, place)
            return bytes(content)
        place = content.find(b"PK\x01\x02", place + 4)
    raise AssertionError(name)


def lying_about_size(size: int) -> bytes:
    """A part that unpacks to 60 MB and says it has `size` bytes."""
    bomb = with_part(SHEET, b"<worksheet>" + b" " * 60 * MEGABYTE)
    return patched(bomb, SHEET, lambda content, place: struct.pack_into("<I", content, place + 24, size))


def overlapping() -> bytes:
    """Two names for the same bytes, as the bombs do that unpack to terabytes without nesting."""
    archive = archived({**parts(), "xl/a.xml": b"<x/>", "xl/b.xml": b"<x/>"})
    first = archive.find(b"PK\x03\x04", archive.find(b"xl/styles.xml"))
    place = zipfile.ZipFile(io.BytesIO(archive)).getinfo("xl/a.xml").header_offset
    assert first > 0
    return patched(archive, "xl/b.xml", lambda content, at: struct.pack_into("<I", content, at + 42, place))


def symbolic_link() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name, content in parts().items():
            archive.writestr(name, content)
        link = zipfile.ZipInfo("xl/media/image1.png")
        link.create_system = 3
        link.external_attr = 0o120777 << 16
        archive.writestr(link, "/etc/passwd")
    return stream.getvalue()


def encrypted() -> bytes:
    return patched(good(), SHEET, lambda content, place: struct.pack_into("<H", content, place + 8, 1))


def long_names() -> bytes:
    return archived(parts() | {f"xl/{'x' * 60_000}{number}.xml": b"" for number in range(20)})


def damaged() -> bytes:
    archive = bytearray(with_part(SHEET, os.urandom(2_000).hex().encode()))
    begin = zipfile.ZipFile(io.BytesIO(bytes(archive))).getinfo(SHEET).header_offset + 100
    archive[begin : begin + 400] = bytes(byte ^ 0xFF for byte in archive[begin : begin + 400])
    return bytes(archive)


def far_directory() -> bytes:
    """An end that says little, before it another end that says much (ZIP64), which a reader would believe."""
    archive = good()
    end = archive.rfind(b"PK\x05\x06")
    far = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**7, 10**7, 10**9, 0)
    return archive[:end] + far + struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1) + archive[end:]


def padded_elements(element: bytes, count: int, before: bytes, after: bytes) -> bytes:
    """Elements without end, with noise between them so that they pack no better than a sheet does."""
    noise = [b"<!--" + os.urandom(30).hex().encode() + b"-->" for _ in range(64)]
    block = b"".join(element * 400 + one for one in noise)
    return before + block * (count // (400 * 64)) + after


def sheet_of(rows: bytes) -> bytes:
    return b"<worksheet><sheetData>" + rows + b"</sheetData></worksheet>"


def laughs(declaration: bytes) -> bytes:
    return b'<?xml version="1.0"?><!DOCTYPE w [' + declaration + b"]><worksheet><sheetData/></worksheet>"


BILLION = b'<!ENTITY a "ha">' + b"".join(b'<!ENTITY %c "%s">' % (98 + level, b"&%c;" % (97 + level) * 10) for level in range(10))
SHARED = (
    b"<Relationships><Relationship Id='rId1' Type='x/worksheet' Target='worksheets/sheet1.xml'/>"
    b"<Relationship Id='rId9' Type='x/sharedStrings' Target='sharedStrings.xml'/></Relationships>"
)
MACROS = b"application/vnd.ms-excel.sheet.macroEnabled.main+xml"
PLAIN_KIND = b"application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
OUTSIDE = b"<Relationship Id='rId8' Type='x/worksheet' TargetMode='External' Target='http://example.invalid/'/></Relationships>"

Hostile = tuple[str, Callable[[], bytes], str, str]
"""Name of the file, its bytes, the part told, the beginning of the reason."""

HOSTILE: dict[str, Hostile] = {
    "empty": ("a.xlsx", lambda: b"", "", "It is not XLSX."),
    "text": ("a.xlsx", lambda: b"code,title\n", "", "It is not XLSX."),
    "old Office": ("a.xlsx", lambda: b"\xd0\xcf\x11\xe0" + b"\0" * 600, "", "It is an old Office document, or an encrypted one."),
    "wrong extension": ("a.zip", good, "", "Its name does not end in .xlsx."),
    "macro extension": ("a.xlsm", good, "", "It is of a kind that has macros (.xlsm)."),
    "old extension": ("a.xls", good, "", "It is of the old kind (.xls)."),
    "binary extension": ("a.XLSB", good, "", "It is of the binary kind (.xlsb)."),
    "cut off": ("a.xlsx", lambda: good()[:-30], "", "The end of the archive is missing"),
    "something behind": ("a.xlsx", lambda: good() + b"PK", "", "The end of the archive is missing"),
    "no workbook": ("a.xlsx", lambda: archived({TYPES: b"<Types/>", "_rels/.rels": b"<R/>"}), "_rels/.rels", "It is no workbook."),
    "no content types": ("a.xlsx", lambda: archived({"a.xml": b"<x/>"}), TYPES, "The part is missing."),
    "a part that is missing": (
        "a.xlsx",
        lambda: replaced(RELATIONS, b"sheet1.xml", b"sheet7.xml"),
        "xl/worksheets/sheet7.xml",
        "The part is missing.",
    ),
    "bomb": ("a.xlsx", lambda: with_part(SHEET, b" " * 40 * MEGABYTE), SHEET, "Unpacked it is 1,0"),
    "bomb beside": (
        "a.xlsx",
        lambda: with_part("xl/theme/theme1.xml", b" " * 20 * MEGABYTE),
        "xl/theme/theme1.xml",
        "Unpacked it is ",
    ),
    "bomb that says it is small": ("a.xlsx", lambda: lying_about_size(5_000), SHEET, "It cannot be unpacked: Bad CRC-32"),
    "bomb of many": (
        "a.xlsx",
        lambda: archived(parts() | {f"xl/{n}.xml": b"<x/>" for n in range(2_000)}),
        "",
        "It has more than 1,000 parts.",
    ),
    "directory without end": ("a.xlsx", long_names, "", "It has more than 1,000 parts."),
    "overlapping parts": ("a.xlsx", overlapping, "xl/a.xml", "Parts of the archive overlap."),
    "another end": ("a.xlsx", far_directory, "", "It is an archive of a kind that no workbook is."),
    "another name inside": ("a.xlsx", lambda: good().replace(b"sheet1.xml", b"sheet2.xml", 1), SHEET, "It cannot be unpacked: "),
    "damaged": ("a.xlsx", damaged, SHEET, "It cannot be unpacked: "),
    "archive within": (
        "a.xlsx",
        lambda: with_part("xl/media/image1.png", archived({"a": b"a"})),
        "xl/media/image1.png",
        "It is an archive within the archive.",
    ),
    "archive within, by name": (
        "a.xlsx",
        lambda: with_part("xl/a.zip", archived({"a": b"a"})),
        "xl/a.zip",
        "It is a file of a kind that no workbook has.",
    ),
    "embedded document": (
        "a.xlsx",
        lambda: with_part("xl/embeddings/a.xml"),
        "xl/embeddings/a.xml",
        "It has other documents embedded.",
    ),
    "out of the folder": ("a.xlsx", lambda: with_part("../../evil.xml"), "../../evil.xml", "Its name leads out of the archive."),
    "absolute": ("a.xlsx", lambda: with_part("/etc/evil.xml"), "/etc/evil.xml", "Its name leads out of the archive."),
    "backslash": ("a.xlsx", lambda: with_part("xl\\..\\evil.xml"), "xl\\..\\evil.xml", "Its name leads out of the archive."),
    "drive": ("a.xlsx", lambda: with_part("C:/evil.xml"), "C:/evil.xml", "Its name leads out of the archive."),
    "same name twice": (
        "a.xlsx",
        lambda: with_part("XL/worksheets/SHEET1.xml"),
        "XL/worksheets/SHEET1.xml",
        "There are two parts of this name.",
    ),
    "symbolic link": ("a.xlsx", symbolic_link, "xl/media/image1.png", "It is a symbolic link."),
    "encrypted": ("a.xlsx", encrypted, SHEET, "It is encrypted."),
    "macros": ("a.xlsx", lambda: with_part("xl/vbaProject.bin"), "xl/vbaProject.bin", "It has macros."),
    "macros of another name": ("a.xlsx", lambda: replaced(TYPES, PLAIN_KIND, MACROS), TYPES, "It is a document with macros."),
    "old macros": ("a.xlsx", lambda: with_part("xl/macrosheets/sheet1.xml"), "xl/macrosheets/sheet1.xml", "It has macros."),
    "external link": (
        "a.xlsx",
        lambda: with_part("xl/externalLinks/externalLink1.xml"),
        "xl/externalLinks/externalLink1.xml",
        "It has external links to other documents.",
    ),
    "connection": (
        "a.xlsx",
        lambda: with_part("xl/connections.xml"),
        "xl/connections.xml",
        "It has external links to other documents.",
    ),
    "sheet outside": ("a.xlsx", lambda: replaced(RELATIONS, b"</Relationships>", OUTSIDE), RELATIONS, "It has external links."),
    "program": ("a.xlsx", lambda: with_part("xl/evil.exe", b"MZ"), "xl/evil.exe", "It is a file of a kind that no workbook has."),
    "billion laughs": ("a.xlsx", lambda: with_part(SHEET, laughs(BILLION)), SHEET, "It has a document type or entities."),
    "external entity": (
        "a.xlsx",
        lambda: with_part(SHEET, laughs(b'<!ENTITY x SYSTEM "file:///etc/passwd">')),
        SHEET,
        "It has a document type or entities.",
    ),
    "entities in the types": ("a.xlsx", lambda: with_part(TYPES, laughs(BILLION)), TYPES, "It has a document type or entities."),
    "entities in the book": (
        "a.xlsx",
        lambda: with_part("xl/workbook.xml", laughs(BILLION)),
        "xl/workbook.xml",
        "It has a document type or entities.",
    ),
    "external document type": (
        "a.xlsx",
        lambda: with_part(SHEET, b'<!DOCTYPE w SYSTEM "http://example.invalid/w.dtd"><worksheet/>'),
        SHEET,
        "It has a document type or entities.",
    ),
    "deep": ("a.xlsx", lambda: with_part(SHEET, b"<a>" * 200_000), SHEET, "It nests deeper than 32 elements."),
    "endless tag": (
        "a.xlsx",
        lambda: with_part(SHEET, b"<a b='" + os.urandom(4 * MEGABYTE).hex().encode()),
        SHEET,
        "One tag or comment is larger than 1 MB.",
    ),
    "endless comment": (
        "a.xlsx",
        lambda: with_part(SHEET, b"<a><!--" + os.urandom(4 * MEGABYTE).hex().encode()),
        SHEET,
        "One tag or comment is larger than 1 MB.",
    ),
    "endless cell": (
        "a.xlsx",
        lambda: with_part(SHEET, sheet_of(b"<row><c t='inlineStr'><is><t>" + os.urandom(4 * MEGABYTE).hex().encode())),
        SHEET,
        "A cell has too much text.",
    ),
    "no XML": ("a.xlsx", lambda: with_part(SHEET, b"\x00\x01"), SHEET, "It is broken as XML"),
    "unknown encoding": ("a.xlsx", lambda: with_part(SHEET, b"<?xml version='1.0' encoding='x-evil'?><a/>"), SHEET, "It "),
    "elements without end": (
        "a.xlsx",
        lambda: with_part(SHEET, padded_elements(b"<x/>", 2_000_000, b"<worksheet>", b"")),
        SHEET,
        "It has too many elements that are no cells.",
    ),
    "elements without end among the rows": (
        "a.xlsx",
        lambda: with_part(SHEET, padded_elements(b"<x/>", 2_000_000, b"<worksheet><sheetData>", b"")),
        SHEET,
        "It has too many elements that are no cells.",
    ),
    "shared texts without end": (
        "a.xlsx",
        lambda: archived(
            parts() | {RELATIONS: SHARED, "xl/sharedStrings.xml": padded_elements(b"<si/>", 3_000_000, b"<sst>", b"</sst>")}
        ),
        "xl/sharedStrings.xml",
        "It has too many shared texts",
    ),
    "sheets without end": (
        "a.xlsx",
        lambda: replaced(
            "xl/workbook.xml", b"</sheets>", b"".join(b'<sheet name="%d" id="rId1"/>' % n for n in range(200)) + b"</sheets>"
        ),
        "xl/workbook.xml",
        "It has more than 100 sheets.",
    ),
    "row beyond all": (
        "a.xlsx",
        lambda: with_part(SHEET, sheet_of(b"<row r='99999999999999999999'/>")),
        SHEET,
        "Row 99999999999999999999 is out of order or out of bounds.",
    ),
    "column beyond all": (
        "a.xlsx",
        lambda: with_part(SHEET, sheet_of(b"<row r='1'><c r='ZZZ1'/></row>")),
        SHEET,
        "Cell ZZZ1 is out of order or out of bounds.",
    ),
}


def write(folder: Path, name: str) -> Path:
    """Write one of them."""
    file, make, _, _ = HOSTILE[name]
    path = folder / file
    path.write_bytes(make())
    return path
