"""KIPRIS XML: the patents and utility models of an applicant as the Korean service for patent information answers a search.

Numbers have thirteen digits and carry no kind; applicants and IPC symbols are separated by `|`. The status is that of the day of
the answer, which the answer does not tell. Names and titles are Korean.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from xml.etree.ElementTree import Element

from ippool.domain.names import OwnerName
from ippool.domain.numbers import APPLICATIONS, PUBLICATIONS, REGISTRATIONS, NumberType, PatentNumber
from ippool.domain.patents import Classification, LegalStatus
from ippool.domain.words import Words
from ippool.intake.documents import right_of
from ippool.intake.entries import Entry, FileRefused, PatentEntry, Place, Reading, RecordRefused, SourceEvent
from ippool.intake.facts import classification, day, in_words, number_in_parts, one_each, title
from ippool.intake.format import Format, Head
from ippool.intake.markup import elements, text_of
from ippool.intake.sources import Source

_RECORD = "PatentUtilityInfo"
_STATUSES = {
    "공개": LegalStatus.PUBLISHED,
    "등록": LegalStatus.GRANTED,
    "거절": LegalStatus.REFUSED,
    "소멸": LegalStatus.LAPSED,
    "취하": LegalStatus.WITHDRAWN,
    "포기": LegalStatus.ABANDONED,
    "무효": LegalStatus.INVALIDATED,
}


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield an entry for each document of the answer. Raises: FileRefused, also for an answer that is an error."""
    is_empty = True
    for place, element in elements(source, reading, {_RECORD}):
        is_empty = False
        cited = _text(element, "ApplicationNumber")
        try:
            yield _entry(place, cited, element, reading)
        except RecordRefused as refused:
            yield refused.at(place, cited)
    if is_empty:
        raise _nothing_in(source, reading)


def _recognize(head: Head) -> Words | None:
    if head.root == "response" and f"<{_RECORD}" in head.text:
        return Words(
            "KIPRIS の検索の答え（PatentUtilityInfo）である。", "It is the answer to a search in KIPRIS (PatentUtilityInfo)."
        )
    return None


def _nothing_in(source: Source, reading: Reading) -> FileRefused:
    """Say why an answer holds nothing, in its own words where it is an error."""
    code, message = "", ""
    for _, element in elements(source, reading, {"header"}):
        code, message = text_of(element.find("resultCode")), text_of(element.find("resultMsg"))
    if code or message:
        told = " ".join((code, message)).strip()[:120]
        return FileRefused(
            source.name, Words("", ""), Words(f"KIPRIS がエラーを返した：{told}", f"KIPRIS answered with an error: {told}.")
        )
    return FileRefused(source.name, Words("", ""), Words(f"<{_RECORD}> が一つもない。", f"It has no <{_RECORD}>."))


def _entry(place: Place, cited: str, element: Element, reading: Reading) -> PatentEntry:
    filed_on = day(_text(element, "ApplicationDate"), "ApplicationDate")
    application = _number(element, "ApplicationNumber", APPLICATIONS, reading, filed_on)
    if application is None:
        raise RecordRefused("ApplicationNumber", "", Words("出願番号がない。", "There is no application number."))
    laid_open_on = day(_text(element, "OpeningDate"), "OpeningDate")
    publication = _number(element, "OpeningNumber", PUBLICATIONS, reading, laid_open_on)
    registration = _number(element, "RegistrationNumber", REGISTRATIONS, reading, None)
    right = right_of(application)
    for one, field in ((publication, "OpeningNumber"), (registration, "RegistrationNumber")):
        if one is not None and right_of(one) is not right:
            raise RecordRefused(
                field,
                _text(element, field),
                Words("出願番号と権利の種類が違う。", "It is of another type of right than the application number."),
            )
    owners = _owners(element)
    return PatentEntry(
        place=place,
        cited=cited,
        jurisdiction="KR",
        right=right,
        application=application,
        publication=publication,
        registration=registration,
        title=in_words(title(_text(element, "InventionName"))),
        abstract=in_words(_text(element, "Abstract")),
        owners=owners,
        owners_stated=bool(owners),
        filed_on=filed_on,
        # What was not laid open before is published by the gazette of the right.
        published_on=laid_open_on or day(_text(element, "PublicDate"), "PublicDate"),
        registered_on=day(_text(element, "RegistrationDate"), "RegistrationDate"),
        classifications=_classifications(element),
        events=_events(element),
    )


def _text(element: Element, field: str) -> str:
    """Return a field on one line; empty where it is missing. A field is told once in a record."""
    return text_of(element.find(field))


def _number(
    element: Element, field: str, types: frozenset[NumberType], reading: Reading, dated: date | None
) -> PatentNumber | None:
    digits = _text(element, field)
    if not digits:
        return None
    if len(digits) != 13 or not (digits.isascii() and digits.isdecimal()):
        raise RecordRefused(field, digits, Words("13 桁の数字ではない。", "It does not have thirteen digits."))
    return number_in_parts("KR", digits, "", field, reading, as_type=types, dated=dated)


def _owners(element: Element) -> tuple[OwnerName, ...]:
    return one_each([OwnerName(name) for part in _text(element, "Applicant").split("|") if (name := title(part))], "Applicant")


def _classifications(element: Element) -> tuple[Classification, ...]:
    symbols = _text(element, "InternationalpatentclassificationNumber").split("|")
    return tuple(dict.fromkeys(one for symbol in symbols if (one := classification("IPC", symbol)) is not None))


def _events(element: Element) -> tuple[SourceEvent, ...]:
    stated = _text(element, "RegistrationStatus")
    if not stated:
        return ()
    if stated not in _STATUSES:
        raise RecordRefused("RegistrationStatus", stated, Words("知らない状態である。", "This status is not known."))
    return (SourceEvent(_STATUSES[stated], None, f"RegistrationStatus {stated}"),)


FORMAT = Format("kipris-xml", Words("KIPRIS XML", "KIPRIS XML"), "KIPRIS", _recognize, read)
