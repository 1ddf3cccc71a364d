"""A small house folder in texts, and how tests write, spoil and read it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from uuid import NAMESPACE_OID, UUID, uuid5

from ippool.intake.house import HouseFolder, read_house

THIS_YEAR = 2026

OL_1 = """\
lab = "OL-1"
version = 1
title_en = "Arrangement of the open lab"
scheme = "OPEN"
from = 2020-04-01

[policies]
tail_months = 12

[consent]
blanket_required = true

[cards.NONMEM]
upfront = 1000000
tiers = [[0, "0.03"]]

[cards."MEMBER:standard"]
upfront = 500000
tiers = [[0, "0.018"], [100000000, "0.012"]]

[adjustments]
small-company-factor = "0.5"

[[rows]]
cell = "NONMEM"
standings = ["CENTER_MEMBER"]

[[signatories]]
party = "CORE-1"
signed_on = 2020-03-20

[[signatories]]
party = "A"
signed_on = 2020-03-21
"""

CL_1 = """\
lab = "CL-1"
version = 1
scheme = "CLOSED"
from = 2020-04-01

[consent]
blanket_required = false

[exclusivity]
license_type = "EXCLUSIVE"
"""

GOOD: Mapping[str, str] = {
    "house.toml": (
        'format = 1\nsource = "test"\n\n[banner]\nja = "試験"\nen = "test"\n\n[[demo.applicants]]\ncode = "A"\nrole_en = "member"\n'
    ),
    "parties.csv": (
        "code,kind,name_ja,name_en,country,merged_into,merged_on\n"
        "CORE-1,CORE,機構,Institute,JP,,\n"
        "A,COMPANY,A社,Company A,JP,,\n"
        "B,COMPANY,B社,Company B,US,,\n"
        "U,UNIVERSITY,U大学,University U,JP,,\n"
    ),
    "centers.csv": "code,title_ja,title_en,core\nC-1,センター,Center,CORE-1\n",
    "labs.csv": (
        "code,title_ja,title_en,scheme,center,from,until,parent\n"
        "OL-1,オープン,Open lab,OPEN,C-1,2020-04-01,,\n"
        "CL-1,クローズド,Closed lab,CLOSED,C-1,2020-04-01,,\n"
    ),
    "memberships.csv": (
        "party,lab,center,tier,from,until,left_reason\n"
        "A,OL-1,,standard,2020-04-01,,\n"
        "U,OL-1,,academic,2020-04-01,2022-04-01,WITHDRAWAL\n"
        "B,,C-1,standard,2020-04-01,,\n"
    ),
    "affiliates.csv": "parent,subsidiary,control,annex,from,until\nA,B,4/5,OL-1,2020-04-01,\n",
    "families.csv": "code,title_ja,title_en\nF-1,発明1,Invention 1\nF-2,発明2,Invention 2\n",
    "patents.csv": (
        "code,family,jurisdiction,title_ja,title_en,application_number,publication_number,registration_number,"
        "filed_on,published_on,registered_on,expires_on,states,classifications\n"
        "P-1,F-1,JP,発明1,Invention 1,JP:app:2020:100001,JP:pub:2021:200001:A,JP:reg:7000001,"
        "2020-06-01,2021-12-01,2023-06-01,2040-06-01,,IPC:H01M 10/05\n"
        "P-2,F-2,EP,,Invention 2,,EP:pub:4000001:A1,,2021-06-01,2022-12-01,,,DE FR,\n"
    ),
    "disclosures.csv": "number,family,conceived_on,disclosed_on,origin\nD-1,F-1,2020-04-10,2020-05-01,FOREGROUND\n",
    "titles.csv": (
        "patent,party,share,basis,from,until\n"
        "P-1,CORE-1,3/5,STIPULATED,2020-06-01,\n"
        "P-1,A,2/5,STIPULATED,2020-06-01,\n"
        "P-2,CORE-1,,NOT_STIPULATED,2021-06-01,\n"
    ),
    "lab_tags.csv": "patent,lab,from,until\nP-1,OL-1,2020-05-01,\nP-2,CL-1,2021-05-01,\n",
    "legal_events.csv": "patent,status,effective_on,evidence\nP-2,WITHDRAWN,2024-01-10,letter\n",
    "consents.csv": (
        "code,giver,about,about_code,kind,beneficiaries,named,acts,jurisdictions,from,until\n"
        "CNS-1,A,PATENT,P-1,LICENSE_SINGLE,NAMED,B,MAKE USE,JP,2024-01-01,2030-01-01\n"
    ),
    "licenses.csv": (
        "number,license_type,licensee,patents,field_of_use,territory,from,until,status,terms_class,rate,upfront,currency\n"
        "L-1,NON_EXCLUSIVE,B,P-1,,JP,2024-01-01,,ACTIVE,OTHER,0.03,1000000,JPY\n"
        "L-2,EXCLUSIVE,B,P-2,,DE,2024-01-01,,ACTIVE,MEMBER,0.02,,EUR\n"
    ),
    "statutory_licenses.csv": "patent,holder,basis,free,from,until,evidence\nP-2,A,35(1),true,2021-06-01,,employee\n",
    "needs.csv": "patent,party,from,until,evidence\nP-1,B,2022-01-01,,letter\n",
    "party_names.csv": "party,text,relation\nA,A Corp.,VARIANT\nA,旧A社,PREDECESSOR\n",
    "party_identifiers.csv": "party,scheme,value\nA,JPO,000003207\n",
    "arrangements/OL-1@1.toml": OL_1,
    "arrangements/CL-1@1.toml": CL_1,
}


def resolve(kind: type, key: str) -> UUID:
    """Give each record the id that follows from its type and natural key."""
    return uuid5(NAMESPACE_OID, f"{kind.__name__} {key}")


def write(folder: Path, texts: Mapping[str, str | bytes]) -> Path:
    """Write a folder of texts exactly as they stand."""
    for name, text in texts.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def read(folder: Path, texts: Mapping[str, str | bytes]) -> HouseFolder:
    """Write a folder of texts and read it."""
    return read_house(write(folder, texts), resolve, this_year=THIS_YEAR)


def spoiled(file: str, *changes: tuple[str, str]) -> dict[str, str]:
    """Return the good folder with passages of one file replaced, each found exactly once."""
    text = GOOD[file]
    for before, after in changes:
        assert text.count(before) == 1, f"{before!r} stands {text.count(before)} times in {file}"
        text = text.replace(before, after)
    return {**GOOD, file: text}


def told(found: HouseFolder) -> list[tuple[str, int, str, str]]:
    """Return every refusal: file, line, field and the reason in English."""
    for finding in found.findings:
        assert finding.because.ja, finding
        assert finding.because.en, finding
    return [(one.file, one.line, one.field, one.because.en) for one in found.findings if one.refuses]
