"""Operations that schemathesis makes up from the schema the server shows, as a member and as an officer, without a server error.

Half of them are meant to be right, half to be wrong in some place. Each answer has to be no failure of ours: no 5xx, no
error without a code, nothing internal told; and some of them have to be real answers, so that not everything was refused.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from random import Random
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.core.result import Ok
from schemathesis.graphql import nodes

from tests.reliability import serving
from tests.reliability.attack import LEAKS, Answer

CASES = 10_000
ROLES = ("member", "officer")
ANSWERED_LEAST = 0.05
"""The share that has to be answered with data, or the run shows nothing."""


@dataclass
class Fuzzed:
    """How the cases of one role ended: answers with data, each code, and what went wrong."""

    role: str
    count: int = 0
    answered: int = 0
    costliest: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)

    def judge(self, document: str, answer: Answer, said: dict[str, Any]) -> None:
        """Judge one answer."""
        self.count += 1
        self.codes.update(map(str, answer.codes))
        self.answered += any(value is not None for value in (said.get("data") or {}).values())
        cost = said.get("extensions", {}).get("cost")
        if cost is not None:
            self.costliest = max(self.costliest, cost["requested"] if cost["requested"] <= cost["limit"] else 0)
        problem = None
        if answer.status is None or answer.status >= 500:
            problem = "SERVER ERROR"
        elif "INTERNAL" in answer.codes or None in answer.codes:
            problem = "INTERNAL" if "INTERNAL" in answer.codes else "UNCODED"
        elif LEAKS.search(answer.text):
            problem = "LEAK"
        elif "data" in said and cost is None:
            problem = "NO COST"
        if problem is not None:
            self.faults.append(f"{problem} {answer.status} {document[:2000]!r}: {answer.text[:600]}")

    def line(self, seconds: float) -> str:
        """Say how it went."""
        faulty = bool(self.faults) or self.answered < ANSWERED_LEAST * self.count
        codes = ", ".join(f"{code} {number}" for code, number in self.codes.most_common())
        return (
            f"SCHEMATHESIS as={self.role} cases={self.count} answered={self.answered} server_errors={len(self.faults)} "
            f"costliest={self.costliest} seconds={seconds:.0f} ({codes}) {'FAIL' if faulty else 'PASS'}"
        )


def _odd_texts() -> st.SearchStrategy[str]:
    return st.text(st.characters(exclude_categories=["Cs"]), max_size=20)


def _teach_scalars() -> None:
    digits = st.decimals(allow_nan=False, allow_infinity=False, places=4).map(str)
    shares = st.tuples(st.integers(-1, 9), st.integers(0, 9)).map(lambda pair: f"{pair[0]}/{pair[1]}")
    moments = st.datetimes().map(lambda moment: f"{moment.isoformat()}Z")
    for name, right in (
        ("Date", st.dates().map(str)),
        ("DateTime", moments),
        ("Decimal", digits),
        ("Share", shares),
        ("Upload", st.just("a file that was not sent")),
    ):
        schemathesis.graphql.scalar(name, st.one_of(right, right, right, _odd_texts()).map(nodes.String))


def fuzz(server: serving.Server, role: str, cases: int, chosen: int) -> Fuzzed:
    """Send so many cases as one role, spread over all operations."""
    _teach_scalars()
    schema = schemathesis.graphql.from_url(f"http://127.0.0.1:{server.port}/graphql")
    operations = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    fuzzed = Fuzzed(role)
    headers = {"Authorization": f"Bearer {server.tokens[role]}", "Accept": "application/graphql-response+json"}
    while fuzzed.count < cases:  # of an operation without arguments there are only so many
        left = cases - fuzzed.count
        for place, (operation, mode) in enumerate((one, mode) for one in operations for mode in GenerationMode):
            if size := _share(left, 2 * len(operations), place):
                _fuzz_one(operation, mode, size, chosen, headers, fuzzed)
        chosen += 1
    return fuzzed


def _share(cases: int, parts: int, place: int) -> int:
    return cases * (place + 1) // parts - cases * place // parts


def _fuzz_one(operation: Any, mode: GenerationMode, size: int, chosen: int, headers: dict[str, str], fuzzed: Fuzzed) -> None:
    @seed(chosen)
    @settings(
        max_examples=size,
        phases=[Phase.generate],
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        began = time.monotonic()
        response = case.call(headers=headers)
        answer = Answer(response.status_code, response.text, time.monotonic() - began)
        fuzzed.judge(str(case.body), answer, response.json() if response.text else {})

    send()


def fuzzed_as_both(server: serving.Server, cases: int, chosen: int) -> Iterator[tuple[Fuzzed, float]]:
    """Fuzz as each role, so many cases each."""
    for role in ROLES:
        began = time.monotonic()
        yield fuzz(server, role, cases, chosen), time.monotonic() - began


def main(arguments: Sequence[str]) -> None:
    """Fuzz by name."""
    parser = argparse.ArgumentParser(prog="python -m tests.reliability schemathesis", description=__doc__)
    parser.add_argument("--cases", type=int, default=CASES, help="cases as each role")
    parser.add_argument("--seed", type=int, default=Random().randrange(10**6))
    asked = parser.parse_args(arguments)
    print(f"seed {asked.seed}")
    lines = []
    with serving.demo() as url, serving.serving(url, IPPOOL_COST_PER_MINUTE=str(10**9)) as server:
        for fuzzed, seconds in fuzzed_as_both(server, asked.cases, asked.seed):
            for fault in fuzzed.faults[:20]:
                print(fault)
            lines.append(fuzzed.line(seconds))
    print(*lines, sep="\n")
    sys.exit(any(line.endswith("FAIL") for line in lines))
