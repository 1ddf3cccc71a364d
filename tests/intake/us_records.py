"""What the tests of the US formats share: real files and their facts, entries in plain values, and records spoilt at random."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from hypothesis import strategies as st

from ippool.domain.names import NameKind, OwnerName
from ippool.domain.numbers import PatentNumber
from ippool.intake.entries import ConveyanceEntry, Entry, FileRefused, Limits, PatentEntry, Reading, Refused
from ippool.intake.format import Format, Head
from ippool.intake.sources import Source
from tests.intake.records import REAL_DATA

THIS_YEAR = 2026
FACTS: dict[str, dict[str, Any]] = json.loads((REAL_DATA / "FACTS.json").read_text("utf-8"))
KINDS = {NameKind.ORGANIZATION: "organization", NameKind.PERSON: "person", None: None}


def real(name: str) -> Source:
    """Return a real file."""
    return Source(REAL_DATA / name, name)


def written(path: Path, content: str | bytes) -> Source:
    """Write a file and return it."""
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return Source(path, path.name)


def entries(format: Format, source: Source, limits: Limits | None = None) -> list[Entry]:
    """Read all of a file."""
    return list(format.read(source, Reading(THIS_YEAR, limits=limits or Limits())))


def patents(format: Format, source: Source) -> list[PatentEntry]:
    """Read all of a file in which every record but sequence listings is a patent."""
    found = entries(format, source)
    assert [one for one in found if not isinstance(one, PatentEntry) and getattr(one, "field", "") != "sequence-cwu"] == []
    return [one for one in found if isinstance(one, PatentEntry)]


def canonical(number: PatentNumber | None) -> str | None:
    """Tell a number, or that there is none."""
    return number.canonical if number else None


def owner(one: OwnerName) -> tuple[str, str | None, str | None]:
    """Tell an owner by name, country and stated kind."""
    return one.text, one.country, KINDS[one.stated_kind]


def refusal(one: Entry) -> tuple[str, str, str]:
    """Tell a refusal by place, field and value."""
    assert isinstance(one, Refused), one
    assert one.because.ja
    assert one.because.en
    return str(one.place), one.field, one.value


def recognized_by(format: Format) -> set[str]:
    """Return the real files that a format recognizes."""
    files = (path for path in REAL_DATA.rglob("*") if path.is_file())
    names = ((path, str(path.relative_to(REAL_DATA))) for path in files)
    return {name for path, name in names if format.recognize(Head(name, Source(path, name).head()))}


HOSTILE = (
    "",
    " ",
    "0",
    "-1",
    "00000000",
    "99999999",
    "20060230",
    "9" * 400,
    "1e999999",
    "2004-283125",
    "物質・材料研究機構",
    "삼성전자",
    "а" * 300,
    "\u202eevil\u0000"[:-1],
    "<b>x</b>",
    "&#x0;",
    "PCT/JP99/99999",
    "=1+1",
)
"""What a value may become."""

_SPLICES = tuple(
    text.encode() for text in ("<a>", "</a>", "<![CDATA[", "<!--", "&lt;&x;", "{", "}", "[", "]", '"', ",", "null", "\\u0000")
)
_BYTES = (b"\x00", b"\xff\xfe", b"\x82\xa0", b"\xef\xbb\xbf", b'<?xml version="1.0"?>', b"<!DOCTYPE x [<!ENTITY a 'b'>]>")


@st.composite
def spoilt(draw: st.DrawFn, content: bytes) -> bytes:
    """Spoil bytes: some are flipped, deleted, doubled, swapped, cut off or put in."""
    for _ in range(draw(st.integers(1, 4))):
        if not content:
            break
        at = draw(st.integers(0, len(content) - 1))
        to = min(at + draw(st.sampled_from((1, 2, 7, 40, 300, 3000))), len(content))
        match draw(st.sampled_from(("flip", "delete", "double", "swap", "cut", "put"))):
            case "flip":
                content = content[:at] + bytes([content[at] ^ (1 << draw(st.integers(0, 7)))]) + content[at + 1 :]
            case "delete":
                content = content[:at] + content[to:]
            case "double":
                content = content[:to] + content[at:]
            case "swap":
                further = draw(st.integers(0, len(content) - 1))
                first, second = sorted((at, further))
                content = (
                    content[:first]
                    + content[second : second + 1]
                    + content[first + 1 : second]
                    + content[first : first + 1]
                    + content[second + 1 :]
                )
            case "cut":
                content = content[:at]
            case "put":
                content = content[:at] + draw(st.sampled_from(_SPLICES + _BYTES)) + content[at:]
    return content


def slots(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield every container of a JSON value with each key or index in it."""
    keys = list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    for key in keys:
        yield value, key
        yield from slots(value[key])


@st.composite
def other_values(draw: st.DrawFn, content: bytes) -> bytes:
    """Put other values, of other types too, into a JSON document, take some out, and double some."""
    document = json.loads(content)
    for _ in range(draw(st.integers(1, 4))):
        places = list(slots(document))
        if not places:
            break
        parent, key = draw(st.sampled_from(places))
        other: Any = draw(
            st.one_of(
                st.sampled_from(HOSTILE),
                st.none(),
                st.booleans(),
                st.integers(),
                st.floats(allow_nan=False),
                st.just([]),
                st.just({}),
                st.just([[{}]]),
                st.just(10**500),
            )
        )
        match draw(st.sampled_from(("other", "other", "out", "double"))):
            case "other":
                parent[key] = other
            case "out":
                del parent[key]
            case "double" if isinstance(parent, list):
                parent.append(parent[key])
            case _:
                parent["".join((str(key), "2"))] = parent[key]
    return json.dumps(document, ensure_ascii=draw(st.booleans())).encode("utf-8", "surrogatepass")


def only_refusals(format: Format, source: Source) -> list[Entry] | None:
    """Read a spoilt file: None where the file is refused; anything but that and entries in order fails."""
    try:
        found = entries(format, source)
    except FileRefused:
        return None
    assert all(isinstance(one, PatentEntry | ConveyanceEntry | Refused) for one in found)
    assert [one.place.record for one in found] == list(range(1, len(found) + 1))
    return found


Spoiling = Callable[[bytes], st.SearchStrategy[bytes]]
