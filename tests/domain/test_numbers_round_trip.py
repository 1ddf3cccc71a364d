"""Patent numbers in general: round trips through every notation, and texts of any kind."""

from __future__ import annotations

import csv
from dataclasses import fields
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.numbers import (
    APPLICATIONS,
    NumberNotation,
    NumberRefused,
    NumberType,
    PatentNumber,
    from_canonical,
    from_parts,
    parse_number,
)
from ippool.domain.words import Words
from ippool.intake.house.numbering import canonical_number
from tests.conftest import DEMO

THIS_YEAR = 2026
OFFICE, _, DOCDB, EPODOC = NumberNotation


def parsed(text: str, as_type: NumberType | None = None) -> PatentNumber:
    return parse_number(text, this_year=THIS_YEAR, as_type=as_type)


def digits(length: int, low: int = 1) -> st.SearchStrategy[str]:
    return st.integers(low, 10**length - 1).map(lambda value: f"{value:0{length}d}")


def years(first: int) -> st.SearchStrategy[str]:
    return st.integers(first, THIS_YEAR).map(str)


JP_YEARS = years(1926).filter(lambda year: year != "1989") | st.sampled_from(["1989S", "1989H"])
JP_KOKOKU_YEARS = st.integers(1926, 1996).map(str).filter(lambda year: year != "1989") | st.sampled_from(["1989S", "1989H"])
RECEIVING = st.tuples(st.sampled_from(["JP", "US", "EP", "IB"]), years(1978)).map("".join)
SERIES = st.integers(1, 99).map("{:02d}".format)


def number_text(*parts: str | st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    return st.tuples(*(st.just(part) if isinstance(part, str) else part for part in parts)).map(":".join)


def plain(low: int, high: int) -> st.SearchStrategy[str]:
    return st.integers(low, high).map(str)


CANONICALS = {
    "JP:app": number_text("JP", "app", JP_YEARS, digits(6)),
    "JP:pub": number_text("JP", "pub", JP_YEARS, digits(6), st.sampled_from(["A", "A5"])),
    "JP:kokoku": number_text("JP", "kokoku", JP_KOKOKU_YEARS, digits(6), st.sampled_from(["B1", "B2"])),
    "JP:reg": number_text("JP", "reg", plain(1, 9_999_999)),
    "JP:utilapp": number_text("JP", "utilapp", JP_YEARS, digits(6)),
    "JP:utilpub": number_text("JP", "utilpub", JP_YEARS, digits(6), "U"),
    "JP:utilkokoku": number_text("JP", "utilkokoku", JP_KOKOKU_YEARS, digits(6), "Y2"),
    "JP:utility": number_text("JP", "utility", plain(1, 3_999_999)),
    "WO:pub": number_text("WO", "pub", years(1978), digits(6), st.sampled_from(["A1", "A2", "A3"])),
    "WO:app": number_text("WO", "app", RECEIVING, digits(6)),
    "US:pub": number_text("US", "pub", years(2001), digits(7), st.sampled_from(["A1", "A9", "P1"])),
    "US:reg": number_text("US", "reg", plain(1, 99_999_999)),
    "US:reg letters": number_text(
        "US", "reg", st.tuples(st.sampled_from(["RE", "PP", "D", "H", "T", "X", "AI"]), plain(1, 999_999)).map("".join)
    ),
    "US:app": number_text("US", "app", SERIES, digits(6)) | number_text("US", "app", plain(1940, 2015), digits(6)),
    "EP:pub": number_text("EP", "pub", digits(7), st.sampled_from(["A1", "A2", "A3"])),
    "EP:reg": number_text("EP", "reg", digits(7)),
    "EP:app": number_text("EP", "app", years(1978), digits(6)),
    "CN:pub": number_text("CN", "pub", plain(1_000_000, 1_999_999) | plain(100_000_001, 199_999_999), "A"),
    "CN:reg": number_text("CN", "reg", plain(1_000_000, 1_999_999) | plain(100_000_001, 199_999_999)),
    "CN:utility": number_text("CN", "utility", plain(200_000_001, 299_999_999)),
    "CN:app": number_text("CN", "app", years(2003), st.sampled_from("1289"), digits(7)).map(
        lambda text: text[:12] + text[12:].replace(":", "")
    ),
    "KR:pub": number_text("KR", "pub", years(1983), digits(7), "A"),
    "KR:reg": number_text("KR", "reg", plain(100_000_001, 109_999_999)),
    "KR:app": number_text("KR", "app", years(1983), digits(7)),
    "KR:utility": number_text("KR", "utility", plain(200_000_001, 209_999_999)),
    "DE:pub": number_text("DE", "pub", plain(102_000_000_001, 102_026_999_999) | plain(1_000_000, 9_999_999), "A1"),
    "DE:reg": number_text("DE", "reg", plain(10_000_000, 19_999_999)),
    "DE:app": number_text("DE", "app", plain(10_000_000, 19_999_999)),
    "GB:pub": number_text("GB", "pub", plain(2_000_001, 2_999_999), "A"),
    "GB:app old": number_text("GB", "app", plain(1920, 1977), plain(1, 69_999).map(lambda text: text.zfill(5))),
    "GB:app": number_text("GB", "app", years(1978), digits(5)),
    "FR:pub": number_text("FR", "pub", plain(2_000_001, 3_999_999), "A1"),
    "FR:app": number_text("FR", "app", years(1969), digits(5)),
    "TW:pub": number_text("TW", "pub", years(2003), digits(5), "A"),
    "TW:reg": number_text("TW", "reg", digits(6).map("I{}".format)),
    "TW:app": number_text("TW", "app", plain(92_100_001, 115_199_999).map(lambda text: text.zfill(9))),
    "CA:app": number_text("CA", "app", plain(1, 9_999_999)),
    "UA:utilapp": number_text("UA", "utilapp", digits(9).map("U{}".format)),
    "CA:pub": number_text("CA", "pub", plain(1, 9_999_999), "A1"),
    "RU:reg": number_text("RU", "reg", plain(1, 9_999_999), "C1"),
}


def kind_of(number: PatentNumber) -> str | None:
    return KINDS_OF_LETTERS.get(number.serial.rstrip("0123456789")) or KINDS.get(number.office)


ANY_CANONICAL = st.one_of(*CANONICALS.values())
KINDS_OF_LETTERS = {"RE": "E1", "PP": "P2", "D": "S1", "H": "H1", "T": "H", "X": "A", "AI": "E"}
KINDS = {"JP": "B2", "US": "B2", "EP": "B1", "CN": "B", "KR": "B1", "DE": "B4", "TW": "B"}


@pytest.mark.parametrize("form", CANONICALS)
def test_the_canonical_form_reads_back_as_itself(form: str) -> None:
    @given(CANONICALS[form])
    def check(canonical: str) -> None:
        assert from_canonical(canonical).canonical == canonical
        assert parsed(canonical).canonical == canonical
        assert canonical_number(canonical, this_year=THIS_YEAR) == canonical

    check()


@pytest.mark.parametrize("form", CANONICALS)
def test_every_notation_reads_back_to_the_same_number(form: str) -> None:
    @given(CANONICALS[form])
    def check(canonical: str) -> None:
        number = from_canonical(canonical)
        kind = kind_of(number)
        for written in (number, number.of_kind(kind) if number.type is NumberType.REG and kind else number):
            for notation in NumberNotation:
                text = written.in_notation(notation)
                if text is not None:
                    back = parsed(text, as_type=number.type)
                    assert (back.type, back.lookup) == (number.type, number.lookup), (notation, text)
                    if notation is DOCDB or back.kind == written.kind:
                        assert back.canonical == canonical, (notation, text)

    check()


@given(ANY_CANONICAL, st.sampled_from("‐‑–—−ー-"), st.booleans(), st.booleans())
def test_width_case_spaces_and_hyphens_do_not_matter(canonical: str, hyphen: str, wide: bool, small: bool) -> None:
    number = from_canonical(canonical)
    for notation in NumberNotation:
        text = number.in_notation(notation)
        if text is not None:
            dressed = text.replace("-", hyphen)
            dressed = dressed.lower() if small else dressed
            dressed = "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in dressed) if wide else dressed
            assert parsed(f" {dressed}　", as_type=number.type).lookup == number.lookup


@pytest.mark.parametrize("form", CANONICALS)
def test_a_number_reads_back_from_its_parts(form: str) -> None:
    @given(CANONICALS[form], st.booleans())
    def check(canonical: str, repeats_office: bool) -> None:
        number = from_canonical(canonical)
        kind = kind_of(number)
        written = number.of_kind(kind) if number.type is NumberType.REG and kind else number
        text = written.in_notation(DOCDB)
        if text is not None:
            office, digits, letters = text.split(" ")
            back = from_parts(
                office,
                office + digits if repeats_office else digits,
                letters,
                this_year=THIS_YEAR,
                as_type=number.type,
                in_notation=DOCDB,
            )
            assert (back.canonical, back.kind, back.raw) == (
                canonical,
                written.kind,
                f"{office} {office if repeats_office else ''}{digits} {letters}",
            )
        text = written.in_notation(EPODOC)
        if text is not None and number.office != "WO":
            back = from_parts(text[:2], text, None, this_year=THIS_YEAR, as_type=number.type, in_notation=EPODOC)
            assert (back.type, back.lookup) == (number.type, number.lookup)

    check()


COMMON = st.one_of(
    st.tuples(
        st.sampled_from(["特願", "特開", "特表", "再表"]), years(2000) | st.just("2027"), st.sampled_from("-/"), digits(6, 0)
    ).map("".join),
    st.tuples(st.sampled_from(["特許", "特許第"]), plain(1, 99_999_999), st.sampled_from(["", "号"])).map("".join),
)


@given(COMMON, st.none() | st.sampled_from(NumberType) | st.just(APPLICATIONS))
def test_the_commonest_forms_are_read_as_any_other(text: str, as_type: NumberType | frozenset[NumberType] | None) -> None:
    """A space at the end is enough for the full reading; every field is compared, also those that equality leaves out."""

    def read(text: str) -> dict[str, object] | str:
        try:
            number = parse_number(text, this_year=THIS_YEAR, as_type=as_type)
        except NumberRefused as refused:
            return refused.reason.en
        return {field.name: getattr(number, field.name) for field in fields(number) if field.name != "raw"} | {
            "raw": number.raw.strip()
        }

    assert read(text) == read(f"{text} ")


LIKELY = st.text(
    st.sampled_from("JPUSEWOCNKRTDGBFXABUY0123456789/-.,: ()特許願開表公実登再第号昭平令元ＪＰ１２−ー\u200b\x00"), max_size=40
)


@given(LIKELY | st.text(max_size=120))
def test_any_text_is_read_stably_or_refused_in_both_languages(text: str) -> None:
    refused: Words | None = None
    try:
        number = parsed(text)
    except NumberRefused as error:
        refused = error.message
    if refused is not None:
        assert refused.ja
        assert refused.en
        assert refused.en.isprintable()
        return
    assert from_canonical(number.canonical).canonical == number.canonical
    assert from_canonical(number.canonical).lookup == number.lookup
    for notation in NumberNotation:
        assert number.in_notation(notation) != ""


@given(
    st.sampled_from(["JP", "US", "EP", "WO", "GB", "DE", "CN", "KR", "TW", "FR", "CA", "JPN", ""]) | st.text(max_size=3),
    LIKELY | st.text(max_size=90),
    st.none() | st.sampled_from(["A", "A1", "B2", "U", "W", "00", "T", "S1"]) | st.text(max_size=3),
    st.none() | st.sampled_from([*NumberType, APPLICATIONS]),
    st.none() | st.sampled_from(NumberNotation),
    st.none() | st.dates(),
)
def test_any_parts_are_read_stably_or_refused(
    office: str,
    digits: str,
    kind: str | None,
    as_type: NumberType | frozenset[NumberType] | None,
    notation: NumberNotation | None,
    dated: date | None,
) -> None:
    try:
        number = from_parts(office, digits, kind, this_year=THIS_YEAR, as_type=as_type, in_notation=notation, dated=dated)
    except NumberRefused:
        return
    assert from_canonical(number.canonical).lookup == number.lookup
    if as_type is not None:
        assert number.type in ({as_type} if isinstance(as_type, NumberType) else as_type)


def test_every_number_of_the_demonstration_is_canonical() -> None:
    with (DEMO / "patents.csv").open(encoding="utf-8", newline="") as file:
        columns = ("application_number", "publication_number", "registration_number")
        numbers = [row[column] for row in csv.DictReader(file) for column in columns if row[column]]
    assert len(numbers) > 40
    assert [from_canonical(number).canonical for number in numbers] == numbers
