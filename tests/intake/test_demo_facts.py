"""Every fact of every real patent of the demo pool, against the records it is taken from."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

import ippool
from ippool.domain.numbers import parse_number
from ippool.domain.parties import PartyKind
from ippool.domain.patents import LegalStatus, Patent, ShareBasis
from ippool.intake.house import read_house
from tests.intake.house import THIS_YEAR, resolve
from tests.intake.records import Record, all_records, day_of, names_by_ror

DEMO = read_house(Path(ippool.__file__).parent / "demo", resolve, this_year=THIS_YEAR)
REAL = [patent for patent in DEMO.patents if patent.source != "demonstration"]

OWNERS = {
    "国立研究開発法人産業技術総合研究所": "AIST",
    "独立行政法人産業技術総合研究所": "AIST",
    "国立研究开发法人产业技术综合研究所": "AIST",
    "国立研究开发法人产业技术总合研究所": "AIST",
    "National Institute Of Advanced Industrial Science And Technology": "AIST",
    "National Institute Of Advanced Industrial Science and Technology": "AIST",
    "National Institute Of Advanced Industrial Science & Technology": "AIST",
    "National Institute Of Advanced Industrial & Technology": "AIST",
    "国立大学法人豊橋技術科学大学": "TUT",
    "独立行政法人物質・材料研究機構": "NIMS",
    "国立研究開発法人物質・材料研究機構": "NIMS",
    "National Institute For Materials Science": "NIMS",
    "公立大学法人福島県立医科大学": "FMU",
    "学校法人幾徳学園": "KAIT",
    "株式会社日立製作所": "HITACHI",
    "株式会社日立ハイテクサイエンスシステムズ": "HITACHI-HTSS",
    "株式会社村田製作所": "MURATA",
    "ナノテック株式会社": "NANOTEC",
    "日産自動車株式会社": "NISSAN",
    "大谷技研株式会社": "OTANI-GIKEN",
    "新東工業株式会社": "SINTOKOGIO",
    "ヤマハ発動機株式会社": "YAMAHA-MOTOR",
    "三菱瓦斯化学株式会社": "MGC",
    "住友橡胶工业株式会社": "SUMITOMO-RUBBER",
    "日本電気硝子株式会社": "NEG",
    "Nippon Electric Glass Co Ltd": "NEG",
    "株式会社豊田自動織機": "TOYOTA-INDUSTRIES",
    "Toyota Industries Corp": "TOYOTA-INDUSTRIES",
    "Kabushiki Kaisha Toyota Jidoshokki": "TOYOTA-INDUSTRIES",
}
"""Which party a record means by each name. 豊田自動織機 is no トヨタ自動車, and a name that is not here fails."""

STAGES = {
    "特許 有効 登録公報の発行": LegalStatus.GRANTED,
    "特許 有効 年金の支払い": LegalStatus.GRANTED,
    "特許 消滅 存続期間満了による特許権の消滅": LegalStatus.EXPIRED,
    "（出願の）却下・拒絶 出願の拒絶・却下": LegalStatus.REFUSED,
    "査定不服 特許査定": LegalStatus.ALLOWED,
}
"""The status that a J-PlatPat record states; where it states none, none is recorded but for a registration number."""


@pytest.fixture(scope="module")
def records() -> dict[str, Record]:
    return all_records()


def cited(patent: Patent) -> str:
    """Return the words with which a source cites its record, without what is said of it after a semicolon."""
    return patent.source.partition(";")[0].removesuffix(" (republication)")


def record_of(patent: Patent, records: dict[str, Record]) -> Record:
    assert cited(patent) in records, f"{patent.code}: no record {cited(patent)}"
    return records[cited(patent)]


def canonical(text: str) -> str | None:
    return parse_number(text, this_year=THIS_YEAR).canonical if text else None


def test_every_real_patent_is_of_a_record() -> None:
    assert not DEMO.is_refused
    assert len(REAL) == 37
    assert {patent.source.split(" ")[0] for patent in REAL} == {"J-PlatPat", "Google"}


@pytest.mark.parametrize("patent", REAL, ids=lambda patent: patent.code)
class TestFacts:
    def test_numbers(self, patent: Patent, records: dict[str, Record]) -> None:
        record = record_of(patent, records)
        found = {
            "application": patent.application_number,
            "publication": patent.publication_number,
            "registration": patent.registration_number,
        }
        assert found == {name: canonical(record.numbers.get(name, "")) for name in found}

    def test_code_is_the_number_of_its_record(self, patent: Patent, records: dict[str, Record]) -> None:
        record = record_of(patent, records)
        if patent.source.startswith("Google"):
            assert patent.code == record.cited
        else:
            _, _, year, serial, kind = str(patent.publication_number).split(":")
            assert patent.code == f"JP-{year}{serial}-{kind}"

    def test_title(self, patent: Patent, records: dict[str, Record]) -> None:
        titles = {patent.title.ja, patent.title.en} - {""}
        assert titles == {record_of(patent, records).title}
        assert patent.abstract.ja == patent.abstract.en == ""

    def test_days(self, patent: Patent, records: dict[str, Record]) -> None:
        record = record_of(patent, records)
        stated = (record.priority, record.filed, record.published, record.granted)
        assert (patent.priority_on, patent.filed_on, patent.published_on, patent.registered_on) == tuple(map(day_of, stated))

    def test_last_day_is_marked_as_computed(self, patent: Patent, records: dict[str, Record]) -> None:
        filed = patent.filed_on
        assert filed is not None
        if patent.registration_number is None:
            assert patent.expires_on is None
        else:
            assert patent.expires_on == date(filed.year + 20, filed.month, filed.day)
            assert "expires_on computed: filing day and 20 years" in patent.source

    def test_owners(self, patent: Patent, records: dict[str, Record]) -> None:
        codes = {party.id: party.code for party in DEMO.parties}
        titles = [title for title in DEMO.titles if title.patent == patent.id]
        assert {codes[title.party] for title in titles} == {OWNERS[name] for name in record_of(patent, records).owners}
        assert len({title.party for title in titles}) == len(titles)

    def test_shares_are_nowhere_stated(self, patent: Patent, records: dict[str, Record]) -> None:
        titles = [title for title in DEMO.titles if title.patent == patent.id]
        for title in titles:
            assert title.source.startswith(f"{cited(patent)}: ")
            if title.basis is ShareBasis.ASSUMED_EQUAL:
                assert title.share is not None
                assert title.share * len(titles) == 1
                assert ("assumed equal" if len(titles) > 1 else "the whole is taken as its share") in title.source
            else:
                assert title.basis is ShareBasis.NOT_STIPULATED
                assert title.source.endswith("owners; shares not in the record")

    def test_classes(self, patent: Patent, records: dict[str, Record]) -> None:
        assert ",".join(entry.symbol for entry in patent.classifications) == record_of(patent, records).classes
        assert {entry.scheme for entry in patent.classifications} <= {"FI"}

    def test_jurisdiction_and_states(self, patent: Patent, records: dict[str, Record]) -> None:
        office = "JP" if patent.source.startswith("J-PlatPat") else record_of(patent, records).cited[:2]
        assert patent.jurisdiction == office
        assert patent.states == frozenset()

    def test_status(self, patent: Patent, records: dict[str, Record]) -> None:
        record = record_of(patent, records)
        events = [event for event in DEMO.legal_events if event.patent == patent.id]
        stated = STAGES.get(record.stage)
        if stated is None and record.numbers.get("registration") and not record.granted:
            stated = LegalStatus.GRANTED
        assert [event.status for event in events] == ([] if stated is None else [stated])
        for event in events:
            assert event.source == cited(patent)
            assert "the record gives no day" in event.evidence or "day computed" in event.evidence
            if not record.stage:
                assert "whether it is still in force is not in the record" in event.evidence

    def test_what_the_record_leaves_open_is_said(self, patent: Patent, records: dict[str, Record]) -> None:
        record = record_of(patent, records)
        is_open = "what became of it after publication is not in the record" in patent.source
        assert is_open == (not record.stage and not record.numbers.get("registration"))


def test_parties_called_by_name_are_owners_of_records_and_named_as_there(records: dict[str, Record]) -> None:
    named = [party for party in DEMO.parties if party.source != "demonstration"]
    owners = {OWNERS[name] for patent in REAL for name in record_of(patent, records).owners}
    assert {party.code for party in named} == owners
    registered = names_by_ror()
    for party in named:
        known = {name.casefold() for name, code in OWNERS.items() if code == party.code}
        known |= {registered[party.ror].casefold()} if party.ror else set()
        unknown = {name for name in (party.name.ja, party.name.en) if name and name.casefold() not in known}
        said = "English name not in the record" in party.source or "Japanese and English names not in the record" in party.source
        assert bool(unknown) == said, (party.code, unknown)
        assert ("size not in the record, taken as LARGE" in party.source) == (party.kind is PartyKind.COMPANY)
