"""Patent numbers: the table of the domain rules, what is refused and why, and what is ambiguous."""

from __future__ import annotations

from datetime import date

import pytest

from ippool.domain.numbers import NumberNotation, NumberRefused, NumberType, PatentNumber, from_canonical, parse_number
from ippool.intake.house.folder import BadValue
from ippool.intake.house.numbering import canonical_number

THIS_YEAR = 2026
OFFICE, CANONICAL, DOCDB, EPODOC = NumberNotation


def parsed(text: str, as_type: NumberType | None = None) -> PatentNumber:
    return parse_number(text, this_year=THIS_YEAR, as_type=as_type)


def reason(text: str, *, this_year: int = THIS_YEAR) -> str:
    with pytest.raises(NumberRefused) as refused:
        parse_number(text, this_year=this_year)
    return refused.value.reason.en


# Texts, canonical form, DOCDB, EPODOC and the office's own form, as the table of the domain rules has them (W33).
TABLE = [
    (
        "特願2016-123456 / 特願２０１６−１２３４５６号",
        "JP:app:2016:123456",
        "JP 2016123456 A",
        "JP20160123456",
        "特願2016-123456",
    ),
    ("特願2016-1234", "JP:app:2016:001234", "JP 2016001234 A", "JP20160001234", "特願2016-001234"),
    ("特願平10-123456", "JP:app:1998:123456", "JP 12345698 A", "JP19980123456", "特願平10-123456"),
    ("特願平05-123456 / 特願平5-123456", "JP:app:1993:123456", "JP 12345693 A", "JP19930123456", "特願平5-123456"),
    (
        "特開2017-234567 / JP2017-234567A / JP2017234567A",
        "JP:pub:2017:234567:A",
        "JP 2017234567 A",
        "JP2017234567",
        "特開2017-234567",
    ),
    ("特開平10-234567 / JPH10234567A", "JP:pub:1998:234567:A", "JP H10234567 A", "JPH10234567", "特開平10-234567"),
    ("特開平5-12345 / JPH0512345A", "JP:pub:1993:012345:A", "JP H0512345 A", "JPH0512345", "特開平5-12345"),
    ("特公平6-12345 / JPH0612345B2", "JP:kokoku:1994:012345:B2", "JP H0612345 B2", "JPH0612345B2", "特公平6-12345"),
    ("再表2016/123456", "WO:pub:2016:123456", None, None, "再表2016/123456"),
    ("実登3123456", "JP:utility:3123456", None, None, "実用新案登録第3123456号"),
    ("実開平6-12345 / 実開平06-012345", "JP:utilpub:1994:012345:U", "JP H0612345 U", "JPH0612345U", "実開平6-12345"),
    ("特許第6123456号 / 特許6123456", "JP:reg:6123456", None, None, "特許第6123456号"),
    ("JP6123456B2", "JP:reg:6123456", "JP 6123456 B2", "JP6123456B2", "特許第6123456号"),
    ("特表2017-512345", "JP:pub:2017:512345:A", "JP 2017512345 A", "JP2017512345", "特表2017-512345"),
    ("PCT/JP2016/012345", "WO:app:JP2016:012345", "JP 2016012345 W", "WO2016JP12345", "PCT/JP2016/012345"),
    ("WO2016/123456", "WO:pub:2016:123456", None, "WO2016123456", "WO 2016/123456"),
    ("WO2016/123456A1", "WO:pub:2016:123456:A1", "WO 2016123456 A1", "WO2016123456", "WO 2016/123456 A1"),
    ("US 2018/0123456 A1", "US:pub:2018:0123456:A1", "US 2018123456 A1", "US2018123456", "US 2018/0123456 A1"),
    ("US 10,123,456 B2", "US:reg:10123456", "US 10123456 B2", "US10123456", "US 10,123,456 B2"),
]


@pytest.mark.parametrize(
    ("text", "canonical", "docdb", "epodoc", "office"),
    [(text, *forms) for texts, *forms in TABLE for text in texts.split(" / ")],
)
def test_the_table_of_the_domain_rules(text: str, canonical: str, docdb: str | None, epodoc: str | None, office: str) -> None:
    number = parsed(text)
    assert number.raw == text
    assert {notation: number.in_notation(notation) for notation in NumberNotation} == {
        CANONICAL: canonical,
        DOCDB: docdb,
        EPODOC: epodoc,
        OFFICE: office,
    }
    assert number.canonical == canonical


# The same for what the table leaves to the offices; forms met in DOCDB, EPODOC, Google Patents, Lens and on gazettes.
ELSEWHERE = [
    ("JP-2012171825-A", "JP:pub:2012:171825:A", "JP 2012171825 A", "JP2012171825", "特開2012-171825"),
    ("JP-6011989-B2", "JP:reg:6011989", "JP 6011989 B2", "JP6011989B2", "特許第6011989号"),
    ("JP-WO2013128936-A1", "WO:pub:2013:128936:A1", None, None, "再表2013/128936"),
    ("JP-H024988-B2", "JP:kokoku:1990:004988:B2", "JP H024988 B2", "JPH024988B2", "特公平2-4988"),
    ("JP-S6050727-B2", "JP:kokoku:1985:050727:B2", "JP S6050727 B2", "JPS6050727B2", "特公昭60-50727"),
    ("JP-2020534245-A5", "JP:pub:2020:534245:A5", "JP 2020534245 A5", "JP2020534245A5", "特表2020-534245"),
    ("実願2022-000195", "JP:utilapp:2022:000195", "JP 2022000195 U", "JP20220000195U", "実願2022-000195"),
    ("実公平6-12345", "JP:utilkokoku:1994:012345:Y2", "JP H0612345 Y2", "JPH0612345Y2", "実公平6-12345"),
    ("JP3237354U", "JP:utility:3237354", "JP 3237354 U", "JP3237354U", "実用新案登録第3237354号"),
    ("JP 5190475 A", "JP:app:1975:051904", "JP 5190475 A", "JP19750051904", "特願昭50-51904"),
    ("特開2016-042527(P2016-42527A)", "JP:pub:2016:042527:A", "JP 2016042527 A", "JP2016042527", "特開2016-042527"),
    ("特許第6123456号(P6123456)", "JP:reg:6123456", None, None, "特許第6123456号"),
    ("特許出願公開2017-234567号公報", "JP:pub:2017:234567:A", "JP 2017234567 A", "JP2017234567", "特開2017-234567"),
    ("国際公開第2016/123456号", "WO:pub:2016:123456", None, "WO2016123456", "WO 2016/123456"),
    ("WO-2011065307-A1", "WO:pub:2011:065307:A1", "WO 2011065307 A1", "WO2011065307", "WO 2011/065307 A1"),
    ("WO-03090297-A1", "WO:pub:2003:090297:A1", "WO 03090297 A1", "WO03090297", "WO 03/090297 A1"),
    ("WO 02/054790 A2", "WO:pub:2002:054790:A2", None, None, "WO 02/054790 A2"),
    ("WO 97/18595 A1", "WO:pub:1997:018595:A1", "WO 9718595 A1", "WO9718595", "WO 97/18595 A1"),
    ("PCT/JP98/01234", "WO:app:JP1998:001234", "JP 9801234 W", "WO1998JP01234", "PCT/JP98/01234"),
    ("US 8100528 W", "WO:app:US1981:000528", "US 8100528 W", "WO1981US00528", "PCT/US81/00528"),
    ("US-9269954-B2", "US:reg:9269954", "US 9269954 B2", "US9269954", "US 9,269,954 B2"),
    ("US-4302518-A", "US:reg:4302518", "US 4302518 A", "US4302518", "US 4,302,518 A"),
    ("US RE45,123 E1", "US:reg:RE45123", "US RE45123 E1", "USRE45123", "US RE45,123 E1"),
    ("U.S. Pat. No. 10,123,456", "US:reg:10123456", None, "US10123456", "US 10,123,456"),
    ("米国特許出願公開第2018/0123456号明細書", "US:pub:2018:0123456", None, "US2018123456", "US 2018/0123456"),
    ("US20230231183A1", "US:pub:2023:0231183:A1", "US 2023231183 A1", "US2023231183", "US 2023/0231183 A1"),
    ("US 13/167,395", "US:app:13:167395", None, None, "US 13/167,395"),
    ("US 201113167395 A", "US:app:13:167395", "US 201113167395 A", "US201113167395", "US 13/167,395"),
    ("US 201361761070 P", "US:app:61:761070", "US 201361761070 P", "US201361761070", "US 61/761,070"),
    ("US 64951505 P", "US:app:60:649515", None, None, "US 60/649,515"),
    ("US 49373895 A", "US:app:1995:493738", "US 49373895 A", "US19950493738", None),
    ("EP-4246629-A1", "EP:pub:4246629:A1", "EP 4246629 A1", "EP4246629", "EP 4246629 A1"),
    ("EP 0 680 812 A1", "EP:pub:0680812:A1", "EP 0680812 A1", "EP0680812", "EP 0680812 A1"),
    ("EP2476655B1", "EP:reg:2476655", "EP 2476655 B1", "EP2476655", "EP 2476655 B1"),
    ("欧州特許第2476655号", "EP:reg:2476655", None, "EP2476655", "EP 2476655"),
    ("EP 10167109 A", "EP:app:2010:167109", "EP 10167109 A", "EP20100167109", "EP 10167109.7"),
    ("EP98660050.0", "EP:app:1998:660050", "EP 98660050 A", "EP19980660050", "EP 98660050.0"),
    ("CN-109768229-A", "CN:pub:109768229:A", "CN 109768229 A", "CN109768229", "CN 109768229 A"),
    ("CN 113544875 B", "CN:reg:113544875", "CN 113544875 B", "CN113544875", "CN 113544875 B"),
    ("CN-209266514-U", "CN:utility:209266514", "CN 209266514 U", None, "CN 209266514 U"),
    ("CN201710601862.3", "CN:app:2017:10601862", "CN 201710601862 A", "CN201710601862", "CN 201710601862.3"),
    ("ZL00814037.5", "CN:app:2000:814037", "CN 00814037 A", None, "CN 00814037.5"),
    ("CN 201520853312 U", "CN:app:2015:20853312", "CN 201520853312 U", "CN201520853312", "CN 201520853312.7"),
    ("KR-20190022310-A", "KR:pub:2019:0022310:A", "KR 20190022310 A", "KR20190022310", "KR 10-2019-0022310 A"),
    ("KR 10-2013-0121923", "KR:app:2013:0121923", "KR 20130121923 A", "KR20130121923", "KR 10-2013-0121923"),
    ("KR-102134749-B1", "KR:reg:102134749", "KR 102134749 B1", "KR102134749", "KR 10-2134749 B1"),
    ("KR1014769820000", "KR:reg:101476982", None, "KR101476982", "KR 10-1476982"),
    ("KR 20-0123456 Y1", "KR:utility:200123456", "KR 200123456 Y1", None, "KR 20-0123456 Y1"),
    ("DE-102022130523-B4", "DE:reg:102022130523", "DE 102022130523 B4", "DE102022130523", "DE 10 2022 130 523 B4"),
    ("DE 000010027360 A1", "DE:pub:10027360:A1", "DE 10027360 A1", "DE10027360", "DE 100 27 360 A1"),
    ("DE 10027360.2", "DE:app:10027360", "DE 10027360 A", None, None),
    ("DE-112014001986-T5", "DE:pub:112014001986:T5", "DE 112014001986 T5", "DE112014001986", "DE 11 2014 001 986 T5"),
    ("GB-2464455-A", "GB:pub:2464455:A", "GB 2464455 A", "GB2464455", "GB 2464455 A"),
    ("GB 8900530 A", "GB:app:1989:00530", "GB 8900530 A", "GB19890000530", None),
    ("FR 3012345 B1", "FR:reg:3012345", "FR 3012345 B1", "FR3012345", "FR 3012345 B1"),
    ("FR 13/50123", "FR:app:2013:50123", "FR 1350123 A", "FR20130050123", "FR 13/50123"),
    ("TW-202243992-A", "TW:pub:2022:43992:A", "TW 202243992 A", "TW202243992", "TW 202243992 A"),
    ("TW-I501456-B", "TW:reg:I501456", "TW I501456 B", "TWI501456B", "TW I501456 B"),
    ("TW 110112345", "TW:app:110112345", "TW 110112345 A", None, "TW 110112345"),
    ("CA-3173433-A1", "CA:pub:3173433:A1", "CA 3173433 A1", None, "CA 3173433 A1"),
    ("RU-2687730-C1", "RU:reg:2687730:C1", "RU 2687730 C1", None, "RU 2687730 C1"),
    ("UA-141619-U", "UA:utility:141619:U", "UA 141619 U", None, "UA 141619 U"),
    ("AU 2006/292754 A1", "AU:pub:2006292754:A1", "AU 2006292754 A1", None, "AU 2006292754 A1"),
    ("SG-11201808847Q-A", "SG:pub:11201808847Q:A", "SG 11201808847Q A", None, "SG 11201808847Q A"),
]


@pytest.mark.parametrize(("text", "canonical", "docdb", "epodoc", "office"), ELSEWHERE)
def test_forms_of_the_offices(text: str, canonical: str, docdb: str | None, epodoc: str | None, office: str | None) -> None:
    number = parsed(text)
    assert (number.canonical, number.in_notation(DOCDB), number.in_notation(EPODOC), number.in_notation(OFFICE)) == (
        canonical,
        docdb,
        epodoc,
        office,
    )


@pytest.mark.parametrize(
    "text",
    [
        "特許第６１２３４５６号",
        "特許 6123456",
        "特許第 6,123,456 号公報",
        "  特許6123456\n",
        "日本国特許第6123456号",
        "jp6123456b2",
        "JP 6123456 B2",
        "JP-6123456-B2",
        "ＪＰ６１２３４５６Ｂ２",
        "P6123456",
        "JP:reg:6123456",
        "jp:REG:6123456:b2",
    ],
)
def test_one_registration_in_many_ways_of_writing(text: str) -> None:
    assert parsed(text).canonical == "JP:reg:6123456"


@pytest.mark.parametrize("hyphen", ["-", "‐", "‑", "‒", "–", "—", "―", "−", "－", "ー", "ｰ", "﹣"])
def test_every_hyphen_is_one(hyphen: str) -> None:
    assert parsed(f"特願2016{hyphen}123456").canonical == "JP:app:2016:123456"


def test_a_right_keeps_its_kind_outside_its_canonical_form() -> None:
    number = parsed("JP6123456B2")
    assert (number.kind, number.canonical, number.lookup) == ("B2", "JP:reg:6123456", "JP:reg:6123456")
    assert from_canonical("JP:reg:6123456").in_notation(DOCDB) is None
    assert from_canonical("JP:reg:6123456").of_kind("B2").in_notation(DOCDB) == "JP 6123456 B2"
    with pytest.raises(NumberRefused, match="Kind A does not go with a registration number"):
        from_canonical("JP:reg:6123456").of_kind("A")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("WO2016/123456", "WO 2016/123456 A1"),
        ("WO2016/123456", "再表2016/123456"),
        ("EP 2400812", "EP 2400812 B1"),
        ("EP 2400812 A1", "EP 2400812 B1"),
        ("CN113544875", "CN-113544875-B"),
        ("US 2018/0123456", "US 2018/0123456 A9"),
        ("DE 10 2022 130 523 A1", "DE 10 2022 130 523 B4"),
    ],
)
def test_look_up_ignores_the_kind_and_the_stage_of_a_shared_number(one: str, other: str) -> None:
    assert parsed(one).lookup == parsed(other).lookup


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("特願2016-123456", "特開2016-123456"),
        ("特公平6-12345", "特開平6-12345"),
        ("特許3123456", "実登3123456"),
        ("CN 1240150 A", "CN 1240150 C"),
        ("特願昭64-1234", "特願平1-1234"),
        ("US 10123456 B2", "US 2010/0123456 A1"),
    ],
)
def test_look_up_keeps_apart_what_only_shares_digits(one: str, other: str) -> None:
    assert parsed(one).lookup != parsed(other).lookup


def test_the_same_number_is_equal_however_it_was_written() -> None:
    application = from_canonical("JP:app:2016:123456")
    assert parsed("JP 2016123456 A", as_type=NumberType.APP) == parsed("特願2016-123456号") == application
    assert (application.kind, parsed("特開2016-123456") == application) == (None, False)


def test_a_republication_is_the_japanese_part_of_its_international_publication() -> None:
    republication, publication = parsed("再表2016/123456"), parsed("WO2016/123456")
    assert (republication.jurisdiction, publication.jurisdiction) == ("JP", "WO")
    assert (republication.office, republication.republication, publication.republication) == ("WO", True, False)


@pytest.mark.parametrize(
    ("text", "default", "other"),
    [
        ("JP 2016123456 A", "JP:pub:2016:123456:A", "JP:app:2016:123456"),
        ("JP2016123456", "JP:pub:2016:123456:A", "JP:app:2016:123456"),
        ("JP 2022000195 U", "JP:utilpub:2022:000195:U", "JP:utilapp:2022:000195"),
        ("JP3123456", "JP:reg:3123456", "JP:utility:3123456"),
        ("KR 20130121923 A", "KR:pub:2013:0121923:A", "KR:app:2013:0121923"),
        ("KR 10-2013-0121923", "KR:app:2013:0121923", "KR:pub:2013:0121923:A"),
        ("EP 2400812", "EP:pub:2400812", "EP:reg:2400812"),
        ("US20050304981", "US:pub:2005:0304981", "US:app:2005:304981"),
        ("US 5571102 A", "US:reg:5571102", "US:app:2002:055711"),
        ("CN 87210322 U", "CN:utility:87210322", "CN:app:1987:210322"),
        ("FR 2012345 A", "FR:pub:2012345:A", "FR:app:2020:12345"),
        ("GB 0014747 A", "GB:app:2000:14747", None),
    ],
)
def test_what_can_be_two_numbers_is_read_as_the_likelier_and_flagged(text: str, default: str, other: str | None) -> None:
    assert parsed(text).canonical == default
    assert parsed(text).ambiguous is (other is not None)
    if other is not None:
        told = parsed(text, as_type=from_canonical(other).type)
        assert (told.canonical, told.ambiguous) == (other, False)


@pytest.mark.parametrize(
    "text", ["特開2017-234567", "JP2017-234567A", "JP20160123456", "JP6123456B2", "JPH10234567A", "特許3123456"]
)
def test_what_names_its_type_is_not_ambiguous(text: str) -> None:
    assert parsed(text).ambiguous is False


def test_the_year_of_two_eras() -> None:
    showa, heisei = parsed("特開昭64-1234"), parsed("特開平1-1234")
    assert (showa.canonical, heisei.canonical) == ("JP:pub:1989S:001234:A", "JP:pub:1989H:001234:A")
    assert (showa.in_notation(EPODOC), heisei.in_notation(EPODOC)) == ("JPS641234", "JPH011234")
    assert (showa.calendar_year, heisei.calendar_year) == (1989, 1989)
    western = parsed("JP19890012345")
    assert (western.canonical, western.ambiguous, len(western.warnings)) == ("JP:app:1989H:012345", True, 1)
    assert (showa.ambiguous, showa.warnings) == (False, ())


def test_of_an_application_of_showa_64_the_western_notations_are_null_as_they_do_not_tell_the_era() -> None:
    assert [from_canonical("JP:app:1989S:001234").in_notation(notation) for notation in (DOCDB, EPODOC)] == [None, None]
    assert [from_canonical("JP:app:1989H:001234").in_notation(notation) for notation in (DOCDB, EPODOC)] == [
        "JP 123489 A",
        "JP19890001234",
    ]


def test_showa_64_after_its_end_is_a_warning_only() -> None:
    number = parsed("特開昭64-90000")
    assert number.warnings_on(date(1989, 1, 7)) == ()
    assert [warning.en for warning in number.warnings_on(date(1989, 1, 8))] == [
        "The number is of Shōwa 64 but dated after the end of Shōwa (7 January 1989)."
    ]
    assert parsed("特開昭63-90000").warnings_on(date(1989, 1, 8)) == ()


@pytest.mark.parametrize(
    ("text", "raw_era"),
    [("特願平05-123456", "平5"), ("特開平成元年", None), ("JPS6050727B2", "昭60"), ("特開平元-1234", "平1"), ("特願2016-1", None)],
)
def test_the_era_is_kept_beside_the_canonical_year(text: str, raw_era: str | None) -> None:
    if text == "特開平成元年":
        assert reason(text) == "It has no digits."
    else:
        assert parsed(text).raw_era == raw_era


REFUSED = [
    ("", "It is empty."),
    (" \t\n", "It is empty."),
    ("特許" + "1" * 298, "It is longer than 80 characters."),
    ("特許\x006123456", "It contains control or invisible characters."),
    ("特許6123\n456", "It contains control or invisible characters."),
    ("特許\u200b6123456", "It contains control or invisible characters."),
    ("特許\u202e6123456", "It contains control or invisible characters."),
    ("特許\ud8006123456", "It contains control or invisible characters."),
    ("特許", "It has no digits."),
    ("特許٣٤٥", "It has no digits."),
    ("6123456", "It names no country or office (JP, 特願, US), or does not have the form of a number."),
    ("2016-123456", "It names no country or office (JP, 特願, US), or does not have the form of a number."),
    ("hello 1", "HE is not the code of a country or office."),
    ("ZZ 123456 A", "ZZ is not the code of a country or office."),
    ("特許2016-123456", "A registration number has no year."),
    ("特許第2016123456号", "A registration number has no year."),
    ("特許平6-123456", "A registration number has no year."),
    ("実登2016-123456", "A utility model registration number has no year."),
    ("JP2016123456B2", "A registration number has no year."),
    ("JP2016-123456B2", "A registration number has no year."),
    ("JP:reg:2016:123456", "A registration number has no year."),
    ("特願2016-123456B2", "Kind B2 does not go with an application number."),
    ("JP20160123456B2", "Kind B2 does not go with an application number."),
    ("EP10167109B1", "Kind B1 does not go with an application number."),
    ("US 13/167,395 B2", "Kind B2 does not go with an application number."),
    ("特開2017-234567B2", "Kind B2 does not go with a publication number."),
    ("US 2018/0123456 B2", "Kind B2 does not go with a publication number."),
    ("WO2016/123456 B", "Kind B does not go with a publication number."),
    ("特許6123456A", "Kind A does not go with a registration number."),
    ("JP6123456C", "Kind C does not go with a number of this form."),
    ("特願2027-000001", "The year 2027 has not come yet."),
    ("WO2027/000001", "The year 2027 has not come yet."),
    ("US 202713167395 A", "The year 2027 has not come yet."),
    ("TW 116112345", "The year 2027 has not come yet."),
    ("JP:pub:2027:000001:A", "The year 2027 has not come yet."),
    ("特願平12-123456", "No number is of Heisei 12 (from 2000 on the western year)."),
    ("JPH12123456A", "No number is of Heisei 12 (from 2000 on the western year)."),
    ("特願平31-123456", "No number is of Heisei 31 (from 2000 on the western year)."),
    ("特願令3-123456", "No number is of Reiwa (from 2000 on the western year)."),
    ("特願令和3-123456", "No number is of Reiwa (from 2000 on the western year)."),
    ("JPR03123456A", "No number is of Reiwa (from 2000 on the western year)."),
    ("特公大11-1234", "Numbers from before Shōwa are not kept."),
    ("特願昭65-123456", "There is no year 昭65."),
    ("特願平0-123456", "There is no year 平0."),
    ("特願10-123456", "The era, or a western year of four digits, is missing."),
    ("特願123456", "An application number needs its year."),
    ("特願1900-123456", "There is no such thing as an application number of 1900."),
    ("特公2001-123456", "There is no such thing as an examined publication number of 2001."),
    ("特願2016-000000", "“000000” does not have the digits of an application number."),
    ("特願2016-1234567", "It does not have the form of a number of JP."),
    ("特許61234567", "“61234567” does not have the digits of a registration number."),
    ("特許0", "“” does not have the digits of a registration number."),
    ("特表2017-012345", "Numbers of 特表 begin at 500000."),
    ("特許第6123456号(P6123457)", "The number in brackets is another one."),
    ("米国特許第2018/0123456号", "It is a publication number, not a registration number."),
    ("EP 10167109.8", "The check digit does not match."),
    ("CN 201710601862.4", "The check digit does not match."),
    ("US 2000/0123456 A1", "There is no such thing as a publication number of 2000."),
    ("KR 10-2019-0022310 B1", "Kind B1 does not go with a publication number."),
    ("CA 2744162", "Without a kind (A1, B2) the type of the number is open."),
    ("CN:kokoku:109768229", "CN has no such thing as an examined publication number."),
    ("JP:design:1234567", "It does not have the canonical form (such as JP:reg:6123456)."),
    ("JP:reg:6123456:B2:1", "It has too many parts."),
    ("JP:pub:234567", "A publication number needs its year."),
]


@pytest.mark.parametrize(("text", "because"), REFUSED)
def test_nonsense_is_refused_with_the_reason(text: str, because: str) -> None:
    assert reason(text) == because


def test_a_refusal_names_the_text_and_the_reason_in_both_languages_and_the_next_step() -> None:
    with pytest.raises(NumberRefused) as refused:
        parsed("特許2016-123456")
    error = refused.value
    assert error.code == "NUMBER_REFUSED"
    assert error.message.ja == "番号「特許2016-123456」を読めない：登録番号に年は付かない。"
    assert error.message.en == "The number “特許2016-123456” cannot be read: A registration number has no year."
    assert error.next_step is not None
    assert error.next_step.en == "Write it like 特許第6123456号, JP6123456B2, 特願2016-123456 or US 10,123,456 B2."


def test_a_refusal_shows_neither_control_characters_nor_endless_text() -> None:
    with pytest.raises(NumberRefused) as refused:
        parsed("\x1b[31m" + "9" * 300)
    assert refused.value.message.en == f"The number “\ufffd[31m{'9' * 55}…” cannot be read: It is longer than 80 characters."


def test_the_year_that_is_refused_moves_with_the_day() -> None:
    assert reason("特願2027-000001", this_year=2026) == "The year 2027 has not come yet."
    assert parse_number("特願2027-000001", this_year=2027).canonical == "JP:app:2027:000001"


def test_a_number_of_another_type_than_its_place_wants_is_refused() -> None:
    with pytest.raises(NumberRefused, match="It is a publication number, not an application number"):
        parsed("特開2017-234567", as_type=NumberType.APP)


@pytest.mark.parametrize(
    ("text", "because"),
    [
        ("JP:pub:2017:234567", "Its canonical form is JP:pub:2017:234567:A."),
        ("JP:reg:6123456:B2", "Its canonical form is JP:reg:6123456."),
        ("jp:reg:6123456", "It does not have the canonical form (such as JP:reg:6123456)."),
        ("JP:app:1989:123456", "There is no such thing as an application number of 1989."),
        ("JP:app:2016:1234", "“1234” does not have the digits of an application number."),
        ("特許6123456", "It does not have the canonical form (such as JP:reg:6123456)."),
        ("", "It does not have the canonical form (such as JP:reg:6123456)."),
    ],
)
def test_only_the_canonical_form_is_canonical(text: str, because: str) -> None:
    with pytest.raises(NumberRefused) as refused:
        from_canonical(text)
    assert refused.value.reason.en == because


def test_a_house_folder_takes_any_notation_and_tells_what_it_does_not_take() -> None:
    assert canonical_number("特許第6123456号", this_year=2026) == "JP:reg:6123456"
    with pytest.raises(BadValue) as refused:
        canonical_number("特許2016-123456", this_year=2026)
    assert refused.value.because.ja == "番号「特許2016-123456」を読めない：登録番号に年は付かない。"
    assert canonical_number("特願2027-1", this_year=2027) == "JP:app:2027:000001"
    with pytest.raises(BadValue, match="2027 has not come yet"):
        canonical_number("特願2027-1", this_year=2026)
