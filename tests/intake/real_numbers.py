"""Every number of the real files, with what the file says of it: taken out with the standard library and nothing of ours."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

from ippool.domain.numbers import APPLICATIONS, PUBLICATIONS, REGISTRATIONS, NumberNotation, NumberType
from tests.intake.records import REAL_DATA

Types = frozenset[NumberType]
DOCUMENTS: Types = PUBLICATIONS | REGISTRATIONS | {NumberType.KOKOKU, NumberType.UTILKOKOKU}
ANY: Types = frozenset()


@dataclass(frozen=True)
class Found:
    """One number as a file has it; without an office the text names its own."""

    file: str
    place: str
    office: str | None
    digits: str
    kind: str | None = None
    types: Types = ANY
    notation: NumberNotation | None = None
    dated: date | None = None

    def __str__(self) -> str:
        return " ".join(part for part in (self.office, self.digits, self.kind) if part)


def rows(path: Path, encoding: str = "utf-8-sig") -> Iterator[dict[str, str]]:
    with path.open(encoding=encoding, newline="") as file:
        yield from csv.DictReader(file)


def jplatpat() -> Iterator[Found]:
    types = {"文献番号": DOCUMENTS, "出願番号": APPLICATIONS, "公開番号": PUBLICATIONS, "公告番号": ANY, "登録番号": REGISTRATIONS}
    for path in sorted(REAL_DATA.glob("jplatpat_csv*/**/*.csv")):
        for row in rows(path):
            yield from (Found(path.name, column, None, row[column], types=types[column]) for column in types if row.get(column))


def google_patents() -> Iterator[Found]:
    for path in sorted(REAL_DATA.glob("google_patents_csv/*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            next(file)
            yield from (Found(path.name, "id", None, row["id"], types=DOCUMENTS) for row in csv.DictReader(file))


def lens() -> Iterator[Found]:
    types = {
        "Display Key": DOCUMENTS,
        "Publication Number": DOCUMENTS,
        "Application Number": APPLICATIONS,
        "Priority Numbers": APPLICATIONS,
    }
    for path in sorted(REAL_DATA.glob("lens_csv/*/*.csv")):
        for row in rows(path):
            for column in types:
                for text in filter(None, row.get(column, "").split(";;")):
                    parts = re.fullmatch("([A-Z]{2}) (.+?) ([A-Z][0-9]?)(?: ([0-9]{8}))?", text)
                    assert parts is not None, text
                    dated = date.fromisoformat(row["Application Date"]) if column == "Application Number" else _day(parts[4])
                    yield Found(path.parent.name, column, parts[1], parts[2], parts[3], types[column], dated=dated)


def epo() -> Iterator[Found]:
    notations = {"docdb": NumberNotation.DOCDB, "epodoc": NumberNotation.EPODOC, "original": NumberNotation.OFFICE}
    for path in sorted(REAL_DATA.glob("epo_ops_xml*/**/*.xml")):
        for place, document in _documents(ElementTree.parse(path).getroot(), ""):
            parts = {_name(child): (child.text or "").strip() for child in document}
            style = document.get("document-id-type") or ""
            types = APPLICATIONS if place in ("application-reference", "priority-claim") else DOCUMENTS
            if style == "original":  # its country stands beside it, in the document-id of another style
                continue
            office = parts.get("country") or parts["doc-number"][:2]
            yield Found(
                path.parent.name, f"{place} {style}", office, parts["doc-number"], parts.get("kind"), types, notations.get(style)
            )


def us_xml() -> Iterator[Found]:
    types = {
        "application-reference": APPLICATIONS,
        "parent-doc": APPLICATIONS,
        "child-doc": APPLICATIONS,
        "us-provisional-application": APPLICATIONS,
        "pct-or-regional-filing-data": APPLICATIONS,
        "priority-claim": APPLICATIONS,
        "parent-grant-document": REGISTRATIONS,
        "related-publication": PUBLICATIONS,
        "pct-or-regional-publishing-data": PUBLICATIONS,
    }
    files = ("uspto_grant_xml/*.xml", "uspto_grant_misc/*/*.xml", "uspto_app_xml/*/*")
    for path in sorted(path for pattern in files for path in REAL_DATA.glob(pattern)):
        for text in filter(str.strip, re.split(r"(?=<\?xml )", path.read_text("utf-8"))):
            bare = re.sub(r"<!DOCTYPE[^\[>]*(\[.*?\])?>", "", text, flags=re.DOTALL)
            root = ElementTree.fromstring(re.sub(r"&(?!amp;|lt;|gt;|quot;|apos;|#)\w+;", "?", bare))
            for place, document in _documents(root, ""):
                parts = {child.tag: child.text or "" for child in document}
                yield Found(
                    path.name,
                    place,
                    parts["country"],
                    parts["doc-number"],
                    parts.get("kind"),
                    types.get(place, DOCUMENTS),
                    dated=_day(parts.get("date")),
                )


def nasa() -> Iterator[Found]:
    columns = {"Patent Number": REGISTRATIONS, "Serial Number": APPLICATIONS, "Application SN": APPLICATIONS}
    for path in sorted(REAL_DATA.glob("nasa/**/*.csv")):
        for row in rows(path):
            for column, types in columns.items():
                if row.get(column, "").strip() not in ("", "0", "/", "/0"):
                    yield Found(path.name, column, "US", row[column], types=types)


def kipris() -> Iterator[Found]:
    places = {
        "ApplicationNumber": APPLICATIONS,
        "OpeningNumber": PUBLICATIONS,
        "PublicNumber": DOCUMENTS,
        "RegistrationNumber": REGISTRATIONS,
    }
    for path in sorted(REAL_DATA.glob("kipris_xml/**/*.xml")):
        for item in ElementTree.parse(path).getroot().iter("PatentUtilityInfo"):
            for place, types in places.items():
                if digits := item.findtext(place):
                    yield Found(path.parent.name, place, "KR", digits, types=types)


def us_json() -> Iterator[Found]:
    places = {
        "patent_id": REGISTRATIONS,
        "applNum": APPLICATIONS,
        "patNum": REGISTRATIONS,
        "publNum": PUBLICATIONS,
        "pctNumber": APPLICATIONS,
        "pctNumber17": APPLICATIONS,
        "applicationNumber": APPLICATIONS,
        "patentNumber": REGISTRATIONS,
        "publicationNumber": PUBLICATIONS,
        "applicationNumberText": APPLICATIONS,
        "parentApplicationNumberText": APPLICATIONS,
        "childApplicationNumberText": APPLICATIONS,
        "parentPatentNumber": REGISTRATIONS,
        "earliestPublicationNumber": PUBLICATIONS,
    }
    yield from _json(("patentsview_json/patent*.json", "uspto_assignment/*.json", "uspto_odp_json/**/*.json"), "US", places)


def japanese_json() -> Iterator[Found]:
    places = {
        "applicationNumber": APPLICATIONS,
        "application_number": APPLICATIONS,
        "nationalPriorityApplicationNumber": APPLICATIONS,
        "publicationNumber": PUBLICATIONS,
        "ADPublicationNumber": PUBLICATIONS,
        "registrationNumber": REGISTRATIONS,
    }
    # The other file of the corporate register has numbers of trademarks (商願), whose digits alone would be read as 特願.
    yield from _json(("jpo_api/*.json", "gbizinfo/1130001011420.json"), "JP", places)


def bigquery() -> Iterator[Found]:
    for path in sorted(REAL_DATA.glob("bigquery_csv/*.csv")):
        yield from (Found(path.name, "publication_number", None, row["publication_number"], types=DOCUMENTS) for row in rows(path))


def others() -> Iterator[Found]:
    for row in rows(REAL_DATA / "nims" / "SAMURAI_patent.csv"):
        yield Found("SAMURAI_patent.csv", "PublicationNo", None, row["PublicationNo"], types=PUBLICATIONS)
    for row in rows(next(REAL_DATA.glob("university/*.csv")), "latin-1"):
        yield Found("DeepTechFinder", "Espacenet_link", None, row["Espacenet_link"].rpartition("q=")[2], types=APPLICATIONS)
    for place, document in _documents(ElementTree.parse(REAL_DATA / "dpma_xml" / "patent_info.xml").getroot(), ""):
        parts = {_name(child): child.text or "" for child in document}
        types = DOCUMENTS if place == "publication-reference" else APPLICATIONS
        digits, kind = parts["doc-number"], parts.get("kind")
        yield Found("patent_info.xml", place, parts["country"], digits, kind, types, dated=_day(parts.get("date")))


SOURCES = (jplatpat, google_patents, lens, epo, us_xml, nasa, kipris, us_json, japanese_json, bigquery, others)


def _json(patterns: Sequence[str], office: str, places: Mapping[str, Types]) -> Iterator[Found]:
    for path in sorted(path for pattern in patterns for path in REAL_DATA.glob(pattern)):
        name = path.name if path.name != "response.json" else path.parent.name
        for place, value in _leaves(json.loads(path.read_text("utf-8")), ""):
            if place in places and value:
                yield Found(name, place, office, str(value), types=places[place])


def _leaves(node: object, place: str) -> Iterator[tuple[str, object]]:
    if isinstance(node, dict):
        for name, child in node.items():
            yield from _leaves(child, name)
    elif isinstance(node, list):
        for child in node:
            yield from _leaves(child, place)
    else:
        yield place, node


def _documents(element: ElementTree.Element, place: str) -> Iterator[tuple[str, ElementTree.Element]]:
    """Every element that has a number, with the name of the place it stands in."""
    own = _name(element)
    if any(_name(child) == "doc-number" and child.text for child in element):
        yield (place if own == "document-id" else own), element
    for child in element:
        yield from _documents(child, own)


def _name(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text and text[6:] != "00" else None
