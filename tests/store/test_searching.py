"""The search finds what a look at every text finds, no less and no more."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import AsyncIterator
from dataclasses import dataclass
from itertools import chain, pairwise, product

import pytest
import pytest_asyncio
from sqlalchemy import text as sql

from ippool.domain.browsing import PatentFilter
from ippool.domain.patents import Classification
from ippool.domain.searching import LOOKED_AT, fold
from ippool.domain.words import Words
from ippool.intake.house import HouseFolder
from ippool.store.database import Reading
from ippool.store.searching import conditions, tokens_of
from ippool.usecases.patents import lookups_of
from ippool.usecases.pool import Pool
from tests.builders import a_patent, a_world
from tests.conftest import OFFICER, TODAY, Cluster, pool_at
from tests.pools import write
from tests.store.looking import ENGLISH, Looker, cut, disguised, folded, made_texts, real_texts, texts_of, words_of

SYMBOLS = ("H01M 10/05", "H01M10/0562", "H01M 4/13@A", "B01J 23/42", "B01J23/89,301", "G01N 27/416", "5H029AJ01", "C08L\u300063/00")


@dataclass
class Shelf:
    """A register with many texts, and who looks through them all."""

    pool: Pool
    looker: Looker
    japanese: list[str]
    symbols: dict[str, tuple[str, ...]]


def shelved(texts: list[tuple[Words, Words]], chance: random.Random) -> HouseFolder:
    world = a_world().reference
    records = [
        a_patent(
            f"JP-{number:05}",
            title=title,
            abstract=abstract,
            classifications=tuple(Classification("FI", one) for one in chance.sample(SYMBOLS, chance.randint(0, 3))),
        )
        for number, (title, abstract) in enumerate(texts)
    ]
    return HouseFolder(
        parties=tuple(world.parties.values()),
        centers=tuple(world.centers.values()),
        labs=tuple(world.labs.values()),
        families=tuple(record.family for record in records),
        patents=tuple(record.patent for record in records),
        titles=tuple(chain.from_iterable(record.titles for record in records)),
        lab_tags=tuple(chain.from_iterable(record.tags for record in records)),
    )


@pytest_asyncio.fixture(scope="module")
async def shelf(cluster: Cluster) -> AsyncIterator[Shelf]:
    chance = random.Random(4)
    register = shelved([*made_texts(300, chance), *real_texts()], chance)
    async with cluster.copy_of("ippool") as url, pool_at(url) as pool:
        await write(pool.database, register)
        looker = Looker(register.patents)
        async with pool.database.read() as session:
            await looker.learn(session, [*ENGLISH, "welding robots solid"])
        japanese = [text for one in register.patents for text in texts_of(one) if re.search("[ぁ-ヿ㐀-鿿]", text)]
        symbols = {one.code: tuple(each.symbol for each in one.classifications) for one in register.patents}
        yield Shelf(pool, looker, japanese, symbols)


async def found(session: Reading, filter: PatentFilter) -> set[str]:
    """Find patents by what is asked of each, and by the index of words: both find the same."""
    asked = conditions(filter, OFFICER, TODAY, lookups_of(filter.text or "", TODAY), past=False)
    rows = await session.execute(sql(f"select p.code from patent p where {' and '.join(asked.all) or 'true'}"), asked.values)
    codes = set(rows.scalars())
    if asked.by_words:
        by_index = f"select o.code from ({asked.ids}) p join patent o on o.id = p.id"
        assert sorted((await session.execute(sql(by_index), asked.values)).scalars()) == sorted(codes)
    return codes


async def test_words_numbers_and_symbols_asked_together_are_those_asked_one_after_another(shelf: Shelf) -> None:
    met = 0
    async with shelf.pool.database.read() as session:
        for words, symbol, jurisdiction in product((None, "電池", "JP-00007"), (None, "H01M", "B01J 23/42"), ("JP", "US")):
            parts = PatentFilter(text=words), PatentFilter(classification=symbol), PatentFilter(jurisdiction=jurisdiction)
            each = [await found(session, one) for one in parts if one != PatentFilter()]
            together = await found(session, PatentFilter(text=words, classification=symbol, jurisdiction=jurisdiction))
            assert together == set.intersection(*each)
            met += bool(together)
    assert met >= 5


async def test_two_hundred_japanese_searches_find_what_a_look_at_every_text_finds(shelf: Shelf) -> None:
    chance = random.Random(200)
    hits = 0
    async with shelf.pool.database.read() as session:
        for length in (*[1] * 40, *[2] * 60, *range(3, 13), *[4] * 30, *range(3, 23), *[6] * 20):
            piece = cut(shelf.japanese, length, chance)
            typed = disguised(piece, chance)
            expected = shelf.looker.containing(piece)
            assert await found(session, PatentFilter(text=typed)) == expected, (piece, typed)
            hits += len(expected)
        for _ in range(20):
            pieces = [cut(shelf.japanese, chance.randint(1, 3), chance) for _ in range(2)]
            together = shelf.looker.containing(pieces[0]) & shelf.looker.containing(pieces[1])
            assert await found(session, PatentFilter(text="\u3000".join(pieces))) == together, pieces
            mixed = pieces[0][::-1] + pieces[1]
            assert await found(session, PatentFilter(text=f'"{mixed}"')) == shelf.looker.containing(mixed), mixed
    assert hits > 1_000


async def test_a_hundred_english_searches_find_what_a_look_at_every_word_finds(shelf: Shelf) -> None:
    chance = random.Random(100)
    known = sorted({word for one in shelf.looker.patents for text in texts_of(one) for word in words_of(text)})
    spoken = [words for one in shelf.looker.patents for text in (one.title.en, one.abstract.en) if (words := words_of(text))]
    hits = 0
    async with shelf.pool.database.read() as session:
        lexemes = {
            row.code: set(row.lexemes)
            for row in await session.execute(
                sql(
                    "select code, tsvector_to_array(to_tsvector('english', concat_ws(' ', title_en, abstract_en))) as lexemes "
                    "from patent"
                )
            )
        }
        for index in range(110):
            typed = [chance.choice(known)] if index % 3 == 0 else chance.sample(words := chance.choice(spoken), min(len(words), 3))
            expected = shelf.looker.speaking(" ".join(typed))
            if all(shelf.looker.stems[word] is None for word in typed):
                expected = set()  # `the` alone is nothing to look for
            given = " ".join(word.upper() if chance.random() < 0.2 else word for word in typed)
            seen = await found(session, PatentFilter(text=given))
            assert seen == expected, given
            # The same by PostgreSQL's own way to take an English text apart, where that sees the same words.
            wanted = (
                await session.execute(sql("select tsvector_to_array(to_tsvector('english', :typed))"), {"typed": given})
            ).scalar_one()
            assert {code for code, held in lexemes.items() if wanted and set(wanted) <= held} <= seen, given
            hits += len(seen)
    assert hits > 500


async def test_words_that_stand_together_are_found_together(shelf: Shelf) -> None:
    async with shelf.pool.database.read() as session:
        together = await found(session, PatentFilter(text="lithium-battery"))
        quoted = await found(session, PatentFilter(text="\u201cLITHIUM batteries\u201d"))
        apart = await found(session, PatentFilter(text="lithium battery"))
    beside = {
        one.code
        for one in shelf.looker.patents
        if any(re.search(r"\blithium\W+batter(y|ies)\b", text.lower()) for text in texts_of(one))
    }
    assert together == quoted == beside
    assert together < apart


async def test_a_passage_never_reaches_from_one_text_into_the_next(shelf: Shelf) -> None:
    async with shelf.pool.database.read() as session:
        for one in shelf.looker.patents[:80]:
            ends = [folded(text) for text in texts_of(one)]
            for before, after in pairwise(ends):
                if re.search("[ぁ-ヿ㐀-鿿]$", before) and re.search("^[ぁ-ヿ㐀-鿿]", after):
                    across = before[-2:] + after[:2]
                    assert await found(session, PatentFilter(text=across)) == shelf.looker.containing(across)


@pytest.mark.parametrize(
    "typed", ["h01m", "H 01 M10", "Ｈ０１Ｍ　１０", "B", "B0", "B01", "b01j23/8", "C08L 63", "5h029aj01", "X", "H01M10/0562@"]
)
async def test_a_classification_is_found_by_its_beginning(shelf: Shelf, typed: str) -> None:
    begun = folded(typed)
    expected = {code for code, symbols in shelf.symbols.items() if any(folded(one).startswith(begun) for one in symbols)}
    async with shelf.pool.database.read() as session:
        assert await found(session, PatentFilter(classification=typed)) == expected
        both = await found(session, PatentFilter(classification=typed, text="電池"))
    assert both == expected & shelf.looker.containing("電池")


async def test_the_database_folds_every_character_as_searching_does(shelf: Shelf) -> None:
    numbers = [
        one for one in (*range(1, 0x30000), *range(0xE0000, 0xE0200)) if unicodedata.category(chr(one)) not in ("Cs", "Cn", "Co")
    ]
    async with shelf.pool.database.read() as session:
        rows = await session.execute(
            sql("select i, lower(normalize(chr(i), NFKC)) as folded from unnest(cast(:numbers as int[])) i"), {"numbers": numbers}
        )
        differing = {row.i: row.folded for row in rows if row.folded != fold(chr(row.i))}
    # Only where one side's Unicode knows the character and the other's does not yet.
    assert all(folded in (chr(one), fold(chr(one))) for one, folded in differing.items())
    assert len(differing) < 20


async def test_a_long_text_is_searched_across_the_pieces_it_is_taken_in_and_up_to_its_limit(shelf: Shelf) -> None:
    written = "".join(chr(0x4E00 + number) for number in range(LOOKED_AT + 200))
    pieces = [(start, written[start : start + 3]) for start in (*range(394, 404), *range(795, 803), 3_996, 3_997, 3_998, 4_050)]
    async with shelf.pool.database.read() as session:
        for start, piece in pieces:
            held = await session.execute(
                sql("select words_of(array[cast(:written as text)], '[]') @@ cast(:sought as tsquery)"),
                {"written": written, "sought": tokens_of(piece)},
            )
            assert held.scalar_one() is (start + 3 <= LOOKED_AT), start
