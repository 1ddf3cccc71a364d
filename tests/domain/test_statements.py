"""What a source says against what the register holds: who supplied a fact, who may change it, and what a person is asked."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import count
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.form import IN_ORDER
from ippool.domain.patents import Classification
from ippool.domain.statements import (
    DAYS,
    NUMBERS,
    STANDS_IN,
    Disagreement,
    Facts,
    Statement,
    Value,
    Weighed,
    agree,
    classes_of,
    facts_of,
    is_stand_in,
    title_for,
    weigh,
    with_facts,
)
from ippool.domain.words import Words
from tests.builders import a_patent

NOBODY = UUID(int=0)
ABSTRACTS = ("abstract_ja", "abstract_en")
TITLES = ("title_ja", "title_en")
SINGLE = (*TITLES, *ABSTRACTS, *NUMBERS, *DAYS)
LISTS = ("priorities", "class:FI", "class:IPC")


def stated(facts: Facts, *supplied: str) -> Statement:
    return Statement(NOBODY, NOBODY, "a-csv", "a.csv", 1, 2, "特開2008-162524", None, dict(facts), frozenset(supplied), NOBODY)


FILED = {"filed_on": "2006-12-29"}
OTHER = {"filed_on": "2006-12-28"}


def test_what_nobody_has_said_is_taken() -> None:
    assert weigh({}, FILED, None, is_newer=True) == Weighed(FILED, frozenset({"filed_on"}), ())


def test_what_is_held_already_is_neither_taken_nor_supplied() -> None:
    assert weigh(FILED, FILED, None, is_newer=True) == Weighed({}, frozenset(), ())


def test_what_somebody_else_supplied_is_asked_about() -> None:
    asked = (Disagreement("filed_on", "2006-12-29", "2006-12-28"),)
    assert weigh(FILED, OTHER, None, is_newer=True) == Weighed({}, frozenset(), asked)
    assert weigh(FILED, OTHER, stated({"title_ja": "電池"}, "title_ja"), is_newer=True).disagreements == asked


def test_what_the_source_supplied_it_may_change_later_and_not_earlier() -> None:
    supplied = stated(FILED, "filed_on")
    assert weigh(FILED, OTHER, supplied, is_newer=True) == Weighed(OTHER, frozenset({"filed_on"}), ())
    assert weigh(FILED, OTHER, supplied, is_newer=False) == Weighed({}, frozenset({"filed_on"}), ())


def test_what_the_source_was_silent_about_since_is_still_its_own() -> None:
    silent = stated({"title_ja": "電池"}, "filed_on", "title_ja")
    assert weigh(FILED, OTHER, silent, is_newer=True, former=[FILED]).taken == OTHER
    assert weigh(FILED, OTHER, silent, is_newer=True, former=[FILED, OTHER]).disagreements == (
        Disagreement("filed_on", "2006-12-29", "2006-12-28"),
    )


def test_what_a_person_changed_is_no_longer_the_sources_even_if_it_comes_to_say_the_same() -> None:
    """The source said the 29th; a person entered the 28th; the source says the 28th; then it says the 27th."""
    concurring = weigh(OTHER, OTHER, stated(FILED, "filed_on"), is_newer=True)
    assert concurring == Weighed({}, frozenset(), ())
    later = weigh(OTHER, {"filed_on": "2006-12-27"}, stated(OTHER, *concurring.supplied), is_newer=True, former=[FILED])
    assert later == Weighed({}, frozenset(), (Disagreement("filed_on", "2006-12-28", "2006-12-27"),))


def test_a_person_who_goes_back_to_what_the_source_once_said_is_not_overwritten() -> None:
    back = weigh(FILED, {"filed_on": "2006-12-27"}, stated(OTHER, "filed_on"), is_newer=True, former=[FILED])
    assert back == Weighed({}, frozenset(), (Disagreement("filed_on", "2006-12-29", "2006-12-27"),))


def test_an_older_record_does_not_raise_again_what_its_source_has_settled_since() -> None:
    assert weigh(FILED, OTHER, stated(FILED), is_newer=False).disagreements == ()
    assert weigh(FILED, OTHER, stated({"title_ja": "電池"}), is_newer=False).disagreements == (
        Disagreement("filed_on", "2006-12-29", "2006-12-28"),
    )


@pytest.mark.parametrize("name", ABSTRACTS)
def test_the_first_abstract_stands_and_nobody_is_asked(name: str) -> None:
    assert weigh({name: "long"}, {name: "lo…"}, None, is_newer=True) == Weighed({}, frozenset(), ())
    assert weigh({name: "long"}, {name: "longer"}, stated({name: "long"}, name), is_newer=True).taken == {name: "longer"}


@pytest.mark.parametrize("name", LISTS)
def test_lists_grow_unless_the_source_takes_its_own_back(name: str) -> None:
    own = stated({name: ("A", "B")}, name)
    assert weigh({name: ("A",)}, {name: ("B",)}, None, is_newer=True).taken == {name: ("A", "B")}
    assert weigh({name: ("A", "B")}, {name: ("B", "C")}, own, is_newer=True).taken == {name: ("B", "C")}
    assert weigh({name: ("A", "B")}, {name: ("B", "C")}, own, is_newer=False).taken == {}
    # Another source added Z: what is there is not only this source's.
    mixed = weigh({name: ("A", "B", "Z")}, {name: ("B", "C")}, own, is_newer=True)
    assert mixed == Weighed({name: ("A", "B", "C", "Z")}, frozenset(), ())


@pytest.mark.parametrize(
    ("name", "first", "second", "same"),
    [
        ("publication_number", "JP:pub:2008:162524:A", "JP:pub:2008:162524", True),
        ("publication_number", "JP:pub:2008:162524:A", "JP:pub:2008:162523:A", False),
        ("publication_number", "WO:pub:2016:123456:A1", "WO:pub:2016:123456", True),
        ("registration_number", "nonsense", "nonsense", True),
        ("registration_number", "nonsense", "other nonsense", False),
        ("title_ja", "電池　Ａ", "電池A", True),
        ("title_en", "Lithium-ion BATTERY", "Lithium ion battery", True),
        ("title_en", "Battery", "Batteries", False),
        ("abstract_en", "Lithium", "lithium", False),
        ("filed_on", "2006-12-29", "2006-12-29", True),
        ("title_ja", "電池", "", False),
        ("class:FI", ("A",), ("A",), True),
        ("class:FI", ("A",), ("A", "B"), False),
        ("class:FI", ("A",), "A", False),
    ],
)
def test_what_says_the_same(name: str, first: Value, second: Value, same: bool) -> None:
    assert (agree(name, first, second), agree(name, second, first)) == (same, same)


def test_numbers_without_their_kind_are_not_asked_about() -> None:
    held = {"publication_number": "JP:pub:2008:162524:A", "title_ja": "燃料電池"}
    said = {"publication_number": "JP:pub:2008:162524", "title_ja": "燃料 電池"}
    assert weigh(held, said, None, is_newer=True) == Weighed({}, frozenset(), ())


# --- properties

_YEARS = {"priority_on": 1990, "filed_on": 1991, "published_on": 1992, "registered_on": 1993, "expires_on": 2011}
_TEXT = st.sampled_from(["一", "二", "三", "四"])
_NUMBER = st.sampled_from(["JP:pub:2017:234567:A", "JP:pub:2017:234567", "JP:pub:2017:234568:A", "JP:pub:2017:234569:A"])
_LIST = st.sets(st.sampled_from("ABCD"), min_size=1).map(lambda found: tuple(sorted(found)))


def _value(name: str) -> st.SearchStrategy[Value]:
    if name in DAYS:
        return st.dates(date(_YEARS[name], 1, 1), date(_YEARS[name], 1, 4)).map(date.isoformat)
    if name in NUMBERS:
        return _NUMBER
    return _LIST if name in LISTS else _TEXT


FACTS: st.SearchStrategy[Facts] = st.fixed_dictionaries({}, optional={name: _value(name) for name in (*SINGLE, *LISTS)})
STATEMENTS = st.builds(
    lambda facts, names: stated(facts, *(name for name in names if facts.get(name))),
    FACTS,
    st.sets(st.sampled_from((*SINGLE, *LISTS))),
)
EARLIER = st.none() | STATEMENTS


@given(held=FACTS, said=FACTS, earlier=EARLIER, is_newer=st.booleans())
def test_nothing_is_overwritten_but_what_the_source_supplied_and_still_stands(
    held: Facts, said: Facts, earlier: Statement | None, is_newer: bool
) -> None:
    weighed = weigh(held, said, earlier, is_newer=is_newer)
    for name, value in weighed.taken.items():
        assert value == said[name] or (name in LISTS and set(value) == {*held[name], *said[name]})
        if name in held:
            own = earlier is not None and name in earlier.supplied and agree(name, held[name], earlier.facts[name])
            assert (own and is_newer) or set(value) > set(held[name])


@given(held=FACTS, said=FACTS, earlier=EARLIER, is_newer=st.booleans())
def test_every_fact_is_held_taken_asked_about_or_left_for_a_reason(
    held: Facts, said: Facts, earlier: Statement | None, is_newer: bool
) -> None:
    weighed = weigh(held, said, earlier, is_newer=is_newer)
    asked = {one.field: one for one in weighed.disagreements}
    assert not asked.keys() & weighed.taken.keys()
    for name, value in said.items():
        if name in asked:
            assert asked[name] == Disagreement(name, held[name], value)
            assert name not in (*LISTS, *ABSTRACTS)
        elif name not in weighed.taken and not agree(name, held.get(name, ""), value):
            settled_since = not is_newer and earlier is not None and name in earlier.facts
            assert name in ABSTRACTS or settled_since or (name in LISTS and set(value) <= set(held[name]))


@given(held=FACTS, said=FACTS, earlier=EARLIER)
def test_the_same_statement_again_changes_nothing(held: Facts, said: Facts, earlier: Statement | None) -> None:
    first = weigh(held, said, earlier, is_newer=True)
    after = {**held, **first.taken}
    again = weigh(after, said, stated(said, *first.supplied), is_newer=True, former=[earlier.facts] if earlier else [])
    assert (again.taken, again.supplied, again.disagreements) == ({}, first.supplied, first.disagreements)


PERSON = "a person"


@dataclass
class Register:
    """A register of one patent, weighing with the engine, beside a plain account of whose each single fact is."""

    held: dict[str, Value] = field(default_factory=dict)
    statements: dict[str, Statement] = field(default_factory=dict)
    former: dict[str, list[Facts]] = field(default_factory=dict)
    expected: dict[str, tuple[Value, str]] = field(default_factory=dict)

    def enter(self, facts: Mapping[str, Value]) -> None:
        self.held |= facts
        self.expected |= {name: (value, PERSON) for name, value in facts.items()}

    def read(self, source: str, facts: Facts) -> None:
        earlier, former = self.statements.get(source), self.former.setdefault(source, [])
        weighed = weigh(self.held, facts, earlier, is_newer=True, former=former)
        self.held |= weighed.taken
        if earlier is not None:
            former.append(earlier.facts)
        self.statements[source] = stated(facts, *weighed.supplied)
        for name, value in facts.items():
            _, whose = self.expected.get(name, ("", source))
            if whose == source:
                self.expected[name] = (value, source)


def _of_a_person(name: str, number: int) -> str:
    return date(_YEARS[name], 2 + number // 28, 1 + number % 28).isoformat() if name in DAYS else f"person {number}"


_ORDINARY = tuple(name for name in SINGLE if name not in NUMBERS)
_STEPS = st.lists(
    st.tuples(
        st.sampled_from(["a-csv", "b-xml", PERSON]),
        st.fixed_dictionaries({}, optional={name: _value(name) for name in _ORDINARY[:3] + _ORDINARY[4:6]}),
    ),
    max_size=12,
)


@given(steps=_STEPS)
def test_whatever_comes_in_whatever_order_a_fact_is_its_suppliers(steps: list[tuple[str, Facts]]) -> None:
    """A person's values are unlike any file's: one that says the same as a file says nothing new, and is not told from it."""
    register, numbers = Register(), count(1)
    for who, facts in steps:
        if who == PERSON:
            register.enter({name: _of_a_person(name, next(numbers)) for name in facts})
        else:
            register.read(who, facts)
        assert register.held == {name: value for name, (value, _) in register.expected.items()}


def _in_order(facts: Facts) -> bool:
    return all(str(facts[first]) <= str(facts[second]) for first, second in IN_ORDER if first in facts and second in facts)


_ANY_DAYS = st.fixed_dictionaries(
    {}, optional={name: st.dates(date(1990, 1, 1), date(1990, 1, 6)).map(date.isoformat) for name in DAYS}
).filter(_in_order)


@given(held=_ANY_DAYS, said=_ANY_DAYS, own=st.sets(st.sampled_from(DAYS)))
def test_days_that_are_taken_stand_in_order_with_those_that_are_held(held: Facts, said: Facts, own: set[str]) -> None:
    earlier = stated(held, *(name for name in own if name in held))
    weighed = weigh(held, said, earlier, is_newer=True)
    after = {**held, **weighed.taken}
    assert _in_order(after)
    assert {one.field for one in weighed.disagreements} | weighed.taken.keys() >= {
        name for name, value in said.items() if held.get(name) != value
    }
    again = weigh(after, said, stated(said, *weighed.supplied), is_newer=True, former=[held])
    assert (again.taken, again.disagreements) == ({}, weighed.disagreements)


def test_a_day_that_cannot_be_beside_those_that_are_held_is_asked_about() -> None:
    held = {"filed_on": "2016-05-01"}
    found = weigh(held, {"published_on": "2015-01-01", "registered_on": "2017-01-01"}, None, is_newer=True)
    assert found.taken == {"registered_on": "2017-01-01"}
    assert found.supplied == {"registered_on"}
    assert found.disagreements == (Disagreement("published_on", "", "2015-01-01"),)


# --- patents and facts


def test_a_patent_as_facts_and_back() -> None:
    patent = replace(
        a_patent("JP-1").patent,
        title=Words("電池", "Battery"),
        abstract=Words("要約", ""),
        application_number="JP:app:2006:356742",
        publication_number="JP:pub:2008:162524:A",
        registration_number=None,
        filed_on=date(2006, 12, 29),
        priority_on=None,
        published_on=date(2008, 7, 17),
        registered_on=None,
        expires_on=None,
        classifications=(Classification("FI", "H01M8/04@Z"), Classification("FI", "B60K1/00"), Classification("IPC", "H01M 8/04")),
        priorities=frozenset({"JP:app:2005:000002", "JP:app:2005:000001"}),
    )
    facts = facts_of(patent)
    assert facts == {
        "title_ja": "電池",
        "title_en": "Battery",
        "abstract_ja": "要約",
        "application_number": "JP:app:2006:356742",
        "publication_number": "JP:pub:2008:162524:A",
        "filed_on": "2006-12-29",
        "published_on": "2008-07-17",
        "class:FI": ("B60K1/00", "H01M8/04@Z"),
        "class:IPC": ("H01M 8/04",),
        "priorities": ("JP:app:2005:000001", "JP:app:2005:000002"),
    }
    assert facts_of(with_facts(patent, facts)) == facts
    assert with_facts(patent, {}) == patent


@given(held=FACTS, taken=FACTS)
def test_facts_that_are_taken_are_what_the_patent_has_then(held: Facts, taken: Facts) -> None:
    bare = replace(
        a_patent("JP-1").patent,
        title=Words("", ""),
        priorities=frozenset(),
        classifications=(),
        application_number=None,
        publication_number=None,
        registration_number=None,
        filed_on=None,
        priority_on=None,
        published_on=None,
        registered_on=None,
        expires_on=None,
    )
    before = with_facts(bare, held)
    assert facts_of(before) == held
    assert facts_of(with_facts(before, taken)) == {**held, **taken}


def test_classes_by_scheme_keep_the_other_schemes() -> None:
    patent = replace(a_patent("JP-1").patent, classifications=(Classification("FI", "A"), Classification("CPC", "B")))
    after = with_facts(patent, {"class:FI": ("C", "D")})
    assert classes_of(after.classifications) == {"class:FI": ("C", "D"), "class:CPC": ("B",)}


def test_a_number_that_stands_for_a_title_is_no_title() -> None:
    untitled = replace(a_patent("JP-1").patent, title=title_for("US 10011185"))
    assert untitled.title == Words("（名称不明）US 10011185", "(title not known) US 10011185")
    assert is_stand_in(untitled.title)
    assert not {"title_ja", "title_en"} & facts_of(untitled).keys()
    assert with_facts(untitled, {"filed_on": "2016-01-01"}).title == untitled.title
    assert with_facts(untitled, {"title_en": "Battery pack"}).title == Words("", "Battery pack")
    assert not is_stand_in(Words("電池", ""))
    assert not is_stand_in(Words("", ""))


def test_the_day_of_registration_stands_in_for_that_of_publication_only_where_a_statement_says_so() -> None:
    granted = replace(a_patent("JP-1").patent, published_on=date(2016, 2, 23), registered_on=date(2016, 2, 23))
    assert facts_of(granted)["published_on"] == "2016-02-23"
    assert "published_on" not in facts_of(granted, {STANDS_IN})
    published = replace(granted, published_on=date(2013, 1, 10))
    assert facts_of(published, {STANDS_IN})["published_on"] == "2013-01-10"
