"""What a source says of a patent, kept as it was read, and how it is weighed against what the register holds.

A fact is a value of one field, as text or as a list of texts: `filed_on` "2006-12-29", `class:FI` ["B60K1/00"]. Where the register
holds nothing, what a source says is taken. Where it holds what the same source supplied earlier, the newer statement replaces it,
but for numbers: they say which right it is, and another one is asked about whoever says it.
Anything else that differs is a disagreement, which a person decides: a file never overwrites what a person entered, nor what
another source supplied.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from ippool.domain.form import IN_ORDER
from ippool.domain.numbers import NumberRefused, lookup_of
from ippool.domain.patents import Classification, Patent
from ippool.domain.words import Words

Value = str | tuple[str, ...]
"""One fact: a text, or a sorted list of texts."""
Facts = Mapping[str, Value]

DAYS = ("filed_on", "priority_on", "published_on", "registered_on", "expires_on")
NUMBERS = ("application_number", "publication_number", "registration_number")
CLASSES = "class:"
_ADDITIVE = ("priorities",)
_FIRST_STANDS = ("abstract_ja", "abstract_en")
# Sources cut and re-word abstracts; nobody is asked which one is right.
STANDS_IN = "published_on: registered_on"
"""Among what a statement supplies: of a grant of which no publication was told, the day of registration stands for that day."""

_NO_TITLE = Words("（名称不明）", "(title not known)")


@dataclass(frozen=True, slots=True)
class Statement:
    """What one source says of one patent (or, for an international application, of one family).

    Shape: `format` names the kind of source, one statement for each; `file`, `record` and `line` are where it was read, `cited` how
    the source names it, `source_date` the day of which it speaks (None: it does not say), `job` the import that read it.
    `supplied` are the fields whose value in the register comes from this statement.
    """

    id: UUID
    subject: UUID
    format: str
    file: str
    record: int
    line: int | None
    cited: str
    source_date: date | None
    facts: Facts
    supplied: frozenset[str]
    job: UUID
    source: str = ""
    version: int = 1
    recorded_at: datetime | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Disagreement:
    """A field of which a source says something else than the register holds."""

    field: str
    held: Value
    said: Value


@dataclass(frozen=True, slots=True)
class Weighed:
    """What a statement comes to: the facts to be taken, the fields it now supplies, and what a person must decide."""

    taken: Facts
    supplied: frozenset[str]
    disagreements: tuple[Disagreement, ...]


def weigh(held: Facts, said: Facts, earlier: Statement | None, *, is_newer: bool, former: Sequence[Facts] = ()) -> Weighed:
    """Weigh what a source says against what the register holds.

    `earlier` is the statement of the same kind of source that stands, `former` what it said before that, oldest first; `is_newer`:
    this one speaks of the same day or a later. What the register holds comes from the source as long as it is what the source said
    last. Once somebody else has changed it, it is theirs, even if the source comes to say the same. A day that cannot be beside
    those that are held is asked about.
    """
    told = (earlier.facts, *reversed(former)) if earlier is not None else ()

    def is_own(name: str) -> bool:
        last = next((one[name] for one in told if one.get(name)), "")
        return agree(name, held.get(name, ""), last)

    taken: dict[str, Value] = {}
    before = earlier.supplied if earlier is not None else frozenset()
    supplied = {name for name in before if not held.get(name) or is_own(name)}
    disagreements = []
    for name, value in said.items():
        known = held.get(name, "")
        if not value or agree(name, known, value):
            continue
        if not known:
            taken[name] = value
            supplied.add(name)
        elif name in supplied and name not in NUMBERS:
            if is_newer:
                taken[name] = value
        elif name.startswith(CLASSES) or name in _ADDITIVE:
            joined = tuple(sorted(set(known) | set(value)))
            if joined != known:
                taken[name] = joined
        elif name not in _FIRST_STANDS and (is_newer or earlier is None or not earlier.facts.get(name)):
            disagreements.append(Disagreement(name, known, value))
            supplied.discard(name)
    for name in _out_of_order(held, taken):
        disagreements.append(Disagreement(name, held.get(name, ""), taken.pop(name)))
        if not held.get(name):
            supplied.discard(name)
    return Weighed(taken, frozenset(supplied), tuple(disagreements))


def _out_of_order(held: Facts, taken: Facts) -> Iterator[str]:
    """Yield the days that would come to stand after one that comes later, or before one that comes earlier."""
    days = {**held, **taken}
    for first, second in IN_ORDER:
        one, other = days.get(first), days.get(second)
        if isinstance(one, str) and isinstance(other, str) and one and other and other < one:
            name = second if second in taken else first
            if name in taken:
                yield name
                days.pop(name)
                if held.get(name):
                    days[name] = held[name]


def agree(name: str, first: Value, second: Value) -> bool:
    """Tell whether two values of a field say the same: numbers without their kind, titles without width, case and spaces."""
    if first == second:
        return True
    if not isinstance(first, str) or not isinstance(second, str) or not first or not second:
        return False
    if name in NUMBERS:
        return _lookup(first) == _lookup(second)
    if name.startswith("title_"):
        return _folded(first) == _folded(second)
    return False


def another_right(patent: Patent, said: Facts) -> str | None:
    """Return the number by which a record is about another right than the patent that shares a number with it, or None.

    One number told wrong among several is a disagreement. Where as many contradict as agree, nothing says which are right.
    """
    agreeing, contradicting = 0, []
    for name in NUMBERS:
        held, other = getattr(patent, name), said.get(name)
        if not held or not isinstance(other, str) or not other:
            continue
        if agree(name, held, other):
            agreeing += 1
        elif _may_contradict(held, other):
            contradicting.append(name)
    return contradicting[0] if len(contradicting) >= max(agreeing, 1) else None


def _may_contradict(held: str, said: str) -> bool:
    """Tell whether two numbers that differ are those of two rights.

    They are not where two offices or types write them, nor where one serial of the United States stands behind a year and a series.
    """
    one, other = held.split(":"), said.split(":")
    return one[:2] == other[:2] and (one[0] != "US" or one[3:4] != other[3:4] or len(one) < 4)


def _lookup(canonical: str) -> str:
    try:
        return lookup_of(canonical)
    except NumberRefused:
        return canonical


def _folded(title: str) -> str:
    return re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", title).casefold())


def facts_of(patent: Patent, supplied: Collection[str] = ()) -> dict[str, Value]:
    """Return what the register holds of a patent, field by field; what it does not know is left out.

    `supplied` is what statements about it supply: where the day of registration only stands for that of publication, the latter is
    not known. Neither is a title for which the number stands.
    """
    title = Words("", "") if is_stand_in(patent.title) else patent.title
    held: dict[str, Value] = {
        "title_ja": title.ja,
        "title_en": title.en,
        "abstract_ja": patent.abstract.ja,
        "abstract_en": patent.abstract.en,
        "priorities": tuple(sorted(patent.priorities)),
        **{name: getattr(patent, name) or "" for name in NUMBERS},
        **{name: _written(getattr(patent, name)) for name in DAYS},
        **classes_of(patent.classifications),
    }
    if STANDS_IN in supplied and held["published_on"] == held["registered_on"]:
        held["published_on"] = ""
    return {name: value for name, value in held.items() if value}


def title_for(number: str) -> Words:
    """Return what stands for the title of a patent of which none is known: its number, and that it is no title."""
    return Words(f"{_NO_TITLE.ja}{number}", f"{_NO_TITLE.en} {number}")


def is_stand_in(title: Words) -> bool:
    """Tell whether a title is no title but stands for one that is not known."""
    return title.ja.startswith(_NO_TITLE.ja) and title.en.startswith(_NO_TITLE.en)


def classes_of(classifications: Iterable[Classification]) -> dict[str, Value]:
    """Return classifications as facts, one field for each scheme."""
    by_scheme: dict[str, list[str]] = {}
    for one in classifications:
        by_scheme.setdefault(f"{CLASSES}{one.scheme}", []).append(one.symbol)
    return {name: tuple(sorted(set(symbols))) for name, symbols in by_scheme.items()}


def with_facts(patent: Patent, taken: Facts) -> Patent:
    """Return the patent with these facts."""
    return replace(patent, **_fields(taken, patent.title, patent.abstract, patent.classifications))


def made_of(facts: Facts, *, title: Words, **known: Any) -> Patent:
    """Make a patent of facts and of what is known beside them; a fact takes the place of what is known."""
    return Patent(**{"title": title, **known, **_fields(facts, title, Words("", ""), ())})


def _fields(taken: Facts, title: Words, abstract: Words, classifications: tuple[Classification, ...]) -> dict[str, Any]:
    """Return facts as fields of a patent that has this title, this abstract and these classes."""
    changes: dict[str, Any] = {name: taken[name] for name in NUMBERS if name in taken}
    changes |= {name: date.fromisoformat(str(taken[name])) for name in DAYS if name in taken}
    if "priorities" in taken:
        changes["priorities"] = frozenset(taken["priorities"])
    for stem, held in (("title", title), ("abstract", abstract)):
        if f"{stem}_ja" not in taken and f"{stem}_en" not in taken:
            continue
        before = Words("", "") if is_stand_in(held) else held
        changes[stem] = Words(str(taken.get(f"{stem}_ja", before.ja)), str(taken.get(f"{stem}_en", before.en)))
    schemes = {name.removeprefix(CLASSES): value for name, value in taken.items() if name.startswith(CLASSES)}
    if schemes:
        kept = tuple(one for one in classifications if one.scheme not in schemes)
        new = (Classification(scheme, symbol) for scheme, symbols in schemes.items() for symbol in symbols)
        changes["classifications"] = (*kept, *new)
    return changes


def _written(day: date | None) -> str:
    return day.isoformat() if day is not None else ""
