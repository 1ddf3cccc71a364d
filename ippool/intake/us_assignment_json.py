"""US assignment JSON: recorded conveyances, as the search of the US Office answers, in its old form (`docs`) and its present one.

Not every recorded paper moves title. An assignment and a merger do. A change of name or a conversion leaves the owner the same
person; a security interest, a release or a license leaves title where it is. A corrective or confirmatory assignment restates what
an earlier paper moved, and what it corrects is told in free words, so that of itself it moves nothing here. What is typed in other
words, or moves a part, is reported with its words and as moving nothing, for a person to look at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ippool.domain.names import OwnerName
from ippool.domain.numbers import NumberType, PatentNumber
from ippool.domain.words import Words
from ippool.intake.entries import ConveyanceEntry, Entry, FileRefused, Place, Reading, RecordRefused
from ippool.intake.facts import day, number_in_parts, one_each, title
from ippool.intake.format import Format, Head, head_of
from ippool.intake.objects import items, list_at, object_in, text_at
from ippool.intake.sources import Source

_MERGERS = frozenset({"MERGER", "MERGER AND CHANGE OF NAME", "CERTIFICATE OF MERGER", "ARTICLES OF MERGER", "STATUTORY MERGER"})
_ASSIGNMENTS = frozenset(
    {
        "ASSIGNMENT",
        "ASSIGNMENT OF ASSIGNOR INTEREST",
        "ASSIGNMENT OF ASSIGNORS INTEREST",
        "ASSIGNMENT OF ASSIGNORS ENTIRE INTEREST",
        "ASSIGNMENT OF ENTIRE INTEREST",
        "NUNC PRO TUNC ASSIGNMENT",
    }
)
"""The words of conveyances that move title, without apostrophes and what stands in brackets."""

_AMERICAN_DAY = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{1,4})")
_MOMENT = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})T[0-9:.]+Z?")


@dataclass(frozen=True, slots=True)
class _Form:
    """The keys of one form of the answer; "" where it has none of that meaning."""

    path: str
    reel: str
    frame: str
    conveyance: str
    recorded: str
    executed: str
    assignor: str
    assignor_executed: str
    assignee: str
    application: str
    patent: str
    publication: str
    international: tuple[str, ...]


_OLD = _Form(
    path="docs.item",
    reel="reelNo",
    frame="frameNo",
    conveyance="conveyanceText",
    recorded="recordedDate",
    executed="",
    assignor="patAssignorName",
    assignor_executed="patAssignorExDate",
    assignee="patAssigneeName",
    application="applNum",
    patent="patNum",
    publication="publNum",
    international=("pctNum",),
)
_PRESENT = _Form(
    path="successResponse.data.item",
    reel="reelNumber",
    frame="frameNumber",
    conveyance="conveyance",
    recorded="",
    executed="assignorExecutionDate",
    assignor="assignorName",
    assignor_executed="executionDate",
    assignee="",
    application="applicationNumber",
    patent="patentNumber",
    publication="publicationNumber",
    international=("pctNumber17", "pctNumber"),
)


def read(source: Source, reading: Reading) -> Iterator[Entry]:
    """Yield an entry for each recorded conveyance. Raises: FileRefused."""
    form = _form(head_of(source, reading).keys)
    if form is None:
        raise FileRefused(
            source.name,
            Words("", ""),
            Words(
                "権利移転の一覧（docs 又は successResponse.data）がない。",
                "It has no list of conveyances (docs, or successResponse.data).",
            ),
        )
    for place, record in items(source, reading, form.path):
        cited = ""
        try:
            found = object_in(record, form.path)
            cited = _cited(found, form)
            yield _entry(place, cited, found, form, reading)
        except RecordRefused as refused:
            yield refused.at(place, cited)


def _form(keys: frozenset[str]) -> _Form | None:
    return next((form for form in (_OLD, _PRESENT) if form.path.removesuffix(".item") in keys), None)


def _recognize(head: Head) -> Words | None:
    keys = head.keys
    form = _form(keys)
    if form is not None and {f"{form.path}.{key}" for key in (form.reel, form.frame, form.conveyance)} <= keys:
        return Words(
            f"リール・フレーム番号のある権利移転の一覧である（{form.path}）。",
            f"It lists conveyances by reel and frame ({form.path}).",
        )
    return None


def _cited(record: Mapping[str, Any], form: _Form) -> str:
    """Return reel and frame, by which the Office cites what is recorded: 018247/0405. Raises: RecordRefused."""
    found = []
    for key, width in ((form.reel, 6), (form.frame, 4)):
        digits = text_at(record, key, key)
        if not (digits.isascii() and digits.isdecimal() and len(digits) <= width):
            raise RecordRefused(key, digits, Words("リール・フレーム番号として読めない。", "It cannot be read as a reel or frame."))
        found.append(digits.zfill(width))
    return "/".join(found)


def _entry(place: Place, cited: str, record: Mapping[str, Any], form: _Form, reading: Reading) -> ConveyanceEntry:
    conveyance = title(text_at(record, form.conveyance, form.conveyance))
    if not conveyance:
        raise RecordRefused(form.conveyance, "", Words("何の移転か書かれていない。", "It does not say what it conveys."))
    words = _plain(conveyance)
    is_purged = text_at(record, "purgeIndicator", "purgeIndicator") == "Y"
    assignors = [object_in(one, "assignors") for one in list_at(record, "assignors", "assignors")]
    properties = list_at(record, "properties", "properties")
    return ConveyanceEntry(
        place=place,
        cited=cited,
        conveyance=conveyance,
        moves_title=words in _ASSIGNMENTS | _MERGERS and not is_purged,
        general=words in _MERGERS,
        assignors=_named([text_at(one, form.assignor, f"assignors.{form.assignor}") for one in assignors], "assignors"),
        assignees=_named(_assignees(record, form), "assignees"),
        executed_on=_executed_on(record, assignors, form),
        recorded_on=_day(record, form.recorded, form.recorded) if form.recorded else None,
        properties=_properties(properties, form, reading),
        unlisted=max(_count(record) - len(properties), 0),
    )


def _plain(conveyance: str) -> str:
    """Return the words of a conveyance in capitals, without apostrophes, brackets and the stop at the end."""
    bare = re.sub(r"\([^()]*\)|['’`]", "", conveyance.upper())
    return " ".join(bare.split()).rstrip(" .")


def _assignees(record: Mapping[str, Any], form: _Form) -> list[str]:
    found = list_at(record, "assignees", "assignees")
    if not form.assignee:
        return [text_at({"assignees": one}, "assignees", "assignees") for one in found]
    return [text_at(object_in(one, "assignees"), form.assignee, f"assignees.{form.assignee}") for one in found]


def _named(names: list[str], field: str) -> tuple[OwnerName, ...]:
    if not names or not all(names):
        raise RecordRefused(field, "", Words("名称がない。", "There is no name."))
    return one_each([OwnerName(text=title(name)) for name in names], field)


def _executed_on(record: Mapping[str, Any], assignors: list[Mapping[str, Any]], form: _Form) -> date | None:
    """Return the day on which the last assignor signed: only then all of it has passed. None where a day is not told."""
    if form.executed:
        return _day(record, form.executed, form.executed)
    days = [_day(one, form.assignor_executed, f"assignors.{form.assignor_executed}") for one in assignors]
    known = [one for one in days if one is not None]
    return max(known) if known and len(known) == len(days) else None


def _day(parent: Mapping[str, Any], key: str, field: str) -> date | None:
    """Read 2006-09-14T04:00:00Z (midnight in Washington) or 02/19/2024; a day of the year 1 is none. Raises: RecordRefused."""
    text = text_at(parent, key, field)
    american = _AMERICAN_DAY.fullmatch(text)
    written = f"{american[3]:0>4}-{american[1]}-{american[2]}" if american else _MOMENT.sub(r"\1", text)
    return None if written == "0001-01-01" else day(written, field)


def _properties(listed: list[Any], form: _Form, reading: Reading) -> tuple[tuple[PatentNumber, ...], ...]:
    found = [tuple(_numbers(object_in(one, "properties"), form, reading)) for one in listed]
    # What has no number at all is a design registered internationally, which is no patent.
    named = tuple(numbers for numbers in found if numbers)
    if not named:
        raise RecordRefused("properties", "", Words("どの特許の移転か分からない。", "It names no patent."))
    return named


def _numbers(one: Mapping[str, Any], form: _Form, reading: Reading) -> Iterator[PatentNumber]:
    international = next((key for key in form.international if text_at(one, key, f"properties.{key}")), form.international[0])
    for key, office, type in (
        (form.application, "US", NumberType.APP),
        (form.publication, "US", NumberType.PUB),
        (form.patent, "US", NumberType.REG),
        (international, "WO", NumberType.APP),
    ):
        if digits := text_at(one, key, f"properties.{key}"):
            yield number_in_parts(office, digits, "", f"properties.{key}", reading, as_type={type})


def _count(record: Mapping[str, Any]) -> int:
    """Return how many patents it says it is about; 0 where it does not say. Raises: RecordRefused."""
    text = text_at(record, "noOfProperties", "noOfProperties") or "0"
    if not (text.isascii() and text.isdecimal() and len(text) <= 6):
        raise RecordRefused("noOfProperties", text, Words("件数として読めない。", "It cannot be read as a count."))
    return int(text)


FORMAT = Format("us-assignment-json", Words("米国権利移転 JSON", "US assignment JSON"), "USPTO assignments", _recognize, read)
