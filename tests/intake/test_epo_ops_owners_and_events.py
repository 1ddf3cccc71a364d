"""EPO OPS XML: one owner for each applicant however often it is named, and what legal events settle."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from ippool.domain.patents import LegalStatus
from ippool.intake.entries import SourceEvent
from tests.intake.ops_records import (
    LEGAL,
    LEGAL_OF_US,
    applicants,
    document,
    legal,
    member,
    patents,
    publication,
    read_one,
    spellings,
    told,
)


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        pytest.param(
            [("docdb", 1, "TOYOTA MOTOR CO LTD"), ("epodoc", 1, "TOYOTA MOTOR CORP [JP]"), ("original", 1, "トヨタ自動車株式会社")],
            [("トヨタ自動車株式会社", "TOYOTA MOTOR CO LTD", "TOYOTA MOTOR CORP")],
            id="the same place in three formats, in two scripts",
        ),
        pytest.param(
            [
                *(("epodoc", 1, "MURATA MANUFACTURING CO [JP]"), ("epodoc", 2, "NAT INST FOR MATERIALS SCIENCE [JP]")),
                *(
                    ("original", 1, "Murata Manufacturing Co., Ltd., "),
                    ("original", 2, "National Institute for Materials Science, "),
                ),
                *(("original", 3, "株式会社村田製作所"), ("original", 4, "物質・材料研究機構")),
            ],
            [
                ("Murata Manufacturing Co., Ltd.", "株式会社村田製作所", "MURATA MANUFACTURING CO"),
                ("National Institute for Materials Science", "物質・材料研究機構", "NAT INST FOR MATERIALS SCIENCE"),
            ],
            id="what was filed is named twice over, in two scripts",
        ),
        pytest.param(
            [("epodoc", 1, "ALPHA GMBH [DE]"), ("original", 1, "Alpha GmbH"), ("original", 2, "Beta AG")],
            [("Alpha GmbH", "ALPHA GMBH"), ("Beta AG",)],
            id="a second name that was filed is another owner where it is merely different",
        ),
        pytest.param(
            [
                *(("epodoc", 1, "ALPHA GMBH [DE]"), ("epodoc", 2, "MUELLER HANS [DE]"), ("original", 1, "Alpha GmbH")),
                *(("original", 2, "Müller, Hans"), ("original", 3, "Müller Hans")),
            ],
            [("Alpha GmbH", "ALPHA GMBH"), ("Müller, Hans", "Müller Hans", "MUELLER HANS")],
            id="out of its turn a name repeats who is written alike",
        ),
        pytest.param(
            [("epodoc", 1, "ALPHA CO LTD [JP]"), ("original", 1, "アルファ株式会社"), ("original", 2, "ベータ株式会社")],
            [("アルファ株式会社", "ALPHA CO LTD"), ("ベータ株式会社",)],
            id="in its turn a name of a script that is there already is another owner",
        ),
        pytest.param(
            [
                *(("epodoc", 1, "ALPHA CO LTD [JP]"), ("epodoc", 2, "BETA CO LTD [JP]")),
                *(("original", 1, "Alpha Co., Ltd."), ("original", 2, "Beta Co., Ltd."), ("original", 3, "ガンマ株式会社")),
            ],
            [("Alpha Co., Ltd.", "ALPHA CO LTD"), ("Beta Co., Ltd.", "BETA CO LTD"), ("ガンマ株式会社",)],
            id="what does not go round begins no second turn",
        ),
        pytest.param(
            [("original", 1, "Alpha GmbH"), ("original", 2, "Beta AG")],
            [("Alpha GmbH",), ("Beta AG",)],
            id="only what was filed",
        ),
        pytest.param(
            [("epodoc", 1, "ALPHA GMBH [DE]"), ("epodoc", 2, ""), ("original", 2, "Beta AG")],
            [("ALPHA GMBH",), ("Beta AG",)],
            id="an empty name is no name",
        ),
    ],
)
def test_an_applicant_is_one_owner_in_all_its_spellings(
    tmp_path: Path, names: list[tuple[str, int | str, str]], expected: list[tuple[str, ...]]
) -> None:
    entry = read_one(tmp_path, document(applicants(*names)))
    assert list(map(spellings, entry.owners)) == expected
    assert entry.owners_stated


def test_legal_events_of_a_european_patent() -> None:
    [entry] = patents(LEGAL)
    assert told(entry)["source"] == "2025-08-02"
    states = "AL AT BE BG CH CY CZ DE DK EE ES FI FR GB GR HR HU IE IS IT LI LT LU LV MC MK MT NL NO PL PT RO SE SI SK SM TR"
    called = "AK DESIGNATED CONTRACTING STATES; Kind Code of Ref Document: {}; Designated State(s): " + states
    # 32 states lapsed one by one: the European patent did not.
    assert sum(one.text.startswith("PG25 ") for one in entry.events) == 32
    assert [one for one in entry.events if one.status is not None] == [
        SourceEvent(LegalStatus.PUBLISHED, date(2011, 12, 28), called.format("A1")),
        SourceEvent(LegalStatus.GRANTED, date(2019, 11, 27), called.format("B1")),
    ]
    assert entry.events[2] == SourceEvent(None, date(2012, 6, 6), "17P REQUEST FOR EXAMINATION FILED; Effective DATE: 20120606")
    assert entry.events[-1] == SourceEvent(
        None,
        date(2025, 7, 30),
        "PGFP ANNUAL FEE PAID TO NATIONAL OFFICE [ANNOUNCED VIA POSTGRANT INFORMATION FROM NATIONAL OFFICE TO EPO]; "
        "Ref Country Code: SE; Payment DATE: 20250514; Year of Fee Payment: 16",
    )


def test_legal_events_of_a_us_patent() -> None:
    [entry] = patents(LEGAL_OF_US)
    assert told(entry) == {
        "app": "US:app:15:919370",
        "reg": "US:reg:10465445",
        "filed": "2018-03-13",
        "priority": "2013-02-05",
        "registered": "2019-11-05",
        "claims": ["US:app:61:761070", "US:app:15:421222", "US:app:13:930683"],
        "source": "2020-11-07",
    }
    # STCF was told twenty days before the grant.
    assert [(one.status, one.on) for one in entry.events if one.text.startswith("STCF ")] == [(None, date(2019, 10, 16))]
    assert [one for one in entry.events if one.status] == []


@pytest.mark.parametrize(
    ("own", "events", "expected"),
    [
        (publication(), [legal("18D ", "2012-09-12", ("L525EP", "20120301"))], [(LegalStatus.WITHDRAWN, date(2012, 3, 1))]),
        (publication(), [legal("18R ", "2012-09-12")], [(LegalStatus.REFUSED, date(2012, 9, 12))]),
        (publication(), [legal("27W ", "2022-09-12")], [(LegalStatus.INVALIDATED, date(2022, 9, 12))]),
        (publication(), [legal("AK  ", "2012-09-12", ("L506EP", "A3"))], [(None, date(2012, 9, 12))]),
        (publication(), [legal("GRAA", "2012-09-12")], [(None, date(2012, 9, 12))]),
        # A code means what it means at its office only.
        (publication(), [legal("LAPS", "2012-09-12")], [(None, date(2012, 9, 12))]),
        (
            publication("US", "9648662", "B2", "20170509"),
            [legal("LAPS", "2025-06-16", office="US")],
            [(LegalStatus.LAPSED, date(2025, 6, 16))],
        ),
        (
            publication(),
            [legal("18D ", "2012-09-12"), legal("18RR", "2013-01-09"), legal("18D ", "2014-05-07")],
            [(None, date(2012, 9, 12)), (None, date(2013, 1, 9)), (LegalStatus.WITHDRAWN, date(2014, 5, 7))],
        ),
        (
            publication("US", "9648662", "B2", "20170509"),
            [
                legal(
                    "STCH",
                    "2025-06-09",
                    ("L510EP", "PATENT EXPIRED DUE TO NONPAYMENT OF MAINTENANCE FEES UNDER 37 CFR 1.362"),
                    office="US",
                ),
                legal("STCH", "2025-06-10", ("L510EP", "SOMETHING ELSE"), office="US"),
            ],
            [(LegalStatus.LAPSED, date(2025, 6, 9)), (None, date(2025, 6, 10))],
        ),
        # Told of applications and rights alike: an end of the right only where there is one.
        (
            publication("DE", "69905327", "D1", "20030320"),
            [legal("R119", "2010-06-02", office="DE")],
            [(LegalStatus.LAPSED, date(2010, 6, 2))],
        ),
        (publication("DE", "69905327", "D1", "20030320"), [legal("R119", "2002-06-02", office="DE")], [(None, date(2002, 6, 2))]),
        (
            publication("DE", "102007026455", "A1", "20081211"),
            [legal("R119", "2010-06-02", office="DE")],
            [(None, date(2010, 6, 2))],
        ),
    ],
)
def test_a_legal_event_settles_a_status_only_where_it_does(
    tmp_path: Path, own: str, events: list[str], expected: list[tuple[LegalStatus | None, date]]
) -> None:
    entry = read_one(tmp_path, member(*events, own=own))
    assert [(event.status, event.on) for event in entry.events] == expected
