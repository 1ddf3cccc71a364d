"""What comes of decisions about facts, owners, transfers and families: in the register, and in the next files that say the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from pathlib import Path

import pytest
import pytest_asyncio

from ippool.domain.parties import PartyKind
from ippool.domain.patents import LegalEvent, LegalStatus, Patent, ShareBasis, TitleShare
from ippool.domain.review import ReviewItem, ReviewKind
from ippool.domain.words import Words
from ippool.store.records import change, load
from ippool.usecases import families, parties, register, rights, title
from ippool.usecases.forms import FormRefused
from ippool.usecases.intake import Outcome
from ippool.usecases.keeping import Conflict, RecordNotFound
from ippool.usecases.pool import Pool
from ippool.usecases.title import OwnerShare, RecordTitle
from tests.conftest import OFFICER, TODAY, now
from tests.graphql.register_state import fingerprint
from tests.usecases.brought import Office, conveyances, document, google, jplatpat, lens, lens_document

KAKU = "架空電池株式会社"
KAKU_LIMITED = "架空電池有限会社"
OTHER = "見本化学株式会社"
FILED = date(2018, 12, 20)
EARLIER, LATER = date(2024, 4, 1), date(2025, 4, 1)


@pytest_asyncio.fixture
async def office(empty_pool: Pool, tmp_path: Path) -> Office:
    return Office(empty_pool, tmp_path)


# --- facts


async def a_fact(office: Office) -> ReviewItem:
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU)), of=EARLIER)
    await office.bring("google-patents-csv", google("JP-2020100001-A", KAKU, filed="2018-12-19"))
    return await office.item(ReviewKind.FACT_DIFFERS)


async def test_a_fact_that_differs_names_both_sources(office: Office) -> None:
    item = await a_fact(office)
    assert (item.fact, item.held, item.said) == ("filed_on", "2018-12-20", "2018-12-19")
    assert item.held_source == "J-PlatPat 特開2020-100001 (2024-04-01), file-0#1"
    assert item.said_source == "Google Patents JP-2020100001-A, file-1#1:3"
    assert (await office.patent(1)).filed_on == FILED


async def test_a_confirmed_fact_stays_and_is_not_asked_again(office: Office) -> None:
    confirmed = await office.confirm(await a_fact(office))
    assert (await office.patent(1)).filed_on == date(2018, 12, 19)
    for format, content in (
        ("google-patents-csv", google("JP-2020100001-A", KAKU, filed="2018-12-19")),
        ("google-patents-csv", google("JP-2020100001-A", KAKU, filed="2018-12-19", granted="2021-01-05")),
        ("jplatpat-csv", jplatpat(document(1, KAKU))),
    ):
        report = await office.bring(format, content, of=LATER)
        assert report.findings == (), format
    # The source that was found wrong says it again, with something new beside: a person has decided that.
    report = await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, fi="H01M10/05,H01M4/02")), of=LATER)
    assert report.findings == ()
    assert (await office.patent(1)).filed_on == date(2018, 12, 19)
    assert len((await office.patent(1)).classifications) == 2
    # A day nobody has decided on is asked about.
    report = await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, filed="2018/12/21")), of=LATER)
    assert [finding.value for finding in report.findings] == ["2018-12-21"]
    await office.take_back(confirmed)
    assert (await office.patent(1)).filed_on == FILED


async def test_a_rejected_fact_is_not_asked_again(office: Office) -> None:
    await office.reject(await a_fact(office))
    report = await office.bring("google-patents-csv", google("JP-2020100001-A", KAKU, filed="2018-12-19", granted="2021-01-05"))
    assert report.findings == ()
    patent = await office.patent(1)
    assert (patent.filed_on, patent.registered_on) == (FILED, date(2021, 1, 5))


async def test_a_fact_that_cannot_be_is_refused(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU)))
    await office.bring("google-patents-csv", google("JP-2020100001-A", KAKU, filed="2020-12-19", published="2021-07-02"))
    by_fact = {item.fact: item for item in await office.items()}
    assert set(by_fact) == {"filed_on", "published_on"}
    before = await fingerprint(office.pool.database)
    with pytest.raises(FormRefused) as refused:
        await office.confirm(by_fact["filed_on"])
    assert [finding.because.en for finding in refused.value.findings] == [
        "published_on would be 2020-07-02, a day before filed_on, 2020-12-19."
    ]
    assert await fingerprint(office.pool.database) == before
    await office.confirm(by_fact["published_on"])
    await office.confirm(by_fact["filed_on"])
    assert (await office.patent(1)).filed_on == date(2020, 12, 19)


async def test_a_number_that_another_patent_has_is_refused(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, registration="特許第6900001号")))
    await office.bring("jplatpat-csv", jplatpat(document(2, KAKU, registration="特許第6900002号")))
    await office.bring("jplatpat-csv", jplatpat(document(3, KAKU)))
    async with office.pool.database.write(OFFICER) as tx:
        (patent,) = await load(tx.connection, Patent, "r.id = :id", id=(await office.patent(3)).id)
        await change(tx.connection, replace(patent, registration_number="JP:reg:6900003"), expected=patent.version)
        tx.record("patent:corrected", None)
    record = lens_document("JP 2020100003 A", KAKU, title="架空の電池 3", application="JP 2018200003 A")
    await office.bring("lens-csv", lens(record))
    report = await office.bring("jplatpat-csv", jplatpat(document(3, KAKU, registration="特許第6900004号")), of=LATER)
    (item,) = await office.items()
    assert (item.fact, item.held, item.said) == ("registration_number", "JP:reg:6900003", "JP:reg:6900004")
    assert len(report.findings) == 1
    await office.bring("jplatpat-csv", jplatpat(document(5, KAKU, registration="特許第6900004号")))
    before = await fingerprint(office.pool.database)
    with pytest.raises(Conflict) as refused:
        await office.confirm(item)
    assert (refused.value.constraint, refused.value.path) == ("uq_patent_registration_number", ("number",))
    assert await fingerprint(office.pool.database) == before


async def test_a_legal_status_that_differs_holds_from_the_day_given(office: Office) -> None:
    said = {"registration": "特許第6900001号", "stage": "特許 有効"}
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, **said)), of=EARLIER)
    patent = await office.patent(1)
    lapse = rights.RecordLegalEvent("a key", patent.code, LegalStatus.LAPSED, date(2024, 6, 1), patent.version)
    await rights.record_legal_event(office.pool, OFFICER, now(), lapse)
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, fi="H01M4/02", **said)), of=LATER)
    item = await office.item(ReviewKind.FACT_DIFFERS)
    assert (item.fact, item.held, item.said) == ("legal_status", "LAPSED", "GRANTED")
    before = await office.register()
    confirmed = await office.confirm(item, on=date(2024, 9, 1))
    async with office.pool.database.read() as session:
        events = await load(session, LegalEvent, "r.patent_id = :id", id=patent.id)
    assert (events[-1].status, events[-1].effective_on, events[-1].evidence) == (LegalStatus.GRANTED, date(2024, 9, 1), item.number)
    await office.take_back(confirmed)
    assert await office.register() == before


# --- what a person entered


async def test_a_file_never_overwrites_what_a_person_entered_by_mutation(office: Office) -> None:
    await families.register_family(office.pool, OFFICER, now(), families.RegisterFamily("f", "F-1", Words("発明", "")))
    command = rights.RegisterPatent(
        idempotency_key="p",
        code="OWN-1",
        family="F-1",
        jurisdiction="JP",
        title=Words("人の付けた名称", ""),
        application_number="特願2018-200001",
        filed_on=date(2018, 12, 18),
    )
    entered = (await rights.register_patent(office.pool, OFFICER, now(), command)).record
    await parties.register_party(
        office.pool, OFFICER, now(), parties.RegisterParty("q", "KAKU", PartyKind.COMPANY, Words(KAKU, ""))
    )
    owners = (OwnerShare("KAKU", ShareBasis.STIPULATED, Fraction(1)),)
    await title.record_title(office.pool, OFFICER, now(), RecordTitle("t", "OWN-1", date(2018, 12, 18), owners, entered.version))

    report = await office.bring("jplatpat-csv", jplatpat(document(1, OTHER)))
    assert report.outcomes[Outcome.TO_REVIEW] == 1
    found = await office.patent(1)
    assert (found.id, found.title.ja, found.filed_on) == (entered.id, "人の付けた名称", date(2018, 12, 18))
    assert (found.published_on, found.publication_number) == (date(2020, 7, 2), "JP:pub:2020:100001:A")
    assert await office.owners(found) == {KAKU: (date(2018, 12, 18), None)}
    asked = {item.fact: (item.held, item.said) for item in await office.items()}
    kaku = (await office.parties())[KAKU]
    assert asked == {
        "title_ja": ("人の付けた名称", "架空の電池 1"),
        "filed_on": ("2018-12-18", "2018-12-20"),
        "owners": (f"{KAKU} ({kaku.code})", OTHER),
    }


async def test_a_file_never_overwrites_what_a_person_entered_by_a_house_folder(office: Office, tmp_path: Path) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU)), of=EARLIER)
    folder = tmp_path / "house"
    await register.export_house(office.pool.database, OFFICER, folder, today=TODAY)
    patents = folder / "patents.csv"
    patents.write_text(
        patents.read_text("utf-8").replace("2018-12-20", "2018-12-18").replace("架空の電池 1", "人の付けた名称"), "utf-8"
    )
    assert (await register.import_house(office.pool.database, OFFICER, folder, today=TODAY)).changed == {"patent": 1}

    report = await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, filed="2018/12/21", title="新しい架空の電池")), of=LATER)
    assert {finding.field: finding.value for finding in report.findings} == {
        "title_ja": "新しい架空の電池",
        "filed_on": "2018-12-21",
    }
    found = await office.patent(1)
    assert (found.title.ja, found.filed_on) == ("人の付けた名称", date(2018, 12, 18))
    assert {item.held for item in await office.items()} == {"人の付けた名称", "2018-12-18"}


# --- owners


async def test_other_owners_hold_from_the_day_given(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, OTHER)), of=EARLIER)
    patent = await office.patent(1)
    async with office.pool.database.read() as session:
        before = {share.party: share.id for share in await load(session, TitleShare, "r.patent_id = :id", id=patent.id)}
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, "三番商事株式会社")), of=LATER)
    item = await office.item(ReviewKind.OWNERS_DIFFER)
    found = await office.parties()
    assert item.held == f"{KAKU} ({found[KAKU].code}); {OTHER} ({found[OTHER].code})"
    assert item.said == f"{KAKU}; 三番商事株式会社"
    with pytest.raises(FormRefused) as refused:
        await office.confirm(item)
    assert [(finding.path, finding.because.en) for finding in refused.value.findings] == [
        (("on",), "The day from which they own it is needed.")
    ]
    await office.confirm(item, on=date(2024, 10, 1))
    changed = date(2024, 10, 1)
    assert await office.owners(patent) == {KAKU: (FILED, None), OTHER: (FILED, changed), "三番商事株式会社": (changed, None)}
    async with office.pool.database.read() as session:
        after = {share.party: share for share in await load(session, TitleShare, "r.patent_id = :id", id=patent.id)}
    assert after[found[KAKU].id].id == before[found[KAKU].id]
    assert {share.basis for share in after.values()} == {ShareBasis.NOT_STIPULATED}
    report = await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, "三番商事株式会社", fi="H01M4/02")), of=LATER)
    assert report.findings == ()


async def test_owners_from_a_day_before_those_that_stand(office: Office) -> None:
    """The owners were recorded from the filing day; confirmed from a day before, the file's are the only ones ever."""
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU, OTHER)), of=EARLIER)
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU)), of=LATER)
    item = await office.item(ReviewKind.OWNERS_DIFFER)
    before = await office.register()
    confirmed = await office.confirm(item, on=date(2018, 1, 1))
    assert await office.owners(await office.patent(1)) == {KAKU: (date(2018, 1, 1), None)}
    await office.take_back(confirmed)
    assert await office.register() == before


async def test_owners_of_whom_one_was_found_to_be_another_party(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, OTHER), document(2, KAKU)), of=EARLIER)
    await office.bring("jplatpat-csv", jplatpat(document(1, KAKU_LIMITED)), of=LATER)
    by_kind = {item.kind: item for item in await office.items()}
    assert set(by_kind) == {ReviewKind.OWNERS_DIFFER, ReviewKind.PARTY_MATCH}
    await office.confirm(by_kind[ReviewKind.PARTY_MATCH])
    await office.confirm(by_kind[ReviewKind.OWNERS_DIFFER], on=LATER)
    assert await office.owners(await office.patent(1)) == {OTHER: (FILED, LATER), KAKU: (LATER, None)}


# --- transfers


async def a_transfer(office: Office, *takers: str) -> tuple[ReviewItem, Patent]:
    await office.bring("lens-csv", lens(lens_document("US 10000001 B2", "Alpha Battery Inc", "Beta Motor Inc")), of=EARLIER)
    await office.bring("us-assignment-json", conveyances((["ALPHA HOLDINGS LLC"], list(takers), "2021-03-01", "10000001")))
    async with office.pool.database.read() as session:
        (patent,) = await load(session, Patent)
    return await office.item(ReviewKind.CONVEYANCE_UNCLEAR), patent


MOVED = date(2021, 3, 1)


async def test_a_transfer_by_one_owner_leaves_the_others_alone(office: Office) -> None:
    item, patent = await a_transfer(office, "GAMMA ENERGY INC")
    assert item.said == "2021-03-01: ALPHA HOLDINGS LLC → GAMMA ENERGY INC"
    before = await office.register()
    found = await office.parties()
    with pytest.raises(RecordNotFound) as refused:
        await office.confirm(item, on=MOVED, choice=found["GAMMA ENERGY INC"].code)
    assert refused.value.path == ("choice",)
    confirmed = await office.confirm(item, on=MOVED, choice=found["Alpha Battery Inc"].code)
    owners = await office.owners(patent)
    assert owners["Alpha Battery Inc"][1] == owners["GAMMA ENERGY INC"][0] == MOVED
    assert owners["Beta Motor Inc"][1] is None
    await office.take_back(confirmed)
    assert await office.register() == before


async def test_a_transfer_by_everybody(office: Office) -> None:
    item, patent = await a_transfer(office, "GAMMA ENERGY INC", "DELTA CELL INC")
    await office.confirm(item, on=MOVED)
    owners = await office.owners(patent)
    assert {name: until for name, (_, until) in owners.items()} == {
        "Alpha Battery Inc": MOVED,
        "Beta Motor Inc": MOVED,
        "GAMMA ENERGY INC": None,
        "DELTA CELL INC": None,
    }


async def test_a_share_of_known_size_moves_whole_or_not_at_all(office: Office) -> None:
    item, patent = await a_transfer(office, "GAMMA ENERGY INC")
    found = await office.parties()
    shares = tuple(
        OwnerShare(found[name].code, ShareBasis.STIPULATED, size)
        for name, size in (("Alpha Battery Inc", Fraction(2, 3)), ("Beta Motor Inc", Fraction(1, 3)))
    )
    await title.record_title(office.pool, OFFICER, now(), RecordTitle("t", patent.code, date(2019, 1, 1), shares, patent.version))
    await office.confirm(item, on=MOVED, choice=found["Alpha Battery Inc"].code)
    async with office.pool.database.read() as session:
        held = {share.party: share for share in await load(session, TitleShare) if MOVED in share.period}
    sizes = {name: held[found[name].id].share for name in ("GAMMA ENERGY INC", "Beta Motor Inc")}
    assert (sizes, len(held)) == ({"GAMMA ENERGY INC": Fraction(2, 3), "Beta Motor Inc": Fraction(1, 3)}, 2)


async def test_a_share_of_known_size_that_several_take_is_for_a_person(office: Office) -> None:
    item, patent = await a_transfer(office, "GAMMA ENERGY INC", "DELTA CELL INC")
    found = await office.parties()
    alone = (OwnerShare(found["Alpha Battery Inc"].code, ShareBasis.STIPULATED, Fraction(1)),)
    await title.record_title(office.pool, OFFICER, now(), RecordTitle("t", patent.code, date(2019, 1, 1), alone, patent.version))
    with pytest.raises(FormRefused) as refused:
        await office.confirm(item, on=MOVED, choice=found["Alpha Battery Inc"].code)
    assert refused.value.path == ("choice",)


# --- families


async def test_a_family_is_joined_with_the_one_chosen(office: Office) -> None:
    numbers = ("JP 2018200001 A;;JP 2018200002 A", "JP 2018200003 A;;JP 2018200004 A", "JP 2018200001 A;;JP 2018200003 A")
    documents = [
        lens_document(f"US 2020/010000{index} A1", "Alpha Battery Inc", priorities=priorities)
        for index, priorities in enumerate(numbers, 1)
    ]
    await office.bring("lens-csv", lens(*documents))
    item = await office.item(ReviewKind.FAMILY_OVERLAPS)
    assert len(item.candidates) == 2
    async with office.pool.database.read() as session:
        patents = {patent.publication_number: patent for patent in await load(session, Patent)}
    second = patents["US:pub:2020:0100002:A1"]
    code = f"F-{second.code}"
    with pytest.raises(RecordNotFound):
        await office.confirm(item, choice="F-0")
    await office.confirm(item, choice=code)
    async with office.pool.database.read() as session:
        after = {patent.publication_number: patent for patent in await load(session, Patent)}
    assert after["US:pub:2020:0100003:A1"].family == second.family
