"""What the Python clients' members of groups share: their command line and the lines they write.

    group BOOTSTRAP TOPIC GROUP --protocol classic|consumer [--instance-id ID]

A member writes records down as processed, commits what it has processed, and leaves at SIGTERM. The README says how the
lines look.
"""

import argparse
import signal
import sys
import time
from collections.abc import Iterable

POLL_S = 0.1
COMMIT_EVERY_S = 0.2
SESSION_MS = 15_000
HEARTBEAT_MS = 1_000
RETRY_MS = 500
UNKNOWN = "-"  # a generation that the client does not tell


class Membership(argparse.Namespace):
    """The command line."""

    bootstrap: str
    topic: str
    group: str
    protocol: str
    instance_id: str | None

    @classmethod
    def parse(cls, bootstrap: str, arguments: list[str]) -> "Membership":
        parser = argparse.ArgumentParser(prog="group")
        parser.add_argument("topic")
        parser.add_argument("group")
        parser.add_argument("--protocol", choices=["classic", "consumer"], required=True)
        parser.add_argument("--instance-id")
        return parser.parse_args(arguments, cls(bootstrap=bootstrap))


class Leaving:
    """True once SIGTERM has come."""

    def __init__(self) -> None:
        self.asked = False
        signal.signal(signal.SIGTERM, self.ask)

    def ask(self, *_) -> None:
        self.asked = True

    def __bool__(self) -> bool:
        return self.asked


class Progress:
    """What a member has, has processed, and has not yet committed; it writes the lines of all that.

    A record that comes for a partition that the member no longer has is passed over: it is its next owner's.
    """

    def __init__(self) -> None:
        self.assignment: set[int] = set()
        self.uncommitted: dict[int, int] = {}  # the offsets of the next records
        self.committed_at = time.monotonic()

    def assigned(self, partitions: Iterable[int], generation: int | str = UNKNOWN) -> None:
        self.assignment.update(partitions)
        self._write_assignment(generation)

    def revoked(self, partitions: Iterable[int], generation: int | str = UNKNOWN) -> None:
        for partition in partitions:
            self.assignment.discard(partition)
            self.uncommitted.pop(partition, None)
        self._write_assignment(generation)

    def processed(self, partition: int, offset: int, key: bytes) -> None:
        if partition in self.assignment:
            sys.stdout.write(f"processed {partition} {offset} {key.decode()}\n")
            self.uncommitted[partition] = offset + 1

    def due(self) -> bool:
        return bool(self.uncommitted) and time.monotonic() - self.committed_at >= COMMIT_EVERY_S

    def begin_commit(self) -> "Commit":
        sys.stdout.flush()  # what was processed is written before anybody can know that it is committed
        self.committed_at = time.monotonic()
        return Commit(self)

    def _write_assignment(self, generation: int | str) -> None:
        print("assigned", milliseconds(), generation, *sorted(self.assignment), flush=True)


class Commit:
    """A commit that is on its way."""

    def __init__(self, progress: Progress) -> None:
        self.progress = progress
        self.offsets = dict(progress.uncommitted)
        self.sent = milliseconds()

    def acknowledged(self, generation: int | str = UNKNOWN) -> None:
        answered = milliseconds(rounded_up=True)
        words = (f"{partition}:{offset}" for partition, offset in self.offsets.items())
        print("committed", self.sent, answered, generation, *words, flush=True)
        for partition, offset in self.offsets.items():
            if self.progress.uncommitted.get(partition) == offset:
                del self.progress.uncommitted[partition]

    @staticmethod
    def refused(error: Exception) -> None:
        """What is still this member's when the group has settled is committed then."""
        print("not committed:", error, file=sys.stderr, flush=True)


def milliseconds(rounded_up: bool = False) -> int:
    return (time.time_ns() + (999_999 if rounded_up else 0)) // 1_000_000
