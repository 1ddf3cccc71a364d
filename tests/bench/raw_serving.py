"""`python -m tests.bench.raw_serving PORT`: the bare application on the ASGI server of the product, set up as it is there."""

from __future__ import annotations

import sys

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels


def main() -> None:
    server = Granian(
        "tests.bench.raw:app",
        address="127.0.0.1",
        port=int(sys.argv[1]),
        interface=Interfaces.ASGI,
        workers=1,
        log_level=LogLevels.warning,
        backpressure=256,
    )
    server.serve()


if __name__ == "__main__":
    main()
