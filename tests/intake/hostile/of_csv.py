"""Hostile CSV."""

from __future__ import annotations

from tests.intake.hostile.good import GOOD, GOOGLE_HEAD, JPLATPAT_HEAD, LENS_HEAD, google, jplatpat, lens
from tests.intake.hostile.making import (
    MEGABYTE,
    FileIs,
    Hostile,
    RecordsAre,
    holding,
    of_pieces,
    refused_at_its_end,
    repeated,
    spoilt_at_its_end,
)

J, L, P, N = "jplatpat-csv", "lens-csv", "google-patents-csv", "nasa-csv"
SIZE = len(GOOD[J].beginning(600).encode())
OPEN, NUL = "A quote is not closed.", "It holds a NUL character."
ROW_TOO_LARGE = "One record has more than 1,048,576 characters; a quote may not be closed."
LINE_TOO_LARGE = "A line has more than 1,048,576 characters."
LACKS = "This is not a header of the format; it lacks "
ALL_LACKED = (
    LACKS
    + "FI, その他, 公告番号, 公知日, 公開番号, 出願人/権利者, 出願日, 出願番号, 審判番号, 文献URL, 文献番号, 発明の名称, 登録番号."
)
UTF_16 = "It is written in UTF-16."


def undeclared(codec: str, bad: str) -> str:
    return f"It cannot be read as {codec}, as which it is declared ({bad})."


def jplatpat_in(codec: str, count: int = 2) -> bytes:
    return GOOD[J].whole(count).encode(codec)


CSV: dict[str, Hostile] = {
    "a NUL": refused_at_its_end(J, jplatpat(1, "架空\0"), "line 602", NUL),
    "a lone quote at the start": Hostile(J, holding('"' + GOOD[J].whole(600)), FileIs("lines 1 to 601", OPEN)),
    "a lone quote at the end": refused_at_its_end(J, jplatpat(1).rstrip() + '"', "line 602", OPEN),
    "a lone quote before much": Hostile(
        L,
        of_pieces(lambda: [(LENS_HEAD + '"' + lens(1)).encode(), *repeated(lens(2).encode(), 100 * MEGABYTE)]),
        FileIs("lines 2 to 10701", ROW_TOO_LARGE),
    ),
    "a quote within a cell": refused_at_its_end(P, google(1, '"架空"の電池'), "line 603", "Something follows a closing quote."),
    "a million columns": Hostile(
        J, holding(JPLATPAT_HEAD.strip() + ",x" * 500_000 + "\n"), FileIs("line 1", "It has 500,013 columns; at most 200 are read.")
    ),
    "a row of a million cells": Hostile(
        J,
        spoilt_at_its_end(J, jplatpat(601).strip() + "," * 1_000_000 + "\n" + jplatpat(602)),
        RecordsAre(601, (("#601:602", "", "", "The header has 13 columns, this row 1000013."),)),
    ),
    "100 MB in one field": Hostile(
        J,
        of_pieces(lambda: [(JPLATPAT_HEAD + jplatpat(1) + '"').encode(), *repeated(b"a\n" * 40, 100 * MEGABYTE), b'"']),
        FileIs("lines 3 to 524290", ROW_TOO_LARGE),
    ),
    "one line of 100 MB": Hostile(
        J, of_pieces(lambda: [JPLATPAT_HEAD.encode(), *repeated(b"a", 100 * MEGABYTE)]), FileIs("line 2", LINE_TOO_LARGE)
    ),
    "a header of 100 MB": Hostile(N, of_pieces(lambda: repeated(b"a,", 100 * MEGABYTE)), FileIs("line 1", LINE_TOO_LARGE)),
    "empty lines without end": Hostile(
        J,
        of_pieces(lambda: [(JPLATPAT_HEAD + jplatpat(1)).encode(), *repeated(b"\n", 100 * MEGABYTE)]),
        FileIs("line 1003", "1,001 empty lines follow one another."),
    ),
    "a byte order mark": Hostile(J, holding(jplatpat_in("utf-8-sig")), RecordsAre(2)),
    "two byte order marks": Hostile(J, holding(b"\xef\xbb\xbf" + jplatpat_in("utf-8-sig")), FileIs("line 1", LACKS + "文献番号.")),
    "a byte order mark alone": Hostile(J, holding(b"\xef\xbb\xbf"), FileIs("line 1", ALL_LACKED)),
    "UTF-16, little end first, undeclared": Hostile(J, holding(b"\xff\xfe" + jplatpat_in("utf-16-le")), FileIs("line 1", UTF_16)),
    "UTF-16, big end first, undeclared": Hostile(J, holding(b"\xfe\xff" + jplatpat_in("utf-16-be")), FileIs("line 1", UTF_16)),
    "UTF-16 without mark, undeclared": Hostile(N, holding(GOOD[N].whole(1).encode("utf-16-le")), FileIs("line 1", NUL)),
    "UTF-16 declared": Hostile(J, holding(jplatpat_in("utf-16")), RecordsAre(2), "utf-16"),
    "UTF-16 declared, half a character": Hostile(
        J,
        holding(jplatpat_in("utf-16", 600) + b"\x00\xd8\x41\x00"),
        FileIs(f"line 602, byte {2 + len(jplatpat_in('utf-16-le', 600)) + 1:,}", undeclared("utf-16", "00 d8")),
        "utf-16",
    ),
    "UTF-16 declared, UTF-8 written": Hostile(
        J, holding(jplatpat_in("utf-8-sig")), FileIs("line 1", "It is written in UTF-8."), "utf-16"
    ),
    "UTF-32": Hostile(J, holding(jplatpat_in("utf-32")), FileIs("line 1", "It is written in UTF-32.")),
    "UTF-32 as UTF-16": Hostile(J, holding(jplatpat_in("utf-32")), FileIs("line 1", "It is written in UTF-32."), "utf-16"),
    "UTF-7": Hostile(J, holding(jplatpat_in("utf-7")), FileIs("line 1", LACKS)),
    "CP932 undeclared": Hostile(J, holding(jplatpat_in("cp932")), FileIs("line 1, byte 1", undeclared("utf-8", "95"))),
    "CP932 declared": Hostile(J, holding(jplatpat_in("cp932")), RecordsAre(2), "cp932"),
    "CP932 declared, UTF-8 written": Hostile(
        L,
        holding(GOOD[L].beginning(600) + lens(1, "Réactif")),
        FileIs("", "It is declared as cp932, but all of it is UTF-8."),
        "cp932",
    ),
    "CP932 declared, UTF-8 marked": Hostile(
        J, holding(jplatpat_in("utf-8-sig")), FileIs("line 1", "It is written in UTF-8."), "cp932"
    ),
    "CP932 declared, EUC-JP written": Hostile(
        J, holding(jplatpat_in("euc_jp")), FileIs("line 1, byte 8", undeclared("cp932", "e6")), "cp932"
    ),
    "CP932 with a byte that is none": Hostile(
        L,
        holding(GOOD[L].beginning(600).encode() + lens(1, "x").encode().replace(b"x", b"\xa0\x95\xb6")),
        FileIs("line 602", "It holds a byte that is no character of CP932."),
        "cp932",
    ),
    "CP932 with half a character": Hostile(
        J,
        holding(jplatpat_in("cp932", 600) + b"\x95"),
        FileIs(f"line 602, byte {len(jplatpat_in('cp932', 600)) + 1:,}", undeclared("cp932", "95")),
        "cp932",
    ),
    "EUC-JP undeclared": Hostile(J, holding(jplatpat_in("euc_jp")), FileIs("line 1, byte 3", undeclared("utf-8", "b8"))),
    "EUC-JP declared": Hostile(J, holding(jplatpat_in("euc_jp")), RecordsAre(2), "euc-jp"),
    "EUC-JP declared, UTF-8 written": Hostile(
        J, holding(jplatpat_in("utf-8")), FileIs("line 1, byte 1", undeclared("euc-jp", "e6")), "euc-jp"
    ),
    "ISO-2022-JP undeclared": Hostile(
        L,
        holding(GOOD[L].beginning(600) + lens(1, "架空").encode("iso2022_jp").decode("ascii")),
        FileIs("line 602", "It holds an escape character: it may be written in ISO-2022-JP."),
    ),
    "ISO-2022-JP declared": Hostile(J, holding(jplatpat_in("iso2022_jp")), RecordsAre(2), "iso-2022-jp"),
    "ISO-2022-JP with an escape left open": Hostile(
        L,
        holding(GOOD[L].beginning(600).encode() + lens(1, "架空").encode("iso2022_jp").replace(b"\x1b(B", b"")),
        FileIs("line 602, byte 58,938", undeclared("iso-2022-jp", "2c 49")),
        "iso-2022-jp",
    ),
    "ISO-2022-JP with an escape that is none": Hostile(
        L,
        holding(GOOD[L].beginning(600).encode() + lens(1, "架空").encode("iso2022_jp").replace(b"\x1b(B", b"\x1b(Z")),
        FileIs("line 602, byte 58,938", undeclared("iso-2022-jp", "1b 28 5a")),
        "iso-2022-jp",
    ),
    "UTF-8 declared as ISO-2022-JP": Hostile(
        J, holding(jplatpat_in("utf-8")), FileIs("line 1, byte 1", undeclared("iso-2022-jp", "e6")), "iso-2022-jp"
    ),
    "a bad byte at the beginning": Hostile(
        J, holding(b"\xff" + jplatpat_in("utf-8")), FileIs("line 1, byte 1", undeclared("utf-8", "ff"))
    ),
    "a bad byte in the middle": Hostile(
        J,
        holding(GOOD[J].beginning(600).encode() + b"\xc0\xaf" + "".join(map(jplatpat, range(601, 1201))).encode()),
        FileIs(f"line 602, byte {SIZE + 1:,}", undeclared("utf-8", "c0")),
    ),
    "a bad byte at the end": refused_at_its_end(J, b"\xe6\x96", f"line 602, byte {SIZE + 1:,}", undeclared("utf-8", "e6 96")),
    "half a character in UTF-8": refused_at_its_end(J, b"\xed\xa0\x80", f"line 602, byte {SIZE + 1:,}", undeclared("utf-8", "ed")),
    "line ends of every kind": Hostile(
        J, holding(JPLATPAT_HEAD.strip() + "\r" + jplatpat(1).strip() + "\r\n" + jplatpat(2) + jplatpat(3).strip()), RecordsAre(3)
    ),
    "line ends of the old Macintosh": Hostile(J, holding(GOOD[J].whole(3).replace("\n", "\r")), RecordsAre(3)),
    "a column twice": Hostile(
        J, holding(JPLATPAT_HEAD.strip() + ",FI\n" + jplatpat(1)), FileIs("line 1", "The header names a column twice: FI")
    ),
    "columns missing": Hostile(J, holding(GOOD[J].whole(2).replace("出願日", "提出日")), FileIs("line 1", LACKS + "出願日.")),
    "the header of another format": Hostile(J, holding(GOOD[L].whole(2)), FileIs("line 1", ALL_LACKED)),
    "tabs for commas": Hostile(J, holding(GOOD[J].whole(2).replace(",", "\t")), FileIs("line 1", ALL_LACKED)),
    "no search before the header": Hostile(
        P,
        holding(GOOGLE_HEAD.partition("\n")[2] + google(1)),
        FileIs("line 1", "It does not begin with the address of a search (search URL:)."),
    ),
    "a search and nothing else": Hostile(
        P,
        holding(GOOGLE_HEAD.partition("\n")[0]),
        FileIs("line 2", LACKS),
    ),
    "a header alone": Hostile(J, holding(JPLATPAT_HEAD), RecordsAre(0)),
    "rows too short and too long": Hostile(
        J,
        holding(JPLATPAT_HEAD + jplatpat(1) + "特開2020-100002,x\n" + jplatpat(3).strip() + ",,\n" + jplatpat(4)),
        RecordsAre(
            2,
            (
                ("#2:3", "", "", "The header has 13 columns, this row 2."),
                ("#3:4", "", "", "The header has 13 columns, this row 15."),
            ),
        ),
    ),
    "formulas where a number should be": Hostile(
        J,
        holding(JPLATPAT_HEAD + jplatpat(1, "=1+1") + jplatpat(2).replace("特願2018-200002", "=cmd|' /C calc'!A0")),
        RecordsAre(1, (("#2:3", "出願番号", "=cmd|' /C calc'!A0", ""),)),
    ),
    "a title that moves a terminal": Hostile(
        J,
        holding(JPLATPAT_HEAD + jplatpat(1).replace("2018/12/20", "\x9b31m\u202e")),
        RecordsAre(0, (("#1:2", "出願日", "\ufffd31m\ufffd", "It cannot be read as a day."),)),
    ),
}
