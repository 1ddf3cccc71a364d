"""Every real file of every format: what was read, what became of it, whose it is, and that a second reading changes nothing at all.

The file is one because its register is: it takes longer to fill than to look at.
"""

from __future__ import annotations

from collections import Counter
from itertools import groupby
from typing import Any
from uuid import UUID

import pytest
import pytest_asyncio
from sqlalchemy import text

from ippool.domain.names import Directory, OwnerName, name_key
from ippool.domain.numbers import NumberType, parse_number
from ippool.domain.parties import Party, PartyName
from ippool.domain.patents import AcquiredBy, ShareBasis, status_spans
from ippool.domain.review import ReviewItem
from ippool.domain.territories import UNKNOWN
from ippool.intake.formats import FORMATS, detect
from ippool.store.database import Database, Reading
from ippool.store.records import load
from ippool.usecases.intake import Outcome
from ippool.usecases.intake.owners import Owners
from ippool.usecases.pool import Pool
from tests.conftest import REAL_DATA
from tests.graphql.register_state import audit_lines
from tests.usecases.intake.conftest import Filled
from tests.usecases.intake.real_files import BY_PATH, REAL_FILES, RealFile, facts
from tests.usecases.intake.registers import NOTHING_NEW, Held, came_to, count, held, rows_of, take

each_file = pytest.mark.parametrize("file", REAL_FILES, ids=lambda file: file.path)
ROBOT = BY_PATH["jplatpat_csv_robot/特実_国内文献.csv"]
BATTERY = BY_PATH["jplatpat_csv/data_JPlatPat/②特実_国内文献.csv"]
GOOGLE = BY_PATH["google_patents_csv/gp-search-2.csv"]
BIG = ("google_patents_csv/gp-search-2.csv", "lens_csv/birdstrike/lens-export.csv", "nasa/dsv-stream/NASA_Patents.csv")

NOTHING_TO_TAKE = {
    "lens_csv/battery/raw_patents.csv",
    "epo_ops_xml/convert_patent_number_epodoc/response.xml",
    "epo_ops_xml/get_classification_schema/response.xml",
    "epo_ops_xml/get_published_equivalents/response.xml",
    "epo_ops_xml/get_register_biblio/response.xml",
    "epo_ops_xml/get_register_events/response.xml",
    # Of these the register has no patent, and they say too little to enter one.
    "epo_ops_xml2/fixtures/example_3.xml",
    "jpo_api/patent_v1_applicant_attorney_cd_000003207.json",
    "uspto_assignment/assignment_1.json",
    "uspto_assignment/assignment_2.json",
    "uspto_assignment/assignmentcenter_search_v2.json",
}

NOTHING_NEW_IN = {"epo_ops_xml/get_biblio/response.xml"}
"""Its document was read with the family."""


def test_every_format_and_every_file_of_one_is_tried() -> None:
    assert {file.format for file in REAL_FILES} == {format.code for format in FORMATS}
    assert len(BY_PATH) == len(REAL_FILES)
    detected = set()
    for path in sorted(path for path in REAL_DATA.rglob("*.*") if path.is_file() and path.parent != REAL_DATA):
        name = str(path.relative_to(REAL_DATA))
        if name.split("/")[0] in ("reference", "ror"):
            continue
        found = detect(type(REAL_FILES[0].source)(path, path.name))
        if found.format is not None:
            detected.add((name, found.format.code))
    assert detected == {(file.path, file.format) for file in REAL_FILES}


@each_file
def test_the_outcomes_sum_to_the_records_that_the_file_has(filled: Filled, file: RealFile) -> None:
    report = filled.reports[file.path]
    assert report.read == sum(report.outcomes.values()) == file.records
    assert Counter(one.outcome for one in report.findings if one.outcome is Outcome.REFUSED) == Counter(
        {Outcome.REFUSED: report.outcomes[Outcome.REFUSED]}
    )
    to_review = {(one.place.file, one.place.record) for one in report.findings if one.outcome is Outcome.TO_REVIEW}
    assert len(to_review) == report.outcomes[Outcome.TO_REVIEW]
    assert report.made.get("review_item", 0) == sum(one.outcome is Outcome.TO_REVIEW for one in report.findings)
    assert (file.path in NOTHING_TO_TAKE) == (report.read == report.outcomes[Outcome.REFUSED])
    assert (file.path in NOTHING_TO_TAKE | NOTHING_NEW_IN) == report.changes_nothing


@each_file
def test_every_refusal_says_where_and_why(filled: Filled, file: RealFile) -> None:
    for finding in filled.reports[file.path].findings:
        assert finding.place.file == file.source.name
        assert 1 <= finding.place.record <= file.records
        assert finding.because.ja
        assert finding.because.en
        assert finding.field or finding.cited
        assert (finding.outcome is Outcome.TO_REVIEW) == bool(finding.review)


async def test_what_is_made_is_what_there_is(real: Database, filled: Filled) -> None:
    """New rows are counted once; a change of a row adds to the count and not to the rows."""
    made: Counter[str] = Counter()
    for report in filled.reports.values():
        made.update(report.made)
    async with real.read() as session:
        for table in ("family", "patent", "party", "party_name", "party_identifier", "title_share", "legal_event", "review_item"):
            changes = await count(session, f"{table}_past")
            assert (table, made[table] - changes) == (table, await count(session, table))
        assert made["statement"] == await count(session, "statement") + await count(session, "statement_past")


async def test_all_files_once_more_change_nothing_at_all(real: Database, filled: Filled) -> None:
    """Not a row, not a version, not an audit line; all files of a format are imported together this time.

    NASA's two lists tell of the same patents, and the older one was read last: the newer one again after it, and then the older one
    again, change nothing either.
    """
    newer, older = "nasa/dsv-stream/NASA_Patents.csv", "nasa/patents_as_of_2014-10-31.csv"
    assert list(filled.reports).index(newer) < list(filled.reports).index(older)
    assert filled.reports[older].outcomes[Outcome.CHANGED] > 300
    before = await rows_of(real)
    for format, files in groupby(sorted(REAL_FILES, key=lambda file: file.format), key=lambda file: file.format):
        these = list(files)
        again = await take(real, format, *(file.source for file in these))
        first = [filled.reports[file.path] for file in these]
        assert (format, again.made) == (format, {})
        assert again.changes_nothing
        assert {outcome for outcome, times in again.outcomes.items() if times} <= NOTHING_NEW
        assert again.read == sum(report.read for report in first)
        assert again.outcomes[Outcome.REFUSED] == sum(report.outcomes[Outcome.REFUSED] for report in first)
    assert await rows_of(real) == before


@pytest.mark.parametrize("file", [file for file in REAL_FILES if file.path not in BIG], ids=lambda file: file.path)
async def test_each_file_alone_twice(empty: Database, file: RealFile) -> None:
    first = await take(empty, file.format, file.source)
    assert first.read == file.records
    before = await rows_of(empty)
    again = await take(empty, file.format, file.source)
    assert (again.made, again.read) == ({}, first.read)
    assert {outcome for outcome, times in again.outcomes.items() if times} <= NOTHING_NEW
    assert again.outcomes[Outcome.REFUSED] == first.outcomes[Outcome.REFUSED]
    assert await rows_of(empty) == before


async def test_the_audit_is_whole(real: Database) -> None:
    """Every line has the hash of what it says and of the line before."""
    lines = await audit_lines(real)
    actions = Counter(line["action"] for line in lines)
    assert actions["register:imported"] == len(REAL_FILES) - len(NOTHING_TO_TAKE | NOTHING_NEW_IN)
    async with real.read() as session:
        for kind in ("patent", "family", "party", "party_name", "party_identifier", "title_share", "legal_event", "review_item"):
            written = await count(session, kind) + await count(session, f"{kind}_past")
            assert (kind, actions[f"{kind}:imported"]) == (kind, written)
    assert actions["statement:imported"] == 0


# --- statuses


async def test_the_term_of_the_united_states_is_not_computed(real: Database) -> None:
    async with real.read() as session:
        assert await count(session, "patent", "jurisdiction = 'US' and source like '%computed%'") == 0
        assert (
            await count(session, "patent", "jurisdiction = 'US' and expires_on is not null and registration_number is not null") > 0
        )
        computed = await session.execute(text("select distinct jurisdiction from patent where source like '%expires_on computed%'"))
        assert set(computed.scalars()) <= {"JP", "EP", "DE", "FR", "GB", "CN", "KR", "TW"}
        pending = "registration_number is null and expires_on is not null and source like '%computed%'"
        assert await count(session, "patent", pending) == 0


async def test_every_day_of_every_patent_has_one_status(real: Database) -> None:
    """What stands in the table is what follows from days and events, without gap or overlap."""
    async with real.read() as session:
        found = await session.execute(
            text(
                """
                select p.id, array_agg(s.status order by lower(s.valid) nulls first) as statuses,
                  array_agg(lower(s.valid) order by lower(s.valid) nulls first) as starts,
                  array_agg(upper(s.valid) order by lower(s.valid) nulls first) as ends
                from patent p join legal_status_span s on s.patent_id = p.id and s.superseded_at is null group by p.id
                """
            )
        )
        rows = {row.id: row for row in found}
        assert len(rows) == await count(session, "patent")
        for row in rows.values():
            assert row.starts[0] is None
            assert row.ends[-1] is None
            assert row.starts[1:] == row.ends[:-1]
            assert all(one != other for one, other in zip(row.statuses, row.statuses[1:], strict=False))
        for number in ("JP:reg:4958268", "JP:pub:2007:136644:A", "US:reg:9269954", "EP:app:2010:167109"):
            one = await held(session, number)
            expected = status_spans(one.patent, one.events)
            assert rows[one.patent.id].statuses == [span.status.value for span in expected]
            assert rows[one.patent.id].starts == [span.period.start for span in expected]


# --- owners


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


async def names_of(session: Reading, *parties: Party) -> list[set[str]]:
    """Return all names of each party in the form in which names are compared."""
    ids = [party.id for party in parties]
    further: dict[UUID, list[str]] = {}
    for one in await load(session, PartyName, "r.party_id = any(cast(:ids as uuid[]))", ids=ids):
        further.setdefault(one.party, []).append(one.text)
    return [{name_key(name) for name in (party.name.ja, party.name.en, *further.get(party.id, ())) if name} for party in parties]


@pytest_asyncio.fixture(scope="session")
async def directory(filled: Filled) -> Directory:
    """The parties of the real files, as an import recognizes them."""
    async with filled.database.read() as session:
        return (await Owners.known(session, 0)).directory


async def assert_owned_by(session: Reading, directory: Directory, found: Held, owners: list[str]) -> None:
    """The patent has these owners and no other, each under its name, a variant of it or its published name in the other script."""
    assert_not_stipulated(found)
    assert len(found.owners) == len(owners), (found.names, owners)
    left = dict(zip((party.id for party in found.owners), await names_of(session, *found.owners), strict=True))
    for owner in owners:
        bearing = [party for party, names in left.items() if name_key(owner) in names]
        found_again = directory.recognize(OwnerName(owner))
        likely = {found_again.party, *(candidate.party for candidate in found_again.candidates)}
        meant = bearing or [party for party in left if party in likely]
        assert len(meant) == 1, (owner, left)
        del left[meant[0]]


JPLATPAT = [(path, sample) for path, fact in facts().items() if path.startswith("jplatpat") for sample in fact["joint_sample"]]


@pytest.mark.parametrize(("path", "sample"), JPLATPAT, ids=[sample[0] for _, sample in JPLATPAT])
async def test_joint_samples_of_jplatpat(real: Database, directory: Directory, path: str, sample: list[str]) -> None:
    document, application, filed, registration, owners = sample
    async with real.read() as session:
        found = await held(session, canonical(application))
        await assert_owned_by(session, directory, found, owners.split(","))
    assert str(found.patent.filed_on) == filed.replace("/", "-")
    assert found.patent.registration_number == (canonical(registration) if registration else None)
    assert found.statements["jplatpat-csv"].cited == document
    assert found.statements["jplatpat-csv"].file == BY_PATH[path].source.name


JOINT_GRANTS = [joint for path, fact in facts().items() if path.startswith("uspto_grant_xml") for joint in fact["joint"]]


@pytest.mark.parametrize("joint", JOINT_GRANTS, ids=[joint["pub"] for joint in JOINT_GRANTS])
async def test_joint_samples_of_us_grants(real: Database, directory: Directory, joint: dict[str, Any]) -> None:
    async with real.read() as session:
        found = await held(session, f"US:reg:{joint['pub'].split()[1].lstrip('0')}")
        await assert_owned_by(session, directory, found, [name for name, _ in joint["owners"]])
    # A party that another list had named before it without a country is known without one.
    assert {party.country for party in found.owners} <= {country for _, country in joint["owners"]} | {UNKNOWN}
    assert found.patent.title.en == joint["title"]


PATENTSVIEW = facts()["patentsview_json/patent_search_response.json"]["joint"]


@pytest.mark.parametrize(("number", "owners"), PATENTSVIEW, ids=[number for number, _ in PATENTSVIEW])
async def test_joint_samples_of_patentsview(real: Database, directory: Directory, number: str, owners: list[str]) -> None:
    async with real.read() as session:
        found = await held(session, f"US:reg:{number}")
        await assert_owned_by(session, directory, found, owners)
    # Whoever asked left the titles out, which does not keep the owners from being recorded.
    assert found.patent.title.en == f"(title not known) US {number}"


async def test_joint_samples_of_google_patents(real: Database, directory: Directory) -> None:
    """Of the names that stand for no one else than one owner; what else the list has is tried at its reader."""
    samples = [*facts()["google_patents_csv/gp-search-1.csv"]["joint_sample"], *facts()[GOOGLE.path]["joint_sample"]]
    plain = [(id, owners) for id, raw, _, owners in samples if raw == ", ".join(owners)]
    assert len(plain) >= 5
    async with real.read() as session:
        for id, owners in plain:
            await assert_owned_by(session, directory, await held(session, canonical(id.replace("-", ""))), owners)


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


@pytest.mark.parametrize("number", ["JP:pub:2008:162524:A", "JP:app:2006:356742", "JP:reg:4958268"])
async def test_nissan_and_aist_in_2008(real: Database, directory: Directory, number: str) -> None:
    async with real.read() as session:
        found = await held(session, number)
        await assert_owned_by(session, directory, found, ["日産自動車株式会社", "独立行政法人産業技術総合研究所"])
    assert (found.patent.application_number, found.patent.publication_number, found.patent.registration_number) == (
        "JP:app:2006:356742",
        "JP:pub:2008:162524:A",
        "JP:reg:4958268",
    )


async def test_aist_and_toyota_industries_in_2016(real: Database, directory: Directory) -> None:
    async with real.read() as session:
        found = await held(session, "US:reg:9269954")
        await assert_owned_by(
            session,
            directory,
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
        parties = await names_of(session, *await load(session, Party))
        for spellings in (
            ("独立行政法人産業技術総合研究所", "国立研究開発法人産業技術総合研究所"),
            ("トヨタ自動車株式会社", "Toyota Motor Corp"),
        ):
            keys = set(map(name_key, spellings))
            bearing = [names for names in parties if keys & names]
            assert len(bearing) == 1, (spellings, bearing)
        for one, other in (
            ("村田機械株式会社", "株式会社村田製作所"),
            ("株式会社豊田自動織機", "トヨタ自動車株式会社"),
            ("株式会社豊田中央研究所", "トヨタ自動車株式会社"),
        ):
            assert not any({name_key(one), name_key(other)} <= names for names in parties)


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
        named = zip(before.values(), await names_of(session, *before.values()), strict=True)
        keys = {key: party for party, names in named for key in names}
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


async def test_three_owners_in_2007(empty: Database) -> None:
    await take(empty, ROBOT.format, ROBOT.source)
    async with empty.read() as session:
        found = await held(session, "JP:pub:2007:136644:A")
    assert found.names == {"株式会社村田製作所", "独立行政法人物質・材料研究機構", "ナノテック株式会社"}
    assert_not_stipulated(found)
    assert (str(found.patent.filed_on), found.patent.application_number) == ("2005-11-22", "JP:app:2005:337684")
    assert found.patent.registration_number is None
    assert {share.source for share in found.shares} == {"J-PlatPat 特開2007-136644"}
