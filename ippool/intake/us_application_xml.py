"""US application XML (v4.x, since 2005): applications as the US Office publishes them eighteen months after their first filing.

Owners are those printed on the publication; most publications print none. No share is stated.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from xml.etree.ElementTree import Element

from ippool.domain.numbers import NumberType
from ippool.domain.words import Words
from ippool.intake.entries import Entry, PatentEntry, Reading
from ippool.intake.format import Format, Head
from ippool.intake.sources import Source
from ippool.intake.us_documents import Document, entries, entry_of, is_of, own_id

_ROOT = "us-patent-application"
_BIBLIOGRAPHY = "us-bibliographic-data-application"


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield an entry for each document of the file. Raises: FileRefused."""
    return entries(source, reading, _ROOT, _BIBLIOGRAPHY, _entry)


def _recognize(head: Head) -> Words | None:
    if is_of(head, _ROOT):
        return Words("根の要素が <us-patent-application> の文献である。", "It holds documents of the root <us-patent-application>.")
    return None


def _entry(document: Document, bibliography: Element, reading: Reading) -> PatentEntry:
    own = own_id(bibliography)
    entry = entry_of(document, bibliography, reading)
    return replace(entry, publication=own.number(reading, NumberType.PUB), published_on=own.dated())


FORMAT = Format("us-application-xml", Words("米国公開公報 XML", "US application XML"), "USPTO applications", _recognize, read)
