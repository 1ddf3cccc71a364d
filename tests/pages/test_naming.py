"""Everything an answer can hold has words in both languages: nothing is shown by its code for want of a name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from enum import Enum

import pytest

from ippool.domain.browsing import PatentFilter, PatentOrder
from ippool.domain.cases import AssetState
from ippool.domain.consents import ConsentCover
from ippool.domain.labs import Scheme
from ippool.domain.licenses import LicenseStatus, LicenseType
from ippool.domain.outcomes import Outcome, RightBasis
from ippool.domain.paging import LARGEST_PAGE, PageRequest
from ippool.domain.parties import MemberKind, PartyKind
from ippool.domain.patents import LegalStatus, Origin, OwnershipClass, PatentKind, ShareBasis, TitleState
from ippool.domain.permissions import Role
from ippool.domain.tables import Standing
from ippool.domain.trace import TraceStage
from ippool.domain.words import Words
from ippool.pages.naming import _FACT_VALUES, FACTS, rule_words, words_of
from ippool.usecases import parties as parties_use
from ippool.usecases import patents as patent_use
from ippool.usecases.pool import Pool
from tests.conftest import OFFICER, now

NAMED: tuple[type[Enum], ...] = (
    Outcome,
    Standing,
    LegalStatus,
    LicenseType,
    LicenseStatus,
    Scheme,
    OwnershipClass,
    ShareBasis,
    RightBasis,
    PatentKind,
    Role,
    TraceStage,
)


@pytest.mark.parametrize("value", [value for values in NAMED for value in values], ids=repr)
def test_every_value_has_words(value: Enum) -> None:
    words = words_of(value)
    assert words.ja
    assert words.en


def test_values_of_the_same_name_keep_their_own_words() -> None:
    assert words_of(Outcome.REFUSED) == Words("許諾不可", "refused")
    assert words_of(LegalStatus.REFUSED) == Words("拒絶", "refused")
    assert words_of(LegalStatus.EXPIRED) == words_of(LicenseStatus.EXPIRED) == Words("満了", "expired")
    assert words_of(RightBasis.NONE) == Words("なし", "none")


@pytest.mark.parametrize(
    ("fact", "values"),
    [
        ("asset state", AssetState),
        ("consent cover", ConsentCover),
        ("license", LicenseType),
        ("member kind", MemberKind),
        ("origin", Origin),
        ("outcome", Outcome),
        ("owner", ShareBasis),
        ("ownership class", OwnershipClass),
        ("party kind", PartyKind),
        ("standing", Standing),
        ("title state", TitleState),
        ("would be", Outcome),
    ],
)
def test_every_value_of_a_fact_has_words(fact: str, values: type[Enum]) -> None:
    wanted = {value.name if values is ConsentCover else value.value for value in values}
    assert set(_FACT_VALUES[fact]) == wanted


async def test_every_rule_and_fact_of_the_demonstration_has_words(demo_pool: Pool) -> None:
    request = PageRequest(LARGEST_PAGE)
    page, view = await patent_use.browse(demo_pool, OFFICER, now(), request=request, filter=PatentFilter(), order=PatentOrder())
    applicants = await parties_use.applicants(demo_pool, OFFICER, now())
    nameless = set()
    for record in page.records:
        for party in applicants:
            for day in (date(2019, 6, 1), date(2024, 6, 1), date(2026, 11, 24)):
                for found in replace(view, on=day).packages(record, party):
                    for step in found.steps:
                        nameless |= {step.rule} if rule_words(step) is None else set()
                        nameless |= {fact.name for fact in step.facts} - set(FACTS)
    assert nameless == set()
