"""The other caller, a process of its own, so that what it waits for is the server and not those who attack it.

python -m tests.reliability.probing PORT < TOKEN    # until its input ends; then it tells what it saw, as JSON
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from tests.reliability.attack import Probe

ROOT = Path(__file__).parents[2]


@asynccontextmanager
async def probing(port: int, token: str) -> AsyncIterator[Probe]:
    """Have another caller ask, in a process of its own; what it saw is in the probe afterward."""
    probe = Probe(port, token)
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", __name__, str(port), stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, cwd=ROOT
    )
    assert process.stdin is not None
    process.stdin.write(f"{token}\n".encode())
    await process.stdin.drain()
    try:
        yield probe
    finally:
        process.stdin.close()
        seen, _ = await process.communicate()
        told = json.loads(seen)
        probe.took.extend(told["took"])
        probe.faults.update(told["faults"])


async def _run(port: int) -> Probe:
    token = sys.stdin.readline().strip()
    probe, stop = Probe(port, token), asyncio.Event()
    asking = asyncio.create_task(probe.run(stop))
    await asyncio.to_thread(sys.stdin.read)
    stop.set()
    await asking
    return probe


if __name__ == "__main__":
    seen = asyncio.run(_run(int(sys.argv[1])))
    print(json.dumps({"took": seen.took, "faults": seen.faults}))
