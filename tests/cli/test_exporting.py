"""Exports from the command line: the register as folder and workbook, listings and offers; nothing is written over or by halves."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from ippool.intake.inpit import read_offers
from ippool.intake.listing import read_listing
from tests.cli.conftest import Command
from tests.cli.test_keeping import asked, copy, files
from tests.conftest import DEMO, Cluster
from tests.intake.hostile_workbooks import write as write_hostile


@pytest.fixture
def empty_url(cluster: Cluster) -> Iterator[str]:
    with copy(cluster, "ippool") as url:
        yield url


@pytest.fixture
def own_demo_url(cluster: Cluster, demo_template: str) -> Iterator[str]:
    with copy(cluster, demo_template) as url:
        yield url


def test_a_workbook_is_as_good_as_a_folder(ippool: Command, own_demo_url: str, empty_url: str, tmp_path: Path) -> None:
    said = ippool("export", "register", str(tmp_path / "demo.xlsx"), url=own_demo_url)
    assert said.out.startswith(f"{tmp_path / 'demo.xlsx'}: ")
    assert ippool("import", "house", str(tmp_path / "demo.xlsx"), url=own_demo_url).out == "変更なし。 / Nothing changed.\n"
    ippool("import", "house", str(tmp_path / "demo.xlsx"), url=empty_url)
    ippool("export", "register", str(tmp_path / "out"), url=empty_url)
    assert files(tmp_path / "out") == files(DEMO)
    ippool("export", str(tmp_path / "again"), url=empty_url)
    assert files(tmp_path / "again") == files(DEMO)
    ippool("export", str(tmp_path / "again.xlsx"), url=empty_url)
    assert (tmp_path / "again.xlsx").read_bytes() == (tmp_path / "demo.xlsx").read_bytes()


def test_options_before_the_folder_are_of_the_register_too(ippool: Command, empty_url: str, tmp_path: Path) -> None:
    ippool("export", "--data-dir", str(tmp_path / "unused"), str(tmp_path / "out"), url=empty_url)
    assert set(files(tmp_path / "out")) == {"house.toml"}
    assert "listing" in ippool("export", "--help", url=empty_url).out


def test_a_hostile_workbook_changes_nothing(ippool: Command, own_demo_url: str, tmp_path: Path) -> None:
    before = asked(own_demo_url, "select ref_version, changed_at, (select count(*) from audit) from register_state")
    for name in ("bomb", "macros", "billion laughs"):
        path = write_hostile(tmp_path, name)
        said = ippool("import", "house", str(path), url=own_demo_url, expect=1)
        assert "refused a.xlsx" in said.err or "refused families.csv" in said.err
        assert "nothing was taken" in said.err
    assert asked(own_demo_url, "select ref_version, changed_at, (select count(*) from audit) from register_state") == before


def test_what_a_spreadsheet_would_compute_goes_out_guarded_and_comes_back(
    ippool: Command, own_demo_url: str, empty_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(DEMO, folder)
    families = folder / "families.csv"
    text = families.read_text("utf-8")
    families.write_text(text.replace(",All-solid secondary battery,", ",=cmd|' /C calc'!A0,"), "utf-8")
    assert families.read_text("utf-8") != text
    ippool("import", "house", str(folder), url=own_demo_url)
    ippool("export", "register", str(tmp_path / "out"), url=own_demo_url)
    assert ",'=cmd|' /C calc'!A0," in (tmp_path / "out" / "families.csv").read_text("utf-8")
    ippool("import", "house", str(tmp_path / "out"), url=empty_url)
    assert asked(empty_url, "select title_en from family where code = 'F-JP-2015032498'") == [("=cmd|' /C calc'!A0",)]


def test_listings(ippool: Command, demo_url: str, tmp_path: Path) -> None:
    for kind in ("csv", "xlsx"):
        said = ippool("export", "listing", str(tmp_path / f"all.{kind}"), url=demo_url)
        assert said.out.endswith(": 48 件の特許 / 48 patents\n")
    every = list(read_listing(tmp_path / "all.csv"))
    assert every == list(read_listing(tmp_path / "all.xlsx"))
    ippool("export", "listing", str(tmp_path / "lab.csv"), "--lab", "OL-ROB", "--on", "2020-01-01", url=demo_url)
    lab = list(read_listing(tmp_path / "lab.csv"))
    assert {row.on.isoformat() for row in lab} == {"2020-01-01"}
    assert {"OL-ROB"} <= {one.code for row in lab for one in row.labs}
    assert 0 < len(lab) < len(every)


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("listing", "{}/there.csv"), "there.csv: It exists already."),
        (("listing", "{}/x.pdf"), "x.pdf: Its name ends neither in .csv nor in .xlsx."),
        (("listing", "{}/no/x.csv"), "x.csv cannot be written (No such file or directory)."),
        (("listing", "{}/x.csv", "--lab", "NOWHERE"), "The register has no lab NOWHERE."),
        (("inpit", "{}/x.csv"), "There is no patent that may be offered."),
        (("inpit", "{}/x.csv", "--patent", "NOWHERE"), "The register has no patent NOWHERE."),
        (("inpit", "{}/x.csv", "--numbers-from", "{}/there.csv"), "there.csv:1: The columns must be"),
        (("register", "{}/there.csv"), "a register is written as a folder or as .xlsx."),
        (("register", "{}/x.xlsm"), "a register is written as a folder or as .xlsx."),
    ],
)
def test_what_is_not_written_is_told(ippool: Command, demo_url: str, tmp_path: Path, words: tuple[str, ...], told: str) -> None:
    (tmp_path / "there.csv").write_text("mine")
    said = ippool("export", *(word.format(tmp_path) for word in words), url=demo_url, expect=1)
    assert told in said.err
    assert [path.name for path in tmp_path.iterdir()] == ["there.csv"]
    assert (tmp_path / "there.csv").read_text() == "mine"


def test_offers_and_who_is_refused_and_why(ippool: Command, own_demo_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    shutil.copytree(DEMO, folder)
    patents = folder / "patents.csv"
    lines = patents.read_text("utf-8").splitlines()
    changed = {"SYN-1": 0, "SYN-2": 0}
    for index, line in enumerate(lines):
        code = line.split(",")[0]
        if code in changed:
            number = "JP:app:2026:100001" if code == "SYN-1" else ""
            lines[index] = line.replace("PATENT,,", f"PATENT,{number},").replace("SETTLED,false", "SETTLED,true")
            changed[code] += 1
    assert changed == {"SYN-1": 1, "SYN-2": 1}
    patents.write_text("\n".join(lines) + "\n", "utf-8")
    ippool("import", "house", str(folder), url=own_demo_url)
    said = ippool("export", "inpit", str(tmp_path / "x.xlsx"), url=own_demo_url)
    assert said.out == f"{tmp_path / 'x.xlsx'}: 1 件 / 1 offers\n"
    (offer,) = read_offers(tmp_path / "x.xlsx")
    assert (offer.application_number, offer.may_transfer, offer.may_license) == ("特願2026-100001", False, True)
    assert "SYN-2:application_number: 出願番号が記録されていない。 / No application number is recorded." in said.err
    assert "SYN-2:legal_status: " in said.err
