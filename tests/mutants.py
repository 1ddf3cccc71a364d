"""Deliberately wrong builds, and the short tests that catch each: a check that has never failed on anything does not count.

Each test named here makes the wrong build, by putting something in the place of a part of the product, and asks for it to be seen.
`tests/architecture/test_mutants.py` holds this table against the tests.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Mutant:
    """Shape: `caught_by` - tests as `file::name`, or empty, and then `lacking` says which part does not exist yet."""

    what: str
    caught_by: tuple[str, ...] = ()
    lacking: str = ""


_LEAKS = "reliability/test_leaks.py::test_a_mutant_is_caught"

MUTANTS: Mapping[str, Mutant] = {
    "M8": Mutant("the filter of visibility is dropped from one query", (_LEAKS,)),
    "M9": Mutant("a total, or the rollup behind it, is counted without the filter", (_LEAKS,)),
    "M10": Mutant("`node` is unchecked for one type", (_LEAKS,)),
    "M11": Mutant("what is hidden is answered as forbidden, not as absent", (_LEAKS,)),
    "M12": Mutant(
        "the filter of a subscription is asked at its start only",
        ("graphql/test_subscriptions.py::test_mutant_m12_a_filter_that_is_asked_at_the_start_only_is_caught",),
    ),
    "M13": Mutant(
        "the audit is written after the commit",
        ("reliability/test_audit_kept.py::test_t4_mutant_m13_an_audit_written_after_the_commit_is_caught",),
    ),
    "M14": Mutant(
        "the chain of the audit has no head outside the database",
        ("reliability/test_tamper.py::test_mutant_m14_without_the_external_head_an_end_cut_off_is_missed",),
    ),
    "M18": Mutant(
        "a cursor holds the raw sort key",
        ("graphql/test_paging.py::test_mutant_m18_a_cursor_that_holds_the_raw_sort_key_is_caught",),
    ),
    "M21": Mutant(
        "a log prints variables",
        ("reliability/test_secrets.py::test_o7_mutant_m21_a_log_that_prints_variables_is_caught",),
    ),
}
