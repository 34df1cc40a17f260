"""A server process for tests that kill it: ``python -m support.server DATA``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from assist.review.store import Store
from assist.review.worker import Supervisor

FAKE = "support.fake_pipeline:FakePipeline"


def main() -> None:
    data = Path(sys.argv[1])
    Store.open(data).close()
    supervisor = Supervisor(data, pipeline=FAKE)
    supervisor.start()
    print(supervisor.pid, flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main()
