"""The items of the review list: from which state into which, and how likely one is."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from uuid import UUID

import pytest

from ippool.domain.review import (
    REVIEW_WORDS,
    TRANSITIONS,
    NotReviewable,
    Proposal,
    ReviewItem,
    ReviewKind,
    ReviewState,
    require_transition,
)

OPEN, CONFIRMED, REJECTED = ReviewState.OPEN, ReviewState.CONFIRMED, ReviewState.REJECTED
PARTY = UUID(int=2)
ITEM = ReviewItem(
    id=UUID(int=1),
    number="R-000001",
    kind=ReviewKind.PARTY_MATCH,
    state=OPEN,
    subject=PARTY,
    patent=None,
    format="jplatpat-csv",
    fact="party",
    held="",
    held_source="",
    said="",
    said_source="",
    candidates=(),
    key="k",
)
ALLOWED = {(OPEN, CONFIRMED), (OPEN, REJECTED), (CONFIRMED, OPEN), (REJECTED, OPEN)}


@pytest.mark.parametrize("wanted", ReviewState)
@pytest.mark.parametrize("state", ReviewState)
def test_a_decision_is_taken_once_and_taken_back_before_another(state: ReviewState, wanted: ReviewState) -> None:
    item = replace(ITEM, state=state)
    if (state, wanted) in ALLOWED:
        require_transition(item, wanted)
        return
    with pytest.raises(NotReviewable) as refused:
        require_transition(item, wanted)
    assert refused.value.code == "REVIEW_STATE"
    assert refused.value.message.en == f"R-000001 is {state} and cannot become {wanted}."
    assert refused.value.message.ja == f"R-000001 は {state} であり、{wanted} にできない。"
    assert refused.value.next_step is not None


def test_every_state_and_every_question_has_its_place() -> None:
    assert TRANSITIONS.keys() == set(ReviewState)
    assert REVIEW_WORDS.keys() == set(ReviewKind)
    assert all(words.ja and words.en for words in REVIEW_WORDS.values())


def test_an_item_is_as_likely_as_its_best_candidate() -> None:
    assert ITEM.score == 0
    candidates = tuple(Proposal(PARTY, Fraction(part, 10), ()) for part in (3, 9, 7))
    assert replace(ITEM, candidates=candidates).score == Fraction(9, 10)
