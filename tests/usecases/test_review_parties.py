"""What comes of finding two parties to be one, or not, in the register and in the next files; and of splitting them again."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import pytest_asyncio

from ippool.domain.parties import NameRelation
from ippool.domain.patents import Patent, ShareBasis, TitleShare
from ippool.domain.review import ReviewItem, ReviewKind, ReviewState
from ippool.store.records import change, load
from ippool.usecases import parties, title
from ippool.usecases.intake import Outcome
from ippool.usecases.keeping import RecordNotFound
from ippool.usecases.pool import Pool
from ippool.usecases.review import ChangedSince, NotTheSame, SharesCollide
from ippool.usecases.title import OwnerShare, RecordTitle
from tests.conftest import OFFICER, now
from tests.graphql.register_state import fingerprint
from tests.usecases.brought import Office, document, jplatpat

KAKU = "架空電池株式会社"
KAKU_LIMITED = "架空電池有限会社"
OTHER = "見本化学株式会社"
FILED = date(2018, 12, 20)
EARLIER, LATER = date(2024, 4, 1), date(2025, 4, 1)


@pytest_asyncio.fixture
async def office(empty_pool: Pool, tmp_path: Path) -> Office:
    return Office(empty_pool, tmp_path)


# --- two parties that are one


async def a_match(office: Office) -> ReviewItem:
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU), document(2, KAKU, OTHER)))
    await office.bring("jplatpat-csv", jplatpat(document(3, KAKU_LIMITED), document(4, KAKU_LIMITED, OTHER)))
    return await office.item(ReviewKind.PARTY_MATCH)


async def test_a_match_says_what_speaks_for_it(office: Office) -> None:
    item = await a_match(office)
    found = await office.parties()
    assert (item.number, item.subject, item.said) == ("R-000001", found[KAKU_LIMITED].id, KAKU_LIMITED)
    assert item.held == f"{KAKU} ({found[KAKU].code})"
    assert item.patent == (await office.patent(3)).id
    assert [proposal.record for proposal in item.candidates] == [found[KAKU].id]
    assert 0 < item.score < 1
    assert all(words.ja and words.en for words in item.candidates[0].evidence)
    assert item.said_source == "J-PlatPat 特開2020-100003, file-1#1:2"


async def test_confirmed_both_names_are_one_partys_from_then_on(office: Office) -> None:
    item = await a_match(office)
    await office.confirm(item)
    assert await office.owners(await office.patent(4)) == {KAKU: (FILED, None), OTHER: (FILED, None)}
    report = await office.bring("jplatpat-csv", jplatpat(document(5, KAKU), document(6, "(有)架空電池")))
    assert (report.outcomes[Outcome.ADDED], report.made.get("party")) == (2, None)
    for number in (5, 6):
        assert list(await office.owners(await office.patent(number))) == [KAKU]
    # The parties are two again, and what each owned; what came while they were one stays where it went.
    (confirmed,) = await office.items(ReviewState.CONFIRMED)
    await office.take_back(confirmed)
    owners = [list(await office.owners(await office.patent(number))) for number in range(1, 7)]
    assert owners == [[KAKU], [KAKU, OTHER], [KAKU_LIMITED], [KAKU_LIMITED, OTHER], [KAKU], [KAKU]]


async def test_of_a_party_that_is_another_one_nothing_is_recorded(office: Office) -> None:
    confirmed = await office.confirm(await a_match(office))
    found = await office.parties()
    patent, alias, other = await office.patent(1), found[KAKU_LIMITED].code, found[KAKU].code
    owners = tuple(OwnerShare(code, ShareBasis.NOT_STIPULATED) for code in (other, alias))
    command = RecordTitle("a key", patent.code, LATER, owners, patent.version)
    before = await fingerprint(office.pool.database)
    with pytest.raises(RecordNotFound) as refused:
        await title.record_title(office.pool, OFFICER, now(), command)
    assert [(finding.path, finding.because.en) for finding in refused.value.findings] == [
        (("shares", "1"), f"{alias} was found to be {other}: name that one.")
    ]
    with pytest.raises(RecordNotFound):
        await parties.record_party_name(office.pool, OFFICER, now(), parties.RecordPartyName("n", alias, "架空"))
    assert await fingerprint(office.pool.database) == before
    await office.take_back(confirmed)
    assert not (await title.record_title(office.pool, OFFICER, now(), command)).replayed


async def test_rejected_it_is_never_a_candidate_again(office: Office) -> None:
    item = await a_match(office)
    await office.reject(item)
    report = await office.bring("jplatpat-csv", jplatpat(document(5, "㈲ 架空電池"), document(6, KAKU)))
    assert (report.outcomes[Outcome.ADDED], report.findings) == (2, ())
    assert list(await office.owners(await office.patent(5))) == [KAKU_LIMITED]
    assert list(await office.owners(await office.patent(6))) == [KAKU]
    assert await office.items() == ()
    assert len(await office.parties()) == 3


async def test_rejected_it_stays_so_when_the_candidate_is_found_to_be_another_party(office: Office) -> None:
    await office.reject(await a_match(office))
    await office.bring("jplatpat-csv", jplatpat(document(7, "架空電池合同会社")))
    item = await office.item(ReviewKind.PARTY_MATCH)
    found = await office.parties()
    assert {proposal.record for proposal in item.candidates} == {found[KAKU].id, found[KAKU_LIMITED].id}
    await office.confirm(item, choice=found[KAKU].code)
    report = await office.bring("jplatpat-csv", jplatpat(document(5, KAKU_LIMITED), document(6, "架空電池合同会社")))
    assert report.findings == ()
    assert list(await office.owners(await office.patent(5))) == [KAKU_LIMITED]
    assert list(await office.owners(await office.patent(6))) == [KAKU]


async def test_the_same_file_again_asks_nothing(office: Office) -> None:
    await a_match(office)
    again = jplatpat(document(3, KAKU_LIMITED), document(4, KAKU_LIMITED, OTHER))
    report = await office.bring("jplatpat-csv", again)
    assert (report.outcomes[Outcome.TO_REVIEW], report.outcomes[Outcome.UNCHANGED]) == (1, 1)
    assert (report.changes_nothing, report.findings) == (True, ())
    await office.confirm((await office.items())[0])
    report = await office.bring("jplatpat-csv", again)
    assert (report.outcomes[Outcome.UNCHANGED], report.changes_nothing) == (2, True)


async def test_three_names_of_one_party_in_whatever_order(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU), document(2, KAKU_LIMITED), document(3, "架空電池合同会社")))
    first, second = await office.items()
    before = await office.register()
    found = await office.parties()
    await office.confirm(second, choice=found[KAKU_LIMITED].code)
    await office.confirm(first)
    for number in (1, 2, 3):
        assert list(await office.owners(await office.patent(number))) == [KAKU]
    now_found = await office.parties()
    assert {now_found[name].same_as for name in (KAKU_LIMITED, "架空電池合同会社")} == {found[KAKU].id}
    report = await office.bring("jplatpat-csv", jplatpat(document(4, "架空電池合同会社")))
    assert (report.outcomes[Outcome.ADDED], report.made.get("party")) == (1, None)
    assert list(await office.owners(await office.patent(4))) == [KAKU]

    first, second = await office.items(ReviewState.CONFIRMED)
    with pytest.raises(ChangedSince):
        await office.take_back(second)
    await office.take_back(first)
    await office.take_back(second)
    after = await office.register()
    assert [one for one in before if one not in after] == []


async def test_a_party_in_use_elsewhere_is_not_made_one(office: Office) -> None:
    item = await a_match(office)
    found = await office.parties()
    command = parties.RegisterAffiliate("a key", found[OTHER].code, found[KAKU_LIMITED].code, Fraction(3, 4))
    await parties.register_affiliate(office.pool, OFFICER, now(), command)
    before = await fingerprint(office.pool.database)
    with pytest.raises(NotTheSame) as refused:
        await office.confirm(item)
    assert refused.value.message.en == (
        f"More than shares of patents is recorded of {found[KAKU_LIMITED].code} (affiliate), "
        "so it cannot be made one with another party."
    )
    with pytest.raises(RecordNotFound):
        await office.confirm(item, choice=found[KAKU_LIMITED].code)
    with pytest.raises(RecordNotFound):
        await office.confirm(item, choice="NOBODY")
    assert await fingerprint(office.pool.database) == before


async def both_own(office: Office) -> tuple[ReviewItem, Patent]:
    """Both parties are owners of one patent, with a third."""
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU)))
    await office.bring("jplatpat-csv", jplatpat(document(2, KAKU, KAKU_LIMITED, OTHER)))
    return await office.item(ReviewKind.PARTY_MATCH), await office.patent(2)


@pytest.mark.parametrize(
    ("first", "second", "joined"),
    [
        ((FILED, None), (FILED, None), (FILED, None)),
        ((FILED, LATER), (EARLIER, None), (FILED, None)),
        ((EARLIER, LATER), (None, None), (None, None)),
        ((EARLIER, LATER), (FILED, EARLIER), None),
    ],
    ids=["alike", "overlapping", "within", "one after the other"],
)
async def test_owners_of_one_patent_that_are_one(
    office: Office,
    first: tuple[date | None, date | None],
    second: tuple[date | None, date | None],
    joined: tuple[date | None, date | None] | None,
) -> None:
    item, patent = await both_own(office)
    found = await office.parties()
    async with office.pool.database.write(OFFICER) as tx:
        for name, (start, until) in ((KAKU, first), (KAKU_LIMITED, second)):
            (share,) = await load(
                tx.connection, TitleShare, "r.patent_id = :patent and r.party_id = :party", patent=patent.id, party=found[name].id
            )
            period = replace(share.period, start=start, until=until)
            await change(tx.connection, replace(share, period=period), expected=share.version)
        tx.record("title_share:corrected", None)
    before = await office.register()
    confirmed = await office.confirm(item)
    if joined is not None:
        assert await office.owners(patent) == {KAKU: joined, OTHER: (FILED, None)}
    else:
        async with office.pool.database.read() as session:
            shares = await load(
                session, TitleShare, "r.party_id = :party and r.patent_id = :patent", party=found[KAKU].id, patent=patent.id
            )
        assert sorted((share.period.start, share.period.until) for share in shares) == sorted([first, second])
    await office.take_back(confirmed)
    assert await office.register() == before


async def test_owners_with_shares_of_known_size_are_not_joined(office: Office) -> None:
    item, patent = await both_own(office)
    found = await office.parties()
    shares = tuple(OwnerShare(found[name].code, ShareBasis.STIPULATED, Fraction(1, 3)) for name in (KAKU, KAKU_LIMITED, OTHER))
    command = RecordTitle("a key", patent.code, FILED, shares, patent.version)
    await title.record_title(office.pool, OFFICER, now(), command)
    before = await fingerprint(office.pool.database)
    with pytest.raises(SharesCollide) as refused:
        await office.confirm(item)
    assert patent.code in refused.value.message.en
    assert await fingerprint(office.pool.database) == before


async def test_a_split_leaves_alone_what_was_corrected_since(office: Office) -> None:
    """The patent's version went up with the match; a later file changed its title. Both are kept."""
    item = await a_match(office)
    before = await office.patent(3)
    confirmed = await office.confirm(item)
    await office.bring("jplatpat-csv", jplatpat(document(3, KAKU_LIMITED, title="架空の電池とその製法")))
    await office.take_back(confirmed)
    after = await office.patent(3)
    assert (after.title.ja, after.version) == ("架空の電池とその製法", before.version + 3)
    assert list(await office.owners(after)) == [KAKU_LIMITED]


async def test_a_split_is_refused_where_a_share_was_changed_since(office: Office) -> None:
    confirmed = await office.confirm(await a_match(office))
    patent = await office.patent(3)
    owners = (OwnerShare((await office.parties())[OTHER].code, ShareBasis.NOT_STIPULATED),)
    command = RecordTitle("a key", patent.code, LATER, owners, patent.version)
    await title.record_title(office.pool, OFFICER, now(), command)
    before = await fingerprint(office.pool.database)
    with pytest.raises(ChangedSince) as refused:
        await office.take_back(confirmed)
    assert refused.value.message.en == "A title_share was changed after it, so it cannot be taken back."
    assert await fingerprint(office.pool.database) == before


async def test_a_predecessor_that_was_taught_is_a_candidate(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU)))
    code = (await office.parties())[KAKU].code
    command = parties.RecordPartyName("n", code, "旧架空電機株式会社", NameRelation.PREDECESSOR)
    await parties.record_party_name(office.pool, OFFICER, now(), command)
    await office.bring("jplatpat-csv", jplatpat(document(2, "旧架空電機株式会社")))
    item = await office.item(ReviewKind.PARTY_MATCH)
    assert item.candidates[0].evidence[0].en == "It is the name of a predecessor."
