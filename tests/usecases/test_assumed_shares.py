"""Equal shares by assumption: for many patents at once, where no share is known, marked, and done once."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ippool.domain.errors import NotPermitted
from ippool.domain.labs import Area, PinRule, Scheme
from ippool.domain.parties import PartyKind
from ippool.domain.patents import Patent, ShareBasis, TitleShare, TitleState
from ippool.domain.permissions import ANONYMOUS, Actor, Role
from ippool.domain.words import Words
from ippool.store.records import load
from ippool.usecases import labs, parties, title
from ippool.usecases.assumed_shares import Assumed, AssumeEqualShares, assume_equal_shares
from ippool.usecases.forms import FormRefused
from ippool.usecases.intake import Outcome
from ippool.usecases.keeping import KeyReused, RecordNotFound
from ippool.usecases.pool import Moment, Pool
from ippool.usecases.title import OwnerShare, RecordTitle
from tests.conftest import OFFICER, now
from tests.graphql.register_state import audit_lines, fingerprint
from tests.usecases.brought import Office, document, jplatpat

FIRST, SECOND, THIRD = "架空電池株式会社", "見本化学株式会社", "三番商事株式会社"
FILED = date(2018, 12, 20)


@pytest_asyncio.fixture
async def office(empty_pool: Pool, tmp_path: Path) -> Office:
    return Office(empty_pool, tmp_path)


async def assume(office: Office, key: str = "a key", moment: Moment | None = None, **given: Any) -> Assumed:
    return await assume_equal_shares(office.pool, OFFICER, moment or now(), AssumeEqualShares(key, **given))


async def record_owners(office: Office, number: int, start: date, *owners: OwnerShare, **given: Any) -> Patent:
    patent = await office.patent(number)
    command = RecordTitle(f"title {number} {patent.version}", patent.code, start, owners, patent.version, **given)
    return (await title.record_title(office.pool, OFFICER, now(), command)).record


async def held(office: Office) -> dict[str, tuple[int, str]]:
    """The fingerprint of the register but for the moment of the last look at what to change."""
    found = await fingerprint(office.pool.database)
    del found["register_state"]
    return found


async def shares(office: Office, number: int) -> list[TitleShare]:
    async with office.pool.database.read() as session:
        found = await load(session, TitleShare, "r.patent_id = :id", id=(await office.patent(number)).id)
    return sorted(found, key=lambda share: (share.period.start or date.min, str(share.party)))


async def test_a_file_never_does_it_and_the_office_may(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, FIRST, SECOND, THIRD), document(2, FIRST)), of=date(2024, 4, 1))
    assert {(share.share, share.basis) for share in await shares(office, 1)} == {(None, ShareBasis.NOT_STIPULATED)}
    before = await office.patent(1)
    done = await assume(office, patents=("特開2020-100001", "特開2020-100002"), source="minutes of 2026-11-02")
    assert [patent.code for patent in done.patents] == ["JP-PUB-2020-100001-A", "JP-PUB-2020-100002-A"]
    assert (done.left, done.replayed) == ((), False)
    assert {(share.share, share.basis) for share in await shares(office, 1)} == {(Fraction(1, 3), ShareBasis.ASSUMED_EQUAL)}
    assert {(share.share, share.basis) for share in await shares(office, 2)} == {(Fraction(1), ShareBasis.ASSUMED_EQUAL)}
    assert {share.source for share in await shares(office, 1)} == {
        "J-PlatPat 特開2020-100001 (2024-04-01); share assumed equal (Civil Code art. 250); minutes of 2026-11-02"
    }
    assert (await office.patent(1)).version == before.version + 1
    # The same list again, with something new in it, leaves the shares as they are.
    report = await office.bring("jplatpat-csv", jplatpat(document(1, FIRST, SECOND, THIRD, fi="H01M4/02")), of=date(2025, 4, 1))
    assert (report.outcomes[Outcome.CHANGED], report.findings) == (1, ())
    assert {share.basis for share in await shares(office, 1)} == {ShareBasis.ASSUMED_EQUAL}


async def test_every_other_patent_is_left_with_its_reason(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(*(document(number, FIRST, SECOND) for number in range(1, 8))))
    code = {name: party.code for name, party in (await office.parties()).items()}
    half = [OwnerShare(code[name], ShareBasis.STIPULATED, Fraction(1, 2)) for name in (FIRST, SECOND)]
    unknown = [OwnerShare(code[name], ShareBasis.NOT_STIPULATED) for name in (FIRST, SECOND)]
    await record_owners(office, 2, FILED, *half)
    await record_owners(office, 3, FILED, *unknown, title_state=TitleState.OPEN)
    await record_owners(office, 4, date(2024, 4, 1), half[0], unknown[1], title_state=TitleState.OPEN)
    await record_owners(office, 5, date(2030, 4, 1), unknown[0])
    await record_owners(
        office, 6, date(2024, 4, 1), *(replace(one, share=Fraction(1, 2), basis=ShareBasis.ASSUMED_EQUAL) for one in half)
    )
    everything = tuple(f"特開2020-{100000 + number}" for number in range(1, 8))
    done = await assume(office, patents=everything, on=date(2025, 4, 1))
    assert [patent.id for patent in done.patents] == [(await office.patent(number)).id for number in (1, 7)]
    assert {one.patent.code[-3]: one.because.en for one in done.left} == {
        "2": "Its owners have stipulated their shares.",
        "3": "Its owners are not settled.",
        "4": "Its owners are not settled.",
        "5": "A share of it ends on a day already recorded.",
        "6": "Its owners share equally by assumption already.",
    }
    assert all(one.because.ja for one in done.left)
    before = await held(office)
    again = await assume(office, "another key", patents=everything, on=date(2017, 1, 1))
    assert {one.because.en for one in again.left} == {"It has no owners on that day in the register."}
    assert (len(again.left), again.patents, again.recorded_at) == (7, (), None)
    assert await held(office) == before


async def test_what_was_held_before_another_owner_came_is_not_touched(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, FIRST)))
    await office.bring("jplatpat-csv", jplatpat(document(2, SECOND)))
    code = {name: party.code for name, party in (await office.parties()).items()}
    came = date(2022, 4, 1)
    await record_owners(office, 1, came, *(OwnerShare(code[name], ShareBasis.NOT_STIPULATED) for name in (FIRST, SECOND)))
    await assume(office, patents=("特開2020-100001",))
    found = [(share.period.start, share.period.until, share.share, share.basis) for share in await shares(office, 1)]
    assert found == [
        (FILED, came, None, ShareBasis.NOT_STIPULATED),
        (came, None, Fraction(1, 2), ShareBasis.ASSUMED_EQUAL),
        (came, None, Fraction(1, 2), ShareBasis.ASSUMED_EQUAL),
    ]


async def a_lab(office: Office) -> None:
    pool = office.pool
    core = parties.RegisterParty("core", "CORE", PartyKind.CORE, Words("中核機関", ""))
    await parties.register_party(pool, OFFICER, now(), core)
    await labs.register_center(pool, OFFICER, now(), labs.RegisterCenter("center", "C-1", Words("センター", ""), "CORE"))
    lab = labs.RegisterOpenLab(
        idempotency_key="lab",
        code="OL-1",
        title=Words("ラボ", ""),
        scheme=Scheme.OPEN,
        center="C-1",
        start=date(2015, 4, 1),
        pin_rule=PinRule.AT_DISCLOSURE,
        area=Area.NONCOMPETITIVE,
    )
    await labs.register_open_lab(pool, OFFICER, now(), lab)


async def test_all_patents_of_a_lab(office: Office) -> None:
    await a_lab(office)
    await office.bring("jplatpat-csv", jplatpat(*(document(number, FIRST, SECOND) for number in (1, 2))), lab="OL-1")
    await office.bring("jplatpat-csv", jplatpat(document(3, FIRST, SECOND)))
    assert (await assume(office, "early", lab="OL-1", on=date(2016, 4, 1))).patents == ()
    done = await assume(office, lab="OL-1")
    assert [patent.id for patent in done.patents] == [(await office.patent(number)).id for number in (1, 2)]
    assert {share.basis for share in await shares(office, 3)} == {ShareBasis.NOT_STIPULATED}


async def test_the_same_request_again_answers_the_same_whatever_came_since(office: Office) -> None:
    await a_lab(office)
    await office.bring("jplatpat-csv", jplatpat(*(document(number, FIRST, SECOND) for number in (1, 2, 3))), lab="OL-1")
    code = {name: party.code for name, party in (await office.parties()).items()}
    half = [OwnerShare(code[name], ShareBasis.STIPULATED, Fraction(1, 2)) for name in (FIRST, SECOND)]
    unknown = [OwnerShare(code[name], ShareBasis.NOT_STIPULATED) for name in (FIRST, SECOND)]
    await record_owners(office, 3, FILED, *half)
    first = await assume(office, lab="OL-1")
    await record_owners(office, 1, date(2024, 4, 1), *unknown)
    await record_owners(office, 3, FILED, *unknown)
    await office.bring("jplatpat-csv", jplatpat(document(4, FIRST, SECOND)), lab="OL-1")

    before = await held(office)
    later = Moment(date(2031, 4, 1), now().now)
    again = await assume(office, lab="OL-1", moment=later)
    assert again.replayed
    assert again.recorded_at == first.recorded_at
    assert [patent.id for patent in again.patents] == [patent.id for patent in first.patents]
    assert [(one.patent.id, one.why) for one in again.left] == [(one.patent.id, one.why) for one in first.left]
    with pytest.raises(KeyReused):
        await assume(office, lab="OL-1", source="minutes")
    assert await held(office) == before
    await audit_lines(office.pool.database)


async def test_one_patent_under_two_of_its_numbers_is_done_once(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, FIRST, SECOND)))
    done = await assume(office, patents=("特開2020-100001", "特願2018-200001"))
    assert len(done.patents) == 1
    assert [share.version for share in await shares(office, 1)] == [2, 2]


async def test_what_is_refused_changes_nothing(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, FIRST, SECOND)))
    before = await fingerprint(office.pool.database)
    number = "特開2020-100001"
    for given, findings in (
        ({}, [("patents",)]),
        ({"patents": (number,), "lab": "OL-1"}, [("patents",)]),
        ({"patents": (number, number)}, [("patents", "1")]),
        ({"patents": tuple(map(str, range(1001)))}, [("patents",)]),
        ({"patents": (number,), "on": date(9999, 1, 1)}, [("on",)]),
    ):
        with pytest.raises(FormRefused) as refused:
            await assume(office, **given)
        assert [finding.path for finding in refused.value.findings] == findings
    with pytest.raises(RecordNotFound) as missing:
        await assume(office, patents=(number, "特許第1号", "X"))
    assert [finding.path for finding in missing.value.findings] == [("patents", "1"), ("patents", "2")]
    with pytest.raises(RecordNotFound):
        await assume(office, lab="OL-0")
    assert await fingerprint(office.pool.database) == before
    for actor in (ANONYMOUS, Actor(Role.AUDITOR), Actor(Role.MEMBER)):
        with pytest.raises(NotPermitted):
            await assume_equal_shares(office.pool, actor, now(), AssumeEqualShares("a key", patents=(number,)))
    after = await fingerprint(office.pool.database)
    assert {name for name in before if before[name] != after[name]} == {"audit"}
