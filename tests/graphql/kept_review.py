"""The mutations about the review list and about shares, each once on the demo pool, and the items that they decide."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

from sqlalchemy import text

from ippool.domain.canonical import content_hash
from ippool.domain.review import Proposal, ReviewItem, ReviewKind, ReviewState
from ippool.domain.words import Words
from ippool.store.database import Database
from ippool.store.identity import new_id
from ippool.store.records import add
from ippool.usecases import assumed_shares, review
from tests.conftest import OFFICER
from tests.graphql.mutating import Example

EVIDENCE = (Words("表記を除けば同じ名称である。", "The names are equal but for the writing."),)


def raised(number: str, kind: ReviewKind, subject: str, *candidates: str, **given: Any) -> Callable[[Database], Awaitable[None]]:
    """Raise an item as a file would: about the party or patent of a code, proposing parties or families by code."""

    async def write(database: Database) -> None:
        async with database.write(OFFICER) as tx:
            found = await tx.connection.execute(
                text("select code, id from party union all select code, id from patent union all select code, id from family")
            )
            ids = {row.code: row.id for row in found}
            patent = None if kind is ReviewKind.PARTY_MATCH else ids[subject]
            item = ReviewItem(
                id=new_id(),
                number=number,
                kind=kind,
                state=ReviewState.OPEN,
                subject=ids[subject],
                patent=patent,
                format="jplatpat-csv",
                fact="party",
                held="",
                held_source="",
                said="",
                said_source="J-PlatPat 特開2020-100001, list.csv#1:2",
                candidates=tuple(Proposal(ids[code], Fraction(9, 10), EVIDENCE) for code in candidates),
                key=content_hash([number]),
            )
            item = replace(item, **given)
            await add(tx.connection, [item])
            tx.record("review_item:imported", item)

    return write


REVIEW = (
    Example(
        "confirmReview",
        review.confirm_review,
        {"number": "R-000001", "expectedVersion": 1, "reason": "the gazette"},
        "ReviewConfirmed",
        "reviewItem { version number kind state fact held said saidSource reason question(language: EN) party { code } "
        "patent { version number title(language: EN) } candidates { score } }",
        {
            "reviewItem": {
                "version": 2,
                "number": "R-000001",
                "kind": "FACT_DIFFERS",
                "state": "CONFIRMED",
                "fact": "titleEn",
                "held": "Lithium tin sulfide",
                "said": "Sulfide of lithium and tin",
                "saidSource": "J-PlatPat 特開2020-100001, list.csv#1:2",
                "reason": "the gazette",
                "question": "Which fact is right?",
                "party": None,
                "patent": {"version": 2, "number": "特開2018-172244", "title": "Sulfide of lithium and tin"},
                "candidates": [],
            }
        },
        "review_item",
        "review_item:confirmed",
        {"reason": "the other gazette"},
        beside=("patent:corrected",),
        brought=raised(
            "R-000001",
            ReviewKind.FACT_DIFFERS,
            "JP-2018172244-A",
            fact="title_en",
            held="Lithium tin sulfide",
            said="Sulfide of lithium and tin",
        ),
    ),
    Example(
        "rejectReview",
        review.reject_review,
        {"number": "R-000002", "expectedVersion": 1, "reason": "another company"},
        "ReviewRejected",
        "reviewItem { version state reason party { code } patent { number } "
        "candidates { score evidence(language: EN) party { code } family { code } } }",
        {
            "reviewItem": {
                "version": 2,
                "state": "REJECTED",
                "reason": "another company",
                "party": {"code": "COMPANY-S"},
                "patent": None,
                "candidates": [
                    {
                        "score": "0.9",
                        "evidence": ["The names are equal but for the writing."],
                        "party": {"code": "COMPANY-Q"},
                        "family": None,
                    }
                ],
            }
        },
        "review_item",
        "review_item:rejected",
        {"reason": ""},
        brought=raised("R-000002", ReviewKind.PARTY_MATCH, "COMPANY-S", "COMPANY-Q"),
    ),
    Example(
        "takeBackReview",
        review.take_back_review,
        {"number": "R-000003", "expectedVersion": 1, "reason": "too soon"},
        "ReviewTakenBack",
        "reviewItem { version state reason candidates { party { code } family { code } } }",
        {
            "reviewItem": {
                "version": 2,
                "state": "OPEN",
                "reason": "too soon",
                "candidates": [{"party": None, "family": {"code": "F-SYN-1"}}],
            }
        },
        "review_item",
        "review_item:taken_back",
        {"reason": ""},
        brought=raised("R-000003", ReviewKind.FAMILY_OVERLAPS, "SYN-2", "F-SYN-1", state=ReviewState.REJECTED),
    ),
    Example(
        "assumeEqualShares",
        assumed_shares.assume_equal_shares,
        {"patents": ["特開2008-162524", "SYN-1", "特開2007-136644"], "on": "2026-04-01", "source": "minutes of 2026-11-02"},
        "EqualSharesAssumed",
        "count patents { version number owners { party { code } share shareBasis period { from until } } } "
        "left { patent { number } because(language: EN) }",
        {
            "count": 1,
            "patents": [
                {
                    "version": 2,
                    "number": "特許第4958268号",
                    "owners": [
                        {
                            "party": {"code": code},
                            "share": "1/2",
                            "shareBasis": "ASSUMED_EQUAL",
                            "period": {"from": "2006-12-29", "until": None},
                        }
                        for code in ("AIST", "NISSAN")
                    ],
                }
            ],
            "left": [
                {"patent": {"number": "特開2007-136644"}, "because": "Its owners share equally by assumption already."},
                {"patent": {"number": "SYN-1"}, "because": "Its owners have stipulated their shares."},
            ],
        },
        "patent",
        "patent:title_recorded",
        {"source": ""},
        beside=("title_share:assumed_equal", "title_share:assumed_equal", "title:assumed_equal"),
    ),
)
