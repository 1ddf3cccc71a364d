"""PatentsView JSON: granted US patents, as the search for patents of PatentsView answers.

Which fields an answer has was chosen by who asked: only the number is always there. Owners are those of the day of grant under the
names PatentsView settled on, which may be of today (a patent of 2018 is SONY GROUP CORPORATION's); no share is stated. Answers to
other questions (assignees, inventors) are no lists of patents.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from ippool.domain.form import fault_of_country
from ippool.domain.names import NameKind, OwnerName
from ippool.domain.numbers import NumberType, PatentNumber
from ippool.domain.patents import Classification
from ippool.domain.words import Words
from ippool.intake.entries import Entry, FileRefused, PatentEntry, Place, Reading, RecordRefused, RightKind, shown
from ippool.intake.facts import classification, day, in_words, number_in_parts, one_each, title
from ippool.intake.format import Format, Head, head_of
from ippool.intake.objects import items, list_at, object_in, text_at
from ippool.intake.sources import Source

_LIST = "patents"
_RIGHTS = {
    "utility": RightKind.PATENT,
    "reissue": RightKind.PATENT,
    "plant": RightKind.PLANT,
    "design": RightKind.DESIGN,
    "statutory invention registration": RightKind.INVENTION_REGISTRATION,
    "defensive publication": RightKind.INVENTION_REGISTRATION,
}
_LETTERS = {
    "": RightKind.PATENT,
    "RE": RightKind.PATENT,
    "PP": RightKind.PLANT,
    "D": RightKind.DESIGN,
    "H": RightKind.INVENTION_REGISTRATION,
    "T": RightKind.INVENTION_REGISTRATION,
}
"""The letters before a patent's number tell what it is also where its type was not asked for."""

_UNASSIGNED = "1"
_KINDS = {
    **dict.fromkeys(("2", "3", "6", "7", "8", "9"), NameKind.ORGANIZATION),
    **dict.fromkeys(("4", "5"), NameKind.PERSON),
}
"""Types of assignees: companies (2 of the US, 3 foreign), individuals (4, 5), governments (6 to 9). 1 before one: a part."""


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield an entry for each patent of the list. Raises: FileRefused."""
    keys = head_of(source, reading).keys
    if _LIST not in keys:
        raise FileRefused(source.name, Words("", ""), _why_not(keys))
    for place, record in items(source, reading, f"{_LIST}.item"):
        cited = ""
        try:
            found = object_in(record, _LIST)
            cited = shown(f"US {text_at(found, 'patent_id', 'patent_id')}")
            yield _entry(place, cited, found, reading)
        except RecordRefused as refused:
            yield refused.at(place, cited)


def _recognize(head: Head) -> Words | None:
    if f"{_LIST}.item.patent_id" in head.keys:
        return Words("patent_id のある特許の一覧（PatentsView）である。", "It lists patents by patent_id, as PatentsView answers.")
    return None


def _why_not(keys: frozenset[str]) -> Words:
    """Say what a file without a list of patents lists instead."""
    lists = sorted({key.partition(".")[0] for key in keys if ".item" in key})
    if not lists:
        return Words("特許の一覧（patents）がない。", "It has no list of patents.")
    return Words(
        f"特許の一覧（patents）ではなく {', '.join(lists)[:80]} の一覧である。",
        f"It is no list of patents but one of {', '.join(lists)[:80]}.",
    )


def _entry(place: Place, cited: str, record: Mapping[str, Any], reading: Reading) -> PatentEntry:
    registration = _registration(record, reading)
    if record.get("withdrawn") is True:
        raise RecordRefused("withdrawn", "true", Words("発行前に取り下げられた番号である。", "It was withdrawn from issue."))
    owners = _owners(record)
    application, filed_on = _application(record, reading)
    inventors = len(list_at(record, "inventors", "inventors"))
    return PatentEntry(
        place=place,
        cited=cited,
        jurisdiction="US",
        right=_right(record, registration),
        application=application,
        registration=registration,
        title=in_words(title(text_at(record, "patent_title", "patent_title"))),
        abstract=Words("", text_at(record, "patent_abstract", "patent_abstract")),
        owners=owners,
        owners_stated=bool(owners),
        inventors=inventors or None,
        filed_on=filed_on,
        registered_on=day(text_at(record, "patent_date", "patent_date"), "patent_date"),
        classifications=_classes(record),
    )


def _registration(record: Mapping[str, Any], reading: Reading) -> PatentNumber:
    digits, kind = text_at(record, "patent_id", "patent_id"), text_at(record, "wipo_kind", "wipo_kind")
    if not digits:
        raise RecordRefused("patent_id", "", Words("特許番号がない。", "There is no patent number."))
    return number_in_parts("US", digits, kind, "patent_id", reading, as_type={NumberType.REG})


def _right(record: Mapping[str, Any], registration: PatentNumber) -> RightKind:
    stated = text_at(record, "patent_type", "patent_type")
    found = _RIGHTS.get(stated) if stated else _LETTERS.get(registration.serial.rstrip("0123456789"))
    if found is None:
        field, value = ("patent_type", stated) if stated else ("patent_id", registration.serial)
        raise RecordRefused(field, value, Words("知らない権利の種類である。", "This type of right is not known."))
    return found


def _application(record: Mapping[str, Any], reading: Reading) -> tuple[PatentNumber | None, date | None]:
    """Return number and filing day of the application; a patent has one."""
    for one in list_at(record, "application", "application")[:1]:
        found = object_in(one, "application")
        digits, field = text_at(found, "application_id", "application.application_id"), "application.application_id"
        application = number_in_parts("US", digits, "", field, reading, as_type={NumberType.APP}) if digits else None
        return application, day(text_at(found, "filing_date", "application.filing_date"), "application.filing_date")
    return None, None


def _owners(record: Mapping[str, Any]) -> tuple[OwnerName, ...]:
    """Return the assignees; none where there is a single one of a part: who owns the rest does not stand there."""
    listed = [object_in(one, "assignees") for one in list_at(record, "assignees", "assignees")]
    types = [text_at(one, "assignee_type", "assignees.assignee_type") for one in listed]
    assigned = [(one, type) for one, type in zip(listed, types, strict=True) if type != _UNASSIGNED]
    if len(assigned) == 1 and len(assigned[0][1]) == 2:
        return ()
    return one_each([_owner(one, type) for one, type in assigned], "assignees")


def _owner(one: Mapping[str, Any], type: str) -> OwnerName:
    person = [text_at(one, key, f"assignees.{key}") for key in ("assignee_individual_name_first", "assignee_individual_name_last")]
    organization = text_at(one, "assignee_organization", "assignees.assignee_organization")
    text = title(organization or " ".join(person))
    if not text:
        raise RecordRefused("assignees", "", Words("名称がない。", "There is no name."))
    plain = type.removeprefix("1") if len(type) == 2 else type
    if plain and plain not in _KINDS:
        raise RecordRefused("assignees.assignee_type", type, Words("知らない種類である。", "This type is not known."))
    country = text_at(one, "assignee_country", "assignees.assignee_country")
    fault = fault_of_country(country) if country else None
    if fault is not None:
        raise RecordRefused("assignees.assignee_country", country, fault)
    return OwnerName(text=text, country=country or None, stated_kind=_KINDS[plain] if plain else None)


def _classes(record: Mapping[str, Any]) -> tuple[Classification, ...]:
    """Return the CPC symbols of today, with the space that stands before a group."""
    found: dict[Classification, None] = {}
    for one in list_at(record, "cpc_current", "cpc_current"):
        symbol = text_at(object_in(one, "cpc_current"), "cpc_group_id", "cpc_current.cpc_group_id")
        spaced = f"{symbol[:4]} {symbol[4:]}" if "/" in symbol else symbol
        if written := classification("CPC", spaced):
            found[written] = None
    return tuple(found)


FORMAT = Format("patentsview-json", Words("PatentsView JSON", "PatentsView JSON"), "PatentsView", _recognize, read)
