"""EPO OPS XML: bibliographic data, families and legal events as the Open Patent Services answer them.

An answer names each applicant two or three times: as DOCDB or EPODOC standardize it (`9SOLUTIONS OY [FI]`) and as it was filed,
there often twice over. The sequence ties them together: what goes on after the last standardized one begins again with the first.
The applicants are those of the document, and no share is stated; of US documents filed before 2012-09-16 the inventors are among
them. A member of a family whose bibliographic data were not asked for says nothing of title and owners. What else OPS answers (the
European register, equivalents, conversions, classes) is a refused record that says what it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from ippool.domain.numbers import APPLICATIONS, REGISTRATIONS, NumberNotation, NumberType, PatentNumber
from ippool.domain.patents import Classification
from ippool.domain.words import Words
from ippool.intake.documents import DOCUMENTS, right_of
from ippool.intake.entries import Entry, FileRefused, PatentEntry, Place, Reading, RecordRefused, Refused, SourceEvent
from ippool.intake.epo_ops_owners import named_parties, owners_of
from ippool.intake.facts import classification, day, in_words, number_in_parts, title
from ippool.intake.format import Format, Head
from ippool.intake.inpadoc import Told, statuses
from ippool.intake.markup import elements, text_of
from ippool.intake.sources import Source

_ROOT = "world-patent-data"
_MEMBER, _DOCUMENT = "family-member", "exchange-document"
_OTHERS: Mapping[str, Words] = {
    "fault": Words("OPS のエラーの答えである。", "It is an error that OPS answered."),
    "register-search": Words(
        "欧州特許登録簿の答えである。書誌（published-data/…/biblio）か族（family）として取り直す。",
        "It is an answer of the European Patent Register; ask for biblio (published-data) or family instead.",
    ),
    "equivalents-inquiry": Words("対応文献の番号の一覧である。", "It is a list of the numbers of equivalents."),
    "standardization": Words("番号の変換の答えである。", "It is the conversion of a number."),
    "classification-scheme": Words("分類表の一部である。", "It is a part of a classification scheme."),
    "classification-statistics": Words("分類の統計である。", "It is a statistic of classes."),
    "mappings": Words("分類の対照表である。", "It is a concordance of classes."),
    "fulltext-documents": Words("明細書か請求の範囲の全文である。", "It is the full text of a description or claims."),
    "document-inquiry": Words("図面やページの一覧である。", "It is a list of drawings and pages."),
}
"""The answers that hold no patent record, by their element."""

_GRANTED_BY_PUBLICATION = {
    "EP": re.compile("B1"),
    "US": re.compile("A|B[12]|E[12]?|S1?|P[23]?"),
    "CN": re.compile("[BC][1-9]?|[UY][1-9]?"),
}
"""Offices whose grant takes effect with the publication of the granted right, and the kinds of that publication."""

_IPC = re.compile(r"(?P<subclass>[A-H][0-9]{2}[A-Z])\s*(?P<group>[0-9]{1,4})\s*/\s*(?P<subgroup>[0-9]{1,6})")
_SCHEMES = {"CPCI": "CPC", "CPCA": "CPC", "CPC": "CPC", "UC": "USPC", "FI": "FI", "FTERM": "F-term"}


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield an entry for each document or member of a family. Raises: FileRefused."""
    is_empty = True
    for place, element in elements(source, reading, {_MEMBER, _DOCUMENT, *_OTHERS}):
        is_empty = False
        yield _entry(place, element, reading)
    if is_empty:
        raise FileRefused(
            source.name,
            Words("", ""),
            Words(
                "書誌（exchange-document）も族の文献（family-member）もない。",
                "It has no bibliographic data (exchange-document) and no member of a family (family-member).",
            ),
        )


def _recognize(head: Head) -> Words | None:
    is_fault = head.root == "fault" and "http://ops.epo.org" in head.text
    if head.root == _ROOT or is_fault:
        return Words("EPO OPS の答え（world-patent-data）である。", "It is an answer of EPO OPS (world-patent-data).")
    return None


def _entry(place: Place, element: Element, reading: Reading) -> Entry:
    cited = ""
    try:
        if element.tag in _OTHERS:
            return RecordRefused(element.tag, _said(element), _OTHERS[element.tag]).at(place)
        cited = _cited(element)
        if element.tag == _MEMBER:
            return _of_member(place, cited, element, reading)
        _check_found(element)
        bibliography = element.find("bibliographic-data")
        if bibliography is None:
            raise RecordRefused("bibliographic-data", "", Words("書誌がない。", "It has no bibliographic data."))
        return _patent(place, cited, _Parts(bibliography, bibliography.findall("priority-claims/priority-claim"), element), reading)
    except RecordRefused as refused:
        return refused.at(place, cited)


def _said(element: Element) -> str:
    """Return what an answer of another sort says of itself first: the number asked for, or the code of an error."""
    for number in element.iter("document-id"):
        return " ".join(text_of(part) for part in number)
    return next((text for one in element.iter() if (text := title(one.text or ""))), "")


def _check_found(document: Element) -> None:
    status = document.get("status", "").strip()
    if status:
        raise RecordRefused(
            "exchange-document/@status", status, Words("OPS はこの文献を返していない。", "OPS returned no such document.")
        )


@dataclass(frozen=True, slots=True)
class _Parts:
    """Where the parts of one record stand.

    Shape: `references` holds publication-reference and application-reference; `document` has the bibliographic data, None where
    they were not asked for; `legal` are the legal events.
    """

    references: Element
    claims: list[Element]
    document: Element | None
    legal: tuple[Element, ...] = ()


def _of_member(place: Place, cited: str, member: Element, reading: Reading) -> PatentEntry | Refused:
    document = member.find(_DOCUMENT)
    if document is not None:
        _check_found(document)
        if _cited(document) != cited:
            raise RecordRefused(
                "exchange-document/@doc-number",
                _cited(document),
                Words("族の文献の番号と違う。", "It is another number than that of the member of the family."),
            )
    return _patent(
        place, cited, _Parts(member, member.findall("priority-claim"), document, tuple(member.findall("legal"))), reading
    )


def _cited(element: Element) -> str:
    """Return how OPS names a document: EP 2400812 A1."""
    if element.tag == _DOCUMENT:
        return " ".join(element.get(name, "").strip() for name in ("country", "doc-number", "kind")).strip()
    number = element.find("publication-reference/document-id[@document-id-type='docdb']")
    return " ".join(text_of(number.find(name)) for name in ("country", "doc-number", "kind")).strip() if number is not None else ""


def _patent(place: Place, cited: str, parts: _Parts, reading: Reading) -> PatentEntry:
    published_on = _dated(parts.references, "publication-reference")
    own = _number(parts.references.find("publication-reference"), DOCUMENTS, reading, published_on)
    if own is None:
        raise RecordRefused("publication-reference/doc-number", "", Words("文献番号がない。", "There is no document number."))
    filed_on = _dated(parts.references, "application-reference")
    application = _number(parts.references.find("application-reference"), APPLICATIONS, reading, filed_on)
    priorities, priority_on = _priorities(parts.claims, application, reading)
    is_right = own.type in REGISTRATIONS
    office, kind = own.office, own.kind or ""
    is_grant_day = is_right and office in _GRANTED_BY_PUBLICATION and _GRANTED_BY_PUBLICATION[office].fullmatch(kind) is not None
    bibliography = parts.document.find("bibliographic-data") if parts.document is not None else None
    inventors = named_parties(bibliography, "inventor") if bibliography is not None else ()
    owners = owners_of(bibliography, {one.name for one in inventors}) if bibliography is not None else ()
    events, exchanged_on = _events(parts.legal, published_on if is_right else None)
    return PatentEntry(
        place=place,
        cited=cited,
        jurisdiction=own.jurisdiction,
        right=right_of(own),
        application=application,
        publication=None if is_right else own,
        registration=own if is_right else None,
        title=_in_languages(bibliography, "invention-title"),
        abstract=_in_languages(parts.document, "abstract"),
        owners=owners,
        owners_stated=bool(owners),
        inventors=len(inventors) or None,
        filed_on=filed_on,
        priority_on=priority_on,
        published_on=None if is_right else published_on,
        registered_on=published_on if is_grant_day else None,
        priorities=priorities,
        classifications=tuple(dict.fromkeys(_classifications(bibliography))),
        events=events,
        source_date=exchanged_on or published_on,
    )


def _number(reference: Element | None, types: frozenset[NumberType], reading: Reading, dated: date | None) -> PatentNumber | None:
    """Read the number of a reference: as DOCDB writes it, else as EPODOC does; None where there is none.

    How EPODOC writes applications is not known of every office: there the number as it was filed, which stands beside it, is read.
    """
    if reference is None:
        return None
    found: dict[str, Element] = {}
    for one in reference.findall("document-id"):
        if text_of(one.find("doc-number")):
            found.setdefault(one.get("document-id-type", ""), one)
    if "docdb" in found:
        return _read_number(found["docdb"], NumberNotation.DOCDB, "", reference.tag, types, reading, dated)
    if "epodoc" not in found:
        return None
    office = text_of(found["epodoc"].find("doc-number"))[:2]
    try:
        return _read_number(found["epodoc"], NumberNotation.EPODOC, office, reference.tag, types, reading, dated)
    except RecordRefused:
        if "original" not in found:
            raise
    return _read_number(found["original"], None, office, reference.tag, types, reading, dated)


def _read_number(
    written: Element,
    notation: NumberNotation | None,
    office: str,
    tag: str,
    types: frozenset[NumberType],
    reading: Reading,
    dated: date | None,
) -> PatentNumber:
    return number_in_parts(
        text_of(written.find("country")) or office,
        text_of(written.find("doc-number")),
        text_of(written.find("kind")),
        f"{tag}/doc-number",
        reading,
        as_type=types,
        in_notation=notation,
        dated=dated,
    )


def _dated(parent: Element, reference: str) -> date | None:
    for one in parent.findall(f"{reference}/document-id"):
        if found := day(text_of(one.find("date")), f"{reference}/date"):
            return found
    return None


def _priorities(
    claims: list[Element], application: PatentNumber | None, reading: Reading
) -> tuple[tuple[PatentNumber, ...], date | None]:
    """Return the earlier applications that are claimed and the first of their days.

    OPS lists an application as its own priority where it claims none, and next to those it continues.
    """
    found: dict[PatentNumber, date | None] = {}
    for claim in claims:
        days = [day(text_of(one.find("date")), "priority-claim/date") for one in claim.findall("document-id")]
        claimed_on = next((one for one in days if one is not None), None)
        earlier = _number(claim, APPLICATIONS, reading, claimed_on)
        if earlier is not None and (application is None or earlier.lookup != application.lookup):
            found.setdefault(earlier, claimed_on)
    return tuple(found), min((one for one in found.values() if one is not None), default=None)


def _in_languages(parent: Element | None, tag: str) -> Words:
    """Return a text in English and Japanese; in another language where it is given in neither."""
    texts: dict[str, str] = {}
    for one in parent.findall(tag) if parent is not None else ():
        # An abstract has paragraphs.
        if text := " ".join(text_of(part) for part in one.findall("p")) or text_of(one):
            texts.setdefault(one.get("lang", "").lower(), text)
    found = Words(texts.get("ja", ""), texts.get("en", ""))
    return found if found.ja or found.en or not texts else in_words(next(iter(texts.values())))


def _classifications(bibliography: Element | None) -> Iterator[Classification]:
    if bibliography is None:
        return
    symbols = [text_of(one.find("text")) for one in bibliography.findall("classifications-ipcr/classification-ipcr")]
    # The edition before 2006 stands beside the present one; it says more only where that is missing.
    for text in symbols or [text_of(one) for one in bibliography.findall("classification-ipc/text")]:
        found = _IPC.match(text)
        symbol = f"{found['subclass']} {found['group']}/{found['subgroup']}" if found else text
        if one := classification("IPC", symbol):
            yield one
    for element in bibliography.findall("patent-classifications/patent-classification"):
        stated = element.find("classification-scheme")
        scheme = "" if stated is None else stated.get("scheme", "").strip()
        if one := classification(_SCHEMES.get(scheme, scheme), _symbol(element)):
            yield one


def _symbol(element: Element) -> str:
    """Write a symbol that stands whole or in parts: H04W 84/20."""
    whole = text_of(element.find("classification-symbol"))
    section, *rest = (text_of(element.find(part)) for part in ("section", "class", "subclass", "main-group", "subgroup"))
    return whole or f"{section}{rest[0]}{rest[1]} {rest[2]}/{rest[3]}".strip(" /")


def _events(legal: tuple[Element, ...], granted_on: date | None) -> tuple[tuple[SourceEvent, ...], date | None]:
    """Return the legal events of a document and the last day on which the EPO exchanged one of them."""
    told = [_told(one) for one in legal]
    found = [
        SourceEvent(status, one.on, _text(element))
        for element, one, status in zip(legal, told, statuses(told, granted_on=granted_on), strict=True)
    ]
    exchanged = [day(text_of(one.find("L018EP")), "legal/L018EP") for one in legal]
    return tuple(found), max((one for one in exchanged if one is not None), default=None)


def _told(legal: Element) -> Told:
    told_on = day(text_of(legal.find("L007EP")), "legal/L007EP")
    return Told(
        office=text_of(legal.find("L001EP")),
        code=legal.get("code", "").strip(),
        on=day(text_of(legal.find("L500EP/L525EP")), "legal/L525EP") or told_on,
        told_on=told_on,
        free_text=text_of(legal.find("L500EP/L510EP")),
        of_kind=text_of(legal.find("L500EP/L506EP")),
    )


def _text(legal: Element) -> str:
    """Write an event in the words of its source: code, what it is called, and what it says further."""
    details = legal.find("L500EP")
    further = [f"{one.get('desc', one.tag)}: {text_of(one)}" for one in (details if details is not None else ()) if text_of(one)]
    called = " ".join(f"{legal.get('code', '')} {legal.get('desc', '')}".split())
    return "; ".join((called, *further)) if called else "; ".join(further)


FORMAT = Format("epo-ops-xml", Words("EPO OPS XML", "EPO OPS XML"), "EPO OPS", _recognize, read)
