"""A refusal becomes the member of the result union that is nearest to it, and only where the union declares one."""

from __future__ import annotations

import logging

import pytest

from ippool.domain.errors import NotFound
from ippool.graphql.problems import PROBLEMS, Problem, refusal_handlers
from tests.graphql.tiny import SCHEMA, ask

GRANT = """
mutation ($reason: String!) {
  grant(reason: $reason) {
    __typename
    ... on Granted { number }
    ... on Problem { code path message en: message(language: EN) nextStep(language: EN)
                     clause { document article verified text text_en: text(language: EN) url } }
  }
}
"""


async def test_success_is_no_problem() -> None:
    granted = (await ask(GRANT, {"reason": "none"}))["data"]
    assert granted == {"grant": {"__typename": "Granted", "number": "L-0001"}}


async def test_a_refusal_with_clause_and_next_step() -> None:
    answer = await ask(GRANT, {"reason": "law"})
    assert answer["data"] == {
        "grant": {
            "__typename": "RuleBrokenProblem",
            "code": "CO_OWNER_CONSENT_MISSING",
            "path": [],
            "message": "共有者の同意がありません。",
            "en": "A co-owner has not consented.",
            "nextStep": "Record the consent.",
            "clause": {
                "document": "特許法 Patent Act (Japan)",
                "article": "art. 73(3)",
                "verified": True,
                "text": "共有者は、他の共有者の同意なく実施権を許諾できない。",
                "text_en": "A co-owner may not license without the others' consent.",
                "url": "https://ipr.memo.wiki/d/%c6%c3%b5%f6%cb%a1%c2%e8%a3%b7%a3%b3%be%f2",
            },
        }
    }


async def test_a_refusal_names_the_field_at_fault() -> None:
    answer = await ask(GRANT, {"reason": "missing"})
    assert answer["data"]["grant"] == {
        "__typename": "NotFoundProblem",
        "code": "NOT_FOUND",
        "path": ["input", "application"],
        "message": "申請が見つかりません。",
        "en": "There is no such application.",
        "nextStep": None,
        "clause": None,
    }


async def test_a_refusal_without_a_type_of_its_own_becomes_its_nearest_relative() -> None:
    answer = await ask(GRANT, {"reason": "unheard"})
    assert (answer["data"]["grant"]["__typename"], answer["data"]["grant"]["code"]) == ("RuleBrokenProblem", "UNHEARD")


async def test_where_the_union_does_not_declare_it_the_refusal_keeps_its_code() -> None:
    answer = await ask('mutation { grantNarrow(reason: "law") { __typename } }')
    (error,) = answer["errors"]
    assert answer["data"] is None
    assert error["message"] == "A co-owner has not consented."
    assert error["extensions"] == {
        "code": "CO_OWNER_CONSENT_MISSING",
        "messages": {"ja": "共有者の同意がありません。", "en": "A co-owner has not consented."},
        "nextStep": {"ja": "同意を登録してください。", "en": "Record the consent."},
        "clause": "特許法 Patent Act (Japan) art. 73(3)",
    }


async def test_what_is_no_refusal_is_masked(caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO, logger="ippool.graphql"):
        answer = await ask(GRANT, {"reason": "bug"})
    (error,) = answer["errors"]
    assert error["extensions"]["code"] == "INTERNAL"
    assert "secret" not in str(answer)


def test_the_nearest_class_comes_first() -> None:
    class Narrow(NotFound):
        """A refusal more particular than NotFound."""

    class NarrowProblem(Problem):
        """Its problem."""

    order = [(one.exception_type, one.error_type) for one in refusal_handlers({**PROBLEMS, Narrow: NarrowProblem})]
    assert order.index((Narrow, NarrowProblem)) < order.index((NotFound, PROBLEMS[NotFound]))


def test_problems_implement_the_interface_of_the_contract() -> None:
    text = SCHEMA.as_str()
    for name in ("NotFoundProblem", "RuleBrokenProblem"):
        _, _, body = text.partition(f"type {name} implements Problem {{")
        lines = [line.strip() for line in body.partition("\n}")[0].splitlines()]
        assert {"code: String!", "path: [String!]!", "clause: Clause", "language: Language = JA"} <= set(lines)
        assert {"): String!", "): String"} <= set(lines)
