"""The command line that the Python clients share; the verbs are described in the folder's README."""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import record_lines
from group_member import Membership
from record_lines import Record

PARTITIONS = 4
TOPIC_CONFIG = {"retention.ms": "-1"}  # the records are years old
STALL_S = 30  # a consumer that gets nothing for so long gives up


class Query(NamedTuple):
    """Asks for the first offset at or after a timestamp."""

    topic: str
    partition: int
    timestamp: int


class Client(NamedTuple):
    create: Callable[[str, list[str]], None]
    produce: Callable[[str, list[Record], dict[str, str]], None]
    consume: Callable[[str, list[str]], dict[str, list[Record]]]
    timestamps: Callable[[str, list[Query]], list[int | None]]
    group: Callable[[Membership], None] | None = None
    transact: Callable[[str, str, str, int], None] | None = None
    committed: Callable[[str, list[str]], dict[str, list[Record]]] | None = None


def run(client: Client) -> None:
    verb, bootstrap, *arguments = sys.argv[1:]
    match verb:
        case "create":
            client.create(bootstrap, arguments)
        case "produce":
            source, *topics = arguments
            codecs = dict(topic.split("=") for topic in topics)
            client.produce(bootstrap, record_lines.read(Path(source)), codecs)
        case "consume":
            read(client.consume, bootstrap, arguments)
        case "committed" if client.committed:
            read(client.committed, bootstrap, arguments)
        case "timestamps":
            lines = [line.split() for line in sys.stdin]
            queries = [Query(topic, int(partition), int(timestamp)) for topic, partition, timestamp in lines]
            for query, offset in zip(queries, client.timestamps(bootstrap, queries), strict=True):
                print(*query, "-" if offset is None else offset)
        case "group" if client.group:
            client.group(Membership.parse(bootstrap, arguments))
        case "transact" if client.transact:
            topic, transactional_id, count = arguments
            client.transact(bootstrap, topic, transactional_id, int(count))
        case _:
            sys.exit(f"unknown verb {verb}")


def read(consume: Callable[[str, list[str]], dict[str, list[Record]]], bootstrap: str, arguments: list[str]) -> None:
    folder, *topics = arguments
    for topic, records in consume(bootstrap, topics).items():
        record_lines.write(Path(folder) / topic, records)


def complete(positions: dict, ends: dict) -> bool:
    return all(positions[partition] >= end for partition, end in ends.items())
