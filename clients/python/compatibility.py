"""Runs every client against a broker: each writes with all its codecs, everyone reads what everyone wrote.

    run BOOTSTRAP [--only NAME[,NAME]...]

Prints a line for each client and codec, and below what went wrong. Ends with 1 if anything did.
"""

import argparse
import subprocess
import sys
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import record_lines
import sample
from program import PARTITIONS
from record_lines import Record

CLIENTS = Path(__file__).parent.parent
PROGRAM_S = 180  # a client's program that takes longer has failed
SHOWN = 5  # differences shown of one topic

ALL_CODECS = ("none", "gzip", "snappy", "lz4", "zstd")


@dataclass(frozen=True)
class Client:
    """A client's program and what the client is known not to do."""

    name: str
    package: str
    command: tuple[str, ...]
    creates: bool = True
    reads: bool = True
    sets_timestamps: bool = True
    null_headers: bool = True
    null_records: bool = True  # neither a key nor a value
    headers_in_order: bool = True
    tells_codec: bool = False
    says_end_for_none: bool = False  # asked for an offset after the last timestamp it gives the end offset

    def sends(self, records: list[Record]) -> list[Record]:
        """What the client is asked to write."""
        return [self.written(record) for record in records]

    def written(self, record: Record) -> Record:
        null = record.key is None and record.value is None
        value = b"" if null and not self.null_records else record.value
        return record._replace(value=value, headers=self.headers(record.headers))

    def headers(self, headers: list[tuple[str, bytes | None]]) -> list[tuple[str, bytes | None]]:
        if not self.null_headers:
            headers = [(name, data or b"") for name, data in headers]
        if not self.headers_in_order:
            names = list(dict.fromkeys(name for name, _ in headers))
            headers = sorted(headers, key=lambda header: names.index(header[0]))
        return headers


def python(program: str) -> tuple[str, ...]:
    return (sys.executable, str(CLIENTS / "python" / program))


SUITE = [
    Client("java", "org.apache.kafka:kafka-clients", (str(CLIENTS / "java/run"), "JavaClient")),
    Client("librdkafka", "confluent-kafka", python("confluent.py")),
    Client("kafka-python", "kafka-python", python("kafka_python.py"), null_headers=False, null_records=False),
    Client("aiokafka", "aiokafka", python("aio_kafka.py"), null_records=False),
    Client(
        "franz-go",
        "github.com/twmb/franz-go",
        (str(CLIENTS / "target/franz-go"),),
        tells_codec=True,
        says_end_for_none=True,
    ),
    Client("kcat", "kcat", python("kcat.py"), creates=False, sets_timestamps=False),
    Client(
        "kafkajs",
        "kafkajs",
        ("node", str(CLIENTS / "node/client.js")),
        reads=False,
        null_headers=False,
        headers_in_order=False,
        says_end_for_none=True,
    ),
]
JAVA, LIBRDKAFKA, FRANZ_GO = SUITE[0], SUITE[1], SUITE[4]


@dataclass
class Row:
    """One client with one codec, which is one topic."""

    client: Client
    codec: str
    topic: str
    produced: int = 0
    read_back: int | None = None
    read_by: Counter = field(default_factory=Counter)  # "whole" or "wrong" by readers other than the writer
    timestamps: Counter = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)


class Suite:
    def __init__(self, bootstrap: str, clients: list[Client], folder: Path):
        run = format(int(time.time()), "x")
        self.bootstrap = bootstrap
        self.clients = clients
        self.folder = folder
        self.rows = [
            Row(client, codec, f"clients-{run}-{client.name}-{codec}") for client in clients for codec in ALL_CODECS
        ]

    def run(self) -> bool:
        for client in self.clients:
            self.write(client)
        for reader in self.readers():
            self.read(reader)
        for client in self.clients:
            self.ask_timestamps(client)
        return not any(row.problems for row in self.rows)

    def readers(self) -> list[Client]:
        """Those under test; Java and librdkafka always, and the one that tells codecs."""
        return [client for client in SUITE if client.reads and client in {*self.clients, JAVA, LIBRDKAFKA, FRANZ_GO}]

    def rows_of(self, client: Client) -> list[Row]:
        return [row for row in self.rows if row.client is client]

    def write(self, client: Client) -> None:
        rows = self.rows_of(client)
        source = self.folder / f"{client.name}.sent"
        source.write_text("".join(record.line() + "\n" for record in client.sends(sample.records())))
        try:
            self.call(client if client.creates else JAVA, "create", *(row.topic for row in rows))
        except Failure as failure:
            for row in rows:
                row.problems.append(f"create: {failure}")
            return
        for row in rows:
            try:
                self.call(client, "produce", str(source), f"{row.topic}={row.codec}")
                row.produced = sample.RECORDS
            except Failure as failure:
                row.problems.append(f"produce: {failure}")

    def read(self, reader: Client) -> None:
        rows = [row for row in self.rows if row.produced]
        if not rows:
            return
        folder = self.folder / f"read-by-{reader.name}"
        folder.mkdir()
        failure = None
        try:
            self.call(reader, "consume", str(folder), *(row.topic for row in rows))
        except Failure as raised:
            failure = raised
        for row in rows:
            self.judge_read(row, reader, folder / row.topic, failure)

    def judge_read(self, row: Row, reader: Client, dump: Path, failure: "Failure | None") -> None:
        lines = dump.read_text().splitlines() if dump.exists() else []
        if reader.tells_codec:
            lines, codecs = zip(*(line.rsplit("\t", 1) for line in lines)) if lines else ([], [])
            # A client may send a batch as it is when compressing makes it longer.
            if lines and not {row.codec} <= set(codecs) <= {row.codec, "none"}:
                row.problems.append(f"written as {sorted(set(codecs))}")
        problems = [f"{failure}"] if failure else differences(self.expected(row), list(lines), row.client)
        row.problems += [f"read by {reader.name}: {problem}" for problem in problems]
        if reader is row.client:
            row.read_back = len(lines)
        else:
            row.read_by["wrong" if problems else "whole"] += 1

    def expected(self, row: Row) -> list[str]:
        sent = row.client.sends(sample.records())
        return [record.line() for record in sorted(sent, key=lambda record: (record.partition, record.offset))]

    def ask_timestamps(self, client: Client) -> None:
        asked = {}
        for row in self.rows_of(client):
            if row.produced:
                asked |= {query: (row, right) for query, right in self.timestamp_queries(row)}
        if not asked:
            return
        try:
            answers = self.call(client, "timestamps", stdin="".join(f"{query}\n" for query in asked))
        except Failure as failure:
            for row in self.rows_of(client):
                row.problems.append(f"timestamps: {failure}")
            return
        for line in answers.splitlines():
            query, answer = line.rsplit(" ", 1)
            row, right = asked[query]
            row.timestamps["right" if answer == right else "wrong"] += 1
            if answer != right:
                row.problems.append(f"timestamps: {query} is at {right}, not {answer}")
        for row in self.rows_of(client):
            if row.produced and row.timestamps.total() != sum(1 for asked_row, _ in asked.values() if asked_row is row):
                row.problems.append("timestamps: answers are missing")

    def timestamp_queries(self, row: Row) -> list[tuple[str, str]]:
        """Queries with the right answers, by what Java or else librdkafka read from the topic."""
        dumps = [self.folder / f"read-by-{reader.name}" / row.topic for reader in (JAVA, LIBRDKAFKA)]
        dump = next((dump for dump in dumps if dump.exists()), None)
        records = record_lines.read(dump) if dump else []
        queries = {}
        for partition in range(PARTITIONS):
            log = [record for record in records if record.partition == partition]
            if not log:
                continue
            end = str(log[-1].offset + 1)
            times = sorted(record.timestamp for record in log)
            for timestamp in (0, times[0], times[len(times) // 2] + 1, log[-1].timestamp, times[-1], times[-1] + 1):
                found = next((str(record.offset) for record in log if record.timestamp >= timestamp), None)
                queries[f"{row.topic} {partition} {timestamp}"] = found or (
                    end if row.client.says_end_for_none else record_lines.NULL
                )
        return list(queries.items())

    def call(self, client: Client, verb: str, *arguments: str, stdin: str = "") -> str:
        command = [*client.command, verb, self.bootstrap, *arguments]
        try:
            done = subprocess.run(command, input=stdin, capture_output=True, text=True, timeout=PROGRAM_S)
        except subprocess.TimeoutExpired as late:
            raise Failure(f"still running after {PROGRAM_S} s") from late
        if done.returncode != 0:
            said = done.stderr.strip().splitlines() or [f"exit code {done.returncode}"]
            with (self.folder / "failures").open("a") as log:
                log.write(f"{client.name} {verb} {' '.join(arguments)}\n{done.stderr}\n")
            raise Failure(said[-1])
        return done.stdout


class Failure(Exception):
    """A client's program did not do what it was told; the message is the last line it said."""


def differences(expected: list[str], found: list[str], writer: Client) -> list[str]:
    if not writer.sets_timestamps:
        expected, found = [without_timestamp(line) for line in expected], [without_timestamp(line) for line in found]
    if expected == found:
        return []
    problems = [f"{len(found)} records instead of {len(expected)}"] if len(found) != len(expected) else []
    different = [(right, wrong) for right, wrong in zip(expected, found) if right != wrong]
    problems += [f"{shortened(wrong)} instead of {shortened(right)}" for right, wrong in different[:SHOWN]]
    if len(different) > SHOWN:
        problems.append(f"and {len(different) - SHOWN} more records differ")
    return problems


def without_timestamp(line: str) -> str:
    fields = line.split("\t")
    return "\t".join(fields[:2] + fields[3:])


def shortened(line: str) -> str:
    return " | ".join(part if len(part) <= 40 else f"{part[:37]}..." for part in line.split("\t"))


def versions() -> dict[str, str]:
    lines = (line.split() for line in (CLIENTS / "versions").read_text().splitlines())
    return {fields[1]: fields[2] for fields in lines if fields and fields[0] != "#" and len(fields) == 3}


def table(rows: list[Row]) -> list[str]:
    lines = [("client", "version", "codec", "produced", "read back", "by others", "timestamps", "verdict")]
    version = versions()
    for row in rows:
        lines.append(
            (
                row.client.name,
                version[row.client.package],
                row.codec,
                f"{row.produced:,}",
                f"{row.read_back:,}" if row.read_back is not None else "needs groups" if not row.client.reads else "0",
                f"{row.read_by['whole']} of {row.read_by.total()}",
                f"{row.timestamps['right']} of {row.timestamps.total()}",
                "FAILED" if row.problems else "ok",
            )
        )
    widths = [max(map(len, column)) for column in zip(*lines)]
    return ["  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines]


def main() -> int:
    parser = argparse.ArgumentParser(prog="run", description="Runs every client against a broker.")
    parser.add_argument("bootstrap", help="HOST:PORT of the broker")
    parser.add_argument("--only", metavar="NAME[,NAME]", help="of " + ", ".join(client.name for client in SUITE))
    options = parser.parse_args()
    wanted = options.only.split(",") if options.only else [client.name for client in SUITE]
    unknown = set(wanted) - {client.name for client in SUITE}
    if unknown:
        parser.error(f"no such client: {', '.join(sorted(unknown))}")

    folder = CLIENTS / "target" / "runs" / time.strftime("%Y%m%d-%H%M%S")
    folder.mkdir(parents=True)
    suite = Suite(options.bootstrap, [client for client in SUITE if client.name in wanted], folder)
    passed = suite.run()
    print("\n".join(table(suite.rows)))
    for row in suite.rows:
        for problem in row.problems:
            print(f"{row.client.name} {row.codec}: {problem}")
    failed = sum(1 for row in suite.rows if row.problems)
    print(f"{len(suite.rows) - failed} passed, {failed} failed")
    if not passed:
        print(f"what the programs said is in {folder / 'failures'}")
    return 0 if passed else 1


if __name__ == "__main__":
    sys.exit(main())
