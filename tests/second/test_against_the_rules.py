"""The second computation and the product's rules agree on random pools, whatever is asked."""

from __future__ import annotations

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest

from ippool.domain.parties import Party
from ippool.domain.patents import PatentRecord
from ippool.domain.reference import Reference
from ippool.domain.terms import packages
from tests.second.computation import Second, answer
from tests.second.deviations import Deviation, taken_over
from tests.second.random_pools import pools

KNOWN_AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
BATCHES, POOLS_EACH, TRIPLES_EACH = 3, 6, 350
"""6,300 triples in all; the whole pool is compared with it on more than 20,000."""


def product(record: PatentRecord, applicant: Party, reference: Reference, on: date) -> Second:
    """Write the product's answer for the best package as the second computation writes its own."""
    found = packages(record, applicant, reference, on=on, known_at=KNOWN_AT)[0]
    rate = found.price.first_rate if found.price else None
    if found.outcome.value in ("FREE", "NO_LICENSE_NEEDED"):
        rate = Fraction(0)
    return Second(found.outcome.value, found.would_be.value if found.would_be else None, found.standing.value, rate)


@pytest.mark.parametrize("batch", range(BATCHES))
def test_both_computations_agree(batch: int) -> None:
    differences = []
    with taken_over(*Deviation):
        for seed in range(batch * POOLS_EACH, (batch + 1) * POOLS_EACH):
            pool = pools(seed)
            for record, applicant, on in pool.triples(TRIPLES_EACH, seed):
                ours, theirs = answer(record, applicant, pool.reference, on), product(record, applicant, pool.reference, on)
                if ours != theirs:
                    differences.append(f"pool {seed}, {record.patent.code}, {applicant.code}, {on}: {ours} but {theirs}")
    assert differences == []
