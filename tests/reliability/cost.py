"""What operations are said to cost, and what they come to: made up ones never to more, honest ones to a twentieth at least.

What an operation comes to is the rows that the database gave the server for it, counted on the wire between the two, or what
was answered by the weights of the rule (an object 1, any other value a tenth), whichever is more. The rows that sort a whole
pool into kinds of alike patents are as many as the pool has, whatever is asked: for these there is a price of its own, and it
has to be there.
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
from random import Random
from typing import Any

from tests.bench.operations import PATENT_DETAIL, POOL_PAGE
from tests.bench.pool import add_options, made
from tests.reliability import serving
from tests.reliability.attack import Answer, request_of, send
from tests.reliability.documents import ANSWERED, Document
from tests.reliability.made_up import Making
from tests.reliability.wire import Wire, wire

OPERATIONS = 2000
ANSWERED_LEAST = 0.75
"""The share of the operations that has to be answered with data, or the run shows little."""
MOST_TIMES = 20
OF_KINDS = ("likeness", "patent_profile", "from profile where id", "with touched as materialized")
"""Parts of the statements that sort a whole pool into kinds of alike patents."""
NOT_OF_KINDS = "null::bytea as likeness"
"""Part of those that only count."""
SORTING = 3000
"""What such an operation has to cost at least."""
CALLERS = ("member", "officer", "other", None)
WORDS = ("触媒", "電池", "低温", "膜", "catalyst", "solid", "battery", "の")


@dataclass
class Counted:
    """How the operations ended."""

    count: int = 0
    answered: int = 0
    honest: int = 0
    refused: Counter[str] = field(default_factory=Counter)
    rows: int = 0
    requested: int = 0
    came_to: float = 0.0
    kinds: int = 0
    least_times: float = float("inf")
    most_times: float = 0.0
    given_up: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)

    def judge(self, document: str, answer: Answer, rows: Counter[str], *, is_honest: bool) -> None:
        """Judge one operation: what it was said to cost, and what it came to."""
        said = json.loads(answer.text) if answer.text.startswith("{") else {}
        self.count += 1
        self.refused.update(map(str, answer.codes))
        if "TIMEOUT" in answer.codes:
            self.given_up.append(document)
        cost, data = said.get("extensions", {}).get("cost"), said.get("data")
        if cost is None:
            self.faults.append(f"NO COST {answer.status} {document}: {answer.text[:300]}")
            return
        requested = cost["requested"]
        if requested > cost["limit"]:
            if rows or data:
                self.faults.append(f"RUN beyond the limit {dict(rows)} {document}")
            return
        kinds = of_kinds(rows)
        came_to = max(sum(rows.values()) - kinds, answered(data))
        self.kinds = max(self.kinds, kinds)
        self.answered += any(value is not None for value in (data or {}).values())
        self.rows += sum(rows.values())
        self.requested += requested
        self.came_to += came_to
        if came_to:
            self.least_times = min(self.least_times, requested / came_to)
        if kinds and requested < SORTING:
            self.faults.append(f"SORTED the pool, {kinds} rows, for {requested}: {document}")
        if came_to > requested:
            most = "; ".join(f"{number} rows of {' '.join(sql.split())[:160]}" for sql, number in rows.most_common(3))
            self.faults.append(f"MORE than {requested}: {came_to:.1f} (answered {answered(data):.1f}; {most}) {document}")
        if is_honest:
            self.honest += 1
            came_to = max(came_to, sum(rows.values()))
            times = requested / came_to if came_to else float("inf")
            self.most_times = max(self.most_times, times)
            if times > MOST_TIMES or answer.codes:
                self.faults.append(f"FAR MORE said than {came_to:.1f}: {requested} {answer.codes} {document}")

    def line(self, seconds: float, least: int) -> str:
        """Say how it went; fewer operations than there have to be fail."""
        if self.count < least or self.answered < ANSWERED_LEAST * self.count:
            self.faults.append(f"only {self.answered} answered of {self.count} operations, of {least}")
        refused = ", ".join(f"{code} {number}" for code, number in self.refused.most_common())
        return (
            f"COST operations={self.count} answered={self.answered} honest={self.honest} faults={len(self.faults)} "
            f"rows={self.rows} requested={self.requested} came_to={self.came_to:.0f} least={self.least_times:.2f}x "
            f"kinds_most={self.kinds} "
            f"honest_most={self.most_times:.1f}x seconds={seconds:.0f} ({refused}) {'FAIL' if self.faults else 'PASS'}"
        )


def of_kinds(rows: Counter[str]) -> int:
    """How many of the rows only sorted a pool into kinds."""
    return sum(number for sql, number in rows.items() if any(one in sql for one in OF_KINDS) and NOT_OF_KINDS not in sql)


def answered(value: Any) -> float:
    """What an answer holds: an object 1, any other value a tenth."""
    if isinstance(value, dict):
        return 1 + sum(map(answered, value.values()))
    if isinstance(value, list):
        return sum(map(answered, value))
    return 0.0 if value is None else 0.1


@dataclass
class Costing:
    """One run against a server."""

    server: serving.Server
    wire: Wire
    chance: Random
    counted: Counted = field(default_factory=Counted)

    async def run(self, operations: int, *, with_honest: bool = True) -> None:
        """Ask so many operations, one after the other, every fifth of them an honest one where the pool fills their pages."""
        known = await self._known()
        making, honest = Making(self.chance, known), self._honest(known["number"])
        for place in range(operations):
            is_honest = with_honest and place % 5 == 0
            # Terms are told to who has a party.
            token = self.server.tokens.get(self.chance.choice(("member", "other") if is_honest else CALLERS) or "")
            document = next(honest) if is_honest else Document("made up", making.operation(), (ANSWERED,))
            answer = await self._ask(document, token)
            text = f"{document.text} {document.variables or ''}"
            self.counted.judge(text, answer, self.wire.read(), is_honest=is_honest)

    async def _ask(self, document: Document, token: str | None) -> Answer:
        return await send(self.server.port, request_of(document, token), patience=30.0)

    async def _known(self) -> dict[str, list[str]]:
        """Look up what is there to be asked for, as the officer; and have everybody asked once, so that the register is at hand."""
        page = (
            "{ patents(first: 100) { edges { node { id number owners { party { id code } } classifications { symbol } "
            "openLab { id code } } } } }"
        )
        found: dict[str, Any] = {}
        for name in reversed(CALLERS):
            answer = await self._ask(Document("known", page, (ANSWERED,)), self.server.tokens.get(name or ""))
            warm = "{ patents(first: 1, filter: {outcome: [FREE]}) { totalCount } }"
            await self._ask(Document("warm", warm, (ANSWERED,)), self.server.tokens.get(name or ""))
            if name is None:  # what anybody may see, everybody has an answer to
                found = json.loads(answer.text)["data"]
        nodes = [edge["node"] for edge in found["patents"]["edges"]]
        parties = [share["party"] for node in nodes for share in node["owners"]]
        labs = [node["openLab"] for node in nodes if node["openLab"]]
        symbols = [one["symbol"] for node in nodes for one in node["classifications"]]
        ids = [one["id"] for one in (*nodes, *parties, *labs)]
        self.wire.read()
        return {
            "number": [_quoted(node["number"]) for node in nodes],
            "id": [*map(_quoted, ids)],
            "ids": [*map(_quoted, ids)],
            "code": [_quoted(lab["code"]) for lab in labs],
            "openLab": [_quoted(lab["code"]) for lab in labs],
            "owner": [_quoted(party["id"]) for party in parties],
            "applicant": [_quoted(party["id"]) for party in parties],
            "classification": [_quoted(symbol[:length]) for symbol in symbols for length in (1, 4)],
            "text": [*map(_quoted, WORDS)],
            "jurisdiction": ['"JP"', '"US"', '"EP"'],
            "filedYear": [*map(str, range(2000, 2026))],
            "territory": ['"JP"', '"US"'],
        }

    def _honest(self, numbers: Sequence[str]) -> Iterator[Document]:
        """What dashboards and people ask, over and over, for pages that are full."""
        by = ({"by": "NUMBER"}, {"by": "FILED_ON", "direction": "DESC"}, {"by": "ROYALTY_RATE"})
        while True:
            for first in (10, 50, 100):
                yield Document("page", POOL_PAGE, (ANSWERED,), {"first": first, "orderBy": self.chance.choice(by)})
            yield Document("detail", PATENT_DETAIL, (ANSWERED,), {"number": json.loads(self.chance.choice(numbers))})
            yield Document("viewer", "{ viewer { role party { id code } } }", (ANSWERED,))


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def costing(url: str, held: dict[str, str], operations: int, chosen: int) -> Counted:
    """Start a server at the end of a wire to the database, and ask it so many operations."""
    with wire(url) as between, serving.serving(between.url, held, IPPOOL_COST_PER_MINUTE=str(10**9)) as server:
        run = Costing(server, between, Random(chosen))
        asyncio.run(run.run(operations))
        return run.counted


def main(arguments: Sequence[str]) -> None:
    """Ask operations by name."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability cost", description=__doc__)
    add_options(parser)
    parser.add_argument("--operations", type=int, default=OPERATIONS)
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}")
    began = time.monotonic()
    with made(asked.patents, keep=asked.keep) as pool, pool.serving() as database:
        counted = costing(database.url, serving.synthetic_tokens(database.url), asked.operations, asked.seed)
    line = counted.line(time.monotonic() - began, asked.operations)
    print(*(f"given up after its time: {document}" for document in counted.given_up), sep="\n")
    print(*counted.faults[:20], sep="\n")
    print(line)
    sys.exit(line.endswith("FAIL"))
