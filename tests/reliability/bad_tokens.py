"""A9: every form of a bad token, sent to the application over a demo pool with people in it. None is taken for anybody."""

from __future__ import annotations

import asyncio
import logging
import sys
import time
from collections.abc import Sequence

from tests.auth import identity_provider
from tests.auth.bad_tokens import bearer, forms
from tests.auth.conftest import office_on
from tests.auth.test_bad_tokens import FLOOR, accepted, material_of
from tests.reliability.serving import demo


async def _run(url: str) -> tuple[int, list[str], int]:
    """Send each form. Returns: how many there were, those that were taken for somebody, and how many good tokens were."""
    taken, every = [], dict(forms())
    with identity_provider.running() as provider:
        async with office_on(url, provider) as office:
            for handler in logging.getLogger().handlers:
                handler.setLevel(logging.CRITICAL)
            material = await material_of(office)
            for name, form in every.items():
                if await accepted(office, form(material)):
                    taken.append(name)
            answers = [(await office.answer(bearer(one).headers)).json() for one in (material.good, material.jwt)]
    good = sum(one["data"]["viewer"]["user"]["code"] == "b-viewer" for one in answers)
    return len(every), taken, good


def main(words: Sequence[str]) -> None:
    if words:
        sys.exit("it takes no words")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    started = time.monotonic()
    with demo() as url:
        count, taken, good = asyncio.run(_run(url))
    for name in taken:
        print(f"taken for somebody: {name}")
    is_good = count >= FLOOR and not taken and good == 2
    print(
        f"tokens: {count} forms of a bad token, {len(taken)} taken for somebody; {good} of 2 good ones taken, "
        f"{time.monotonic() - started:.0f} s: {'good' if is_good else 'BAD' if count >= FLOOR else 'BELOW THE FLOOR'}"
    )
    sys.exit(0 if is_good else 1)
