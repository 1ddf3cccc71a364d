"""Hostile XML."""

from __future__ import annotations

from collections.abc import Iterator

from tests.intake.hostile.good import GOOD, KIPRIS_HEAD, kipris, us_grant
from tests.intake.hostile.making import (
    MEGABYTE,
    FileIs,
    Hostile,
    holding,
    of_pieces,
    refused_at_its_end,
    repeated,
    spoilt_at_its_end,
)

K, G, E, A = "kipris-xml", "us-grant-xml", "epo-ops-xml", "us-application-xml"
LINE = 602 + 2
"""The line after the good records of KIPRIS."""
DECLARES, ELSEWHERE = "It declares entities.", "Its DTD is elsewhere ("
DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>'
LAUGHS = '<!ENTITY a "ha">' + "".join(f'<!ENTITY {chr(98 + n)} "{f"&{chr(97 + n)};" * 10}">' for n in range(9))


def kipris_with(document_type: str, inside: str = "") -> bytes:
    """KIPRIS with a document type, whose record has `inside` as its title."""
    return f"{DECLARATION}\n<!DOCTYPE response {document_type}><response>{kipris(1, inside)}</response>".encode()


def in_record(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """KIPRIS: a good record, and another one that has all this as its title."""
    yield (KIPRIS_HEAD + kipris(1) + "<PatentUtilityInfo><InventionName>").encode()
    yield from pieces
    yield b"</InventionName></PatentUtilityInfo></items></body></response>"


def between(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """KIPRIS: a good record, and then all this."""
    yield (KIPRIS_HEAD + kipris(1)).encode()
    yield from pieces
    yield b"</items></body></response>"


def in_description(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """US grants: a good one, and another one with all this as its description."""
    yield (us_grant(1) + us_grant(2).replace("</us-patent-grant>\n", "<description>")).encode()
    yield from pieces
    yield b"</description></us-patent-grant>"


def numbered(form: str, count: int) -> Iterator[bytes]:
    """Yield a form filled with one number after another."""
    for start in range(0, count, 10_000):
        yield "".join(form.replace("#", str(number)) for number in range(start, start + 10_000)).encode()


def encoded(name: str, codec: str = "utf-8") -> bytes:
    return GOOD[K].whole(2).replace("UTF-8", name).encode(codec)


RECORD_TOO_LARGE = "One record has more than 16 MiB."
TOO_MUCH_BETWEEN = "More than 64 MiB of what is no record follow one another."
TAG_TOO_LARGE = "One tag or comment has more than 1,024 KiB."
BROKEN = "It is broken as XML ("
NO_ENCODING = "XML in the encoding "

XML: dict[str, Hostile] = {
    "billion laughs": Hostile(K, holding(kipris_with(f"[{LAUGHS}]", "&j;")), FileIs("line 2", DECLARES)),
    "billion laughs in the last document": refused_at_its_end(
        G, f"{DECLARATION}<!DOCTYPE us-patent-grant [{LAUGHS}]><us-patent-grant>&j;</us-patent-grant>", "line 1201", DECLARES
    ),
    "quadratic blow-up": refused_at_its_end(
        G, f'{DECLARATION}\n<!DOCTYPE x [<!ENTITY a "{"a" * 60_000}">]><x>{"&a;" * 60_000}</x>', "line 1202", DECLARES
    ),
    "external entity of a file": Hostile(
        K, holding(kipris_with('[<!ENTITY x SYSTEM "file:///etc/passwd">]', "&x;")), FileIs("line 2", DECLARES)
    ),
    "external entity of the network": Hostile(
        E,
        holding(f'{DECLARATION}<!DOCTYPE x [<!ENTITY x SYSTEM "http://127.0.0.1:9/x">]><x>&x;</x>'),
        FileIs("line 1", DECLARES),
    ),
    "parameter entity": Hostile(
        K, holding(kipris_with('[<!ENTITY % x SYSTEM "http://127.0.0.1:9/x.dtd"> %x;]')), FileIs("line 2", DECLARES)
    ),
    "undeclared parameter entity": Hostile(
        K, holding(kipris_with("[%x; <!ENTITY y 'z'>]", "&y;")), FileIs("line 2", BROKEN + "column 181: undefined entity &y;).")
    ),
    "unparsed entity": Hostile(
        K,
        holding(kipris_with('[<!NOTATION n SYSTEM "n"><!ENTITY x SYSTEM "/etc/passwd" NDATA n>]')),
        FileIs("line 2", "It makes declarations in its document type."),
    ),
    "DTD of the network": Hostile(
        K, holding(kipris_with('SYSTEM "http://127.0.0.1:9/x.dtd"')), FileIs("line 2", ELSEWHERE + "http://127.0.0.1:9/x.dtd).")
    ),
    "DTD of a file": refused_at_its_end(
        G,
        us_grant(1).replace("<us-patent-grant>", '<!DOCTYPE us-patent-grant SYSTEM "../../etc/passwd"><us-patent-grant>'),
        "line 1202",
        ELSEWHERE + "../../etc/passwd).",
    ),
    "public DTD": Hostile(
        K, holding(kipris_with('PUBLIC "-//X//Y//EN" "file:///etc/passwd"')), FileIs("line 2", ELSEWHERE + "file:///etc/passwd).")
    ),
    "defaults of attributes": Hostile(
        K,
        holding(kipris_with(f'[<!ATTLIST x y CDATA "{"y" * 60_000}">]', "<x/>" * 10_000)),
        FileIs("line 2", "It makes declarations in its document type."),
    ),
    "XInclude": refused_at_its_end(
        K,
        '<PatentUtilityInfo><xi:include xmlns:xi="http://www.w3.org/2001/XInclude" href="file:///etc/passwd" parse="text"/>',
        f"line {LINE - 1}",
        "It asks for another document by XInclude.",
    ),
    "100,000 deep in a record": Hostile(
        K, of_pieces(lambda: in_record(repeated(b"<a>", 300_000))), FileIs("line 4", "It nests deeper than 100 elements.")
    ),
    "100,000 deep in a description": Hostile(
        G, of_pieces(lambda: in_description(repeated(b"<a>", 300_000))), FileIs("line 4", "It nests deeper than 100 elements.")
    ),
    "100 MB of text in an element": Hostile(
        K, of_pieces(lambda: in_record(repeated(b"a", 100 * MEGABYTE))), FileIs("line 4", RECORD_TOO_LARGE)
    ),
    "100 MB of text in a description": Hostile(
        G, of_pieces(lambda: in_description(repeated(b"a", 100 * MEGABYTE))), FileIs("line 4", TOO_MUCH_BETWEEN)
    ),
    "20 MB of line ends in an element": Hostile(
        K, of_pieces(lambda: in_record(repeated(b"\n", 20 * MEGABYTE))), FileIs("line 16785085", RECORD_TOO_LARGE)
    ),
    "characters by number without end": Hostile(
        K, of_pieces(lambda: in_record(repeated(b"&#10;", 100 * MEGABYTE))), FileIs("line 4", RECORD_TOO_LARGE)
    ),
    "a million attributes": Hostile(
        K,
        of_pieces(lambda: between(iter([b"<a ", *numbered(" a#='1'", 1_000_000), b"/>"]))),
        FileIs("line 4", TAG_TOO_LARGE),
    ),
    "300 attributes": Hostile(
        K,
        of_pieces(lambda: between(iter([b"<a" + b"".join(b" a%d='1'" % n for n in range(300)) + b"/>"]))),
        FileIs("line 4", "An element has more than 200 attributes."),
    ),
    "a million children in a record": Hostile(
        K, of_pieces(lambda: in_record(repeated(b"<a/>", 4 * MEGABYTE))), FileIs("line 4", RECORD_TOO_LARGE)
    ),
    "elements without end in a description": Hostile(
        G, of_pieces(lambda: in_description(repeated(b"<a/>", 40 * MEGABYTE))), FileIs("line 4", TOO_MUCH_BETWEEN)
    ),
    "names without end": Hostile(
        K,
        of_pieces(lambda: between(numbered("<a#/>", 1_000_000))),
        FileIs("line 4", "It has more than 2,000 different names of elements and attributes."),
    ),
    "attribute names without end": Hostile(
        G,
        of_pieces(lambda: in_description(numbered("<a b#=''/>", 1_000_000))),
        FileIs("line 4", "It has more than 2,000 different names of elements and attributes."),
    ),
    "a name of 500 kB": Hostile(
        K,
        of_pieces(lambda: between(iter([b"<" + b"a" * 500_000 + b"/>"]))),
        FileIs("line 4", "The name of an element or attribute is too long."),
    ),
    "namespaces without end": Hostile(
        K,
        of_pieces(lambda: between(numbered("<a xmlns:p#='u'/>", 1_000_000))),
        FileIs("line 4", "It has too many namespaces, or too long ones."),
    ),
    "one attribute in two namespaces": refused_at_its_end(
        E,
        '<exchange-document xmlns:x="x" country="EP" x:country="US"/>',
        "line 603",
        "But for its namespace an attribute is there twice.",
    ),
    "a comment of 2 MB": Hostile(
        K, of_pieces(lambda: between(iter([b"<!--", *repeated(b"a", 2 * MEGABYTE), b"-->"]))), FileIs("line 4", TAG_TOO_LARGE)
    ),
    "a tag that does not end": Hostile(
        G, of_pieces(lambda: in_description(iter([b"<a b='", *repeated(b"x", 50 * MEGABYTE)]))), FileIs("line 4", TAG_TOO_LARGE)
    ),
    "comments without end": Hostile(
        K, of_pieces(lambda: between(repeated(b"<!---->", 30 * MEGABYTE))), FileIs("line 4", TOO_MUCH_BETWEEN)
    ),
    "processing instructions without end": Hostile(
        G, of_pieces(lambda: in_description(repeated(b"<?a?>", 20 * MEGABYTE))), FileIs("line 4", TOO_MUCH_BETWEEN)
    ),
    "CDATA without end": Hostile(
        K, of_pieces(lambda: between(repeated(b"<![CDATA[]]>", 40 * MEGABYTE))), FileIs("line 4", TOO_MUCH_BETWEEN)
    ),
    "CDATA that does not end": Hostile(
        K, of_pieces(lambda: in_record(repeated(b"<![CDATA[a", 50 * MEGABYTE))), FileIs("line 4", RECORD_TOO_LARGE)
    ),
    "an entity in an attribute": refused_at_its_end(
        K, '<PatentUtilityInfo a="&x;"/>', f"line {LINE - 1}", BROKEN + "column 1: undefined entity)."
    ),
    "an undeclared entity": refused_at_its_end(
        K, "<PatentUtilityInfo>&nbsp;", f"line {LINE - 1}", BROKEN + "column 20: undefined entity)."
    ),
    "half a character by number": refused_at_its_end(
        K, "<PatentUtilityInfo>&#xD800;", f"line {LINE - 1}", BROKEN + "column 20: reference to invalid character number)."
    ),
    "a NUL": refused_at_its_end(
        K, b"<PatentUtilityInfo>\0", f"line {LINE - 1}", BROKEN + "column 20: not well-formed (invalid token))."
    ),
    "Latin-1 in UTF-8": refused_at_its_end(
        K,
        "<PatentUtilityInfo>é".encode("latin-1") + b"e<",
        f"line {LINE - 1}",
        BROKEN + "column 20: not well-formed (invalid token)).",
    ),
    "cut off in a record": refused_at_its_end(
        K, "<PatentUtilityInfo><Applicant>가", f"line {LINE - 1}", BROKEN + "column 32: no element found)."
    ),
    "cut off after a record": Hostile(E, spoilt_at_its_end(E, ""), FileIs("line 603", BROKEN + "column 1: no element found).")),
    "two roots": Hostile(
        K,
        holding(GOOD[K].whole(600) + "<response/>"),
        FileIs("line 604", BROKEN + "column 1: junk after document element)."),
    ),
    "two roots in a document of many": refused_at_its_end(
        G, "<us-patent-grant/>", "line 1201", BROKEN + "column 1: junk after document element)."
    ),
    "no document": Hostile(G, holding(b"\xef\xbb\xbf \n\n"), FileIs("", "It holds no XML document.")),
    "a declaration alone": refused_at_its_end(A, DECLARATION, "line 1201", BROKEN + "column 39: no element found)."),
    "an encoding nobody knows": Hostile(
        K, holding(encoded("x-nonsense")), FileIs("line 1", NO_ENCODING + "“x-nonsense” is not read; save it as UTF-8.")
    ),
    "an encoding that is none": Hostile(
        K, holding(encoded("rot13")), FileIs("line 1", NO_ENCODING + "“rot13” is not read; save it as UTF-8.")
    ),
    "escapes as an encoding": Hostile(
        K, holding(encoded("unicode_escape")), FileIs("line 1", NO_ENCODING + "“unicode_escape” is not read; save it as UTF-8.")
    ),
    "UTF-7 declared": Hostile(
        K, holding(encoded("UTF-7", "utf-7")), FileIs("line 1", NO_ENCODING + "“UTF-7” is not read; save it as UTF-8.")
    ),
    "Shift_JIS declared": Hostile(
        K,
        holding(GOOD[K].whole(1).replace("UTF-8", "Shift_JIS").replace("가공", "架空").encode("cp932", "ignore")),
        FileIs("line 1", NO_ENCODING + "“Shift_JIS” is not read; save it as UTF-8."),
    ),
    "UTF-16 declared, UTF-8 written": Hostile(
        K,
        holding(encoded("UTF-16")),
        FileIs("line 1", BROKEN + "column 31: encoding specified in XML declaration is incorrect)."),
    ),
    "UTF-8 declared, UTF-16 written": Hostile(
        K,
        holding(encoded("UTF-8", "utf-16")),
        FileIs("line 1", BROKEN + "column 32: encoding specified in XML declaration is incorrect)."),
    ),
    "UTF-16 cut in a character": Hostile(
        K, holding(encoded("UTF-16", "utf-16")[:-1]), FileIs("line 5", BROKEN + "column 27: unclosed token).")
    ),
}
