"""Thousands of requests made up from the interface's own description: does any of them break it?

``python -m tests.benchmarks.review_api [EXAMPLES] [postgresql]`` asks each operation that many
(deciding eight times as many) on SQLite or on a PostgreSQL of its own, and prints what came
back. Exit status 1 when an answer was a server error or not what the description says.
"""

from __future__ import annotations

import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))  # for support


def main() -> int:
    from support import postgres
    from support.api_fuzz import Fuzz
    from support.site import Site

    examples = int(sys.argv[1]) if len(sys.argv) > 1 else 80
    with ExitStack() as stack:
        data = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        url = ""
        if "postgresql" in sys.argv:
            server = stack.enter_context(postgres.running())
            url = stack.enter_context(server.database())
        fuzz = Fuzz(Site.open(data, url=url))
        began = time.perf_counter()
        operations = list(fuzz.operations())
        for number, operation in enumerate(operations):
            fuzz.ask(operation, examples, 1000 + number)
        seconds = time.perf_counter() - began
        decisions = sum(len(fuzz.site.store.log(s.id)) for s in fuzz.site.store.sessions())
    statuses = ", ".join(f"{status}: {n}" for status, n in sorted(fuzz.counts.items()))
    errors = sum(n for status, n in fuzz.counts.items() if status >= 500)
    print(f"{fuzz.counts.total()} requests to {len(operations)} operations in {seconds:.0f} s")
    print(f"statuses {statuses}")
    deciding = ", ".join(f"{status}: {n}" for status, n in sorted(fuzz.deciding.items()))
    print(f"of which to decide {deciding}")
    print(f"decisions in the sessions that are left: {decisions}")
    print(f"server errors {errors}, operations not as described {len(fuzz.faults)}")
    for name, told in fuzz.faults.items():
        print(f"\n{' '.join(name)}\n{told[:2000]}")
    return 1 if fuzz.faults else 0


if __name__ == "__main__":
    sys.exit(main())
