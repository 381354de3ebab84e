"""Record lines: the text form in which records go to a client's program and come back from it.

One line is one record, six fields with tabs between them: partition, offset, timestamp in milliseconds, key, value,
headers. Bytes are base64 and null is `-`, so that null and empty differ; headers are `key:value` pairs in their order
with commas between them.
"""

import base64
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

NULL = "-"


def encode(data: bytes | None) -> str:
    return NULL if data is None else base64.b64encode(data).decode()


def decode(text: str) -> bytes | None:
    return None if text == NULL else base64.b64decode(text)


class Record(NamedTuple):
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes | None
    headers: list[tuple[str, bytes | None]]

    @classmethod
    def parse(cls, line: str) -> "Record":
        partition, offset, timestamp, key, value, headers = line.split("\t")
        pairs = (pair.split(":") for pair in headers.split(",") if pair)
        return cls(
            int(partition),
            int(offset),
            int(timestamp),
            decode(key),
            decode(value),
            [(base64.b64decode(name).decode(), decode(data)) for name, data in pairs],
        )

    def line(self) -> str:
        headers = ",".join(f"{encode(name.encode())}:{encode(data)}" for name, data in self.headers)
        fields = (self.partition, self.offset, self.timestamp, encode(self.key), encode(self.value), headers)
        return "\t".join(map(str, fields))


def read(path: Path) -> list[Record]:
    return [Record.parse(line) for line in path.read_text().splitlines()]


def write(path: Path, records: Iterable[Record]) -> None:
    ordered = sorted(records, key=lambda record: (record.partition, record.offset))
    path.write_text("".join(record.line() + "\n" for record in ordered))
