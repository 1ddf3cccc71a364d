"""`python -m tests.bench NAME`: measure, and print one line for each figure."""

from __future__ import annotations

import sys

from tests.bench import growth, importing, pages, pool, stream

BENCHES = {"import": importing.main, "pool": pool.main, "pages": pages.main, "growth": growth.main, "stream": stream.main}


def main() -> None:
    name = sys.argv[1] if len(sys.argv) > 1 else "pages"
    if name not in BENCHES:
        sys.exit(f"name one of: {', '.join(BENCHES)}")
    BENCHES[name](sys.argv[2:])


main()
