"""What the Python clients' transactional producers share: which transactions they make, and the lines they write.

    transact BOOTSTRAP TOPIC ID COUNT

A producer commits and aborts by turns, until COUNT transactions are committed and as many aborted as was decided. The
README says how the lines look.
"""

import os
import sys
from collections.abc import Iterator

PARTITIONS = 4
RECORDS = PARTITIONS + 1  # two in one of them
FAILURES_MIN = 50  # so many may always fail, and as many as are asked for
TIMEOUT_MS = int(os.environ.get("TRANSACTION_TIMEOUT_MS", 60_000))
COMMIT, ABORT, UNKNOWN = "commit", "abort", "unknown"


class Transaction:
    def __init__(self, number: int):
        self.number = number
        self.decided = ABORT if number % 2 else COMMIT
        self.commit_asked = False
        self.outcome: str | None = None
        # Over all partitions, each time from another one.
        self.records = [((number + i) % PARTITIONS, f"{number}-{i}".encode()) for i in range(RECORDS)]

    def ended(self, outcome: str) -> None:
        self.outcome = outcome
        places = (f"{partition}:{value.decode()}" for partition, value in self.records)
        print(self.number, self.decided, outcome, *places, flush=True)

    def lost(self) -> None:
        """The producer can say no more about it. What was never asked to be committed is aborted by its successor."""
        self.ended(UNKNOWN if self.commit_asked else ABORT)


def by_turns(count: int) -> Iterator[Transaction]:
    missing = {COMMIT: count, ABORT: count}
    failures = number = 0
    while any(left > 0 for left in missing.values()):
        transaction = Transaction(number)
        yield transaction
        if transaction.outcome == transaction.decided:
            missing[transaction.decided] -= 1
        else:
            failures += 1
            if failures > max(FAILURES_MIN, count):
                sys.exit(f"{failures} transactions failed")
        number += 1
