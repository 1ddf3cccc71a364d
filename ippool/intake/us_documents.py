"""What US grants and published applications have in common: the bibliographic data of the Office's XML since 2005 (v4.x).

Descriptions, claims and drawings are passed by: what is held of a document is its bibliographic data and its abstract. Until 2012
inventors stand among the applicants (`parties/applicants`), since then by themselves (`us-parties`). Owners are the assignees
printed on the document; where there are none, the document says nothing of owners.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree.ElementTree import Element

from ippool.domain.form import fault_of_country
from ippool.domain.names import NameKind, OwnerName
from ippool.domain.numbers import APPLICATIONS, NumberType, PatentNumber
from ippool.domain.words import Words
from ippool.intake.entries import (
    FileRefused,
    PatentEntry,
    Place,
    Reading,
    RecordRefused,
    Refused,
    RightKind,
    SourceEvent,
    line_of,
    shown,
)
from ippool.intake.facts import day, in_words, number_in_parts, one_each
from ippool.intake.format import Head
from ippool.intake.markup import documents, text_of
from ippool.intake.sources import Source
from ippool.intake.us_classes import classifications_of

_ABSTRACT = "abstract"
_LISTING = "sequence-cwu"
_RIGHTS = {
    "utility": RightKind.PATENT,
    "reissue": RightKind.PATENT,
    "plant": RightKind.PLANT,
    "design": RightKind.DESIGN,
    "sir": RightKind.INVENTION_REGISTRATION,
}
_WITHOUT_BENEFIT = frozenset({"substitution", "utility-model-basis", "correction", "addition", "us-reexamination-reissue-merger"})
"""Relations to another application that claim no benefit of it."""

_KINDS = {
    **dict.fromkeys(("02", "03", "06", "07", "08", "09"), NameKind.ORGANIZATION),
    **dict.fromkeys(("04", "05"), NameKind.PERSON),
}
"""Roles of assignees: companies (02 of the US, 03 foreign), individuals (04, 05), governments (06 to 09). 1 before one: a part."""
_UNASSIGNED = "01"
_PARTS_OF_A_NAME = ("prefix", "first-name", "middle-name", "last-name", "suffix")
_NO_COUNTRY = frozenset({"", "xx", "omitted", "unknown"})


@dataclass(frozen=True, slots=True)
class Document:
    """One document of a file, as far as it is read; `bibliography` None: it has none."""

    place: Place
    bibliography: Element | None
    abstract: Element | None


def is_of(head: Head, root: str) -> bool:
    """Tell whether a file begins with documents of that root, maybe after a sequence listing."""
    return head.root == root or (head.root == _LISTING and f"<{root}" in head.text)


def entries(
    source: Source, reading: Reading, root: str, bibliography: str, entry: Callable[[Document, Element, Reading], PatentEntry]
) -> Iterator[PatentEntry | Refused]:
    """Yield an entry for each document of a file; of which root is not `root` is refused.

    Raises: FileRefused where already the first document is of another root, and as `markup.documents`.
    """
    for document in _documents(source, reading, root, bibliography):
        if isinstance(document, Refused):
            yield document
            continue
        try:
            if document.bibliography is None:
                raise RecordRefused(bibliography, "", Words("書誌がない。", "There are no bibliographic data."))
            yield entry(document, document.bibliography, reading)
        except RecordRefused as refused:
            yield refused.at(document.place, _cited(document.bibliography))


def _documents(source: Source, reading: Reading, root: str, bibliography: str) -> Iterator[Document | Refused]:
    found: Document | Refused | None = None
    for place, element in documents(source, reading, {bibliography, _ABSTRACT}):
        if element.tag not in (bibliography, _ABSTRACT):
            if found is not None:
                yield found
            found = _opened(place, element.tag, root, is_first=found is None)
        elif found is None:
            raise _foreign(place, element.tag)
        elif isinstance(found, Document):
            found = _with(found, element)
    if found is not None:
        yield found


def _opened(place: Place, tag: str, root: str, *, is_first: bool) -> Document | Refused:
    if tag == root:
        return Document(place, None, None)
    if tag == _LISTING:
        return Refused(place, tag, "", Words("配列表であり、特許文献ではない。", "It is a sequence listing, no patent document."))
    if is_first:
        raise _foreign(place, tag)
    return Refused(place, tag[:60], "", Words(f"根の要素が {root} ではない。", f"Its root is not {root}."))


def _foreign(place: Place, tag: str) -> FileRefused:
    return FileRefused(
        place.file,
        line_of(place.line or 1),
        Words(f"根の要素 <{tag[:60]}> はこの形式のものではない。", f"Its root <{tag[:60]}> is not that of this format."),
    )


def _with(document: Document, element: Element) -> Document | Refused:
    """Add a part to a document; a second bibliography would leave open which one holds."""
    if element.tag == _ABSTRACT:
        return Document(document.place, document.bibliography, element)
    if document.bibliography is not None:
        return Refused(document.place, element.tag, "", Words("書誌が二つある。", "There are two sets of bibliographic data."))
    return Document(document.place, element, document.abstract)


@dataclass(frozen=True, slots=True)
class DocumentId:
    """A `document-id`: country, number, kind and day as they stand there, and the path under which a refusal names them."""

    path: str
    country: str
    digits: str
    kind: str
    day: str

    def __str__(self) -> str:
        return " ".join(part for part in (self.country, self.digits, self.kind) if part)

    def number(self, reading: Reading, *as_types: NumberType, with_kind: bool = True) -> PatentNumber:
        """Read its number as one of the types. Raises: RecordRefused."""
        field = f"{self.path}/doc-number"
        if not self.digits:
            raise RecordRefused(field, "", Words("番号がない。", "There is no number."))
        kind = self.kind if with_kind else ""
        return number_in_parts(self.country, self.digits, kind, field, reading, as_type=as_types, dated=self.dated())

    def dated(self) -> date | None:
        """Read its day; zeros are none. Raises: RecordRefused."""
        return None if not self.day.strip("0") else day(self.day, f"{self.path}/date")


def ids_at(bibliography: Element, path: str) -> list[DocumentId]:
    """Return the identifications that stand at a path, in their order."""
    return [_identification(found, path) for found in bibliography.iterfind(f"{path}/document-id")]


def id_at(bibliography: Element, path: str) -> DocumentId | None:
    """Return the first identification that stands at a path; None where there is none."""
    return next(iter(ids_at(bibliography, path)), None)


def _identification(element: Element, path: str) -> DocumentId:
    return DocumentId(path, *(text_of(element.find(name)) for name in ("country", "doc-number", "kind", "date")))


def own_id(bibliography: Element) -> DocumentId:
    """Return the identification of the document itself. Raises: RecordRefused."""
    found = id_at(bibliography, "publication-reference")
    if found is None:
        raise RecordRefused("publication-reference", "", Words("文献番号がない。", "There is no document number."))
    return found


def _cited(bibliography: Element | None) -> str:
    """Return how the document names itself, as far as it does."""
    found = None if bibliography is None else id_at(bibliography, "publication-reference")
    return shown(str(found)) if found else ""


def entry_of(document: Document, bibliography: Element, reading: Reading) -> PatentEntry:
    """Read what grants and published applications say alike; numbers and days of the document itself are left to the format.

    Raises: RecordRefused.
    """
    own, application = own_id(bibliography), id_at(bibliography, "application-reference")
    if own.country != "US":
        raise RecordRefused("publication-reference/country", own.country, Words("米国の文献ではない。", "It is not of the US."))
    if application is None:
        raise RecordRefused("application-reference", "", Words("出願番号がない。", "There is no application number."))
    right = _right(bibliography)
    owners, are_stated, notes = _owners(bibliography)
    priorities, priority_on = _priorities(bibliography, right, reading)
    return PatentEntry(
        place=document.place,
        cited=_cited(bibliography),
        jurisdiction="US",
        right=right,
        application=application.number(reading, NumberType.APP, with_kind=False),
        title=in_words(text_of(bibliography.find("invention-title"))),
        abstract=Words("", _abstract(document.abstract)),
        owners=owners,
        owners_stated=are_stated,
        inventors=_inventors(bibliography),
        filed_on=application.dated(),
        priority_on=priority_on,
        priorities=priorities,
        international=_international(bibliography, reading),
        classifications=tuple(dict.fromkeys(classifications_of(bibliography))),
        events=notes,
        source_date=own.dated(),
    )


def _right(bibliography: Element) -> RightKind:
    reference = bibliography.find("application-reference")
    stated = "" if reference is None else reference.get("appl-type", "")
    if stated not in _RIGHTS:
        raise RecordRefused(
            "application-reference/@appl-type", stated, Words("知らない権利の種類である。", "This type of right is not known.")
        )
    return _RIGHTS[stated]


def _international(bibliography: Element, reading: Reading) -> PatentNumber | None:
    """Return the international publication, or else the international application, from which a national phase came."""
    for path, type in (("pct-or-regional-publishing-data", NumberType.PUB), ("pct-or-regional-filing-data", NumberType.APP)):
        found = id_at(bibliography, path)
        # The kinds that stand here (00, A) are not those of WIPO.
        if found is not None and found.digits and found.country == "WO":
            return found.number(reading, type, with_kind=False)
    return None


def _priorities(bibliography: Element, right: RightKind, reading: Reading) -> tuple[tuple[PatentNumber, ...], date | None]:
    """Return the earlier applications it claims, abroad and at home, and the first of their days.

    Of designs and plants only the day: what they claim abroad are numbers of designs and of plant varieties.
    """
    claims = list(_claims(bibliography))
    found: dict[str, PatentNumber] = {}
    if right not in (RightKind.DESIGN, RightKind.PLANT):
        for claim in claims:
            one = claim.number(reading, *APPLICATIONS, with_kind=False)
            found.setdefault(one.canonical, one)
    days = [on for claim in claims if (on := claim.dated()) is not None]
    return tuple(found.values()), min(days, default=None)


def _claims(bibliography: Element) -> Iterator[DocumentId]:
    """Yield the foreign applications it claims, and those of the US and international ones of which it claims the filing day."""
    for claim in bibliography.iterfind("priority-claims/priority-claim"):
        yield _identification(claim, "priority-claims/priority-claim")
    for related in bibliography.iterfind("us-related-documents/*"):
        path = f"us-related-documents/{related.tag}"
        if related.tag == "us-provisional-application":
            yield from (_identification(one, path) for one in related.iterfind("document-id"))
        elif related.tag not in _WITHOUT_BENEFIT:
            parents = related.iterfind("relation/parent-doc/document-id")
            yield from (_identification(parent, f"{path}/relation/parent-doc") for parent in parents)


def _owners(bibliography: Element) -> tuple[tuple[OwnerName, ...], bool, tuple[SourceEvent, ...]]:
    """Return the assignees printed on the document, whether they are its owners, and what else it says of them.

    A single assignee of a part interest is not the owner: who owns the rest does not stand there.
    """
    printed = list(bibliography.iterfind("assignees/assignee"))
    if not printed:
        applicants = bibliography.iterfind("us-parties/us-applicants/us-applicant")
        printed = [one for one in applicants if one.get("applicant-authority-category") == "assignee"]
    roles = [text_of(one.find(".//role")) for one in printed]
    owners = [_owner(one, role) for one, role in zip(printed, roles, strict=True) if role != _UNASSIGNED]
    if len(owners) == 1 and any(_is_part(role) for role in roles):
        return (), False, (SourceEvent(None, None, f"assignee of a part interest only: {owners[0].text}"),)
    return one_each(owners, "assignees"), bool(owners), ()


def _is_part(role: str) -> bool:
    return len(role) == 2 and role[0] == "1"


def _owner(party: Element, role: str) -> OwnerName:
    names = {name: text_of(party.find(f".//{name}")) for name in ("orgname", *_PARTS_OF_A_NAME)}
    person = " ".join(names[part] for part in _PARTS_OF_A_NAME if names[part])
    text = names["orgname"] or person
    if not text:
        raise RecordRefused(f"{party.tag}/addressbook", text_of(party), Words("名称がない。", "There is no name."))
    if role and role not in _KINDS and not (_is_part(role) and f"0{role[1]}" in _KINDS):
        raise RecordRefused(f"{party.tag}/addressbook/role", role, Words("知らない役割である。", "This role is not known."))
    kind = _KINDS[f"0{role[1]}"] if role else None
    # Of a person the given name stands by itself; a role that says otherwise tells nothing.
    is_person = not names["orgname"] and bool(names["first-name"])
    stated = kind if kind is None or is_person == (kind is NameKind.PERSON) else None
    return OwnerName(text=text, country=_country(party), stated_kind=stated)


def _country(party: Element) -> str | None:
    country = text_of(party.find(".//address/country"))
    if country.lower() in _NO_COUNTRY:
        return None
    fault = fault_of_country(country)
    if fault is not None:
        raise RecordRefused(f"{party.tag}/addressbook/address/country", country, fault)
    return country


def _inventors(bibliography: Element) -> int | None:
    """Count the inventors; until 2012 those who applied are among the applicants only."""
    apart = sum(1 for _ in bibliography.iterfind("us-parties/inventors/inventor"))
    if apart == 0:
        applicants = bibliography.iterfind("parties/applicants/applicant")
        apart = sum(one.get("app-type") == "applicant-inventor" for one in applicants)
        apart += sum(1 for _ in bibliography.iterfind("parties/inventors/inventor"))
    return apart or None


def _abstract(abstract: Element | None) -> str:
    if abstract is None:
        return ""
    paragraphs = [text_of(paragraph) for paragraph in abstract.iterfind("p")]
    return "\n".join(filter(None, paragraphs)) or text_of(abstract)
