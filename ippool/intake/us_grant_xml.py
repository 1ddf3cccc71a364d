"""US grant XML (v4.x, since 2005): patents as the US Office publishes them each week, many documents one after another in a file.

Between the grants stand sequence listings (`sequence-cwu`), which are refused as no patent document. Owners are those of the day of
grant; no share is stated. The term is told in days of extension and by disclaimers, from which no last day is computed here.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from xml.etree.ElementTree import Element

from ippool.domain.numbers import NumberType, PatentNumber
from ippool.domain.words import Words
from ippool.intake.entries import Entry, PatentEntry, Reading, SourceEvent, shown
from ippool.intake.format import Format, Head
from ippool.intake.markup import text_of
from ippool.intake.sources import Source
from ippool.intake.us_documents import Document, entries, entry_of, ids_at, is_of, own_id

_ROOT = "us-patent-grant"
_BIBLIOGRAPHY = "us-bibliographic-data-grant"
_PUBLICATION = "us-related-documents/related-publication"


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield an entry for each document of the file. Raises: FileRefused."""
    return entries(source, reading, _ROOT, _BIBLIOGRAPHY, _entry)


def _recognize(head: Head) -> Words | None:
    if is_of(head, _ROOT):
        return Words("根の要素が <us-patent-grant> の文献である。", "It holds documents of the root <us-patent-grant>.")
    return None


def _entry(document: Document, bibliography: Element, reading: Reading) -> PatentEntry:
    own = own_id(bibliography)
    entry = entry_of(document, bibliography, reading)
    publication, published_on = _published_before(bibliography, reading)
    granted_on = own.dated()
    return replace(
        entry,
        publication=publication,
        registration=own.number(reading, NumberType.REG),
        # What was not published before is laid open by the grant itself.
        published_on=granted_on if publication is None else published_on,
        registered_on=granted_on,
        events=(*entry.events, *_term(bibliography)),
    )


def _published_before(bibliography: Element, reading: Reading) -> tuple[PatentNumber | None, date | None]:
    """Return the publication of the application, the first one where it was published again, and its day."""
    found = sorted(ids_at(bibliography, _PUBLICATION), key=lambda one: one.day)
    return (found[0].number(reading, NumberType.PUB), found[0].dated()) if found else (None, None)


def _term(bibliography: Element) -> Iterator[SourceEvent]:
    """Yield what the grant says of its term."""
    for said in bibliography.iterfind("us-term-of-grant/*"):
        text = text_of(said)
        if text and said.tag in ("length-of-grant", "us-term-extension", "disclaimer"):
            yield SourceEvent(None, None, f"{said.tag}: {shown(text, 300)}")


FORMAT = Format("us-grant-xml", Words("米国登録公報 XML", "US grant XML"), "USPTO grants", _recognize, read)
