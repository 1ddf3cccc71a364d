"""Hostile JSON."""

from __future__ import annotations

from collections.abc import Iterator

from tests.intake.hostile.good import GOOD, assignment, jpo, patentsview
from tests.intake.hostile.making import MEGABYTE, FileIs, Hostile, RecordsAre, holding, of_pieces, refused_at_its_end, repeated

P, A, Q = "patentsview-json", "us-assignment-json", "jpo-api-json"
HEAD = GOOD[P].head
SIZE = {format: len(GOOD[format].beginning(1_000).encode()) for format in (P, A)}
BROKEN = "It is broken as JSON: "
NUMBER, HALF = "A number is beyond all measure.", "It holds half a character (a lone surrogate)."
TOO_DEEP, RECORD_TOO_LARGE = "It nests deeper than 100 levels.", "One record has more than 16 MiB."
TOO_MUCH_BETWEEN = "More than 64 MiB of what is no record follow one another."
TITLE = '{"patent_id":"10000001","patent_title":'


def in_title(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """PatentsView: a good patent, and another one that has all this as its title."""
    yield (HEAD + patentsview(1) + "," + TITLE).encode()
    yield from pieces
    yield b"}]}"


def titled(value: str) -> bytes:
    return f"{HEAD}{patentsview(2)},{TITLE}{value}}}]}}".encode()


def keys(count: int) -> Iterator[bytes]:
    yield b"{"
    for start in range(0, count, 10_000):
        yield "".join(f'"{number}":0,' for number in range(start, start + 10_000)).encode()
    yield b'"":0}'


JSON: dict[str, Hostile] = {
    "100,000 arrays deep in a record": Hostile(
        P, of_pieces(lambda: in_title(repeated(b"[", 100_000))), FileIs("record 2, up to byte 65,536", TOO_DEEP)
    ),
    "100,000 objects deep in a record": Hostile(
        A,
        of_pieces(lambda: [(GOOD[A].head + assignment(1) + ",").encode(), *repeated(b'{"a":', 500_000)]),
        FileIs("record 2, up to byte 65,536", TOO_DEEP),
    ),
    "100,000 deep beside the records": Hostile(
        P, of_pieces(lambda: [b'{"patents":[],"x":', *repeated(b"[", 100_000)]), FileIs("record 1, up to byte 65,536", TOO_DEEP)
    ),
    "100,000 deep from the beginning": Hostile(
        Q, of_pieces(lambda: repeated(b"[", 100_000)), FileIs("record 1, up to byte 65,536", TOO_DEEP)
    ),
    "a text of 100 MB": Hostile(
        P,
        of_pieces(lambda: in_title(iter([b'"', *repeated(b"a", 100 * MEGABYTE), b'"']))),
        FileIs("record 2, up to byte ", RECORD_TOO_LARGE),
    ),
    "a key of 100 MB": Hostile(
        A,
        of_pieces(lambda: [(GOOD[A].head + '{"').encode(), *repeated(b"a", 100 * MEGABYTE), b'":0}]}']),
        FileIs("record 1, up to byte ", RECORD_TOO_LARGE),
    ),
    "a number of 100 MB": Hostile(P, of_pieces(lambda: in_title(repeated(b"9", 100 * MEGABYTE))), FileIs("byte ", NUMBER)),
    "a number of 5,000 digits": Hostile(
        P,
        holding(titled("9" * 5_000)),
        FileIs(f"byte {len(titled('')) - 3 + 1_000:,}", NUMBER),
    ),
    "a number of 400 digits": Hostile(
        P, holding(titled("9" * 400)), RecordsAre(1, (("#2", "patent_title", "int", "It is no text."),))
    ),
    "a number beyond measure": Hostile(
        P, holding(titled("1e999999")), RecordsAre(1, (("#2", "patent_title", "Decimal", "It is no text."),))
    ),
    "a number beyond all measure": refused_at_its_end(
        P, TITLE + "1e99999999999999999999}]}", f"byte {SIZE[P] + len(TITLE) + 23:,}", NUMBER
    ),
    "NaN": refused_at_its_end(P, TITLE + "NaN}]}", f"byte {SIZE[P] + len(TITLE) + 1:,}", BROKEN + "lexical error: invalid char"),
    "Infinity": refused_at_its_end(
        P, TITLE + "-Infinity}]}", f"byte {SIZE[P] + len(TITLE) + 2:,}", BROKEN + "lexical error: malformed number"
    ),
    "a key twice in a record": refused_at_its_end(
        A, '{"reelNo":"1","reelNo":"2"}]}', "record 1001, up to byte ", "The key “reelNo” is given twice."
    ),
    "a list twice": refused_at_its_end(
        P, patentsview(1) + '],"patents":[]}', "record 1002, up to byte ", "The key “patents” is given twice."
    ),
    "an answer twice": Hostile(
        Q, holding("{" + jpo(1) + "," + jpo(2) + "}"), FileIs("record 2, up to byte ", "The key “result” is given twice.")
    ),
    "a million keys in a record": Hostile(
        P, of_pieces(lambda: in_title(keys(1_000_000))), FileIs("record 2, up to byte ", RECORD_TOO_LARGE)
    ),
    "a million keys beside the records": Hostile(
        P,
        of_pieces(lambda: [b'{"patents":[],"x":', *keys(1_000_000), b"}"]),
        FileIs("record 1, up to byte ", TOO_MUCH_BETWEEN),
    ),
    "empty texts without end": Hostile(
        P,
        of_pieces(lambda: in_title(iter([b"[", *repeated(b'"",', 60 * MEGABYTE), b'""]']))),
        FileIs("record 2, up to byte ", RECORD_TOO_LARGE),
    ),
    "empty arrays without end": Hostile(
        A,
        of_pieces(lambda: [(GOOD[A].head + "[").encode(), *repeated(b"[],", 60 * MEGABYTE)]),
        FileIs("record 1, up to byte ", RECORD_TOO_LARGE),
    ),
    "zeros beside the records": Hostile(
        P,
        of_pieces(lambda: [b'{"patents":[],"x":[', *repeated(b"0,", 60 * MEGABYTE)]),
        FileIs("record 1, up to byte ", TOO_MUCH_BETWEEN),
    ),
    "a byte that is no UTF-8": refused_at_its_end(
        P,
        TITLE.encode() + b'"\xff"}]}',
        f"byte {SIZE[P] + len(TITLE) + 2:,}",
        BROKEN + "lexical error: invalid bytes in UTF8 string.",
    ),
    "half a character": Hostile(P, holding(titled('"\\ud800"')), FileIs(f"byte {len(titled('')) - 3 + 8:,}", HALF)),
    "a NUL in a text": Hostile(
        P, holding(titled('"a\\u0000"')), RecordsAre(1, (("#2", "patent_title", "a\ufffd", "It holds a NUL or half a character."),))
    ),
    "half a character in a key": Hostile(
        A,
        holding(GOOD[A].head + assignment(1) + ',{"reelNo":"1","\\udfff":"2"}]}'),
        FileIs(f"byte {len((GOOD[A].head + assignment(1)).encode()) + 22:,}", HALF),
    ),
    "a NUL": refused_at_its_end(P, b"\0", f"byte {SIZE[P] + 1:,}", BROKEN),
    "cut off in a text": refused_at_its_end(A, '{"reelNo":"1', f"at its end, byte {SIZE[A] + 12:,}", BROKEN),
    "cut off between records": refused_at_its_end(P, "", f"at its end, byte {SIZE[P]:,}", BROKEN),
    "something behind": Hostile(
        P,
        holding(GOOD[P].whole(600) + " x"),
        FileIs(f"byte {len(GOOD[P].whole(600)) + 2:,}", BROKEN),
    ),
    "two documents": Hostile(A, holding(GOOD[A].whole(1) * 2), FileIs(f"byte {len(GOOD[A].whole(1)) + 1:,}", BROKEN)),
    "a comma too many": refused_at_its_end(P, "]}", f"byte {SIZE[P] + 1:,}", BROKEN),
    "quotes of another kind": Hostile(P, holding("{'patents':[]}"), FileIs("", "It has no list of patents.")),
    "a comment": refused_at_its_end(P, "/* x */", f"byte {SIZE[P] + 1:,}", BROKEN),
    "an array where an object should be": Hostile(
        P,
        holding(HEAD + patentsview(1) + ",[],1,null]}"),
        RecordsAre(
            1, tuple((f"#{n}", "patents", type, "It is no object.") for n, type in ((2, "list"), (3, "int"), (4, "NoneType")))
        ),
    ),
    "an object where a list should be": Hostile(
        P, holding('{"patents":' + patentsview(1) + "}"), FileIs("record 1, up to byte ", "“patents” is no list.")
    ),
    "a text where a list should be": Hostile(A, holding('{"docs":"x"}'), FileIs("record 1, up to byte 12", "“docs” is no list.")),
    "a list where the document should be": Hostile(
        P, holding("[" + GOOD[P].whole(1) + "]"), FileIs("", "It is no list of patents but one of item.")
    ),
    "a byte order mark": Hostile(P, holding(b"\xef\xbb\xbf" + GOOD[P].whole(3).encode()), RecordsAre(3)),
    "UTF-16": Hostile(A, holding(GOOD[A].whole(1).encode("utf-16")), FileIs("", "It has no list of conveyances")),
    "UTF-16 where any key would do": Hostile(Q, holding(GOOD[Q].whole(1).encode("utf-16")), FileIs("byte 1", BROKEN)),
}
