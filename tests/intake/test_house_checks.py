"""Faults that only several records together show: keys, overlaps, circles, schemes, shares."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippool.domain.patents import TitleState
from tests.intake.house import CL_1, GOOD, OL_1, read, spoiled, told

PARTY = "code,kind,name_ja,name_en,country,merged_into,merged_on\n"


def more(file: str, *rows: str) -> dict[str, str]:
    return {**GOOD, file: GOOD[file] + "".join(f"{row}\n" for row in rows)}


SAME = "stands already at"
KEYS = [
    ("parties.csv", "A,COMPANY,,Other A,JP,,", 6, "code", "A stands already at parties.csv:3."),
    ("centers.csv", "C-1,,Other,CORE-1", 3, "code", "C-1 stands already at centers.csv:2."),
    ("labs.csv", "OL-1,,Other,OPEN,C-1,2020-04-01,,", 4, "code", "OL-1 stands already at labs.csv:2."),
    ("families.csv", "F-1,,Other", 4, "code", "F-1 stands already at families.csv:2."),
    ("patents.csv", "P-1,F-2,JP,,Other,,,,,,,,,", 4, "code", "P-1 stands already at patents.csv:2."),
    ("disclosures.csv", "D-1,F-2,,,", 3, "number", "D-1 stands already at disclosures.csv:2."),
    ("memberships.csv", "A,OL-1,,premium,2020-04-01,,", 5, "from", "A/OL-1/2020-04-01 stands already at memberships.csv:2."),
    ("affiliates.csv", "A,B,1/2,,2020-04-01,", 3, "from", "A/B/2020-04-01 stands already at affiliates.csv:2."),
    ("titles.csv", "P-1,A,2/5,STIPULATED,2020-06-01,", 5, "from", "P-1/A/2020-06-01 stands already at titles.csv:3."),
    ("lab_tags.csv", "P-1,OL-1,2020-05-01,", 4, "from", "P-1/OL-1/2020-05-01 stands already at lab_tags.csv:2."),
    (
        "legal_events.csv",
        "P-2,WITHDRAWN,2024-01-10,",
        3,
        "effective_on",
        "P-2/2024-01-10/WITHDRAWN stands already at legal_events.csv:2.",
    ),
    ("consents.csv", "CNS-1,B,LAB,OL-1,PLEDGE,MEMBERS,,,,,", 3, "code", "CNS-1 stands already at consents.csv:2."),
    ("licenses.csv", "L-1,RESEARCH,U,P-1,,,,,ACTIVE,OTHER,,,", 4, "number", "L-1 stands already at licenses.csv:2."),
    (
        "statutory_licenses.csv",
        "P-2,A,35(1),true,2021-06-01,,",
        3,
        "from",
        "P-2/A/35(1)/2021-06-01 stands already at statutory_licenses.csv:2.",
    ),
    ("needs.csv", "P-1,B,2022-01-01,,", 3, "from", "P-1/B/2022-01-01 stands already at needs.csv:2."),
]


@pytest.mark.parametrize(("file", "row", "line", "field", "reason"), KEYS)
def test_two_rows_of_one_key(tmp_path: Path, file: str, row: str, line: int, field: str, reason: str) -> None:
    assert told(read(tmp_path, more(file, row))) == [(file, line, field, reason)]


def test_a_patent_number_belongs_to_one_patent(tmp_path: Path) -> None:
    row = "P-3,F-2,JP,,Other,JP:app:2020:100001,JP:pub:2021:200001:A,JP:reg:7000001,,,,,,"
    assert told(read(tmp_path, more("patents.csv", row))) == [
        ("patents.csv", 4, "application_number", "It stands already at patents.csv:2."),
        ("patents.csv", 4, "publication_number", "It stands already at patents.csv:2."),
        ("patents.csv", 4, "registration_number", "It stands already at patents.csv:2."),
    ]


def test_a_family_has_one_disclosure(tmp_path: Path) -> None:
    found = told(read(tmp_path, more("disclosures.csv", "D-2,F-1,,,")))
    assert found == [("disclosures.csv", 3, "family", "It stands already at disclosures.csv:2.")]


OVERLAPS = [
    ("memberships.csv", "A,OL-1,,standard,2024-04-01,,", 5, "memberships.csv:2"),
    ("memberships.csv", "U,OL-1,,standard,2022-03-31,,", 5, "memberships.csv:3"),
    ("affiliates.csv", "A,B,1/2,,2024-04-01,", 3, "affiliates.csv:2"),
    ("lab_tags.csv", "P-1,OL-1,2024-05-01,", 4, "lab_tags.csv:2"),
]


@pytest.mark.parametrize(("file", "row", "line", "where"), OVERLAPS)
def test_overlapping_periods(tmp_path: Path, file: str, row: str, line: int, where: str) -> None:
    assert told(read(tmp_path, more(file, row))) == [(file, line, "from", f"The period overlaps {where}.")]


def test_periods_that_touch_do_not_overlap(tmp_path: Path) -> None:
    """U was a member up to 2022-03-31; a period is half open, so the next may begin on 2022-04-01."""
    assert read(tmp_path, more("memberships.csv", "U,OL-1,,standard,2022-04-01,,")).findings == ()


def test_a_long_period_overlaps_also_what_is_not_next_to_it(tmp_path: Path) -> None:
    texts = {
        **GOOD,
        "lab_tags.csv": "patent,lab,from,until\nP-1,OL-1,,2025-01-01\nP-1,OL-1,2021-01-01,2022-01-01\nP-1,OL-1,2023-01-01,\n",
    }
    assert [(line, reason) for _, line, _, reason in told(read(tmp_path, texts))] == [
        (3, "The period overlaps lab_tags.csv:2."),
        (4, "The period overlaps lab_tags.csv:2."),
    ]


def test_versions_of_one_lab_do_not_overlap_and_go_forward(tmp_path: Path) -> None:
    second = OL_1.replace("version = 1", "version = 2")
    found = told(read(tmp_path / "same", {**GOOD, "arrangements/OL-1@2.toml": second}))
    assert found == [("arrangements/OL-1@2.toml", 5, "from", "The period overlaps arrangements/OL-1@1.toml:1.")]
    earlier = second.replace("from = 2020-04-01", "from = 2010-04-01\nuntil = 2020-04-01")
    found = told(read(tmp_path / "back", {**GOOD, "arrangements/OL-1@2.toml": earlier}))
    assert found == [("arrangements/OL-1@2.toml", 5, "from", "It begins before OL-1@1.")]


def test_mergers_that_go_round(tmp_path: Path) -> None:
    rows = PARTY + "CORE-1,CORE,,I,JP,,\nA,COMPANY,,A,JP,B,2024-01-01\nB,COMPANY,,B,JP,U,2024-01-01\nU,COMPANY,,U,JP,A,2024-01-01\n"
    assert told(read(tmp_path, {**GOOD, "parties.csv": rows})) == [
        ("parties.csv", 3, "merged_into", "The mergers lead from A back to itself."),
        ("parties.csv", 4, "merged_into", "The mergers lead from B back to itself."),
        ("parties.csv", 5, "merged_into", "The mergers lead from U back to itself."),
    ]


def test_a_chain_into_a_circle_is_not_of_it(tmp_path: Path) -> None:
    rows = PARTY + "CORE-1,CORE,,I,JP,A,2024-01-01\nA,COMPANY,,A,JP,B,2024-01-01\nB,COMPANY,,B,JP,A,2024-01-01\nU,COMPANY,,U,JP,,\n"
    assert [line for _, line, _, _ in told(read(tmp_path, {**GOOD, "parties.csv": rows}))] == [3, 4]


def test_labs_that_are_one_anothers_parent(tmp_path: Path) -> None:
    texts = spoiled("labs.csv", ("C-1,2020-04-01,,\nCL", "C-1,2020-04-01,,CL-1\nCL"))
    texts["labs.csv"] = texts["labs.csv"].replace("CLOSED,C-1,2020-04-01,,", "CLOSED,C-1,2020-04-01,,OL-1")
    assert told(read(tmp_path, texts)) == [
        ("labs.csv", 2, "parent", "The parents lead from OL-1 back to itself."),
        ("labs.csv", 3, "parent", "The parents lead from CL-1 back to itself."),
    ]


def test_control_that_goes_round(tmp_path: Path) -> None:
    round_ = told(read(tmp_path / "round", more("affiliates.csv", "B,A,3/5,,2024-01-01,")))
    assert round_ == [
        ("affiliates.csv", 2, "parent", "The control above 1/2 leads back to the parent itself."),
        ("affiliates.csv", 3, "parent", "The control above 1/2 leads back to the parent itself."),
    ]
    assert read(tmp_path / "minority", more("affiliates.csv", "B,A,1/2,,2024-01-01,")).findings == ()
    assert read(tmp_path / "before", more("affiliates.csv", "B,A,3/5,,2019-01-01,2020-04-01")).findings == ()


def test_a_patent_of_an_open_and_an_exclusive_closed_lab(tmp_path: Path) -> None:
    texts = more("lab_tags.csv", "P-2,OL-1,2022-05-01,")
    texts["licenses.csv"] = GOOD["licenses.csv"].replace("EXCLUSIVE", "NON_EXCLUSIVE").replace("NON_NON_", "NON_")
    conflict = (
        "A patent of an open lab cannot be in the closed lab of CL-1@1 too, which gives exclusivity. "
        "(SCHEME_CONFLICT, lab_tags.csv:3)"
    )
    assert told(read(tmp_path / "bound", texts)) == [("lab_tags.csv", 4, "lab", conflict)]
    texts["arrangements/CL-1@1.toml"] = CL_1.replace("from = 2020-04-01", "from = 2020-04-01\nuntil = 2022-05-01")
    assert read(tmp_path / "over", texts).findings == ()
    texts["arrangements/CL-1@1.toml"] = CL_1.replace("EXCLUSIVE", "NON_EXCLUSIVE")
    assert read(tmp_path / "free", texts).findings == ()


def test_an_exclusive_license_where_the_open_tag_is_over(tmp_path: Path) -> None:
    """L-2 is exclusive from 2024; a tag of an open lab that ended in 2023 does not stand against it."""
    texts = {**GOOD, "lab_tags.csv": "patent,lab,from,until\nP-1,OL-1,,\nP-2,OL-1,2021-05-01,2023-05-01\nP-2,CL-1,2023-05-01,\n"}
    assert read(tmp_path, texts).findings == ()


def test_an_unreadable_sheet_of_codes_does_not_hide_other_faults(tmp_path: Path) -> None:
    texts = spoiled("titles.csv", ("P-1,A,2/5", "P-1,A,7/5"))
    texts["patents.csv"] = GOOD["patents.csv"] + "P-3,F-1\n"
    assert [(file, line, field) for file, line, field, _ in told(read(tmp_path, texts))] == [
        ("patents.csv", 4, ""),
        ("titles.csv", 3, "share"),
    ]


KEPT = "It is kept with its title OPEN."
SIDE_BY_SIDE = f"On 2020-06-01: Shares known in different ways stand side by side. {KEPT}"
SHARES = [
    ("1/5", "STIPULATED", f"On 2020-06-01: The shares sum to 4/5, not to 1. {KEPT}"),
    ("3/5", "STIPULATED", f"On 2020-06-01: The shares sum to 6/5, not to 1. {KEPT}"),
    ("", "NOT_STIPULATED", SIDE_BY_SIDE),
    ("2/5", "ASSUMED_EQUAL", SIDE_BY_SIDE),
]


@pytest.mark.parametrize(("share", "basis", "warning"), SHARES)
def test_shares_that_do_not_add_up_are_a_warning_and_open_the_title(tmp_path: Path, share: str, basis: str, warning: str) -> None:
    found = read(tmp_path, spoiled("titles.csv", ("P-1,A,2/5,STIPULATED", f"P-1,A,{share},{basis}")))
    assert not found.is_refused
    assert [(one.file, one.line, one.field, one.because.en) for one in found.findings] == [
        ("patents.csv", 2, "title_state", warning)
    ]
    assert {patent.code: patent.title_state for patent in found.patents} == {"P-1": TitleState.OPEN, "P-2": TitleState.SETTLED}


def test_shares_are_added_up_on_every_day(tmp_path: Path) -> None:
    rows = (
        "patent,party,share,basis,from,until\nP-1,CORE-1,3/5,STIPULATED,2020-06-01,\n"
        "P-1,A,2/5,STIPULATED,2020-06-01,2024-01-01\nP-1,B,2/5,STIPULATED,2024-02-01,\n"
    )
    (warning,) = read(tmp_path / "gap", {**GOOD, "titles.csv": rows}).findings
    assert warning.because.en == "On 2024-01-01: The shares sum to 3/5, not to 1. It is kept with its title OPEN."
    assert read(tmp_path / "sound", {**GOOD, "titles.csv": rows.replace("2024-02-01", "2024-01-01")}).findings == ()
