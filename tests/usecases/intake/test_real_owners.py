"""The joint cases that the real files are known for have exactly their owners, and nobody says how large the shares are."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import text

from ippool.domain.names import OwnerName, name_key
from ippool.domain.numbers import NumberType, parse_number
from ippool.domain.parties import Party, PartyName
from ippool.domain.patents import AcquiredBy, ShareBasis
from ippool.domain.review import ReviewItem
from ippool.domain.territories import UNKNOWN
from ippool.store.database import Database, Reading
from ippool.store.records import load
from ippool.usecases.intake.owners import Owners
from ippool.usecases.pool import Pool
from tests.usecases.intake.real_files import BY_PATH, facts
from tests.usecases.intake.registers import Held, came_to, count, held, take

ROBOT = BY_PATH["jplatpat_csv_robot/特実_国内文献.csv"]
BATTERY = BY_PATH["jplatpat_csv/data_JPlatPat/②特実_国内文献.csv"]
GOOGLE = BY_PATH["google_patents_csv/gp-search-2.csv"]


def canonical(number: str, type: NumberType | None = None) -> str:
    return parse_number(number, this_year=2026, as_type=type).canonical


def assert_not_stipulated(found: Held) -> None:
    """Every share is there without a figure, from the filing day on."""
    assert len({share.party for share in found.shares}) == len(found.shares)
    for share in found.shares:
        assert (share.share, share.basis, share.disputed) == (None, ShareBasis.NOT_STIPULATED, False)
        assert (share.period.start, share.period.until) == (found.patent.filed_on, None)
        assert share.acquired_by is AcquiredBy.INVENTION
        assert share.source


async def names_of(session: Reading, party: Party) -> set[str]:
    """Return every name of a party in the form in which names are compared."""
    further = await load(session, PartyName, "r.party_id = :id", id=party.id)
    return {name_key(name) for name in (party.name.ja, party.name.en, *(one.text for one in further)) if name}


async def assert_owned_by(session: Reading, found: Held, owners: list[str]) -> None:
    """The patent has these owners and no other, each under its name, a variant of it or its published name in the other script."""
    assert_not_stipulated(found)
    assert len(found.owners) == len(owners), (found.names, owners)
    left = {party.id: await names_of(session, party) for party in found.owners}
    directory = (await Owners.known(session, 0)).directory
    for owner in owners:
        bearing = [party for party, names in left.items() if name_key(owner) in names]
        found_again = directory.recognize(OwnerName(owner))
        likely = {found_again.party, *(candidate.party for candidate in found_again.candidates)}
        meant = bearing or [party for party in left if party in likely]
        assert len(meant) == 1, (owner, left)
        del left[meant[0]]


JPLATPAT = [(path, sample) for path, fact in facts().items() if path.startswith("jplatpat") for sample in fact["joint_sample"]]


@pytest.mark.parametrize(("path", "sample"), JPLATPAT, ids=[sample[0] for _, sample in JPLATPAT])
async def test_joint_samples_of_jplatpat(real: Database, path: str, sample: list[str]) -> None:
    document, application, filed, registration, owners = sample
    async with real.read() as session:
        found = await held(session, canonical(application))
        await assert_owned_by(session, found, owners.split(","))
    assert str(found.patent.filed_on) == filed.replace("/", "-")
    assert found.patent.registration_number == (canonical(registration) if registration else None)
    assert found.statements["jplatpat-csv"].cited == document
    assert found.statements["jplatpat-csv"].file == BY_PATH[path].source.name


JOINT_GRANTS = [joint for path, fact in facts().items() if path.startswith("uspto_grant_xml") for joint in fact["joint"]]


@pytest.mark.parametrize("joint", JOINT_GRANTS, ids=[joint["pub"] for joint in JOINT_GRANTS])
async def test_joint_samples_of_us_grants(real: Database, joint: dict[str, Any]) -> None:
    async with real.read() as session:
        found = await held(session, f"US:reg:{joint['pub'].split()[1].lstrip('0')}")
        await assert_owned_by(session, found, [name for name, _ in joint["owners"]])
    # A party that another list had named before it without a country is known without one.
    assert {party.country for party in found.owners} <= {country for _, country in joint["owners"]} | {UNKNOWN}
    assert found.patent.title.en == joint["title"]


PATENTSVIEW = facts()["patentsview_json/patent_search_response.json"]["joint"]


@pytest.mark.parametrize(("number", "owners"), PATENTSVIEW, ids=[number for number, _ in PATENTSVIEW])
async def test_joint_samples_of_patentsview(real: Database, number: str, owners: list[str]) -> None:
    async with real.read() as session:
        found = await held(session, f"US:reg:{number}")
        await assert_owned_by(session, found, owners)
    # Whoever asked left the titles out, which does not keep the owners from being recorded.
    assert found.patent.title.en == f"(title not known) US {number}"


async def test_joint_samples_of_google_patents(real: Database) -> None:
    """Of the names that stand for no one else than one owner; what else the list has is tried at its reader."""
    samples = [*facts()["google_patents_csv/gp-search-1.csv"]["joint_sample"], *facts()[GOOGLE.path]["joint_sample"]]
    plain = [(id, owners) for id, raw, _, owners in samples if raw == ", ".join(owners)]
    assert len(plain) >= 5
    async with real.read() as session:
        for id, owners in plain:
            await assert_owned_by(session, await held(session, canonical(id.replace("-", ""))), owners)


async def test_joint_samples_of_kipris(real: Database) -> None:
    """Three applications with Pukyong's foundation, two with Gachon's, two with a person, one of another company with a person."""
    async with real.read() as session:
        found = await session.execute(
            text(
                """
                select array_agg(coalesce(nullif(o.name_ja, ''), o.name_en) order by t.id) as owners, p.id
                from patent p join title_share t on t.patent_id = p.id join party o on o.id = t.party_id
                where exists (select from statement s where s.subject_id = p.id and s.format = 'kipris-xml')
                group by p.id having count(*) > 1
                """
            )
        )
        joint = [frozenset(map(name_key, row.owners)) for row in found]
    wanted = {
        ("국립부경대학교 산학협력단", "(주)마린바이오프로세스"): 3,
        ("(주)마린바이오프로세스", "가천대학교 산학협력단"): 2,
        ("(주)마린바이오프로세스", "김병진"): 2,
        ("주식회사 이노디스", "김덕현"): 1,
    }
    for owners, times in wanted.items():
        assert joint.count(frozenset(map(name_key, owners))) == times, owners


async def test_three_owners_in_2007(empty: Database) -> None:
    await take(empty, ROBOT.format, ROBOT.source)
    async with empty.read() as session:
        found = await held(session, "JP:pub:2007:136644:A")
    assert found.names == {"株式会社村田製作所", "独立行政法人物質・材料研究機構", "ナノテック株式会社"}
    assert_not_stipulated(found)
    assert (str(found.patent.filed_on), found.patent.application_number) == ("2005-11-22", "JP:app:2005:337684")
    assert found.patent.registration_number is None
    assert {share.source for share in found.shares} == {"J-PlatPat 特開2007-136644"}


@pytest.mark.parametrize("number", ["JP:pub:2008:162524:A", "JP:app:2006:356742", "JP:reg:4958268"])
async def test_nissan_and_aist_in_2008(real: Database, number: str) -> None:
    async with real.read() as session:
        found = await held(session, number)
        await assert_owned_by(session, found, ["日産自動車株式会社", "独立行政法人産業技術総合研究所"])
    assert (found.patent.application_number, found.patent.publication_number, found.patent.registration_number) == (
        "JP:app:2006:356742",
        "JP:pub:2008:162524:A",
        "JP:reg:4958268",
    )


async def test_aist_and_toyota_industries_in_2016(real: Database) -> None:
    async with real.read() as session:
        found = await held(session, "US:reg:9269954")
        await assert_owned_by(
            session,
            found,
            ["National Institute Of Advanced Industrial Science And Technology", "Kabushiki Kaisha Toyota Jidoshokki"],
        )


async def test_no_share_has_a_figure_whatever_the_file(real: Database) -> None:
    async with real.read() as session:
        found = await session.execute(text("select basis, share is null as bare, count(*) as times from title_share group by 1, 2"))
        assert [(row.basis, row.bare) for row in found] == [("NOT_STIPULATED", True)]


async def test_one_institution_in_many_spellings_is_one_party(real: Database) -> None:
    """Under an owner that a list names in two scripts there is one party, and an institution before and after its reform is one."""
    async with real.read() as session:
        parties = {party.id: await names_of(session, party) for party in await load(session, Party)}
        for spellings in (
            ("独立行政法人産業技術総合研究所", "国立研究開発法人産業技術総合研究所"),
            ("トヨタ自動車株式会社", "Toyota Motor Corp"),
        ):
            keys = set(map(name_key, spellings))
            bearing = [names for names in parties.values() if keys & names]
            assert len(bearing) == 1, (spellings, bearing)
        for one, other in (
            ("村田機械株式会社", "株式会社村田製作所"),
            ("株式会社豊田自動織機", "トヨタ自動車株式会社"),
            ("株式会社豊田中央研究所", "トヨタ自動車株式会社"),
        ):
            assert not any({name_key(one), name_key(other)} <= names for names in parties.values())


async def test_two_parties_bear_one_name_only_where_a_person_is_asked(real: Database) -> None:
    """An organization's name that may be two parties' is entered once more, and then means that one; people may be called alike."""
    bearing: dict[str, list[Party]] = {}
    async with real.read() as session:
        asked = {item.subject for item in await load(session, ReviewItem, "r.kind = 'PARTY_MATCH'")}
        for party in sorted(await load(session, Party, "r.kind <> 'INDIVIDUAL'"), key=lambda party: party.code):
            bearing.setdefault(party.name.ja or party.name.en, []).append(party)
    twice = {name: parties for name, parties in bearing.items() if len(parties) > 1}
    assert all(party.id in asked for parties in twice.values() for party in parties[1:])
    assert max((len(parties) for parties in twice.values()), default=0) <= 2


async def test_the_parties_of_the_demo_are_known_again_in_lists_of_jplatpat(own_demo_pool: Pool) -> None:
    """The demo has AIST and NIMS under today's names; the lists have them under the names of their time."""
    database = own_demo_pool.database
    async with database.read() as session:
        before = {party.id: party for party in await load(session, Party)}
        keys = {key: party for party in before.values() for key in await names_of(session, party)}
    nims, aist = keys[name_key("国立研究開発法人物質・材料研究機構")], keys[name_key("国立研究開発法人産業技術総合研究所")]
    for file in (ROBOT, BATTERY):
        came_to(await take(database, file.format, file.source))
    async with database.read() as session:
        after = {party.id: party for party in await load(session, Party)}
        assert {id: after[id] for id in before} == before
        of_2007 = await held(session, "JP:pub:2007:136644:A")
        of_2008 = await held(session, "JP:pub:2008:162524:A")
        new = [party for party in after.values() if party.id not in before]
        known = {name_key(name) for party in before.values() for name in (party.name.ja, party.name.en) if name}
        twice = [party for party in new if {name_key(name) for name in (party.name.ja, party.name.en) if name} & known]
        assert await count(session, "party") > len(before)
    assert nims.id in {party.id for party in of_2007.owners}
    assert aist.id in {party.id for party in of_2008.owners}
    assert twice == []
