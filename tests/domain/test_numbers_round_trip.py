"""Patent numbers in general: round trips through every notation, texts of any kind, and every number of real files."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.numbers import NumberNotation, NumberRefused, NumberType, PatentNumber, from_canonical, parse_number
from ippool.domain.words import Words
from ippool.intake.house.numbering import canonical_number
from tests.conftest import DEMO, REAL_DATA

THIS_YEAR = 2026
OFFICE, _, DOCDB, _ = NumberNotation


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
    "GB:app": number_text("GB", "app", years(1978), digits(5)),
    "FR:pub": number_text("FR", "pub", plain(2_000_001, 3_999_999), "A1"),
    "FR:app": number_text("FR", "app", years(1969), digits(5)),
    "TW:pub": number_text("TW", "pub", years(2003), digits(5), "A"),
    "TW:reg": number_text("TW", "reg", digits(6).map("I{}".format)),
    "TW:app": number_text("TW", "app", plain(92_100_001, 115_199_999).map(lambda text: text.zfill(9))),
    "CA:pub": number_text("CA", "pub", plain(1, 9_999_999), "A1"),
    "RU:reg": number_text("RU", "reg", plain(1, 9_999_999), "C1"),
}
ANY_CANONICAL = st.one_of(*CANONICALS.values())
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
        kind = KINDS.get(number.office)
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


# Real records


def jplatpat() -> Iterator[tuple[str, str]]:
    """Every number of the J-PlatPat files, with its column."""
    files = sorted(REAL_DATA.glob("jplatpat_csv*/**/*.csv"))
    assert len(files) == 5
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                yield from ((column, row[column]) for column in ("文献番号", "出願番号", "公開番号", "登録番号") if row[column])


def google_patents() -> Iterator[str]:
    """Every number of the Google Patents files, whose first line is an address."""
    files = sorted(REAL_DATA.glob("google_patents_csv/*.csv"))
    assert len(files) == 2
    for path in files:
        with path.open(encoding="utf-8-sig", newline="") as file:
            next(file)
            yield from (row["id"] for row in csv.DictReader(file))


def test_every_number_of_the_j_platpat_files_is_read() -> None:
    numbers = [(column, parsed(text)) for column, text in jplatpat()]
    assert Counter((column, number.office, number.type.value) for column, number in numbers) == {
        ("文献番号", "JP", "pub"): 1601,
        ("文献番号", "WO", "pub"): 93,
        ("文献番号", "JP", "reg"): 31,
        ("文献番号", "JP", "utility"): 9,
        ("文献番号", "JP", "utilpub"): 1,
        ("出願番号", "JP", "app"): 1725,
        ("出願番号", "JP", "utilapp"): 10,
        ("公開番号", "JP", "pub"): 1617,
        ("公開番号", "WO", "pub"): 104,
        ("公開番号", "JP", "utilpub"): 1,
        ("登録番号", "JP", "reg"): 938,
        ("登録番号", "JP", "utility"): 9,
    }
    assert Counter(column for column, number in numbers if number.republication) == {"文献番号": 93}
    assert [number for _, number in numbers if number.ambiguous or number.warnings] == []


def test_the_j_platpat_numbers_are_written_as_they_stand_there() -> None:
    def bare(text: str) -> str:
        """Leave out what the two ways of printing differ in: 第…号, the name of a right, zeros before an era year or its serial."""
        text = text.replace("実用新案登録", "実登").replace("第", "").replace("号", "").replace("WO ", "WO")
        era, mark, rest = text.partition("平")
        return era + mark + "-".join(part.lstrip("0") for part in rest.split("-")) if mark else text

    assert [text for _, text in jplatpat() if bare(parsed(text).in_notation(OFFICE) or "") != bare(text)] == []


def test_every_number_of_the_google_patents_files_is_read() -> None:
    numbers = [parsed(text) for text in google_patents()]
    assert Counter((number.office, number.type.value) for number in numbers if number.office in ("JP", "WO", "US", "EP", "CN")) == {
        ("JP", "pub"): 480,
        ("JP", "reg"): 182,
        ("JP", "kokoku"): 25,
        ("WO", "pub"): 208,
        ("US", "reg"): 157,
        ("US", "pub"): 103,
        ("EP", "pub"): 57,
        ("EP", "reg"): 32,
        ("CN", "pub"): 596,
        ("CN", "reg"): 279,
        ("CN", "utility"): 1,
    }
    assert len(numbers) == 2606
    assert sum(number.republication for number in numbers) == 24
    assert len({number.canonical for number in numbers}) == 2606


def test_the_google_patents_numbers_are_those_of_docdb_but_for_republications() -> None:
    written = {text: parsed(text) for text in google_patents()}
    differing = {text for text, number in written.items() if number.in_notation(DOCDB) != text.replace("-", " ")}
    assert differing == {text for text, number in written.items() if number.republication}


def test_every_number_of_the_demonstration_is_canonical() -> None:
    with (DEMO / "patents.csv").open(encoding="utf-8", newline="") as file:
        columns = ("application_number", "publication_number", "registration_number")
        numbers = [row[column] for row in csv.DictReader(file) for column in columns if row[column]]
    assert len(numbers) > 40
    assert [from_canonical(number).canonical for number in numbers] == numbers
