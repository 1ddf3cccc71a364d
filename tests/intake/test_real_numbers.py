"""Every number of the real files is read, or refused for a reason that stands here."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cache

import pytest

from ippool.domain.numbers import (
    REGISTRATIONS,
    NumberNotation,
    NumberRefused,
    PatentNumber,
    from_canonical,
    from_parts,
    parse_number,
    special_right,
)
from tests.intake.real_numbers import SOURCES, Found, epo, google_patents, jplatpat, nasa, us_json, us_xml

THIS_YEAR = 2026


def read(found: Found) -> PatentNumber:
    types = found.types or None
    if found.office is None:
        return parse_number(found.digits, this_year=THIS_YEAR, as_type=types)
    return from_parts(
        found.office,
        found.digits,
        found.kind,
        this_year=THIS_YEAR,
        as_type=types,
        in_notation=found.notation,
        dated=found.dated,
    )


@cache
def everything() -> tuple[tuple[Found, PatentNumber | str], ...]:
    """Every number of every file, read, or the reason why not."""
    result: list[tuple[Found, PatentNumber | str]] = []
    for found in (found for source in SOURCES for found in source()):
        try:
            result.append((found, read(found)))
        except NumberRefused as refused:
            result.append((found, refused.reason.en))
    return tuple(result)


def numbers() -> list[tuple[Found, PatentNumber]]:
    return [(found, number) for found, number in everything() if isinstance(number, PatentNumber)]


READ = {
    "②特実_国内文献.csv": 1642,
    "⑥特実_国内文献.csv": 958,
    "⑫特実_国内文献.csv": 1382,
    "特実_国内文献.csv": 2157,
    "gp-search-1.csv": 1,
    "gp-search-2.csv": 2605,
    "birdstrike": 5868,
    "sangamo": 332,
    "convert_patent_number_epodoc": 2,
    "get_biblio": 17,
    "get_biblio_multiple": 27,
    "get_family": 20,
    "get_family_with_biblio": 188,
    "get_legal": 5,
    "get_published_equivalents": 3,
    "get_register_biblio": 10,
    "expected": 10,
    "fixtures": 32,
    "US20090300810A1-20091210.XML": 4,
    "v4-0-A1.xml": 4,
    "v4-4-A2.xml": 6,
    "v4-5-B1.xml": 26,
    "ipg060103.small.biblio.xml": 106,
    "ipg080101.small.xml": 426,
    "ipg090106.small.biblio.xml": 109,
    "NASA_Patents.csv": 2317,
    "patents_as_of_2014-10-31.csv": 673,
    "120050421158": 31,
    "120070353675": 86,
    "patent_search_response.json": 82,
    "assignment_1.json": 12,
    "assignment_2.json": 2,
    "assignmentcenter_search_v2.json": 171,
    "continuity.json": 6,
    "get_patent": 36,
    "get_patent_adjustment": 1,
    "get_patent_assignment": 1,
    "get_patent_continuity": 34,
    "get_patent_transactions": 1,
    "1130001011420.json": 400,
    "patent_v1_app_progress_simple_2020123456.json": 3,
    "patent_v1_priority_right_app_info_2020123456.json": 2,
    "patent_v1_registration_info_2020123456.json": 2,
    "patents.csv": 100,
    "ro_membrane_patents.csv": 345,
    "SAMURAI_patent.csv": 4,
    "DeepTechFinder": 1091,
    "patent_info.xml": 3,
}

OPEN_KIND = "Without a kind (A1, B2) the type of the number is open."
MADE_UP = "DOCDB made it up from the document's number because the application's is not known."
DESIGN = "It numbers a design (its serial begins with 3)."
NOT_FILED = "There is no such thing as an application number of {}."
BEFORE_FILING = "It is an application number, not a publication number."
NO_SERIES = "There are no applications of series {}."
REFUSED = {
    # An office whose numbers say nothing without their kind; the same document stands beside it in DOCDB.
    ("get_family", "CA CA2744162"): OPEN_KIND,
    ("get_family_with_biblio", "CA CA2744162"): OPEN_KIND,
    ("get_published_equivalents", "CA CA2744162"): OPEN_KIND,
    ("expected", "NL NL9400663"): OPEN_KIND,
    ("fixtures", "AT AT232441"): OPEN_KIND,
    # What DOCDB has for an application whose number it does not know.
    **{
        ("birdstrike", text): MADE_UP
        for text in (
            "US 3667680D A",
            "US 3776363D A",
            "DE 802118X A",
            "DE Y0000613 A",
            "FR 1074127T A",
            "GB 190621120D A",
            "GB 190621120T A",
            "GB 190627065D A",
            "GB 190627065T A",
            "GB 1233389D A",
        )
    },
    # International applications that the file has mangled (PCT/AU89/00362 became AU 1962/089003).
    ("birdstrike", "AU 1952/092005 W"): NOT_FILED.format("AU1952"),
    ("birdstrike", "AU 1962/089003 W"): NOT_FILED.format("AU1962"),
    **{
        ("birdstrike", f"US {year} {serial} W"): NOT_FILED.format(f"US{year}")
        for year, serials in (
            (1762, ("0569540", "0569614", "0606136", "0625356")),
            (1862, ("0656947", "0660936", "0673121", "0681668")),
        )
        for serial in serials
    },
    # The notice of an application (D0), which is no publication of it.
    ("birdstrike", "GB 0216127 D0"): BEFORE_FILING,
    ("birdstrike", "GB 0901975 D0"): BEFORE_FILING,
    # Priorities of designs.
    ("ipg080101.small.xml", "CN 2003 3 01268797"): DESIGN,
    ("ipg090106.small.biblio.xml", "CN 2004300187231"): DESIGN,
    # Cited documents with neither kind nor a sign between year and serial, and an application with the kind of its publication.
    ("ipg080101.small.xml", "JP 56012102"): "“56012102” does not have the digits of a registration number.",
    ("ipg080101.small.xml", "JP 200250924"): "“200250924” does not have the digits of a registration number.",
    ("v4-0-A1.xml", "US 10909766 A1"): "It is a registration number, not an application number.",
    # Internal numbers of other authorities in the column of application numbers, and a slip of the pen.
    ("patents_as_of_2014-10-31.csv", "US 20134514"): NO_SERIES.format(20),
    ("patents_as_of_2014-10-31.csv", "US 20375014"): NO_SERIES.format(20),
    ("patents_as_of_2014-10-31.csv", "US 21150814"): NO_SERIES.format(21),
    ("patents_as_of_2014-10-31.csv", "US 21578114"): NO_SERIES.format(21),
    ("patents_as_of_2014-10-31.csv", "US 27960114"): NO_SERIES.format(27),
    ("NASA_Patents.csv", "US 12/533/258"): "It does not have the form of a number of US.",
    # The number with an era code; ADPublicationNumber has it with the western year.
    ("patent_v1_app_progress_simple_2020123456.json", "JP 503090037"): (
        "It is the office's internal number, with a digit for the era; the one of the western year (AD…) is to be read."
    ),
}
TWICE = {("get_family_with_biblio", "CA CA2744162"): 2}


def is_read(found: Found) -> bool:
    return (found.file, str(found)) not in REFUSED


def test_every_number_is_read_or_refused_for_a_reason() -> None:
    assert Counter(found.file for found, _ in numbers()) == READ
    refused = [(found.file, str(found)) for found, number in everything() if isinstance(number, str)]
    assert {(found.file, str(found)): number for found, number in everything() if isinstance(number, str)} == REFUSED
    assert Counter(refused) == dict.fromkeys(REFUSED, 1) | TWICE
    assert (len(numbers()), len(refused)) == (21343, 40)


def test_every_number_reads_back_from_its_canonical_form() -> None:
    for found, number in numbers():
        back = from_canonical(number.canonical)
        assert (back.canonical, back.lookup, back.type) == (number.canonical, number.lookup, number.type), found


def test_what_stays_open_where_the_file_states_the_type_is_cited_or_european_without_its_kind() -> None:
    still_open = Counter((number.office, found.place) for found, number in numbers() if number.ambiguous)
    assert still_open == {
        ("EP", "publication-reference epodoc"): 15,
        ("EP", "patcit epodoc"): 5,
        ("EP", "patcit "): 1,
        ("DE", "patcit epodoc"): 1,
        ("JP", "patcit"): 6,
        ("EP", "patcit"): 4,
        ("GB", "patcit"): 2,
        ("FR", "patcit"): 1,
    }


def test_the_year_of_an_application_number_is_that_of_its_day() -> None:
    """The one that differs is the Korean part of an international application, numbered a year after that was filed."""
    differing = [
        (str(found), found.dated.isoformat())
        for found, number in numbers()
        if found.place == "Application Number" and found.dated and number.calendar_year not in (None, found.dated.year)
    ]
    assert differing == [("KR 20057000804 A", "2004-05-03")]


def test_the_european_office_says_one_number_in_every_notation() -> None:
    """Each reference stands in DOCDB and in EPODOC, in that order or the other; without kind where EPODOC has none."""
    pairs, last = 0, None
    for found, number in numbers():
        if not found.place.endswith((" docdb", " epodoc")) or found.file not in ("get_biblio", "get_biblio_multiple"):
            continue
        place, _, style = found.place.partition(" ")
        if last is not None and last[:2] == (found.file, place) and last[2] != style:
            assert last[3] == number.lookup
            pairs, last = pairs + 1, None
        else:
            last = (found.file, place, style, number.lookup)
    assert pairs == 20


@pytest.mark.parametrize(
    ("office", "digits", "notation", "canonical"),
    [
        ("EP", "10167109", NumberNotation.OFFICE, "EP:app:2010:167109"),
        ("EP", "10167109.7", NumberNotation.OFFICE, "EP:app:2010:167109"),
        ("EP", "99203729", NumberNotation.OFFICE, "EP:app:1999:203729"),
        ("EP", "EP20100167109", NumberNotation.EPODOC, "EP:app:2010:167109"),
        ("US", "13167395", NumberNotation.OFFICE, "US:app:13:167395"),
        ("US", "US201113167395", NumberNotation.EPODOC, "US:app:13:167395"),
        ("CA", "2744162", NumberNotation.OFFICE, "CA:app:2744162"),
        ("CA", "CA20112744162", NumberNotation.EPODOC, "CA:app:2744162"),
        ("NL", "1010536", NumberNotation.OFFICE, "NL:app:1010536"),
        ("NL", "NL19981010536", NumberNotation.EPODOC, "NL:app:1010536"),
    ],
)
def test_the_applications_of_the_european_answers(office: str, digits: str, notation: NumberNotation, canonical: str) -> None:
    found = Found("", "", office, digits, types=next(iter(epo_applications())).types, notation=notation)
    assert read(found).canonical == canonical


def epo_applications() -> list[Found]:
    return [found for found in epo() if found.place.startswith("application-reference")]


CANONICAL = {
    "jplatpat": {
        "特開2007-136644": "JP:pub:2007:136644:A",
        "特願2005-337684": "JP:app:2005:337684",
        "特許4958268": "JP:reg:4958268",
        "再表2018/047392": "WO:pub:2018:047392",
        "WO2018/047392": "WO:pub:2018:047392",
        "特表2013-517980": "JP:pub:2013:517980:A",
        "特願平11-345701": "JP:app:1999:345701",
        "実開平06-066980": "JP:utilpub:1994:066980:U",
        "実願平05-013162": "JP:utilapp:1993:013162",
        "実登3237354": "JP:utility:3237354",
        "実願2022-000195": "JP:utilapp:2022:000195",
    },
    "google_patents": {
        "JP-S6050727-B2": "JP:kokoku:1985:050727:B2",
        "JP-H09156908-A": "JP:pub:1997:156908:A",
        "JP-2958445-B2": "JP:reg:2958445",
        "WO-2021166655-A1": "WO:pub:2021:166655:A1",
        "US-9269954-B2": "US:reg:9269954",
        "CN-109768229-A": "CN:pub:109768229:A",
        "EP-3502051-A1": "EP:pub:3502051:A1",
    },
    "lens": {
        "US 2020/0338494 A1": "US:pub:2020:0338494:A1",
        "US 201916393370 A": "US:app:16:393370",
        "US 49373895 A": "US:app:1995:493738",
        "US 64951505 P": "US:app:60:649515",
        "JP S55104519 A": "JP:pub:1980:104519:A",
        "JP 83184 A": "JP:app:1984:000831",
        "JP 2005152542 A": "JP:app:2005:152542",
        "US 2011/0031627 W": "WO:app:US2011:031627",
        "US 2016 0039488 W": "WO:app:US2016:039488",
        "US 8803360 W": "WO:app:US1988:003360",
        "AU 2009 351236 B9": "AU:reg:2009351236:B9",
        "GB 345354 A": "GB:app:1954:03453",
        "GB 201614465 A": "GB:app:2016:14465",
        "DE 59301050 T": "DE:app:59301050",
        "CN 00207841 U": "CN:app:2000:207841",
        "UA U201503069 U": "UA:utilapp:U201503069",
        "BR PI0619662 A2": "BR:pub:PI0619662:A2",
    },
    "us_xml": {
        "US 06982157 B1": "US:reg:6982157",
        "US D0584230 S1": "US:reg:D584230",
        "US H0002140 H1": "US:reg:H2140",
        "US PP018398 P2": "US:reg:PP18398",
        "US 29214657": "US:app:29:214657",
        "US 20070095080 A1": "US:pub:2007:0095080:A1",
        "US 10531982 00": "US:app:10:531982",
        "US 7222497 A ": "US:reg:7222497",
        "JP P11-218349": "JP:app:1999:218349",
        "JP P. 11-295684": "JP:app:1999:295684",
        "JP P2005-117654": "JP:app:2005:117654",
        "JP 2004-283125": "JP:app:2004:283125",
        "GB 9902593": "GB:app:1999:02593",
        "GB 0225961.2": "GB:app:2002:25961",
        "DE 10 2005 044 629": "DE:app:102005044629",
        "DE 199 34 162": "DE:app:19934162",
        "TW 93127003 A": "TW:app:93127003",
        "KR 10-2006-0011332": "KR:app:2006:0011332",
        "AU PP 7180": "AU:app:PP7180",
        "FI 19991715": "FI:app:19991715",
        "EP 03250605": "EP:app:2003:250605",
    },
    "nasa": {
        "US 8,353,209": "US:reg:8353209",
        "US RE43,880": "US:reg:RE43880",
        "US D628,609": "US:reg:D628609",
        "US 12/872,445 ": "US:app:12:872445",
        "US 14/ 033725": "US:app:14:033725",
        "US 09/7,239": "US:app:09:007239",
        "US 12/39,506": "US:app:12:039506",
        "US 61/866,585": "US:app:61:866585",
    },
    "kipris": {
        "KR 1020130121923": "KR:app:2013:0121923",
        "KR 1014769820000": "KR:reg:101476982",
        "KR 1020230024077": "KR:pub:2023:0024077:A",
    },
    "us_json": {
        "US 10011185": "US:reg:10011185",
        "US 10628795": "US:app:10:628795",
        "US 7130913": "US:reg:7130913",
        "US 20040073746": "US:pub:2004:0073746",
        "US PCT/US23/82724": "WO:app:US2023:082724",
        "US US20210210819A1": "US:pub:2021:0210819:A1",
    },
    "japanese_json": {
        "JP 2020123456": "JP:app:2020:123456",
        "JP 2021090037": "JP:pub:2021:090037:A",
        "JP 7533889": "JP:reg:7533889",
        "JP 2019210418": "JP:app:2019:210418",
    },
    "epo": {
        "EP 2400812 A1": "EP:pub:2400812:A1",
        "EP EP2400812": "EP:pub:2400812",
        "EP 2533477 B1": "EP:reg:2533477",
        "US 201113167395 A": "US:app:13:167395",
        "US 201361761070 P": "US:app:61:761070",
        "CA 2744162 A": "CA:app:2744162",
        "NL 1010536 A": "NL:app:1010536",
        "NL 1010536 C2": "NL:reg:1010536:C2",
        "AT 232441 T": "AT:pub:232441:T",
        "AT 99203729 T": "AT:app:99203729",
        "DE 69905327 D1": "DE:reg:69905327",
        "DE 69905327 T": "DE:app:69905327",
        "DE DE69905327D1": "DE:reg:69905327",
        "WO WO02054790": "WO:pub:2002:054790",
    },
    "bigquery": {"CA-2917123-A1": "CA:pub:2917123:A1"},
    "others": {"DE 10027360.2": "DE:app:10027360", "JP 11158010": "JP:app:1999:158010", "EP80100797A": "EP:app:1980:100797"},
}


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.__name__)
def test_some_numbers_of_each_source(source: Callable[[], Iterator[Found]]) -> None:
    expected = CANONICAL[source.__name__]
    assert {str(found): read(found).canonical for found in source() if str(found) in expected} == expected


def by_place(source: Callable[[], Iterator[Found]]) -> list[tuple[str, PatentNumber]]:
    return [(found.place, read(found)) for found in source()]


def test_the_types_of_the_j_platpat_numbers() -> None:
    numbers = by_place(jplatpat)
    assert Counter((place, number.office, number.type.value) for place, number in numbers) == {
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
    assert Counter(place for place, number in numbers if number.republication) == {"文献番号": 93}
    assert [number for _, number in numbers if number.ambiguous or number.warnings] == []


def test_the_j_platpat_numbers_are_written_as_they_stand_there() -> None:
    def bare(text: str) -> str:
        """Leave out what the two ways of printing differ in: 第…号, the name of a right, zeros before an era year or its serial."""
        text = text.replace("実用新案登録", "実登").replace("第", "").replace("号", "").replace("WO ", "WO")
        era, mark, rest = text.partition("平")
        return era + mark + "-".join(part.lstrip("0") for part in rest.split("-")) if mark else text

    written = [(found.digits, read(found).in_notation(NumberNotation.OFFICE) or "") for found in jplatpat()]
    assert [(text, office) for text, office in written if bare(text) != bare(office)] == []


def test_the_types_of_the_google_patents_numbers() -> None:
    numbers = [number for _, number in by_place(google_patents)]
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
    assert sum(number.republication for number in numbers) == 24
    assert len({number.canonical for number in numbers}) == len(numbers) == 2606


def test_the_google_patents_numbers_are_those_of_docdb_but_for_republications() -> None:
    written = {found.digits: read(found) for found in google_patents()}
    differing = {text for text, number in written.items() if number.in_notation(NumberNotation.DOCDB) != text.replace("-", " ")}
    assert differing == {text for text, number in written.items() if number.republication}


@pytest.mark.parametrize(
    ("source", "whats"),
    [
        (us_xml, {"a design patent": 11, "a plant patent": 1, "a statutory invention registration": 1}),
        (nasa, {"a design patent": 1, "a reissued patent": 2}),
        (us_json, {"a design patent": 3}),
    ],
)
def test_what_is_no_ordinary_patent_is_named(source: Callable[[], Iterator[Found]], whats: dict[str, int]) -> None:
    granted = [read(found) for found in source() if found.types >= REGISTRATIONS and found.place != "patcit" and is_read(found)]
    found = [what.en for what in map(special_right, granted) if what is not None]
    assert Counter(found) == whats
