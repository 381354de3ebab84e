"""Record lines of real flights, or of updates that overtake each other, for whoever sends them and compares what comes back.

    flights.py flights CSV.gz OUT --rows N
    flights.py updates OUT LAST --rows N --keys K

A flight is a JSON object keyed by its carrier, with its airports in headers and its scheduled time as the timestamp. An
update's key is one of K, its value a count, or null for every hundredth; LAST gets the lines of those that are the last
of their key.
"""

import argparse
import csv
import datetime
import gzip
import itertools
import json
import random
import zlib
from collections.abc import Iterator
from pathlib import Path

import record_lines
from program import PARTITIONS
from record_lines import Record

NUMBERS = ("dep_delay", "arr_delay", "flight", "air_time", "distance")


def rows(source: Path, count: int) -> Iterator[dict]:
    """Flights with numbers as such, and None for what is not known."""
    with gzip.open(source, "rt", newline="") as lines:
        for row in itertools.islice(csv.DictReader(lines), count):
            yield {
                name: (None if text in ("", "NA") else float(text) if name in NUMBERS else text)
                for name, text in row.items()
            }


def placed(records: Iterator[tuple[bytes, bytes | None, int, list]]) -> Iterator[Record]:
    """Partitions by key, and offsets in the order of sending."""
    ends = [0] * PARTITIONS
    for key, value, timestamp, headers in records:
        partition = zlib.crc32(key) % PARTITIONS
        yield Record(partition, ends[partition], timestamp, key, value, headers)
        ends[partition] += 1


def flights(source: Path, count: int) -> Iterator[Record]:
    def records():
        for row in rows(source, count):
            time = datetime.datetime.fromisoformat(row["time_hour"].replace("Z", "+00:00"))
            headers = [("origin", row["origin"].encode()), ("dest", row["dest"].encode())]
            yield row["carrier"].encode(), json.dumps(row).encode(), int(time.timestamp() * 1000), headers

    return placed(records())


def updates(count: int, keys: int) -> Iterator[Record]:
    chosen = random.Random(7)

    def records():
        for number in range(count):
            value = None if number % 100 == 99 else f"update {number}".encode()
            yield f"key {chosen.randrange(keys)}".encode(), value, 1_700_000_000_000 + number, []

    return placed(records())


def write(path: Path, records: list[Record]) -> None:
    path.write_text("".join(record.line() + "\n" for record in records))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    verbs = parser.add_subparsers(dest="verb", required=True)
    verb = verbs.add_parser("flights")
    verb.add_argument("source", type=Path)
    verb.add_argument("out", type=Path)
    verb.add_argument("--rows", type=int, required=True)
    verb = verbs.add_parser("updates")
    verb.add_argument("out", type=Path)
    verb.add_argument("last", type=Path)
    verb.add_argument("--rows", type=int, required=True)
    verb.add_argument("--keys", type=int, required=True)
    options = parser.parse_args()
    if options.verb == "flights":
        write(options.out, list(flights(options.source, options.rows)))
    else:
        made = list(updates(options.rows, options.keys))
        write(options.out, made)
        last = {record.key: record for record in made}
        record_lines.write(options.last, last.values())


if __name__ == "__main__":
    main()
