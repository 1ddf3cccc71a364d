"""Every fault of a house folder is told with file, line, field and reason, and all of them at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from ippool.domain.money import MINOR_DIGITS
from ippool.domain.parties import PartyKind
from ippool.domain.preferences import PARAMETERS
from ippool.domain.tables import Cell
from tests.intake.house import read, spoiled, told

LABEL = "Write one line of 1 to 200 characters without a space at its ends."
CODE = "A code has 1 to 100 characters, no space or slash, and does not begin with a dot."
DAY = "Write the day as YYYY-MM-DD."
FIRST_YEAR = "A day of the year 1; leave it out where there is no beginning."
LAST_YEAR = "A day of the year 9999; leave it out where there is no end."
FRACTION = "Write a fraction (2/5) or a decimal (0.4)."
MISSING = "A required value is missing."
PERIOD = "until must be a day after from (the first day that is out)."
EXACT = 'Put a decimal in quotes ("0.018"); a bare one is not exact.'
CURRENCY = f"The currency is one of {', '.join(MINOR_DIGITS)}."
REASON_WITHOUT_DAY = "A reason for leaving needs until."
NO_FIGURE = "A share that is not stipulated has no figure; leave it empty."
NO_EXCLUSIVE = "P-1: On a patent of the open lab OL-1 no exclusive license is given, in any field or country."
TOO_LATE = "The number “JP:app:2027:100001” cannot be read: The year 2027 has not come yet."
NO_APPLICATION = "JP:pub:2020:100001:A is not an application number."
NO_REGISTRATION = "JP:app:2020:100001 is not a registration number."
COUNTRY = "Write a two-letter code (JP, EP)."

ROWS = [
    ("parties.csv", "University U,JP,,\n", "University U,JP,,\nV W,COMPANY,,V,JP,,\n", 6, "code", CODE),
    ("parties.csv", "University U,JP,,\n", "University U,JP,,\n..,COMPANY,,V,JP,,\n", 6, "code", CODE),
    ("parties.csv", "University U,JP,,\n", "University U,JP,,\n../../V,COMPANY,,V,JP,,\n", 6, "code", CODE),
    ("parties.csv", "University U,JP,,\n", f"University U,JP,,\n{'V' * 101},COMPANY,,V,JP,,\n", 6, "code", CODE),
    ("parties.csv", "B社,Company B", ",", 4, "name_ja", "Write it in Japanese or in English at least."),
    ("parties.csv", "Company B,US", "Company B,us", 4, "country", COUNTRY),
    (
        "parties.csv",
        "B,COMPANY,",
        "B,FIRM,",
        4,
        "kind",
        f"Write one of {', '.join(PartyKind)}.",
    ),
    ("parties.csv", "Company B,US,,", "Company B,US,A,", 4, "merged_on", "Fill merged_into and merged_on both or neither."),
    ("parties.csv", "Company B,US,,", "Company B,US,B,2024-01-01", 4, "merged_into", "A party cannot merge into itself."),
    ("parties.csv", "Company B,US,,", "Company B,US,X,2024-01-01", 4, "merged_into", "There is no row of X in parties.csv."),
    ("centers.csv", "Center,CORE-1", "Center,A", 2, "core", "A is not of kind CORE."),
    ("labs.csv", "C-1,2020-04-01,,\nCL", "C-1,2020-04-01,,OL-1\nCL", 2, "parent", "A lab cannot be its own parent."),
    ("labs.csv", "OPEN,C-1", "OPEN,C-9", 2, "center", "There is no row of C-9 in centers.csv."),
    ("labs.csv", "C-1,2020-04-01,,\nCL", "C-1,2020-04-01,2020-04-01,\nCL", 2, "until", PERIOD),
    ("memberships.csv", "A,OL-1,,standard", "A,OL-1,C-1,standard", 2, "lab", "Fill exactly one of lab and center."),
    ("memberships.csv", "A,OL-1,,standard", "A,,,standard", 2, "lab", "Fill exactly one of lab and center."),
    ("memberships.csv", "standard,2020-04-01,,\nU", "standard,,,\nU", 2, "from", MISSING),
    ("memberships.csv", "A,OL-1,,standard,", "A,OL-1,,,", 2, "tier", MISSING),
    (
        "memberships.csv",
        "standard,2020-04-01,,\nU",
        "standard,2020-04-01,,EXPIRY\nU",
        2,
        "left_reason",
        "A reason for leaving needs until.",
    ),
    ("memberships.csv", "2022-04-01,WITHDRAWAL", "2022-04-31,WITHDRAWAL", 3, "until", DAY),
    ("memberships.csv", "2022-04-01,WITHDRAWAL", "1.4.2022,WITHDRAWAL", 3, "until", DAY),
    ("memberships.csv", "2022-04-01,WITHDRAWAL", "9999-12-31,WITHDRAWAL", 3, "until", LAST_YEAR),
    ("memberships.csv", "academic,2020-04-01", "academic,0001-01-01", 3, "from", FIRST_YEAR),
    ("affiliates.csv", "A,B,4/5", "A,B,0", 2, "control", "Control is above 0 and at most 1."),
    ("affiliates.csv", "A,B,4/5", "A,B,-1/2", 2, "control", FRACTION),
    ("affiliates.csv", "A,B,4/5", "A,B,6/5", 2, "control", "Control is above 0 and at most 1."),
    ("affiliates.csv", "A,B,4/5", "A,B,", 2, "control", MISSING),
    ("affiliates.csv", "A,B,4/5", "A,B,1/0", 2, "control", FRACTION),
    ("affiliates.csv", "A,B,4/5", "A,A,4/5", 2, "subsidiary", "Parent and subsidiary must be two parties."),
    ("affiliates.csv", "OL-1,", "OL-1 OL-7,", 2, "annex", "'OL-7': There is no row of OL-7 in labs.csv."),
    ("patents.csv", "2023-06-01,2040", "2019-06-01,2040", 2, "registered_on", "The day is before filed_on, 2020-06-01."),
    (
        "patents.csv",
        "JP:app:2020:100001",
        "JP:app:2027:100001",
        2,
        "application_number",
        TOO_LATE,
    ),
    (
        "patents.csv",
        "JP:app:2020:100001",
        "特開2020-100001",
        2,
        "application_number",
        "JP:pub:2020:100001:A is not an application number.",
    ),
    ("patents.csv", "JP:pub:2021:200001:A", "特許7000002", 2, "publication_number", "JP:reg:7000002 is not a publication number."),
    (
        "patents.csv",
        "JP:reg:7000001",
        "JP:app:2020:100001",
        2,
        "registration_number",
        "JP:app:2020:100001 is not a registration number.",
    ),
    ("patents.csv", "JP:reg:7000001", "US 10123456 B2", 2, "registration_number", "US:reg:10123456 is not a number of JP."),
    ("patents.csv", "IPC:H01M 10/05", "IPC:H01M 10/05;G05D", 2, "classifications", "Write 'G05D' like IPC:H01M 10/05."),
    ("patents.csv", "P-2,F-2,EP", "P-2,F-2,US", 3, "states", "Only a European patent (EP) has validated states."),
    ("patents.csv", "P-2,F-2,EP", "P-2,F-9,EP", 3, "family", "There is no row of F-9 in families.csv."),
    ("disclosures.csv", "2020-05-01", "2020-04-09", 2, "disclosed_on", "It cannot be disclosed before it was conceived."),
    ("disclosures.csv", "D-1,", " D-1,", 2, "number", LABEL),
    ("titles.csv", "P-1,A,2/5", "P-1,A,7/5", 3, "share", "A share is above 0 and at most 1."),
    (
        "titles.csv",
        "P-2,CORE-1,,NOT",
        "P-2,CORE-1,1/2,NOT",
        4,
        "share",
        "A share that is not stipulated has no figure; leave it empty.",
    ),
    ("titles.csv", "P-1,A,2/5,STIPULATED", "P-1,A,,STIPULATED", 3, "share", "STIPULATED needs a share."),
    ("titles.csv", "P-1,A,", "P-1,X,", 3, "party", "There is no row of X in parties.csv."),
    ("lab_tags.csv", "P-1,OL-1", "P-9,OL-1", 2, "patent", "There is no row of P-9 in patents.csv."),
    ("legal_events.csv", "2024-01-10", "", 2, "effective_on", MISSING),
    ("consents.csv", "NAMED,B", "NAMED,", 2, "named", "Fill named where the beneficiaries are NAMED, and only there."),
    ("consents.csv", "NAMED,B", "MEMBERS,B", 2, "named", "Fill named where the beneficiaries are NAMED, and only there."),
    ("consents.csv", "PATENT,P-1", "FAMILY,P-1", 2, "about_code", "There is no row of P-1 in families.csv."),
    ("consents.csv", "MAKE USE", "MAKE SELL", 2, "acts", "'SELL': Write one of MAKE, USE, ASSIGN, LEASE, EXPORT, IMPORT, OFFER."),
    ("consents.csv", ",JP,2024", ",Japan,2024", 2, "jurisdictions", f"'Japan': {COUNTRY}"),
    ("licenses.csv", "B,P-1,", "B,P-1 P-9,", 2, "patents", "'P-9': There is no row of P-9 in patents.csv."),
    ("licenses.csv", "B,P-1,", "B,,", 2, "patents", MISSING),
    ("licenses.csv", "JPY", "YEN", 2, "currency", CURRENCY),
    ("licenses.csv", "OTHER,0.03", "OTHER,3%", 2, "rate", FRACTION),
    (
        "licenses.csv",
        "L-1,NON_EXCLUSIVE",
        "L-1,EXCLUSIVE",
        2,
        "license_type",
        NO_EXCLUSIVE,
    ),
    ("statutory_licenses.csv", "35(1),true", "35(1),yes", 2, "free", "Write true or false."),
    ("statutory_licenses.csv", "A,35(1)", "A,", 2, "basis", MISSING),
    ("needs.csv", "P-1,B", "P-1,", 2, "party", MISSING),
]


@pytest.mark.parametrize(("file", "before", "after", "line", "field", "reason"), ROWS)
def test_a_fault_of_a_row(tmp_path: Path, file: str, before: str, after: str, line: int, field: str, reason: str) -> None:
    assert told(read(tmp_path, spoiled(file, (before, after)))) == [(file, line, field, reason)]


OL = "arrangements/OL-1@1.toml"
CELLS = ", ".join(Cell)
CARDS = "Nothing is priced by a card MEMBR:standard; the cards are NONMEM, MEMBER, MEMBER:<tier>, RESEARCH and OWN_WORKING."
WHOLE_LAB = "For a whole lab nobody is named; write MEMBERS or MEMBERS_AND_THIRD_PARTIES."
UNQUOTED = "Write a day without quotes, like 2026-04-01."
UNKNOWN = "Unknown key; see the format."
NAMES = ", ".join(sorted(PARAMETERS))
TIERS = "cards.NONMEM.tiers"
TAIL = "tail_months = 12"
FACTOR = 'small-company-factor = "0.5"'
ROW = 'standings = ["CENTER_MEMBER"]'
UPFRONT = "upfront = 1000000"
FROM = "from = 2020-04-01"
TITLE = 'title_en = "Arrangement of the open lab"'

VERSIONS = [
    ('"0.03"', "0.03", 15, TIERS, EXACT),
    ('"0.03"', "inf", 15, TIERS, EXACT),
    ('"0.03"', "-1", 15, TIERS, "Write a number from 0 up, of at most 30 digits."),
    ('"0.03"', '"-0.03"', 15, TIERS, FRACTION),
    ('"0.03"', '"0.03', 15, "", "This is not TOML (Illegal character '\\n' (at line 15, column 21))."),
    (UPFRONT, UPFRONT + '\ncurrency = "YEN"', 15, "cards.NONMEM.currency", CURRENCY),
    ("MEMBER:standard", "MEMBR:standard", 17, "cards.MEMBR:standard", CARDS),
    ("tail_months", "tale_months", 8, "policies.tale_months", UNKNOWN),
    ("[policies]\ntail_months", "policies.tale_months", 7, "policies.tale_months", UNKNOWN),
    (TAIL, "from = 2020-01-01", 8, "policies.from", UNKNOWN),
    (TAIL, "tail_months = 12.5", 8, "policies.tail_months", "Write a whole number."),
    (TAIL, "tail_months = -1", 8, "policies.tail_months", "Write a whole number from 0 to 9999."),
    (TAIL, "tail_months = true", 8, "policies.tail_months", "Write a whole number from 0 to 9999."),
    (TAIL, 'affiliate_threshold = "3/2"', 8, "policies.affiliate_threshold", "Control is at most 1."),
    (TAIL, 'research = "GRATIS"', 8, "policies.research", "Write one of FREE, CARD, NONE."),
    ("blanket_required = true", 'scope = "NAMED"', 11, "consent.scope", WHOLE_LAB),
    (FROM, 'from = "2020-04-01"', 5, "from", UNQUOTED),
    (FROM, "from = 2020-04-01T00:00:00", 5, "from", UNQUOTED),
    (FROM, FROM + "\nuntil = 2020-01-01", 6, "until", PERIOD),
    (FROM, FROM + "\nuntil = 9999-12-31", 6, "until", LAST_YEAR),
    ("version = 1", "version = 2", 2, "version", "The file must be named OL-1@2.toml."),
    ("version = 1", "version = 0", 2, "version", "The version is a whole number from 1."),
    (TITLE, "title_en = 5", 3, "title_en", "Write a text in quotes."),
    (TITLE, 'title_en = "a\\u0000b"', 3, "title_en", "There is a NUL character."),
    (FACTOR, 'small-company-faktor = "0.5"', 22, "adjustments.small-company-faktor", f"Unknown adjustment; there are {NAMES}."),
    (FACTOR, 'region-factors = "0.5"', 22, "adjustments.region-factors", "Write a table."),
    (FACTOR, 'region-factors = { "JP" = 0.5 }', 22, "adjustments.region-factors.JP", EXACT),
    (FACTOR, "volume-tiers-members = [[0]]", 22, "adjustments.volume-tiers-members", "Write pairs, [a, b]."),
    (FACTOR, 'early-bird-until = "2027"', 22, "adjustments.early-bird-until", UNQUOTED),
    ("[[rows]]", "[rows]", 24, "rows", "Write a list of tables, [[...]]."),
    ('cell = "NONMEM"', 'cell = "NONMEMBER"', 25, "rows.0.cell", f"Write one of {CELLS}."),
    (ROW, "standings = []", 26, "rows.0.standings", "Name one standing at least; a row without any matches nothing."),
    ('party = "A"', 'party = "CORE-1"', 28, "signatories", "CORE-1 signs twice."),
    ('party = "A"', 'party = "X"', 33, "signatories.1.party", "There is no row of X in parties.csv."),
    ("signed_on = 2020-03-21\n", "", 32, "signatories.1.signed_on", "The day of signature is missing."),
]


@pytest.mark.parametrize(("before", "after", "line", "field", "reason"), VERSIONS)
def test_a_fault_of_an_arrangement(tmp_path: Path, before: str, after: str, line: int, field: str, reason: str) -> None:
    assert told(read(tmp_path, spoiled(OL, (before, after)))) == [(OL, line, field, reason)]


LAW = [
    ('"OPEN"', '"CLOSED"', 4, "scheme", "The scheme is fixed for the life of the lab"),
    (TAIL, "option_allowed = true", 8, "policies.option_allowed", "no option to exclusivity"),
    (TAIL, 'nonworking_compensation = "RATE_BY_SHARE"', 8, "policies.nonworking_compensation", "no compensation for non-working"),
    (TAIL, 'cost_model = "EQUAL"', 8, "policies.cost_model", "the core institution bears the costs"),
    ("[cards.NONMEM]", '[exclusivity]\nlicense_type = "SOLE"\n[cards.NONMEM]', 14, "exclusivity.license_type", "non-exclusive"),
    (ROW, 'standings = ["CO_OWNER"]', 24, "rows.0", "own working is free"),
    ('"0.03"', '"1.03"', 15, TIERS, "A rate of NONMEM is above 1."),
    ('[[0, "0.03"]]', '[[5, "0.03"]]', 15, TIERS, "must begin at 0"),
    ('"0.018"], [100000000', '"0.018"], [0', 19, "cards.MEMBER:standard.tiers", "must rise"),
    (UPFRONT, UPFRONT + "\ncap = 5\nminimum = 6", 15, "cards.NONMEM.cap", "below its minimum"),
    ('small-company-factor = "0.5"', 'small-company-factor = "1/3"', 22, "adjustments.small-company-factor", "finite decimal"),
]
"""Faults that the domain finds in a version; the format says where they stand."""


@pytest.mark.parametrize(("before", "after", "line", "field", "phrase"), LAW)
def test_a_fault_against_the_law(tmp_path: Path, before: str, after: str, line: int, field: str, phrase: str) -> None:
    ((file, at, of, reason),) = told(read(tmp_path, spoiled(OL, (before, after))))
    assert (file, at, of) == (OL, line, field)
    assert phrase in reason
