"""JPO API JSON: what the Japan Patent Office's API answers of one application: progress, registration, or the priorities it claims.

Each answer is one record. Its numbers are digits without a notation, publications also by the western year (AD…); an applicant
comes with its code at the Office (申請人コード). Answers that tell of no patent, and errors, are refused with what they say.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from ippool.domain.names import Identifiers, OwnerName
from ippool.domain.numbers import APPLICATIONS, NumberType, PatentNumber
from ippool.domain.patents import LegalStatus
from ippool.domain.words import Words
from ippool.intake.entries import Entry, FileRefused, PatentEntry, Place, Reading, RecordRefused, RightKind, SourceEvent
from ippool.intake.facts import day, in_words, name, number_in_parts, title
from ippool.intake.format import Format, Head
from ippool.intake.objects import items, list_at, object_in, text_at
from ippool.intake.sources import Source

_SUCCESS = "100"
_RECORD = "result"
_OTHER_RIGHTS = ("design", "principalDesign", "trademark", "typeOfTrademark", "goodsServices")
"""How the keys begin that only answers on designs and trademarks have; their application numbers look like those of patents."""
_APPLICANT = "1"
_NOT_ERASED = ("", "00")
_PATENT_LAW, _UTILITY_MODEL_LAW = "1", "2"
_LAWS = {"": NumberType.APP, _PATENT_LAW: NumberType.APP, _UTILITY_MODEL_LAW: NumberType.UTILAPP}
_FILED_PARTS = frozenset({"A63"})
"""The application itself and its parts: papers, and no event after it."""
_ALLOWED = frozenset({"A01"})
_PCT = re.compile(r"(?:PCT/?)?(?P<office>[A-Z]{2})/?(?P<year>[0-9]{4})/?(?P<serial>[0-9]{6})")


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield the entry of each answer of the file. Raises: FileRefused."""
    is_empty = True
    for place, answer in items(source, reading, _RECORD):
        is_empty = False
        told = _Told()
        try:
            yield _entry(place, answer, told, reading)
        except RecordRefused as refused:
            yield refused.at(place, told.cited)
    if is_empty:
        raise FileRefused(source.name, Words("", ""), Words("「result」がない。", "It has no “result”."))


def _recognize(head: Head) -> Words | None:
    if {"result.statusCode", "result.remainAccessCount"} <= head.keys:
        return Words(
            "特許情報取得 API の答え（statusCode、remainAccessCount）である。",
            "It is an answer of the JPO API (statusCode, remainAccessCount).",
        )
    return None


@dataclass
class _Told:
    """How a record names itself, as far as it has been read."""

    cited: str = ""


def _entry(place: Place, answer: object, told: _Told, reading: Reading) -> PatentEntry:
    found = _found(object_in(answer, _RECORD))
    told.cited = digits = text_at(found, "applicationNumber", "applicationNumber")
    _check_patent(found)
    filed_on = _day(found, "filingDate")
    application = _number(found, "applicationNumber", NumberType.APP, reading, filed_on)
    if application is None:
        raise RecordRefused("applicationNumber", digits, Words("出願番号がない。", "There is no application number."))
    priorities, priority_on = _priorities(found, reading)
    registered_on, expires_on = _day(found, "registrationDate"), _day(found, "expireDate")
    owners = _owners(found)
    return PatentEntry(
        place=place,
        cited=digits,
        jurisdiction="JP",
        right=RightKind.PATENT,
        application=application,
        publication=_publication(found, reading),
        registration=_number(found, "registrationNumber", NumberType.REG, reading, registered_on),
        title=in_words(title(text_at(found, "inventionTitle", "inventionTitle"))),
        owners=owners,
        owners_stated=bool(owners),
        filed_on=filed_on,
        priority_on=priority_on,
        published_on=_day(found, "publicationDate"),
        registered_on=registered_on,
        expires_on=expires_on,
        priorities=priorities,
        international=_international(found, reading),
        events=_events(found, expires_on),
        source_date=_day(found, "updateDate"),
    )


def _found(answer: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what an answer found. Raises: RecordRefused for an error, with the API's own code and message."""
    code = text_at(answer, "statusCode", "statusCode")
    if not code:
        raise RecordRefused("statusCode", "", Words("statusCode がない。", "There is no statusCode."))
    if code != _SUCCESS:
        message = text_at(answer, "errorMessage", "errorMessage")[:120]
        raise RecordRefused(
            "statusCode",
            code,
            Words(f"API がエラー {code} を返した：{message}", f"The API answered with the error {code}: {message}"),
        )
    return object_in(answer.get("data"), "data")


def _check_patent(found: Mapping[str, Any]) -> None:
    other = next((key for key in found if key.startswith(_OTHER_RIGHTS)), None)
    if other is not None:
        raise RecordRefused(other[:80], "", Words("意匠か商標の答えである。", "It is an answer on a design or a trademark."))
    if "applicationNumber" not in found:
        keys = ", ".join(found)[:80]
        raise RecordRefused("data", keys, Words("特許出願の答えではない。", "It is no answer on a patent application."))


def _day(found: Mapping[str, Any], key: str) -> date | None:
    return day(text_at(found, key, key), key)


def _number(
    found: Mapping[str, Any], key: str, type: NumberType, reading: Reading, dated: date | None = None
) -> PatentNumber | None:
    digits = text_at(found, key, key)
    # Digits alone are read as those of a patent.
    kind = "U" if type is NumberType.UTILAPP else ""
    return number_in_parts("JP", digits, kind, key, reading, as_type={type}, dated=dated) if digits else None


def _publication(found: Mapping[str, Any], reading: Reading) -> PatentNumber | None:
    """Return the publication (公開) or, of a national phase, that of its translation (公表), by the western year."""
    for key in ("ADPublicationNumber", "ADNationalPublicationNumber"):
        if number := _number(found, key, NumberType.PUB, reading):
            return number
    return None


def _international(found: Mapping[str, Any], reading: Reading) -> PatentNumber | None:
    """Return the international publication, or else the international application, of a national phase."""
    digits = text_at(found, "internationalPublicationNumber", "internationalPublicationNumber")
    if digits:
        bare = digits.removeprefix("WO")
        return number_in_parts("WO", bare, "", "internationalPublicationNumber", reading, as_type={NumberType.PUB})
    key = "internationalApplicationNumber"
    filed = text_at(found, key, key)
    return _filed_abroad(filed, key, reading) if filed else None


def _filed_abroad(text: str, field: str, reading: Reading) -> PatentNumber:
    """Read the number of an international application: PCT/JP2020/012345 or JP2020012345."""
    written = _PCT.fullmatch(text)
    if written is None:
        raise RecordRefused(field, text, Words("国際出願番号ではない。", "It is not the number of an international application."))
    digits = f"{written['office']}{written['year']}/{written['serial']}"
    return number_in_parts("WO", digits, "", field, reading, as_type={NumberType.APP})


def _owners(found: Mapping[str, Any]) -> tuple[OwnerName, ...]:
    """Return the holders of the registered right or, before, the applicants; those who represent them are none.

    Two names with one code are one owner, and one name with two codes are two.
    """
    field = "rightPersonInformation" if "rightPersonInformation" in found else "applicantAttorney"
    persons = [object_in(one, field) for one in list_at(found, field, field)]
    if field == "rightPersonInformation":
        named = [_owner(one, "rightPersonName", "rightPersonCd") for one in persons]
    else:
        applicants = [one for one in persons if text_at(one, "applicantAttorneyClass", "applicantAttorneyClass") == _APPLICANT]
        named = [_owner(one, "name", "applicantAttorneyCd") for one in applicants]
    owners: dict[object, OwnerName] = {}
    for one in named:
        key = one.identifiers.office_codes or one.text
        before = owners.setdefault(key, one)
        if one.text not in (before.text, *before.spellings):
            owners[key] = replace(before, spellings=(*before.spellings, one.text))
    return tuple(owners.values())


def _owner(person: Mapping[str, Any], name_key: str, code_key: str) -> OwnerName:
    text, code = name(text_at(person, name_key, name_key), name_key), text_at(person, code_key, code_key)
    if not text:
        raise RecordRefused(name_key, "", Words("名称がない。", "There is no name."))
    if code and not (len(code) == 9 and code.isascii() and code.isdecimal()):
        raise RecordRefused(code_key, code, Words("9 桁の申請人コードではない。", "It is no applicant code of nine digits."))
    identifiers = Identifiers(office_codes=frozenset({("JPO", code)})) if code else Identifiers()
    return OwnerName(text=text, identifiers=identifiers)


def _priorities(found: Mapping[str, Any], reading: Reading) -> tuple[tuple[PatentNumber, ...], date | None]:
    """Return the earlier applications that are claimed, at home, abroad and international, and the first of their days."""
    field = "priorityRightInformation"
    numbers: dict[PatentNumber, None] = {}
    days: list[date] = []
    for claim in (object_in(one, field) for one in list_at(found, field, field)):
        for key in ("parisPriorityDate", "nationalPriorityDate"):
            if claimed_on := _day(claim, key):
                days.append(claimed_on)
        numbers.update(dict.fromkeys(_earlier(claim, reading)))
    return tuple(numbers), min(days, default=None)


def _earlier(claim: Mapping[str, Any], reading: Reading) -> Iterator[PatentNumber]:
    key = "parisPriorityApplicationNumber"
    if digits := text_at(claim, key, key):
        office = text_at(claim, "parisPriorityCountryCd", "parisPriorityCountryCd")
        yield number_in_parts(office, digits, "", key, reading, as_type=APPLICATIONS, dated=_day(claim, "parisPriorityDate"))
    law = text_at(claim, "nationalPriorityLawCd", "nationalPriorityLawCd")
    if law not in _LAWS:
        raise RecordRefused(
            "nationalPriorityLawCd", law, Words("特許でも実用新案でもない。", "It is neither a patent nor a utility model.")
        )
    if number := _number(claim, "nationalPriorityApplicationNumber", _LAWS[law], reading, _day(claim, "nationalPriorityDate")):
        yield number
    key = "nationalPriorityInternationalApplicationNumber"
    if filed := text_at(claim, key, key):
        yield _filed_abroad(filed, key, reading)


def _events(found: Mapping[str, Any], expires_on: date | None) -> tuple[SourceEvent, ...]:
    events = list(_documents(found))
    if decided_on := _day(found, "decisionDate"):
        events.append(SourceEvent(None, decided_on, "査定日"))
    if decided_on := _day(found, "appealTrialDecisiondDate"):
        events.append(SourceEvent(None, decided_on, "審決日"))
    erased = text_at(found, "erasureIdentifier", "erasureIdentifier")
    gone_on = _day(found, "disappearanceDate")
    if gone_on is not None:
        # What disappears on the last day of its term or later has run out.
        status = LegalStatus.EXPIRED if expires_on is not None and gone_on >= expires_on else LegalStatus.LAPSED
        events.append(SourceEvent(status, gone_on, f"本権利消滅日（抹消識別 {erased}）" if erased else "本権利消滅日"))
    elif erased not in _NOT_ERASED:
        events.append(SourceEvent(None, None, f"抹消識別 {erased}"))
    return tuple(dict.fromkeys(events))


def _documents(found: Mapping[str, Any]) -> Iterator[SourceEvent]:
    """Yield the papers of the proceedings: a decision to grant makes an application allowed, one to refuse is not yet final."""
    for about in (
        object_in(one, "bibliographyInformation") for one in list_at(found, "bibliographyInformation", "bibliographyInformation")
    ):
        for paper in (object_in(one, "documentList") for one in list_at(about, "documentList", "documentList")):
            code = text_at(paper, "documentCode", "documentCode")
            if code not in _FILED_PARTS:
                status = LegalStatus.ALLOWED if code in _ALLOWED else None
                description = title(text_at(paper, "documentDescription", "documentDescription"))
                yield SourceEvent(status, _day(paper, "legalDate"), f"{code} {description}".strip())


FORMAT = Format("jpo-api-json", Words("JPO API JSON", "JPO API JSON"), "JPO API", _recognize, read)
