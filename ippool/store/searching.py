"""What a filter asks for, and where a page lies in an order, in SQL over a row of `patent` under the alias `p`.

Texts and classifications are looked for in `p.words`, whose tokens the migration that made `words_of` describes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date
from itertools import pairwise
from typing import Any

from ippool.domain.browsing import Direction, PatentFilter, PatentOrder, PatentOrderField
from ippool.domain.paging import PageRequest, SortValue
from ippool.domain.patents import LabTag, TitleShare
from ippool.domain.permissions import Actor
from ippool.domain.searching import Wanted, fold, wanted
from ippool.store.database import can_hold
from ippool.store.records import known, layout_of
from ippool.store.visibility import visible_labs

# Text


_KATAKANA = [*range(0x30A1, 0x30F7), 0x30FD, 0x30FE]
_KANA = {chr(one): chr(one - 0x60) for one in _KATAKANA} | {chr(one - 0x60): chr(one) for one in _KATAKANA}
_LEVEL = 4
"""Beginnings of a classification symbol up to so many characters are tokens of their own."""
_LONGEST_SYMBOL = 100
"""So many characters of a classification symbol are looked at."""


def tokens_of(passage: str) -> str:
    """Write a passage as a tsquery: its pairs one after another, in katakana and hiragana; of one character, what begins so."""
    if len(passage) == 1:
        return " | ".join(f"{_quoted('_' + one)}:*" for one in _either(passage))
    pairs = ([f"_{a}{b}" for a in _either(first) for b in _either(second)] for first, second in pairwise(passage))
    return " <-> ".join(f"({' | '.join(map(_quoted, pair))})" for pair in pairs)


def _either(character: str) -> list[str]:
    return [character, _KANA[character]] if character in _KANA else [character]


def _quoted(token: str) -> str:
    escaped = token.replace("\\", "\\\\").replace("'", "''")
    return f"'{escaped}'"


@dataclass(frozen=True, slots=True)
class Text:
    """A search text in SQL.

    Shape: `each` is one tsquery expression for each thing wanted; `numbers` tells whether the text is the patent's number or code.
    """

    each: tuple[str, ...]
    numbers: str
    values: dict[str, Any]

    @classmethod
    def of(cls, text: str, lookups: Sequence[str]) -> Text:
        """Write a search text; `lookups` are the forms under which it would be found as a number. Raises: SearchTooLong."""
        values: dict[str, Any] = {"code": text.strip()}
        numbers = "p.code = :code"
        if lookups:
            numbers = f"{numbers} or p.lookups && cast(:lookups as text[])"
            values["lookups"] = list(lookups)
        each = []
        for index, one in enumerate(wanted(text)):
            each.append(_query(one, f"wanted_{index}"))
            values[f"wanted_{index}"] = tokens_of(one.text) if one.is_passage else one.text
        return cls(tuple(each), numbers, values)

    @property
    def score(self) -> str:
        """How many of the things wanted occur in the titles; one more than there are where the text is its number or code."""
        in_titles = " + ".join(f"(p.title_words @@ {one})::int" for one in self.each) or "0"
        return f"(case when {self.numbers} then {len(self.each) + 1} else {in_titles} end)"


def _query(one: Wanted, parameter: str) -> str:
    if one.is_passage:
        return f"cast(:{parameter} as tsquery)"
    return f"phraseto_tsquery('pg_catalog.english', :{parameter})"


# Conditions


@dataclass
class Conditions:
    """Conditions that must all hold, and their parameters.

    Shape: `words` are the queries that the index of words answers; `numbers` is what may hold instead of the first of them, where a
    text is looked for; `others` is the rest.
    """

    words: list[str] = field(default_factory=list)
    numbers: str | None = None
    others: list[str] = field(default_factory=list)
    values: dict[str, Any] = field(default_factory=dict)
    _has_text: bool = False

    @property
    def by_words(self) -> bool:
        """Tell whether the index of words helps to find the rows."""
        return bool(self.words) or self.numbers is not None

    def want(self, condition: str, **given: Any) -> None:
        """Add a condition; one that asks for a text which the database cannot hold is false."""
        if self._can_hold(given):
            self.others.append(condition)

    def want_text(self, text: Text) -> None:
        """Ask for a text. Everything wanted occurs, or it is one of the patent's numbers or its code."""
        if self._can_hold(text.values):
            self.words = [*([f"({' && '.join(text.each)})"] if text.each else ()), *self.words]
            self.numbers, self._has_text = text.numbers, bool(text.each)

    def want_symbol(self, token: str) -> None:
        """Ask for a classification symbol."""
        if self._can_hold({"symbol": token}):
            self.words.append("cast(:symbol as tsquery)")

    def _can_hold(self, given: dict[str, Any]) -> bool:
        if any(isinstance(value, str) and not can_hold(value) for value in given.values()):
            self.others.append("false")
            return False
        self.values.update(given)
        return True

    @property
    def all(self) -> list[str]:
        """All conditions of a patent `p`."""
        words = [f"p.words @@ {one}" for one in self.words]
        if self.numbers is not None:
            words = [f"({words[0]} or {self.numbers})", *words[1:]] if self._has_text else [f"({self.numbers})", *words]
        return [*words, *self.others]

    @property
    def ids(self) -> str:
        """The ids of the patents that meet all conditions, found by the index of words.

        What is looked for is hidden from the planner, which takes going through all texts for far cheaper than it is; and no text
        is read: numbers are found beside it, for with an `or` the words of each would be looked at once more.
        """
        words = [f"p.words @@ (select {one})" for one in self.words]
        ways = []
        if self.numbers is None or self._has_text:
            ways.append([*words, *self.others])
        if self.numbers is not None:
            # What has both is found by its words already.
            beside = [f"not {words[0]}", *words[1:]] if self._has_text else words
            ways.append([f"({self.numbers})", *beside, *self.others])
        return " union all ".join(f"select p.id from patent p where {' and '.join(way)}" for way in ways)


def conditions(filter: PatentFilter, actor: Actor, on: date, lookups: Sequence[str], *, past: bool) -> Conditions:
    """Write the filter; what a lab or an owner is asked for must hold on the day.

    A lab is looked for among those the caller may know of: else a filter would tell what the patent itself does not show.
    Raises: SearchTooLong.
    """
    found = Conditions()

    def source(kind: type[Any]) -> str:
        return known(layout_of(kind), past=past)

    holds_on = "{alias}.valid @> cast(:on as date)"
    tagged = (
        f"exists (select from {source(LabTag)} ft join open_lab fl on fl.id = ft.lab_id where ft.patent_id = p.id "
        f"and {holds_on.format(alias='ft')} and {visible_labs(actor, 'fl', 'p')} and {{}})"
    )
    owned = f"from {source(TitleShare)} fo where fo.patent_id = p.id and {holds_on.format(alias='fo')}"
    if filter.text is not None and filter.text.strip():
        found.want_text(Text.of(filter.text, lookups))
    if filter.classification is not None and (symbol := fold(filter.classification).replace(" ", "")):
        token = _quoted(f"i:{symbol[:_LONGEST_SYMBOL]}")
        found.want_symbol(token if len(symbol) <= _LEVEL else f"{token}:*")
    if filter.open_lab is not None:
        found.want(tagged.format("fl.code = :lab"), lab=filter.open_lab, on=on)
    if filter.scheme is not None:
        found.want(tagged.format("fl.scheme = :scheme"), scheme=filter.scheme.value, on=on)
    if filter.ownership is not None:
        found.want(
            f"(select count(distinct fo.party_id) > 1 {owned}) = (cast(:ownership as text) = 'JOINT')",
            ownership=filter.ownership.value,
            on=on,
        )
    if filter.owner is not None:
        found.want(f"exists (select {owned} and fo.party_id = :owner)", owner=filter.owner, on=on)
    if filter.jurisdiction is not None:
        found.want("p.jurisdiction = :jurisdiction", jurisdiction=filter.jurisdiction)
    if filter.legal_status is not None:
        as_known = (
            "recorded_at <= :known_at and (superseded_at is null or superseded_at > :known_at)" if past else "superseded_at is null"
        )
        found.want(
            f"exists (select from legal_status_span fs where fs.patent_id = p.id and {holds_on.format(alias='fs')} and {as_known} "
            "and fs.status = any(cast(:statuses as text[])))",
            statuses=[status.value for status in filter.legal_status],
            on=on,
        )
    if filter.filed_year is not None and MINYEAR <= filter.filed_year <= MAXYEAR:
        year = {"begins": date(filter.filed_year, 1, 1), "ends": date(filter.filed_year, 12, 31)}
        found.want("p.filed_on between cast(:begins as date) and cast(:ends as date)", **year)
    elif filter.filed_year is not None:
        found.want("false")
    return found


# Order


_KEYS = {
    PatentOrderField.NUMBER: "p.number_key",
    PatentOrderField.FILED_ON: "p.filed_on",
    PatentOrderField.EXPIRES_ON: "p.expires_on",
}
_KINDS = {PatentOrderField.NUMBER: "text", PatentOrderField.RELEVANCE: "int"}
_MAY_LACK = {
    PatentOrderField.FILED_ON: "coalesce({}, date '%sinfinity')",
    PatentOrderField.EXPIRES_ON: "coalesce({}, date '%sinfinity')",
}


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page lies: the value ordered by, the condition of its place with its parameters, and the ORDER BY.

    Shape: `sorting_again` sorts rows `p` of which the value has been read as `sort_key`.
    """

    by: PatentOrderField
    value: str
    condition: str
    values: dict[str, Any]
    sorting: str
    sorting_again: str

    def sort_value(self, found: str | None) -> SortValue:
        """Read the key of a row, as text, back."""
        if found is None or self.by is PatentOrderField.NUMBER:
            return found
        return int(found) if _KINDS.get(self.by) == "int" else date.fromisoformat(found)


def place(order: PatentOrder, request: PageRequest, filter: PatentFilter, lookups: Sequence[str]) -> Place:
    """Find the place of a page. Rows without the value come last in both directions: their key is the far end of the direction.

    Without a text every patent is as relevant as any other: then the order is that of numbers.
    """
    by, values = order.by, dict[str, Any]()
    has_text = filter.text is not None and filter.text.strip() and can_hold(filter.text)
    if by is PatentOrderField.RELEVANCE and not has_text:
        by = PatentOrderField.NUMBER
    if by is PatentOrderField.RELEVANCE:
        text = Text.of(filter.text or "", lookups)
        value, values = text.score, dict(text.values)
    else:
        value = _KEYS[by]
    kind = _KINDS.get(by, "date")
    rising = order.direction is Direction.ASC
    filled = _MAY_LACK[by] % ("" if rising else "-") if by in _MAY_LACK else "{}"
    key = filled.format(value)
    conditions = ["true"]
    for name, keyset, after in (("after", request.after, True), ("before", request.before, False)):
        if keyset is None:
            continue
        sign = ">" if after is rising else "<"
        touched = filled.format(f"cast(:{name}_key as {kind})")
        conditions.append(f"({key}, p.id) {sign} ({touched}, cast(:{name}_id as uuid))")
        values |= {f"{name}_key": keyset.values[0], f"{name}_id": keyset.id}
    direction = "asc" if rising is not request.backward else "desc"
    sorting, again = (f"{one} {direction}, p.id {direction}" for one in (key, filled.format("p.sort_key")))
    return Place(by, value, " and ".join(conditions), values, sorting, again)
