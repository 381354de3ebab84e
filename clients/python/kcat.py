"""kcat, the command line over Debian's older librdkafka. It has no admin calls and takes no timestamps."""

import itertools
import re
import subprocess

from program import STALL_S, Client, Query, run
from record_lines import Record

# Longer than a byte, so that binary records cannot contain them by chance.
END_OF_KEY = b"<end of key>"
END_OF_RECORD = b"<end of record>"

AT_ONCE = ("-X", "fetch.wait.max.ms=100")  # else each topic waits half a second for nothing more
RECORD_FORMAT = r"%p %o %T %K %S\n%k%s%h\n"


def kcat(*arguments: str | bytes, stdin: bytes = b"") -> bytes:
    done = subprocess.run(["kcat", *arguments], input=stdin, capture_output=True, timeout=STALL_S)
    if done.returncode != 0:
        raise SystemExit(f"kcat {arguments}: {done.stderr.decode()}")
    return done.stdout


def create(bootstrap: str, topics: list[str]) -> None:
    raise SystemExit("kcat creates no topics")


def produce(bootstrap: str, records: list[Record], codecs: dict[str, str]) -> None:
    """One call for each run of records alike: headers and the treatment of nulls are options of a whole call."""
    for topic, codec in codecs.items():
        target = ["-P", "-b", bootstrap, "-t", topic, "-X", f"compression.codec={codec}", "-X", "linger.ms=20"]
        for (partition, options), alike in itertools.groupby(records, lambda r: (r.partition, options_of(r))):
            lines = b"".join(line_of(record, options) for record in alike)
            kcat(*target, "-p", str(partition), "-D", END_OF_RECORD.decode(), *options, stdin=lines)


def options_of(record: Record) -> tuple[str | bytes, ...]:
    headers = [
        argument
        for name, data in record.headers
        for argument in ("-H", name.encode() if data is None else name.encode() + b"=" + data)
    ]
    keyed = () if record.key is None and record.value is not None else ("-K", END_OF_KEY.decode())
    empty_is_null = ("-Z",) if record.value is None else ()
    return (*keyed, *empty_is_null, *headers)


def line_of(record: Record, options: tuple[str | bytes, ...]) -> bytes:
    key = (record.key or b"") + END_OF_KEY if "-K" in options else b""
    return key + (record.value or b"") + END_OF_RECORD


def consume(bootstrap: str, topics: list[str]) -> dict[str, list[Record]]:
    return {
        topic: parse(
            kcat("-C", "-q", "-b", bootstrap, "-t", topic, "-o", "beginning", "-e", *AT_ONCE, "-f", RECORD_FORMAT)
        )
        for topic in topics
    }


def parse(output: bytes) -> list[Record]:
    records, at = [], 0
    while at < len(output):
        head, at = until_newline(output, at)
        partition, offset, timestamp, key_size, value_size = map(int, head.split())
        key, at = bytes_at(output, at, key_size)
        value, at = bytes_at(output, at, value_size)
        headers, at = until_newline(output, at)
        records.append(Record(partition, offset, timestamp, key, value, headers_of(headers)))
    return records


def until_newline(output: bytes, at: int) -> tuple[bytes, int]:
    end = output.index(b"\n", at)
    return output[at:end], end + 1


def bytes_at(output: bytes, at: int, size: int) -> tuple[bytes | None, int]:
    return (None, at) if size < 0 else (output[at : at + size], at + size)


def headers_of(text: bytes) -> list[tuple[str, bytes | None]]:
    pairs = (pair.split(b"=", 1) for pair in text.split(b",") if pair)
    return [(name.decode(), None if data == b"NULL" else data) for name, data in pairs]


def timestamps(bootstrap: str, queries: list[Query]) -> list[int | None]:
    return [offset_at(bootstrap, query) for query in queries]


def offset_at(bootstrap: str, query: Query) -> int | None:
    answer = kcat("-Q", "-b", bootstrap, "-t", f"{query.topic}:{query.partition}:{query.timestamp}")
    offset = int(re.fullmatch(rb"\S+ \[\d+\] offset (-?\d+)\s*", answer)[1])
    return None if offset < 0 else offset


if __name__ == "__main__":
    run(Client(create, produce, consume, timestamps))
