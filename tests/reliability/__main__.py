"""`python -m tests.reliability NAME`: one long check. It ends with one line of counts, and with 0 where nothing failed."""

from __future__ import annotations

import sys

from tests.reliability import (
    abuse,
    bad_tokens,
    canaries,
    cells,
    cost,
    events,
    fuzzing,
    guessing,
    leaks,
    rate,
    restarts,
    rights,
    search,
    tamper,
)

CHECKS = {
    "abuse": abuse.main,
    "cells": cells.main,
    "cost": cost.main,
    "events": events.main,
    "guessing": guessing.main,
    "leaks": leaks.main,
    "rate": rate.main,
    "restarts": restarts.main,
    "rights": rights.main,
    "schemathesis": fuzzing.main,
    "search": search.main,
    "secrets": canaries.main,
    "tamper": tamper.main,
    "tokens": bad_tokens.main,
}


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in CHECKS:
        sys.exit(f"name one of: {', '.join(CHECKS)}")
    CHECKS[name](sys.argv[2:])


main()
