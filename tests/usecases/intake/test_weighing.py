"""Facts of several files about one patent: each keeps its source, the later wins, no person is overruled."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio

from ippool.domain.patents import Classification, Patent
from ippool.domain.review import ReviewItem, ReviewKind, ReviewState
from ippool.domain.statements import Statement
from ippool.domain.words import Words
from ippool.intake.sources import Source
from ippool.store.database import Database
from ippool.store.records import load
from ippool.store.records.intake import facts_from
from ippool.usecases import register
from ippool.usecases.families import RegisterFamily, register_family
from ippool.usecases.intake import Outcome, Report, importing
from ippool.usecases.pool import Pool
from ippool.usecases.rights import RegisterPatent, register_patent
from tests.conftest import OFFICER, TODAY, Cluster, now
from tests.graphql.register_state import audit_lines
from tests.intake.house import write
from tests.usecases.brought import Office, document, google, jplatpat, lens, lens_document
from tests.usecases.intake.registers import Held, by_natural_keys, came_to, count, database_at, held, rows_of, take

NUMBER = "JP:pub:2020:100001:A"
JANUARY, MARCH, JUNE = date(2026, 1, 15), date(2026, 3, 15), date(2026, 6, 15)
BATTERY = "架空電池株式会社"


@pytest_asyncio.fixture
async def office(empty_pool: Pool, tmp_path: Path) -> Office:
    return Office(empty_pool, tmp_path)


async def of(office: Office, number: str = NUMBER) -> Held:
    async with office.pool.database.read() as session:
        return await held(session, number)


async def unchanged(office: Office, bring: Callable[[], Any], *outcomes: str) -> Report:
    """Do an import that leaves no trace."""
    before = await rows_of(office.pool.database)
    report: Report = await bring()
    assert (set(came_to(report)), report.made) == (set(outcomes), {})
    assert await rows_of(office.pool.database) == before
    return report


# --- what is kept of a statement


async def test_every_fact_keeps_its_source_its_day_and_when_it_was_read(office: Office) -> None:
    row = document(1, BATTERY, "見本化学株式会社", registration="特許6900001", stage="特許 有効", detail="年金の支払い")
    await office.bring("jplatpat-csv", jplatpat(document(2, BATTERY), row), of=MARCH)
    found = await of(office)
    (statement,) = found.statements.values()
    assert (statement.format, statement.file, statement.record, statement.line) == ("jplatpat-csv", "file-0", 2, 3)
    assert (statement.cited, statement.source_date) == ("特開2020-100001", MARCH)
    assert statement.source == "J-PlatPat 特開2020-100001 (2026-03-15)"
    assert dict(statement.facts) == {
        "title_ja": "架空の電池 1",
        "application_number": "JP:app:2018:200001",
        "publication_number": "JP:pub:2020:100001:A",
        "registration_number": "JP:reg:6900001",
        "filed_on": "2018-12-20",
        "published_on": "2020-07-02",
        "class:FI": ("H01M10/05",),
        "owners": (BATTERY, "見本化学株式会社"),
        "events": ("GRANTED  ステージ「特許 有効」、年金の支払い",),
    }
    facts = {"title_ja", "application_number", "publication_number", "registration_number", "filed_on", "published_on", "class:FI"}
    assert statement.supplied == facts | {"event:GRANTED:2026-03-15"}
    async with office.pool.database.read() as session:
        job = await office.pool.database.jobs.find(statement.job)
        assert await count(session, "statement", "recorded_at = (select max(at) from audit)") == 2
    assert job is not None
    assert statement.recorded_at is not None
    assert job.ended_at is not None
    assert job.asked_at <= statement.recorded_at <= job.ended_at
    assert {
        found.patent.source,
        found.family.source,
        *(one.source for one in found.shares),
        *(one.source for one in found.events),
    } == {
        "J-PlatPat 特開2020-100001 (2026-03-15)",
        "J-PlatPat 特開2020-100001 (2026-03-15); expires_on computed: filing day and term by law",
    }


# --- a later and an older file of one source


async def test_a_later_file_of_a_source_changes_what_it_supplied_and_nothing_else(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY), document(2, BATTERY)), of=JANUARY)
    before, other = await of(office), await of(office, "JP:pub:2020:100002:A")
    later = document(1, BATTERY, title="改めた電池", fi="H01M10/0525,H01M4/13")
    report = await office.bring("jplatpat-csv", jplatpat(later, document(2, BATTERY)), of=JUNE)
    assert came_to(report) == {"CHANGED": 1, "UNCHANGED": 1}
    found = await of(office)
    assert found.patent.title == Words("改めた電池", "")
    assert set(found.patent.classifications) == {Classification("FI", "H01M10/0525"), Classification("FI", "H01M4/13")}
    assert found.patent.version == 2
    kept = ("code", "family", "application_number", "publication_number", "filed_on", "published_on", "abstract", "source")
    assert all(getattr(found.patent, name) == getattr(before.patent, name) for name in kept)
    assert (found.shares, found.events, found.family) == (before.shares, before.events, before.family)
    statement = found.statements["jplatpat-csv"]
    assert (statement.version, statement.source_date, statement.file) == (2, JUNE, "file-1")
    # Of the other patent the later file says the same, on a later day.
    unmoved = await of(office, "JP:pub:2020:100002:A")
    assert (unmoved.patent, unmoved.shares) == (other.patent, other.shares)
    assert unmoved.statements["jplatpat-csv"].source_date == JUNE


async def test_an_older_file_of_a_source_changes_nothing(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY)), of=JUNE)
    old = jplatpat(document(1, BATTERY, title="古い電池", filed="2018/12/19", fi="H01M4/00", stage="審査中", detail="審査請求"))
    report = await office.bring("jplatpat-csv", old, of=JANUARY)
    assert came_to(report).keys() <= {"CHANGED", "UNCHANGED"}
    found = await of(office)
    assert (found.patent.title.ja, str(found.patent.filed_on)) == ("架空の電池 1", "2018-12-20")
    # A class that only the older file has is one more class; nothing is asked, since the source itself has said otherwise since.
    assert found.items == ()
    await unchanged(office, lambda: office.bring("jplatpat-csv", old, of=JANUARY), "UNCHANGED")


async def test_an_older_file_that_says_the_same_or_less_leaves_no_trace(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY, title="新しい電池")), of=JUNE)
    for title in ("古い電池", "新しい電池"):
        old = jplatpat(document(1, BATTERY, title=title))
        await unchanged(office, lambda old=old: office.bring("jplatpat-csv", old, of=JANUARY), "UNCHANGED")  # type: ignore[misc]


async def test_what_only_an_older_file_knows_is_taken_with_its_place_and_may_be_corrected_later(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY, title="")), of=JUNE)
    untitled = await of(office)
    assert untitled.patent.title.ja == "（名称不明）特開2020-100001"
    assert untitled.family.title == untitled.patent.title
    report = await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY, title="古い名称")), of=JANUARY)
    assert came_to(report) == {"CHANGED": 1}
    found = await of(office)
    assert found.patent.title == found.family.title == Words("古い名称", "")
    standing = found.statements["jplatpat-csv"]
    assert (standing.source_date, standing.file, "title_ja" in standing.supplied) == (JUNE, "file-0", True)
    assert "title_ja" not in standing.facts
    async with office.pool.database.read() as session:
        row = (await session.exec_driver_sql("select file, source_date, facts from statement_past where version = 2")).one()
    assert (row.file, row.source_date, facts_from(row.facts)["title_ja"]) == ("file-1", JANUARY, "古い名称")
    # Another source that disagrees is told where the name comes from.
    await office.bring("google-patents-csv", google("JP-2020100001-A", BATTERY))
    (item,) = (await of(office)).items
    assert (item.fact, item.held_source) == ("title_ja", "J-PlatPat 特開2020-100001 (2026-01-15), file-1#1")
    # And the source itself may say otherwise later.
    later = await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY, title="新しい名称")), of=date(2026, 9, 1))
    assert came_to(later) == {"CHANGED": 1}
    assert (await of(office)).patent.title.ja == "新しい名称"


async def test_saying_the_same_on_a_later_day_makes_what_lies_between_old(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY)), of=JANUARY)
    again = await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY)), of=JUNE)
    assert (came_to(again), again.made) == ({"UNCHANGED": 1}, {"statement": 1})
    between = jplatpat(document(1, BATTERY, title="間の電池"))
    await unchanged(office, lambda: office.bring("jplatpat-csv", between, of=MARCH), "UNCHANGED")
    assert (await of(office)).patent.title.ja == "架空の電池 1"


async def test_without_days_the_later_import_is_the_newer_one_and_a_repetition_is_not(office: Office) -> None:
    first, second = jplatpat(document(1, BATTERY)), jplatpat(document(1, BATTERY, title="改めた電池"))
    await office.bring("jplatpat-csv", first)
    assert came_to(await office.bring("jplatpat-csv", second)) == {"CHANGED": 1}
    for content in (first, second, first):
        await unchanged(office, lambda content=content: office.bring("jplatpat-csv", content), "UNCHANGED")  # type: ignore[misc]
    assert (await of(office)).patent.title.ja == "改めた電池"


async def test_a_repetition_on_a_later_day_is_news(office: Office) -> None:
    first, second = jplatpat(document(1, BATTERY)), jplatpat(document(1, BATTERY, title="改めた電池"))
    await office.bring("jplatpat-csv", first, of=JANUARY)
    await office.bring("jplatpat-csv", second, of=MARCH)
    for day in (None, JANUARY, MARCH):
        await unchanged(office, lambda day=day: office.bring("jplatpat-csv", first, of=day), "UNCHANGED")  # type: ignore[misc]
    assert came_to(await office.bring("jplatpat-csv", first, of=JUNE)) == {"CHANGED": 1}
    assert (await of(office)).patent.title.ja == "架空の電池 1"


async def test_one_file_that_tells_of_a_patent_twice_is_unchanged_the_second_time(office: Office) -> None:
    both = jplatpat(document(1, BATTERY), document(1, BATTERY, title="改めた電池"))
    assert came_to(await office.bring("jplatpat-csv", both)) == {"ADDED": 1, "CHANGED": 1}
    await unchanged(office, lambda: office.bring("jplatpat-csv", both), "UNCHANGED")
    async with office.pool.database.read() as session:
        assert (await count(session, "statement"), await count(session, "statement_past")) == (1, 1)
    assert (await of(office)).patent.title.ja == "改めた電池"


# --- another source


async def test_another_source_adds_what_is_missing_and_asks_about_what_differs(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY)), of=JUNE)
    before = await of(office)
    other = google("JP-2020100001-A", BATTERY, filed="2018-12-19")
    report = await office.bring("google-patents-csv", other)
    assert came_to(report) == {"TO_REVIEW": 1}
    found = await of(office)
    assert found.patent == before.patent
    (item,) = found.items
    assert (item.kind, item.state, item.fact) == (ReviewKind.FACT_DIFFERS, ReviewState.OPEN, "filed_on")
    assert (item.held, item.held_source) == ("2018-12-20", "J-PlatPat 特開2020-100001 (2026-06-15), file-0#1")
    assert (item.said, item.said_source) == ("2018-12-19", "Google Patents JP-2020100001-A, file-1#1:3")
    (finding,) = report.findings
    assert (finding.outcome, finding.field, finding.value, finding.review) == (
        Outcome.TO_REVIEW,
        "filed_on",
        "2018-12-19",
        item.number,
    )
    # The same file, and another file of the same source that says so too: asked once.
    await unchanged(office, lambda: office.bring("google-patents-csv", other), "TO_REVIEW")
    moved = google("JP-2020100001-A", BATTERY, filed="2018-12-19", published="2020-07-03")
    assert (await office.bring("google-patents-csv", moved)).made == {"review_item": 1, "statement": 1}
    assert [one.fact for one in (await of(office)).items] == ["filed_on", "published_on"]


async def test_a_source_that_disagrees_keeps_its_own_statement_beside(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY)))
    await office.bring("google-patents-csv", google("JP-2020100001-A", BATTERY, filed="2018-12-19", granted=""))
    statements = (await of(office)).statements
    assert {name: one.facts["filed_on"] for name, one in statements.items()} == {
        "jplatpat-csv": "2018-12-20",
        "google-patents-csv": "2018-12-19",
    }
    assert "filed_on" not in statements["google-patents-csv"].supplied


async def test_classes_of_another_source_are_added_and_only_ones_own_are_taken_back(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY, fi="H01M10/05,H01M4/13")), of=JANUARY)
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY, fi="H01M10/05,H01M4/62")), of=MARCH)
    assert [one.symbol for one in (await of(office)).patent.classifications] == ["H01M10/05", "H01M4/62"]


# --- a person


async def registered(pool: Pool, **differ: Any) -> Patent:
    await register_family(pool, OFFICER, now(), RegisterFamily("family", "F-1", Words("発明", "Invention")))
    asked = {
        "idempotency_key": "patent",
        "code": "JP-1",
        "family": "F-1",
        "jurisdiction": "JP",
        "title": Words("人が書いた名称", ""),
        "publication_number": "特開2020-100001",
        "filed_on": date(2018, 12, 1),
        "source": "the office",
    }
    return (await register_patent(pool, OFFICER, now(), RegisterPatent(**{**asked, **differ}))).record


async def test_what_a_person_registered_is_never_overwritten_and_is_asked_about_once(office: Office) -> None:
    patent = await registered(office.pool)
    content = jplatpat(document(1, BATTERY))
    report = await office.bring("jplatpat-csv", content, of=MARCH)
    assert came_to(report) == {"TO_REVIEW": 1}
    found = await of(office)
    assert (found.patent.title, found.patent.filed_on) == (patent.title, date(2018, 12, 1))
    # What the person left open is taken.
    assert (found.patent.application_number, str(found.patent.published_on)) == ("JP:app:2018:200001", "2020-07-02")
    assert found.names == {BATTERY}
    items = {item.fact: item for item in found.items}
    assert items.keys() == {"title_ja", "filed_on"}
    assert (items["filed_on"].held, items["filed_on"].held_source) == ("2018-12-01", "the office")
    assert (items["filed_on"].said, items["filed_on"].said_source) == (
        "2018-12-20",
        "J-PlatPat 特開2020-100001 (2026-03-15), file-0#1:2",
    )
    await unchanged(office, lambda: office.bring("jplatpat-csv", content, of=MARCH), "TO_REVIEW")
    # A later file of the source that still says so asks nothing more, and overwrites nothing.
    later = jplatpat(document(1, BATTERY, fi="H01M4/13"))
    assert came_to(await office.bring("jplatpat-csv", later, of=JUNE)) == {"TO_REVIEW": 1}
    again = await of(office)
    assert (again.patent.title, again.patent.filed_on, len(again.items)) == (patent.title, date(2018, 12, 1), 2)


async def test_what_a_person_rejected_is_not_asked_again(office: Office) -> None:
    await registered(office.pool, title=Words("架空の電池 1", ""))
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY)))
    item = await office.item(ReviewKind.FACT_DIFFERS)
    await office.reject(item)
    report = await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY, fi="H01M4/13")))
    assert (came_to(report), report.findings) == ({"CHANGED": 1}, ())
    found = await of(office)
    assert (found.patent.filed_on, len(found.items)) == (date(2018, 12, 1), 1)


async def test_a_day_of_publication_that_a_person_entered_stands_even_where_it_is_that_of_registration(office: Office) -> None:
    day = date(2021, 5, 1)
    await registered(office.pool, registration_number="特許6900001", registered_on=day, published_on=day, publication_number=None)
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY, registration="特許6900001")))
    found = await of(office, "JP:reg:6900001")
    assert found.patent.published_on == day
    assert {item.fact for item in found.items} >= {"published_on"}


async def test_a_registration_day_stands_for_the_publication_only_until_a_source_knows_it(office: Office) -> None:
    await office.bring("google-patents-csv", google("JP-6900001-B2", BATTERY, published="", granted="2021-06-18"))
    assert str((await of(office, "JP:reg:6900001")).patent.published_on) == "2021-06-18"
    report = await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY, registration="特許6900001")))
    assert came_to(report) == {"CHANGED": 1}
    assert str((await of(office, "JP:reg:6900001")).patent.published_on) == "2020-07-02"


async def test_what_the_house_format_brought_is_never_overwritten(empty_pool: Pool, tmp_path: Path) -> None:
    folder = write(tmp_path / "house", HOUSE)
    await register.import_house(empty_pool.database, OFFICER, folder, today=TODAY)
    office = Office(empty_pool, tmp_path)
    await office.bring("jplatpat-csv", jplatpat(document(1, "A社")))
    found = await of(office)
    assert (found.patent.title.ja, str(found.patent.filed_on), found.patent.code) == ("人の電池", "2018-12-01", "JP-1")
    items = sorted((item.fact, item.held_source, item.said) for item in found.items if item.kind is ReviewKind.FACT_DIFFERS)
    version = f"JP-1#1 ({found.patent.recorded_at:%Y-%m-%d})"
    assert items == [("filed_on", version, "2018-12-20"), ("title_ja", version, "架空の電池 1")]


HOUSE = {
    "house.toml": 'format = 1\nsource = "test"\n',
    "families.csv": "code,title_ja,title_en\nF-1,発明,Invention\n",
    "patents.csv": (
        "code,family,jurisdiction,title_ja,title_en,publication_number,filed_on\n"
        "JP-1,F-1,JP,人の電池,,JP:pub:2020:100001:A,2018-12-01\n"
    ),
}


async def test_a_day_that_cannot_be_beside_what_a_person_entered_is_asked_about(office: Office) -> None:
    await registered(office.pool, title=Words("架空の電池 1", ""), filed_on=date(2020, 8, 1))
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY, filed="")))
    found = await of(office)
    assert found.patent.published_on is None
    (item,) = found.items
    assert (item.fact, item.held, item.said) == ("published_on", "", "2020-07-02")


async def test_numbers_of_two_patents_in_one_record_are_refused_by_name(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY), document(2, BATTERY)))
    mixed = {**document(1, BATTERY), "出願番号": "特願2018-200002"}
    report = await unchanged(office, lambda: office.bring("jplatpat-csv", jplatpat(mixed)), "REFUSED")
    assert report.findings[0].because.en == (
        "Its numbers are those of several patents of the register: JP-PUB-2020-100001-A, JP-PUB-2020-100002-A."
    )


@pytest.mark.parametrize(
    ("number", "other", "field"),
    [
        ("出願番号", "特願2018-200009", "application_number"),
        ("公開番号", "特開2020-100009", "publication_number"),
        ("登録番号", "特許6000009", "registration_number"),
    ],
)
async def test_a_record_of_another_patent_that_shares_a_number_is_refused(
    office: Office, number: str, other: str, field: str
) -> None:
    one = {**document(1, BATTERY), "登録番号": "特許6000001"}
    await office.bring("jplatpat-csv", jplatpat(one))
    # One number of three is told wrong: a person is asked. Two of three: it is another patent, and nothing of it is taken.
    wrong = {**one, number: other, "文献番号": other if number == "公開番号" else one["文献番号"]}
    report = await office.bring("jplatpat-csv", jplatpat(wrong))
    assert [(one.field, one.outcome.value) for one in report.findings] == [(field, "TO_REVIEW")]
    assert (await of(office)).patent.application_number == "JP:app:2018:200001"
    both = {**document(2, BATTERY), "登録番号": "特許6000001"}
    report = await unchanged(office, lambda: office.bring("jplatpat-csv", jplatpat(both)), "REFUSED")
    assert report.findings[0].because.en == (
        "Some of its numbers are those of JP-PUB-2020-100001-A in the register, whose number here is JP:app:2018:200001."
    )


async def test_days_of_a_record_that_have_not_come_are_refused(office: Office) -> None:
    ahead = document(1, BATTERY, published="2031/07/02")
    report = await unchanged(office, lambda: office.bring("jplatpat-csv", jplatpat(ahead)), "REFUSED")
    (found,) = report.findings
    assert (found.field, found.value, found.because.en) == ("published_on", "2031-07-02", "This day has not come yet.")


# --- batches


def a_list(chance: random.Random) -> str:
    """Records about a few patents, in any order, telling more and less and other things of each."""
    rows = []
    for _ in range(24):
        number = chance.randrange(1, 7)
        owners = chance.sample(
            [BATTERY, "見本化学株式会社", "架空電池有限会社", "国立大学法人見本大学"], k=chance.choice((1, 1, 2))
        )
        changed = {
            "title": f"電池 {number}{chance.choice(('', '', '改'))}",
            "fi": ",".join(sorted(chance.sample(["H01M10/05", "H01M4/13", "H01M4/62"], k=2))),
            "registration": f"特許{6900000 + number}" if chance.random() < 0.3 else "",
            "stage": "特許 消滅" if chance.random() < 0.1 else "",
        }
        rows.append(document(number, *owners, **changed))
    return jplatpat(*rows)


def a_family_list(chance: random.Random) -> str:
    """Documents of a few families, each under one or two priorities."""
    rows = []
    for number in range(24):
        family = chance.randrange(4)
        priorities = [f"JP 20182{family:05d} A", *([f"JP 20183{family:05d} A"] if chance.random() < 0.3 else [])]
        key = chance.choice([f"US 2020/{100000 + number:07d} A1", f"EP {3000000 + number} A1", f"WO 2020/{100000 + number:06d} A1"])
        rows.append(lens_document(key, f"Alpha{family} Battery Inc", priorities=";;".join(priorities), title=f"Battery {family}"))
    return lens(*rows)


async def natural(cluster: Cluster, format: str, path: Path) -> dict[str, list[str]]:
    async with cluster.copy_of("ippool") as url, database_at(url) as database:
        await take(database, format, Source(path, "list"))
        again = await take(database, format, Source(path, "list"))
        assert again.made == {}
        async with database.read() as session:
            # How many changes of one patent become one version, with one line, hangs on the batches; what it is then does not.
            return await by_natural_keys(session, without=["audit"])


@pytest.mark.parametrize("seed", range(2))
async def test_it_does_not_matter_where_one_batch_ends_and_the_next_begins(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    for format, made in (("jplatpat-csv", a_list), ("lens-csv", a_family_list)):
        path = tmp_path / format
        path.write_text(made(random.Random(seed)), "utf-8")
        found = []
        for size in (1000, 2):
            monkeypatch.setattr(importing, "BATCH", size)
            found.append(await natural(cluster, format, path))
        for one, other in pairwise(found):
            assert one == other


async def test_statements_and_questions_are_in_the_audit_as_far_as_they_are_records(office: Office) -> None:
    await office.bring("jplatpat-csv", jplatpat(document(1, BATTERY)))
    await office.bring("google-patents-csv", google("JP-2020100001-A", BATTERY, filed="2018-12-19"))
    database: Database = office.pool.database
    lines = await audit_lines(database)
    assert [line["action"] for line in lines] == [
        "party:imported",
        "family:imported",
        "patent:imported",
        "title_share:imported",
        "register:imported",
        "review_item:imported",
        "register:imported",
    ]
    async with database.read() as session:
        (item,) = await load(session, ReviewItem)
        (statement, _) = await load(session, Statement)
    assert lines[5]["record_id"] == item.id
    assert lines[4]["details"]["job"] == str(statement.job)
    assert lines[4]["details"]["outcomes"] == {"ADDED": 1, "CHANGED": 0, "UNCHANGED": 0, "REFUSED": 0, "TO_REVIEW": 0}
