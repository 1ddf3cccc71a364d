"""`ippool demo`: what a stranger sees, and what it never does to a register that is not a demonstration."""

from __future__ import annotations

import shutil
from pathlib import Path

from tests.cli.conftest import Command
from tests.cli.test_keeping import asked, empty_url, own_demo_url
from tests.conftest import DEMO

__all__ = ["empty_url", "own_demo_url"]


def test_it_shows_a_table_for_each_applicant_and_explains_one_answer_twice(ippool: Command, empty_url: str) -> None:
    said = ippool("demo", "--exit", url=empty_url)
    assert "実演のために作ったもの" in said.out
    assert "made up for demonstration" in said.out
    for applicant in ("B社 / Company B", "株式会社豊田自動織機 / Toyota Industries Corp", "Z社 / Company Z"):
        assert applicant in said.out
    for outcome in ("優遇条件 preferred terms", "無償 free", "標準条件 standard terms", "同意が必要 → 優遇条件 consent needed"):
        assert outcome in said.out
    assert "ラボ会員として、優遇条件の" in said.out
    assert "As a lab member of OL-BAT: a provisional non-exclusive license on preferred terms." in said.out


def test_a_second_start_loads_nothing_and_says_the_same(ippool: Command, own_demo_url: str) -> None:
    before = asked(own_demo_url, "select count(*) from audit")
    first = ippool("demo", "--exit", url=own_demo_url)
    second = ippool("demo", "--exit", url=own_demo_url)
    assert first.out == second.out
    assert "読み込んだ" not in second.out
    assert asked(own_demo_url, "select count(*) from audit") == before


def test_it_is_never_mixed_with_a_real_register(ippool: Command, empty_url: str, tmp_path: Path) -> None:
    folder = tmp_path / "real"
    shutil.copytree(DEMO, folder)
    header = folder / "house.toml"
    header.write_text(header.read_text(encoding="utf-8").replace('source = "demonstration"', 'source = "office"'), encoding="utf-8")
    ippool("import", "house", str(folder), url=empty_url)
    said = ippool("demo", "--exit", url=empty_url, expect=1)
    assert "The register holds records that are not a demonstration." in said.err
