from __future__ import annotations

import csv
import time
from fractions import Fraction
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ippool.domain.names import (
    Directory,
    Identifiers,
    KnownParty,
    NameKind,
    NameVerdict,
    OwnerName,
    compare_names,
)
from tests.conftest import REAL_DATA

TOYOTA, INDUSTRIES, RIKEN, MURATA, MACHINERY, AIST, PERSON, DENSO = (UUID(int=number) for number in range(1, 9))


def a_party(party: UUID, *names: str, **more: object) -> KnownParty:
    return KnownParty(party, f"P{party.int}", names, **more)  # type: ignore[arg-type]


def a_directory() -> Directory:
    return Directory(
        [
            a_party(
                TOYOTA,
                "トヨタ自動車株式会社",
                "Toyota Motor Corporation",
                country="JP",
                identifiers=Identifiers("1180301018771", office_codes=frozenset({("JPO", "000003207")})),
            ),
            a_party(INDUSTRIES, "株式会社豊田自動織機", "Toyota Industries Corporation", country="JP"),
            a_party(RIKEN, "国立研究開発法人理化学研究所", "RIKEN", country="JP", identifiers=Identifiers(ror="01sjwvz98")),
            a_party(MURATA, "株式会社村田製作所", "Murata Manufacturing Co., Ltd.", country="JP"),
            a_party(MACHINERY, "村田機械株式会社", "Murata Machinery, Ltd.", country="JP"),
            a_party(
                AIST,
                "国立研究開発法人産業技術総合研究所",
                "National Institute of Advanced Industrial Science and Technology",
                predecessors=("独立行政法人産業技術総合研究所", "工業技術院長"),
                country="JP",
            ),
            a_party(PERSON, "佐久間　一郎", is_person=True, country="JP"),
        ]
    )


KNOWN = [
    ("トヨタ自動車（株）", TOYOTA),
    ("TOYOTA MOTOR CORP", TOYOTA),
    ("Toyota Jidosha Kabushiki Kaisha", TOYOTA),
    ("Kabushiki Kaisha Toyota Jidoshokki", INDUSTRIES),
    ("Murata Mfg Co Ltd", MURATA),
    ("Murata Kikai Kabushiki Kaisha", MACHINERY),
    ("独立行政法人産業技術総合研究所", AIST),
    ("Natl Inst Of Advanced Industrial Science & Technol", AIST),
    ("理化学研究所", RIKEN),
]
NOT_CERTAIN = [
    ("RIKEN KK", RIKEN),
    ("工業技術院長", AIST),
    ("佐久間 一郎", PERSON),
    ("一郎 佐久間", PERSON),
]
NEW = ["株式会社豊田中央研究所", "日立金属株式会社", "Umicore", "株式会社佐久間一郎商店", "김덕현", "", "東京大学"]


@pytest.mark.parametrize(("name", "party"), KNOWN)
def test_a_known_name_is_its_party(name: str, party: UUID) -> None:
    found = a_directory().recognize(OwnerName(name))
    assert (found.party, found.candidates, found.conflict) == (party, (), False)
    assert found.evidence


@pytest.mark.parametrize(("name", "party"), NOT_CERTAIN)
def test_an_uncertain_name_has_candidates_with_reasons(name: str, party: UUID) -> None:
    found = a_directory().recognize(OwnerName(name))
    assert found.party is None
    assert found.candidates[0].party == party
    assert 0 < found.candidates[0].score < 1
    assert all(reason.ja and reason.en for candidate in found.candidates for reason in candidate.evidence)


@pytest.mark.parametrize("name", NEW)
def test_a_new_name_has_no_candidates(name: str) -> None:
    found = a_directory().recognize(OwnerName(name))
    assert (found.party, found.candidates, found.conflict) == (None, (), False)


def test_an_identifier_is_the_party_whatever_the_name() -> None:
    owner = OwnerName("豊田自動車工業", identifiers=Identifiers(office_codes=frozenset({("JPO", "000003207")})))
    assert a_directory().recognize(owner).party == TOYOTA


def test_identifiers_of_two_parties_are_a_conflict() -> None:
    owner = OwnerName("トヨタ自動車株式会社", identifiers=Identifiers("1180301018771", ror="01sjwvz98"))
    found = a_directory().recognize(owner)
    assert (found.party, found.conflict) == (None, True)
    assert {candidate.party for candidate in found.candidates} == {TOYOTA, RIKEN}


@pytest.mark.parametrize(
    "identifiers", [Identifiers("4011001098993"), Identifiers("1180301018771", office_codes=frozenset({("JPO", "000000001")}))]
)
def test_an_identifier_that_contradicts_is_a_conflict(identifiers: Identifiers) -> None:
    found = a_directory().recognize(OwnerName("トヨタ自動車株式会社", identifiers=identifiers))
    assert (found.party, found.conflict) == (None, True)
    assert [candidate.party for candidate in found.candidates] == [TOYOTA]
    assert "違う" in found.evidence[0].ja


def test_a_name_of_two_parties_is_uncertain() -> None:
    directory = a_directory()
    directory.add(a_party(DENSO, "トヨタ自動車株式会社"))
    found = directory.recognize(OwnerName("トヨタ自動車株式会社"))
    assert found.party is None
    assert [candidate.party for candidate in found.candidates] == [TOYOTA, DENSO]


def test_another_country_is_uncertain() -> None:
    found = a_directory().recognize(OwnerName("Toyota Motor Corporation", country="US"))
    assert found.party is None
    assert [candidate.party for candidate in found.candidates] == [TOYOTA]


def test_a_daughter_abroad_is_not_its_mother() -> None:
    directory = Directory([a_party(DENSO, "日本メドトロニック株式会社", "Medtronic (Japan)", country="JP")])
    assert directory.recognize(OwnerName("Medtronic, Inc.")).party is None
    assert directory.recognize(OwnerName("Medtronic, Inc.", country="US")).party is None
    assert directory.recognize(OwnerName("Medtronic", country="JP")).party == DENSO


def test_people_are_never_organizations() -> None:
    directory = Directory([a_party(DENSO, "佐久間　一郎")])
    found = directory.recognize(OwnerName("佐久間　一郎"))
    assert (found.party, found.candidates) == (None, ())
    assert directory.recognize(OwnerName("佐久間　一郎", stated_kind=NameKind.ORGANIZATION)).party == DENSO


def test_spellings_of_the_record_count_too() -> None:
    directory = a_directory()
    assert directory.recognize(OwnerName("丰田", spellings=("Toyota Motor Corp",))).party == TOYOTA
    found = directory.recognize(OwnerName("株式会社村田製作所", spellings=("Murata Machinery, Ltd.",)))
    assert found.party is None
    assert {candidate.party for candidate in found.candidates} == {MURATA, MACHINERY}


def test_what_is_learned_and_kept_apart_holds_at_once() -> None:
    directory = a_directory()
    assert directory.recognize(OwnerName("トヨタ")).party is None
    directory.learn(TOYOTA, "トヨタ")
    assert directory.recognize(OwnerName("トヨタ")).party == TOYOTA
    directory.keep_apart("トヨタ", TOYOTA)
    assert directory.recognize(OwnerName("トヨタ")).candidates == ()
    assert directory.recognize(OwnerName("ﾄﾖﾀ")).candidates == ()
    assert directory.recognize(OwnerName("トヨタ自動車株式会社")).party == TOYOTA


def test_a_party_that_comes_later_is_recognized() -> None:
    directory = Directory()
    assert directory.recognize(OwnerName("株式会社デンソー")).party is None
    directory.add(a_party(DENSO, "株式会社デンソー"))
    assert directory.recognize(OwnerName("株式会社デンソー")).party == DENSO
    directory.add(a_party(TOYOTA, "Denso Corp"))
    assert directory.recognize(OwnerName("株式会社デンソー")).party is None


def test_at_most_five_candidates_the_best_first() -> None:
    directory = Directory(a_party(UUID(int=number), f"山田{word}工業株式会社") for number, word in enumerate("東西南北中上下", 20))
    found = directory.recognize(OwnerName("山田前工業株式会社"))
    scores = [candidate.score for candidate in found.candidates]
    assert len(scores) <= 5
    assert scores == sorted(scores, reverse=True)


def corporations() -> list[tuple[str, str]]:
    rows = csv.reader((REAL_DATA / "houjin_bangou" / "diff_20260115.csv").read_text("cp932").splitlines())
    return sorted({row[6]: row[1] for row in rows}.items())


def institutions() -> list[tuple[str, str]]:
    rows = csv.DictReader((REAL_DATA / "ror" / "ror_jp_slim.tsv").read_text("utf-8").splitlines(), delimiter="\t")
    return [(row["name"], row["ror_id"]) for row in rows if row["status"] == "active"]


@pytest.mark.parametrize("source", [corporations, institutions])
def test_no_two_registered_names_are_merged(source: object) -> None:
    names = source()[:: 7 if source is corporations else 24]  # type: ignore[operator]
    merged = [
        (first, second)
        for place, (first, number) in enumerate(names)
        for second, other in names[:place]
        if number != other and compare_names(first, second).verdict is NameVerdict.SAME
    ]
    assert len(names) > 200
    assert merged == []


def test_every_corporation_is_found_among_all_and_none_is_taken_for_another() -> None:
    parties = [KnownParty(UUID(int=number), code, (name,)) for number, (name, code) in enumerate(corporations(), 1)]
    directory = Directory(parties)
    found = {party.names[0]: directory.recognize(OwnerName(party.names[0])) for party in parties}
    uncertain = {name for name, recognized in found.items() if recognized.party is None}
    assert all(recognized.party in (None, party.id) for party, recognized in zip(parties, found.values(), strict=True))
    # The same words with 株式会社 before and behind them are two corporations, and so are words without anything else.
    assert uncertain <= {"株式会社Ｓｕｎｒｉｓｅ", "Ｓｕｎｒｉｓｅ株式会社"} | {name for name in found if name.endswith("寺")}


def test_a_name_is_not_held_against_every_party_and_a_name_met_again_against_none() -> None:
    parties = [
        KnownParty(UUID(int=number), code, (name,)) for number, (name, code) in enumerate([*corporations(), *institutions()], 1)
    ]
    directories = Directory(parties), Directory(parties[::8])
    fresh = [OwnerName(name.replace("株式会社", "").replace("工業", "化学") + "研究") for name, _ in corporations()[:400]]
    for directory in directories:
        directory.recognize(OwnerName("index"))
    # The two take turns, so that what else the machine does falls on both.
    spent = [_spent_on(fresh[at : at + 20], directory) for at in range(0, len(fresh), 20) for directory in directories]
    among_all, among_few = sum(spent[::2]), sum(spent[1::2])
    assert among_all < 6 * among_few  # of eight times the parties; where each of them is looked at it is eight times
    assert _spent_on(fresh, directories[0]) < among_all / 20


def _spent_on(owners: list[OwnerName], directory: Directory) -> float:
    started = time.process_time()
    for owner in owners:
        directory.recognize(owner)
    return time.process_time() - started


@given(st.text(max_size=20), st.lists(st.text(max_size=12), max_size=2))
def test_any_name_is_recognized_or_not(text: str, spellings: list[str]) -> None:
    found = a_directory().recognize(OwnerName(text, tuple(spellings)))
    assert all(0 <= candidate.score <= Fraction(1) for candidate in found.candidates)
    assert found.party is None or not found.candidates
