"""Patent numbers whose office, digits and kind stand apart, and what the place of a number says of it."""

from __future__ import annotations

from datetime import date

import pytest

from ippool.domain.numbers import (
    APPLICATIONS,
    PUBLICATIONS,
    REGISTRATIONS,
    NumberNotation,
    NumberRefused,
    NumberType,
    from_canonical,
    from_parts,
    parse_number,
    special_right,
)

THIS_YEAR = 2026
OFFICE, _, DOCDB, EPODOC = NumberNotation
APPLIED, PUBLISHED, GRANTED = APPLICATIONS, PUBLICATIONS, REGISTRATIONS
FROM_PARTS = [
    # What one says of type, notation and day decides what the digits alone leave open.
    ("US", "10628795", None, APPLIED, None, None, "US:app:10:628795"),
    ("US", "10628795", None, GRANTED, None, None, "US:reg:10628795"),
    ("US", "10628795", "A", APPLIED, None, None, "US:app:1995:106287"),
    ("US", "10628795", "A", APPLIED, OFFICE, None, "US:app:10:628795"),
    ("US", "10628795", "00", APPLIED, None, None, "US:app:10:628795"),
    ("US", "7222497", "A ", GRANTED, None, None, "US:reg:7222497"),
    ("US", "SN 12/345,678", None, APPLIED, None, None, "US:app:12:345678"),
    ("US", "S/N 09/7,239", None, APPLIED, None, None, "US:app:09:007239"),
    ("US", "Serial No. 12/345,678", None, APPLIED, None, None, "US:app:12:345678"),
    ("US", "Pat. No. 7,123,456", None, GRANTED, None, None, "US:reg:7123456"),
    ("US", "2012057518", "A1", PUBLISHED, DOCDB, None, "US:pub:2012:0057518:A1"),
    ("US", "PCT/US23/82724", None, APPLIED, None, None, "WO:app:US2023:082724"),
    ("US", "2016 0039488", "W", APPLIED, None, None, "WO:app:US2016:039488"),
    ("US", "D0558728", "S1", None, None, None, "US:reg:D558728"),
    ("US", "PP018373", "P2", None, None, None, "US:reg:PP18373"),
    ("US", "RE039999", "E1", None, None, None, "US:reg:RE39999"),
    ("US", "H0002138", "H1", None, None, None, "US:reg:H2138"),
    ("JP", "P11-218349", None, APPLIED, None, date(1999, 7, 30), "JP:app:1999:218349"),
    ("JP", "P. 11-295684", None, APPLIED, None, None, "JP:app:1999:295684"),
    ("JP", "11-218349", None, APPLIED, None, None, "JP:app:1999:218349"),
    ("JP", "11-218349", None, APPLIED, None, date(1936, 7, 30), "JP:app:1936:218349"),
    ("JP", "11218349", None, APPLIED, None, None, "JP:app:1999:218349"),
    ("JP", "60-12345", None, APPLIED, None, None, "JP:app:1985:012345"),
    ("JP", "1-123", None, APPLIED, None, date(1989, 1, 8), "JP:app:1989H:000123"),
    ("JP", "64-123", None, APPLIED, None, None, "JP:app:1989S:000123"),
    ("JP", "12389", "A", APPLIED, DOCDB, date(1989, 1, 6), "JP:app:1989S:000123"),
    ("JP", "12389", "A", APPLIED, DOCDB, date(1989, 2, 6), "JP:app:1989H:000123"),
    ("JP", "2020123456", None, APPLIED, None, None, "JP:app:2020:123456"),
    ("JP", "2020123456", None, PUBLISHED, None, None, "JP:pub:2020:123456:A"),
    ("JP", "2022000195", "U", APPLIED, None, None, "JP:utilapp:2022:000195"),
    ("JP", "WO2013128936", "A1", None, None, None, "WO:pub:2013:128936:A1"),
    ("JP", "特願2016-123456号", None, APPLIED, None, None, "JP:app:2016:123456"),
    ("ＪＰ", "２０１６１２３４５６", "Ａ", APPLIED, None, None, "JP:app:2016:123456"),
    ("EP", "EP2400812", "A1", None, EPODOC, None, "EP:pub:2400812:A1"),
    ("EP", "10167109.7", None, APPLIED, OFFICE, None, "EP:app:2010:167109"),
    ("WO", "WO99/12345", "A ", PUBLISHED, None, None, "WO:pub:1999:012345"),
    ("WO", "PCT/GB2006/050123", "00", APPLIED, None, None, "WO:app:GB2006:050123"),
    ("US", "USPP2", "P2", None, None, None, "US:reg:PP2"),
    ("DE", "DE69905327D1", "D1", None, EPODOC, None, "DE:reg:69905327"),
    ("CA", "2744162", "A", APPLIED, DOCDB, None, "CA:app:2744162"),
    ("CA", "CA20112744162", None, APPLIED, EPODOC, None, "CA:app:2744162"),
    ("AT", "99203729", "T", APPLIED, DOCDB, None, "AT:app:99203729"),
    ("DE", "69905327", "T", APPLIED, DOCDB, None, "DE:app:69905327"),
    ("DE", "20214297", "U", APPLIED, DOCDB, None, "DE:utilapp:20214297"),
    ("DE", "10 2005 044 629", None, APPLIED, None, None, "DE:app:102005044629"),
    ("GB", "9902593", None, APPLIED, None, None, "GB:app:1999:02593"),
    ("GB", "3128962", "A", APPLIED, DOCDB, None, "GB:app:1962:31289"),
    ("GB", "1012345", None, APPLIED, None, None, "GB:app:2010:12345"),
    ("GB", "1012345", None, APPLIED, None, date(1945, 4, 1), "GB:app:1945:10123"),
    ("GB", "1012345", "A", APPLIED, DOCDB, None, "GB:app:1945:10123"),
    ("KR", "1020130121923", None, APPLIED, None, None, "KR:app:2013:0121923"),
    ("KR", "1020070010000", None, GRANTED, None, None, "KR:reg:102007001"),
    ("KR", "1020070010000", None, APPLIED, None, None, "KR:app:2007:0010000"),
    ("TW", "93127003 A", None, APPLIED, None, None, "TW:app:93127003"),
    ("AU", "PP 7180", None, APPLIED, None, None, "AU:app:PP7180"),
    ("NO", "NO20131622", "A", APPLIED, None, None, "NO:app:20131622"),
]


@pytest.mark.parametrize(("office", "digits", "kind", "types", "notation", "dated", "canonical"), FROM_PARTS)
def test_a_number_in_parts_is_read_by_what_its_place_says(
    office: str,
    digits: str,
    kind: str | None,
    types: frozenset[NumberType] | None,
    notation: NumberNotation | None,
    dated: date | None,
    canonical: str,
) -> None:
    number = from_parts(office, digits, kind, this_year=THIS_YEAR, as_type=types, in_notation=notation, dated=dated)
    assert number.canonical == canonical
    assert from_canonical(canonical).canonical == canonical


def test_digits_that_end_like_their_kind_keep_it() -> None:
    assert from_parts("US", "USPP2", "P2", this_year=THIS_YEAR).kind == "P2"


@pytest.mark.parametrize(
    ("office", "digits", "kind", "types", "because"),
    [
        ("", "6123456", "B2", None, "“” is not the two-letter code of an office."),
        ("USA", "6123456", "B2", None, "“USA” is not the two-letter code of an office."),
        ("ZZ", "6123456", "B2", None, "ZZ is not the code of a country or office."),
        ("JP", "", "B2", None, "It is empty."),
        ("JP", "9" * 81, "B2", None, "It is longer than 80 characters."),
        ("JP", "6123456", "patent", None, "“PATENT” is not a kind."),
        ("JP", "6123456\x00", "B2", None, "It contains control or invisible characters."),
        ("JP", "2016-123456", "B2", None, "A registration number has no year."),
        ("JP", "特開2016-123456", None, APPLIED, "It is a publication number, not an application number."),
        ("US", "特願2016-123456", None, APPLIED, "It is a number of JP, not of US."),
        ("JP", "65-123456", None, APPLIED, "The year 65 is of no era of numbers."),
        ("JP", "2027-123456", None, APPLIED, "The year 2027 has not come yet."),
        (
            "JP",
            "503090037",
            None,
            PUBLISHED,
            "It is the office's internal number, with a digit for the era; the one of the western year (AD…) is to be read.",
        ),
        ("US", "20375014", None, APPLIED, "There are no applications of series 20."),
        ("US", "3776363D", "A", APPLIED, "DOCDB made it up from the document's number because the application's is not known."),
        ("US", "D558728", "B2", None, "Kind B2 does not go with a design patent."),
        ("US", "7123456", "S1", None, "Kind S1 does not go with an ordinary patent."),
        ("CN", "2004300187231", None, APPLIED, "It numbers a design (its serial begins with 3)."),
        ("FI", "FI20030001234", None, APPLIED, "How EPODOC writes application numbers of FI is not known."),
        ("GB", "190621120D", "A", APPLIED, "DOCDB made it up from the document's number because the application's is not known."),
        ("CA", "2744162", None, None, "Without a kind (A1, B2) the type of the number is open."),
    ],
)
def test_parts_that_are_no_number_are_refused_with_the_reason(
    office: str, digits: str, kind: str | None, types: frozenset[NumberType] | None, because: str
) -> None:
    with pytest.raises(NumberRefused) as refused:
        from_parts(
            office,
            digits,
            kind,
            this_year=THIS_YEAR,
            as_type=types,
            in_notation=EPODOC if office == "FI" else None,
        )
    assert refused.value.reason.en == because


def test_a_refusal_of_parts_names_them_as_they_stand_together() -> None:
    with pytest.raises(NumberRefused) as refused:
        from_parts("US", " D558728", "B2 ", this_year=THIS_YEAR)
    assert refused.value.message.en == "The number “US D558728 B2” cannot be read: Kind B2 does not go with a design patent."


def test_the_series_of_applications_that_eight_digits_may_begin_with_grow_with_the_years() -> None:
    with pytest.raises(NumberRefused, match="series 20"):
        from_parts("US", "20123456", None, this_year=2026, as_type=APPLIED)
    assert from_parts("US", "20123456", None, this_year=2027, as_type=APPLIED).canonical == "US:app:20:123456"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("US D558,728 S1", "a design patent"),
        ("US PP18,373 P2", "a plant patent"),
        ("US RE39,999 E1", "a reissued patent"),
        ("US H2138 H1", "a statutory invention registration"),
        ("US 29/214,657", "an application for a design"),
        ("US 61/761,070", "a provisional application"),
        ("US 7,123,456 B2", None),
        ("US 12/345,678", None),
        ("特許6123456", None),
    ],
)
def test_what_is_no_ordinary_patent_is_named(text: str, what: str | None) -> None:
    right = special_right(parse_number(text, this_year=THIS_YEAR))
    assert (right and right.en) == what


def test_a_place_may_allow_several_types() -> None:
    assert parse_number("実願2022-000195", this_year=THIS_YEAR, as_type=APPLIED).type is NumberType.UTILAPP
    assert parse_number("特願2022-000195", this_year=THIS_YEAR, as_type=APPLIED).type is NumberType.APP
    with pytest.raises(NumberRefused, match="It is a registration number, not an application number"):
        parse_number("特許6123456", this_year=THIS_YEAR, as_type=APPLIED)
