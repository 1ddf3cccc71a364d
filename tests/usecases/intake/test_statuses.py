"""Legal statuses from files: on the day that is told, else on the day by which they are known, and all days are covered once."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from sqlalchemy import text

from ippool.domain.patents import LegalStatus
from ippool.domain.review import ReviewKind
from ippool.store.database import Database
from ippool.usecases.pool import Pool
from ippool.usecases.rights import RecordLegalEvent, record_legal_event
from tests.conftest import OFFICER, TODAY, now
from tests.usecases.brought import Office, document, google, jplatpat
from tests.usecases.intake.real_files import BY_PATH, facts
from tests.usecases.intake.registers import Held, came_to, held, rows_of, take

NUMBER = "JP:pub:2020:100001:A"
MARCH, JUNE = date(2026, 3, 15), date(2026, 6, 15)
GRANTED = "特許6900001"
BATTERY = "見本化学株式会社"


@pytest_asyncio.fixture
async def office(empty_pool: Pool, tmp_path: Path) -> Office:
    return Office(empty_pool, tmp_path)


async def of(office: Office, number: str = NUMBER) -> Held:
    async with office.pool.database.read() as session:
        return await held(session, number)


_STANDING = (
    "select status, valid::text as days from legal_status_span where superseded_at is null order by lower(valid) nulls first"
)


async def spans(office: Office) -> list[tuple[str, str]]:
    """Return the statuses as they stand, in order of their days."""
    async with office.pool.database.read() as session:
        return [(row.status, row.days) for row in await session.execute(text(_STANDING))]


def told(stage: str, detail: str = "", registration: str = "") -> str:
    return jplatpat(document(1, BATTERY, stage=stage, detail=detail, registration=registration))


STAGES = [
    ("特許 有効", "年金の支払い", GRANTED, LegalStatus.GRANTED),
    ("特許 消滅", "存続期間満了による特許権の消滅", GRANTED, LegalStatus.EXPIRED),
    ("特許 消滅", "年金不納による特許権の消滅", GRANTED, LegalStatus.LAPSED),
    ("特許 消滅", "審判・異議による特許権の消滅", GRANTED, LegalStatus.INVALIDATED),
    ("（出願の）却下・拒絶", "出願の拒絶・却下", "", LegalStatus.REFUSED),
    ("（出願の）却下・拒絶", "出願のみなし取下げ", "", LegalStatus.WITHDRAWN),
    ("（出願の）却下・拒絶", "出願の放棄", "", LegalStatus.ABANDONED),
    ("審査中", "特許査定", "", LegalStatus.ALLOWED),
]


@pytest.mark.parametrize(("stage", "detail", "registration", "status"), STAGES, ids=[f"{one[0]} {one[1]}" for one in STAGES])
async def test_a_stage_of_jplatpat_holds_from_the_day_by_which_it_is_known(
    office: Office, stage: str, detail: str, registration: str, status: LegalStatus
) -> None:
    """It has no day of its own: it is shown from the day of the list, and says so."""
    await office.bring("jplatpat-csv", told(stage, detail, registration), of=MARCH)
    (event,) = (await of(office)).events
    assert (event.status, event.effective_on) == (status, MARCH)
    assert event.evidence == f"ステージ「{stage}」、{detail}; the record gives no day, shown from 2026-03-15, by which it is known"
    assert event.source == "J-PlatPat 特開2020-100001 (2026-03-15)"
    assert await spans(office) == [
        ("DISCLOSED", "(,2018-12-20)"),
        ("PENDING", "[2018-12-20,2020-07-02)"),
        ("PUBLISHED", "[2020-07-02,2026-03-15)"),
        (status.value, "[2026-03-15,2038-12-21)" if status is LegalStatus.GRANTED else "[2026-03-15,)"),
        *([("EXPIRED", "[2038-12-21,)")] if status is LegalStatus.GRANTED else []),
    ]


async def test_without_a_day_of_the_list_it_is_the_day_of_the_import(office: Office) -> None:
    await office.bring("jplatpat-csv", told("特許 有効", registration=GRANTED))
    (event,) = (await of(office)).events
    assert event.effective_on == TODAY
    assert f"shown from {TODAY}, by which it is known" in event.evidence


@pytest.mark.parametrize("stage", ["審査請求前", "審査中", "査定不服", ""])
async def test_a_stage_that_moves_nothing_leaves_what_the_days_say(office: Office, stage: str) -> None:
    await office.bring("jplatpat-csv", told(stage), of=MARCH)
    assert (await of(office)).events == ()
    assert [status for status, _ in await spans(office)] == ["DISCLOSED", "PENDING", "PUBLISHED"]


async def test_a_registration_without_day_and_stage_was_granted_by_then(office: Office) -> None:
    await office.bring("jplatpat-csv", told("", registration=GRANTED), of=MARCH)
    (event,) = (await of(office)).events
    assert (event.status, event.effective_on) == (LegalStatus.GRANTED, MARCH)
    assert event.evidence == "JP:reg:6900001; the record gives no day, shown from 2026-03-15, by which it is known"


async def test_what_outlived_every_term_has_ended_though_no_record_tells_how(office: Office) -> None:
    await office.bring("google-patents-csv", google("JP-H05253171-A", BATTERY, filed="1992-03-10", published="1993-10-05"))
    assert (await of(office, "JP:pub:1993:253171:A")).patent.expires_on is None
    (event,) = (await of(office, "JP:pub:1993:253171:A")).events
    assert (event.status, event.effective_on) == (LegalStatus.EXPIRED, date(2012, 3, 11))


async def test_a_registration_with_its_day_needs_no_event(office: Office) -> None:
    await office.bring("google-patents-csv", google("JP-6900001-B2", BATTERY, granted="2021-06-18"))
    found = await of(office, "JP:reg:6900001")
    assert (found.events, str(found.patent.registered_on)) == ((), "2021-06-18")
    assert ("GRANTED", "[2021-06-18,2038-12-21)") in await spans(office)


async def test_a_later_stage_follows_and_the_same_one_does_not_repeat(office: Office) -> None:
    await office.bring("jplatpat-csv", told("特許 有効", registration=GRANTED), of=MARCH)
    await office.bring("jplatpat-csv", told("特許 有効", "年金の支払い", GRANTED), of=date(2026, 4, 15))
    assert [(event.status, event.effective_on) for event in (await of(office)).events] == [(LegalStatus.GRANTED, MARCH)]
    report = await office.bring("jplatpat-csv", told("特許 消滅", "年金不納による特許権の消滅", GRANTED), of=JUNE)
    assert (came_to(report), report.made) == ({"CHANGED": 1}, {"legal_event": 1, "statement": 1})
    assert [(event.status, event.effective_on) for event in (await of(office)).events] == [
        (LegalStatus.GRANTED, MARCH),
        (LegalStatus.LAPSED, JUNE),
    ]
    assert (await spans(office))[-2:] == [("GRANTED", "[2026-03-15,2026-06-15)"), ("LAPSED", "[2026-06-15,)")]
    before = await rows_of(office.pool.database)
    older = await office.bring("jplatpat-csv", told("特許 有効", registration=GRANTED), of=date(2026, 5, 1))
    assert (came_to(older), older.made) == ({"UNCHANGED": 1}, {})
    assert await rows_of(office.pool.database) == before


async def test_a_status_that_a_person_recorded_is_asked_about_and_stands(office: Office) -> None:
    await office.bring("jplatpat-csv", told("", registration=""), of=MARCH)
    patent = (await of(office)).patent
    command = RecordLegalEvent("event", patent.code, LegalStatus.WITHDRAWN, date(2026, 4, 1), expected_version=patent.version)
    await record_legal_event(office.pool, OFFICER, now(), command)
    report = await office.bring("jplatpat-csv", told("審査中", "特許査定"), of=JUNE)
    assert came_to(report) == {"TO_REVIEW": 1}
    (item,) = (await of(office)).items
    assert (item.kind, item.fact, item.held, item.said) == (ReviewKind.FACT_DIFFERS, "legal_status", "WITHDRAWN", "ALLOWED")
    assert [event.status for event in (await of(office)).events] == [LegalStatus.WITHDRAWN]
    before = await rows_of(office.pool.database)
    assert (await office.bring("jplatpat-csv", told("審査中", "特許査定"), of=JUNE)).made == {}
    assert await rows_of(office.pool.database) == before


# --- the last day


async def test_a_registered_right_lasts_as_the_law_says_and_the_source_says_that_it_was_computed(office: Office) -> None:
    await office.bring("jplatpat-csv", told("特許 有効", registration=GRANTED), of=MARCH)
    patent = (await of(office)).patent
    assert patent.expires_on == date(2038, 12, 20)
    assert patent.source.endswith("; expires_on computed: filing day and term by law")
    assert (await spans(office))[-1] == ("EXPIRED", "[2038-12-21,)")
    assert "expires_on" not in (await of(office)).statements["jplatpat-csv"].supplied


async def test_an_application_has_no_last_day_until_it_is_registered(office: Office) -> None:
    await office.bring("jplatpat-csv", told("審査中"), of=MARCH)
    assert (await of(office)).patent.expires_on is None
    await office.bring("jplatpat-csv", told("特許 有効", registration=GRANTED), of=JUNE)
    patent = (await of(office)).patent
    assert (patent.expires_on, patent.source) == (
        date(2038, 12, 20),
        "J-PlatPat 特開2020-100001 (2026-03-15); expires_on computed: filing day and term by law",
    )


async def test_a_right_in_force_after_twenty_years_was_extended_and_has_no_computed_end(office: Office) -> None:
    old = document(1, BATTERY, registration=GRANTED, stage="特許 有効", filed="2003/12/20", published="2005/07/02")
    await office.bring("jplatpat-csv", jplatpat(old), of=date(2023, 6, 1))
    assert (await of(office)).patent.expires_on == date(2023, 12, 20)
    # A list of the year after still has it in force: its term was extended, nobody says until when.
    report = await office.bring("jplatpat-csv", jplatpat({**old, "イベント詳細": "年金の支払い"}), of=date(2024, 6, 1))
    assert came_to(report) == {"CHANGED": 1}
    patent = (await of(office)).patent
    assert (patent.expires_on, patent.source) == (None, "J-PlatPat 特開2020-100001 (2023-06-01)")
    assert (await spans(office))[-1] == ("GRANTED", "[2023-06-01,)")


async def test_a_last_day_that_a_source_states_takes_the_place_of_a_computed_one(empty: Database) -> None:
    """The progress of 特願2020-123456 tells the number of the registration, its information the last day."""
    progress = BY_PATH["jpo_api/patent_v1_app_progress_simple_2020123456.json"]
    registration = BY_PATH["jpo_api/patent_v1_registration_info_2020123456.json"]
    await take(empty, progress.format, progress.source)
    async with empty.read() as session:
        before = (await held(session, "JP:app:2020:123456")).patent
    await take(empty, registration.format, registration.source)
    async with empty.read() as session:
        found = await held(session, "JP:app:2020:123456")
    assert found.items == ()
    stated = found.statements["jpo-api-json"].facts.get("expires_on")
    assert stated is not None
    assert (str(found.patent.expires_on), before.id) == (stated, found.patent.id)
    assert "computed" not in found.patent.source


# --- real files


@pytest.mark.parametrize("path", ["jplatpat_csv_agv/特実_国内文献.csv", "jplatpat_csv_robot/特実_国内文献.csv"])
async def test_the_stages_of_the_real_lists_are_the_statuses_of_the_day_after(empty: Database, path: str) -> None:
    """Two lists have a column of stages. Of what stands as 有効 the term has ended where twenty years are over."""
    file = BY_PATH[path]
    await take(empty, file.format, file.source, source_date=MARCH)
    async with empty.read() as session:
        found = await session.execute(
            text(
                """
                select st.facts -> 'events' ->> 0 as told, s.status, count(*) as times,
                  bool_and(p.expires_on < cast(:on as date)) as over
                from legal_status_span s join patent p on p.id = s.patent_id join statement st on st.subject_id = p.id
                where s.superseded_at is null and s.valid @> cast(:on as date) group by 1, 2
                """
            ),
            {"on": MARCH + timedelta(days=1)},
        )
        rows = list(found)
    stages: Counter[str] = Counter()
    for row in rows:
        status, _, words = (row.told or "").partition("  ")
        stages[words.partition("」")[0].removeprefix("ステージ「")] += row.times
        if status == "GRANTED":
            assert row.status == "GRANTED" or (row.status == "EXPIRED" and row.over), row
        elif status == "LAPSED":
            assert row.status == "LAPSED" or (row.status == "EXPIRED" and row.over), row
        elif status not in ("", "-"):
            assert row.status == status
    wanted = facts()[path]["stage"]
    assert {stage: times for stage, times in stages.items() if stage in wanted and stage} == {
        stage: times for stage, times in wanted.items() if stage
    }
