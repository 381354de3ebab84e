"""The thousand records that every client writes: ten kinds of a hundred records, a quarter of them in each partition.

The same on every run. Keys, values and headers come as null, empty, text beyond ASCII, and bytes that are no text;
headers repeat a name, with and without another between; one kind is large; timestamps of the last go back and forth.
"""

import json
import random

from program import PARTITIONS
from record_lines import Record

RECORDS = 1000
KIND = 100  # records of one kind, one after the other
LARGE = 8_000  # bytes
FIRST_MS = 1_356_998_400_000  # 2013-01-01T00:00:00Z
STEP_MS = 1_000
STRAY_MS = 7_500  # how far the last kind's timestamps stray, more than the distance of two neighbours


def records() -> list[Record]:
    """In the order in which they are sent, with the offsets that they get in a new topic."""
    chance = random.Random(4)
    made = []
    for number in range(RECORDS):
        kind, place = divmod(number, KIND)
        partition = place // (KIND // PARTITIONS)
        offset = kind * (KIND // PARTITIONS) + place % (KIND // PARTITIONS)
        stray = chance.choice((-STRAY_MS, STRAY_MS)) if kind == RECORDS // KIND - 1 else 0
        key, value, headers = KINDS[kind](number, chance)
        made.append(Record(partition, offset, FIRST_MS + offset * STEP_MS + stray, key, value, headers))
    return made


def text(number: int) -> bytes:
    flight = {"carrier": "UA", "flight": number, "origin": "EWR", "dest": "IAH", "remark": "Zürich → 東京 ✈"}
    return json.dumps(flight, ensure_ascii=False).encode()


def key(number: int) -> bytes:
    return f"key-{number}".encode()


KINDS = [
    lambda n, _: (key(n), text(n), []),
    lambda n, _: (None, text(n), [("trace", b"abc")]),
    lambda n, _: (key(n), None, [("first", b"1"), ("second", b"2")]),
    lambda n, _: (b"", text(n), [("null", None), ("after", b"x")]),
    lambda n, _: (key(n), b"", [("empty", b"")]),
    lambda n, _: (None, None, []),
    lambda n, chance: (chance.randbytes(16), chance.randbytes(300), [("bytes", b"\xff\x80\x01\xfe")]),
    lambda n, _: (key(n), text(n), [("a", b"1"), ("b", b"2"), ("a", b"3"), ("größe", "✓".encode())]),
    lambda n, chance: (key(n), (text(n) * LARGE)[: LARGE - 50] + chance.randbytes(50), [("size", b"large")]),
    lambda n, _: (key(n), text(n), [("same", b"1"), ("same", b"2")]),
]
