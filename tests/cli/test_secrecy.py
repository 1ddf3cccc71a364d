"""`ippool secrecy`: labels and named readers on the command line."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cli.conftest import Command
from tests.cli.test_keeping import asked, copy
from tests.conftest import Cluster


@pytest.fixture
def own_demo_url(cluster: Cluster, demo_template: str) -> Iterator[str]:
    with copy(cluster, demo_template) as url:
        yield url


def test_a_patent_is_labeled_and_a_reader_named_and_unnamed(ippool: Command, own_demo_url: str) -> None:
    url = own_demo_url
    ippool("user", "add", "佐藤", "--role", "researcher", "--clearance", "LEVEL_3", "--code", "SATO", url=url)
    assert ippool("secrecy", "show", "SYN-1", url=url).out.strip() == "SYN-1: LEVEL_2"
    said = ippool("secrecy", "label", "SYN-1", "3", "--reason", "partner", url=url, expect=1)
    assert "nobody would be named" in said.err
    ippool("secrecy", "name", "SYN-1", "SATO", "--reason", "works on it", "--from", "2026-01-01", url=url)
    done = ippool("secrecy", "label", "SYN-1", "3", "--reason", "partner", "--clause", "NDA 4", "--from", "2026-02-01", url=url)
    assert done.out.strip() == "SYN-1: LEVEL_3 SATO"
    told = ippool("secrecy", "show", "SYN-1", url=url).out
    assert "LEVEL_3  2026-02-01 -   partner (NDA 4)" in told
    assert "SATO 佐藤  2026-01-01 -   works on it" in told
    assert ippool("secrecy", "unname", "SYN-1", "SATO", url=url, expect=1).err
    assert ippool("secrecy", "label", "SYN-1", "1", "--reason", "announced", url=url).out.strip() == "SYN-1: LEVEL_1 SATO"
    ippool("secrecy", "unname", "SYN-1", "SATO", url=url)
    assert asked(url, "select level, upper(valid) is null from secrecy_label order by lower(valid)") == [
        ("LEVEL_3", False), ("LEVEL_1", True),
    ]  # fmt: skip
    # Each time it was read a person at the machine was told.
    assert asked(url, "select distinct actor_role, level from disclosure_event order by 2") == [
        ("IP_OFFICER", "LEVEL_2"), ("IP_OFFICER", "LEVEL_3"),
    ]  # fmt: skip
    assert "has no patent NO-1" in ippool("secrecy", "show", "NO-1", url=url, expect=1).err
