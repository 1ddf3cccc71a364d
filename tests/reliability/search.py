"""Search texts of every kind over a large pool: each is answered within 300 ms, or refused with a code.

Each is searched for by number and by relevance, as a member and as nobody, a page with its count, and as a classification; the
middle of three times counts, so that a busy moment of the machine is not taken for a slow search. At the end the database is
kept from answering, and what it gives up after its three seconds has to be TIMEOUT.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median
from typing import Any

import asyncpg

from tests.bench.addresses import plain_address
from tests.bench.pool import add_options, made
from tests.reliability import serving
from tests.reliability.attack import LEAKS, Answer, send
from tests.reliability.requests import post

WITHIN = 0.3
LEAST = 60
QUERY = """
query ($filter: PatentFilter, $by: PatentOrderField!) {
  patents(first: 50, filter: $filter, orderBy: {by: $by, direction: DESC}) { totalCount edges { node { number title } } }
}
"""
REFUSALS = {"SEARCH_TOO_LONG", "BAD_REQUEST", "BODY_TOO_LARGE", "LIMIT_EXCEEDED"}
TIMEOUT_SECONDS = (2.9, 4.5)


def texts(common: Common) -> Iterator[tuple[str, str]]:
    """All of them, by name; what is said to be common is what is found most often in the titles of the pool."""
    yield from SIGNS.items()
    yield from LONG.items()
    for place, character in enumerate(common.characters):
        yield f"character {place + 1} of the most common ones", character
    for place, pair in enumerate(common.pairs):
        yield f"pair {place + 1} of the most common ones", pair
    for place, word in enumerate(common.words):
        yield f"English word {place + 1} of the most common ones", word
    yield "the ten most common characters", " ".join(common.characters)
    yield "the ten most common pairs", " ".join(common.pairs)
    yield "the ten most common words", " ".join(common.words)
    yield "a common character a hundred times", common.characters[0] * 100
    yield "a common pair and a word that is nowhere", f"{common.pairs[0]} 龘龘"
    yield "a common character and a word that is nowhere", f"{common.characters[0]} zzyzx"
    yield "a hundred common words", " ".join(common.hundred)
    yield "a title", common.title
    yield "a title in quotes", f"「{common.title}」"
    yield "the beginning of a title", common.title[:3]


SIGNS: dict[str, str] = {
    "nothing": "",
    "a percent sign": "%",
    "an underscore": "_",
    "wildcards": "%_%_電%",
    "a backslash": "\\",
    "backslashes": "\\\\\\\\' \\電池",
    "a regular expression": "(a+)+$ [^x]* .*",
    "a deep regular expression": "(" * 400 + "電" + ")" * 400,
    "an alternation": "(電|池|電|池)*" * 40,
    "NUL": "電\0池",
    "NUL alone": "\0",
    "a lone surrogate": "\ud800",
    "a broken pair": "電\udc00\ud800",
    "quotes": "'\"'\"''\"",
    "an unclosed quote": "「電池",
    "only punctuation": "、。・「」（）！？,.;:!?-—…",
    "a thousand signs": "-" * 1000,
    "operators of a tsquery": "電 & | ! <-> :* :A 'x' a:b",
    "a tsquery": "'電池':*AB & !('x' <2> 'y')",
    "SQL": "'; drop table patent; --",
    "combining marks": "か" + "\u3099" * 300,
    "marks on every letter": "e\u0301a\u0308o\u0302" * 100,
    "marks alone": "\u0301" * 300,
    "an emoji of several": "👨‍👩‍👧‍👦",
    "a hundred emoji of several": "👩🏽‍🔬 " * 60,
    "flags": "🇯🇵🇺🇸" * 50,
    "no width": "\u200b\u200d\ufeff",
    "right to left": "\u202e電池\u202c",
    "control characters": "".join(map(chr, range(1, 32))),
    "not characters": "\ufffe\uffff\U0010ffff",
    "characters that become many": "\ufdfa" * 50,
    "half width": "ﾃﾞﾝﾁ",
    "full width": "ＣＡＴＡＬＹＳＴ",
    "all kana": "アイウエオ カキクケコ サシスセソ",
    "one kana": "ア",
    "one kana, hiragana": "い",
    "one Latin letter": "a",
    "one digit": "1",
    "words that limit nothing": "the of a an and",
    "two hundred spaces": " " * 200,
    "spaces of every kind": "\u3000\u00a0\u2003\t\r\n電池\u3000",
    "two hundred spaces between": "電" + " " * 200 + "池",
}
LONG: dict[str, str] = {
    "one long word": "電" * 1000,
    "one long word of many writings": "でんち" * 333,
    "one long English word": "a" * 1000,
    "one long English word, hyphened": "a-" * 500,
    "a hundred letters": " ".join("電池触媒膜水光熱磁金" * 10),
    "a hundred different letters": " ".join(map(chr, range(0x4E00, 0x4E64))),
    "a hundred kana": " ".join(map(chr, range(0x30A1, 0x30F0))),
    "a hundred English words": " ".join(f"word{number}" for number in range(100)),
    "a thousand and one": "電" * 1001,
    "a hundred and one words": " ".join(map(str, range(101))),
    "a megabyte": "電" * 350_000,
    "two hundred kilobytes": "a b" * 70_000,
}


@dataclass(frozen=True)
class Common:
    """What is found most often in titles. Shape: ten of each; `hundred` are pairs and words together."""

    characters: tuple[str, ...]
    pairs: tuple[str, ...]
    words: tuple[str, ...]
    hundred: tuple[str, ...]
    title: str

    @classmethod
    def among(cls, titles: Sequence[str]) -> Common:
        """Count."""
        dense = [title for title in titles if not title.isascii()]
        characters = Counter(one for title in dense for one in set(title) if ord(one) > 0x2E80)
        pairs = Counter(title[at : at + 2] for title in dense for at in range(len(title) - 1))
        words = Counter(word.lower() for title in titles for word in title.split() if word.isascii() and word.isalpha())
        return cls(
            tuple(one for one, _ in characters.most_common(10)),
            tuple(one for one, _ in pairs.most_common(10)),
            tuple(one for one, _ in words.most_common(10)),
            tuple(one for one, _ in (pairs + words).most_common(100)),
            dense[0],
        )


@dataclass
class Searching:
    """One run."""

    server: serving.Server
    within: float = WITHIN
    count: int = 0
    answered: int = 0
    found: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    took: list[tuple[float, str]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    async def run(self, times: int = 3) -> None:
        """Search for everything."""
        for name, text in texts(await self._common()):
            for by in ("NUMBER", "RELEVANCE"):
                for caller in ("member", None):
                    await self._search(f"{name}, {by}, {caller or 'nobody'}", {"text": text}, by, caller, times)
            await self._search(f"{name}, as a class", {"classification": text}, "NUMBER", "member", times)

    async def _search(self, name: str, filter: dict[str, str], by: str, caller: str | None, times: int) -> None:
        answers = [await self._ask({"filter": filter, "by": by}, caller) for _ in range(times)]
        self.count += 1
        seconds = median(answer.seconds for answer in answers)
        self.took.append((seconds, name))
        answer = answers[0]
        codes = {*map(str, answer.codes)}
        if answer.status is None or answer.status >= 500 or LEAKS.search(answer.text) or codes - REFUSALS:
            self.faults.append(f"{name}: {answer.status} {answer.text[:300]}")
        elif seconds > self.within:
            self.faults.append(f"{name}: SLOW {seconds * 1000:.0f} ms {answer.text[:60]}")
        if codes:
            self.refused.update(codes)
        else:
            self.answered += 1
            self.found += '"number"' in answer.text

    async def _ask(self, variables: dict[str, Any], caller: str | None, query: str = QUERY) -> Answer:
        # Escaped, so that what is no Unicode goes out as well.
        token = {"Authorization": f"Bearer {self.server.tokens[caller]}"} if caller else {}
        return await send(self.server.port, post(json.dumps({"query": query, "variables": variables}).encode(), **token))

    async def _common(self) -> Common:
        titles: list[str] = []
        query = """query ($by: PatentOrderField!, $direction: Direction!) {
          patents(first: 100, orderBy: {by: $by, direction: $direction}) { edges { node { title en: title(language: EN) } } } }"""
        for by in ("NUMBER", "FILED_ON", "EXPIRES_ON"):
            for direction in ("ASC", "DESC"):
                answer = await self._ask({"by": by, "direction": direction}, "member", query)
                nodes = [edge["node"] for edge in json.loads(answer.text)["data"]["patents"]["edges"]]
                titles += [title for node in nodes for title in (node["title"], node["en"]) if title]
        return Common.among(titles)

    async def give_up(self, administrator_url: str) -> float:
        """Keep the database from answering. Returns: the seconds after which it was given up."""
        holding = await asyncpg.connect(plain_address(administrator_url))
        try:
            async with holding.transaction():
                await holding.execute("lock table patent in access exclusive mode")
                answer = await self._ask({"filter": {"text": "電池"}, "by": "NUMBER"}, "member")
        finally:
            await holding.close()
        least, most = TIMEOUT_SECONDS
        if answer.codes != ["TIMEOUT"] or not least <= answer.seconds <= most:
            self.faults.append(f"given up: {answer.status} after {answer.seconds:.1f} s {answer.text[:300]}")
        return answer.seconds

    def line(self, patents: int, given_up: float, least: int) -> str:
        """Say how it went."""
        if self.count < least or self.found < least / 4:
            self.faults.append(f"only {self.count} searches, {self.found} of which found something, of {least}")
        took = sorted(self.took)
        refused = ", ".join(f"{code} {number}" for code, number in self.refused.most_common())
        return (
            f"SEARCH patents={patents} searches={self.count} answered={self.answered} found={self.found} faults={len(self.faults)} "
            f"p50={took[len(took) // 2][0] * 1000:.0f}ms p95={took[len(took) * 95 // 100][0] * 1000:.0f}ms "
            f"max={took[-1][0] * 1000:.0f}ms ({took[-1][1]}) given_up={given_up:.1f}s ({refused}) "
            f"{'FAIL' if self.faults else 'PASS'}"
        )


def main(arguments: Sequence[str]) -> None:
    """Search by name."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability search", description=__doc__)
    add_options(parser)
    parser.set_defaults(patents=100_000)
    parser.add_argument("--within", type=float, default=WITHIN, help="seconds")
    asked = parser.parse_args(arguments)
    began = time.monotonic()
    with made(asked.patents, keep=asked.keep, seed=asked.seed) as pool, pool.serving() as database:
        held = serving.synthetic_tokens(database.url)
        with serving.serving(database.url, held, IPPOOL_COST_PER_MINUTE=str(10**9)) as server:
            searching = Searching(server, asked.within)
            asyncio.run(searching.run())
            given_up = asyncio.run(searching.give_up(database.url))
    line = searching.line(asked.patents, given_up, LEAST * 5)
    print(*searching.faults, sep="\n")
    print(f"in {time.monotonic() - began:.0f} s")
    print(line)
    sys.exit(line.endswith("FAIL"))
