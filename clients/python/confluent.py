"""librdkafka through confluent-kafka."""

import sys
import time
from collections.abc import Callable

from confluent_kafka import Consumer, KafkaError, KafkaException, Message, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

from group_member import HEARTBEAT_MS, POLL_S, RETRY_MS, SESSION_MS, Leaving, Membership, Progress
from program import PARTITIONS, STALL_S, TOPIC_CONFIG, Client, Query, run
from record_lines import Record
from transactions import ABORT, COMMIT, TIMEOUT_MS, by_turns

READ_S = 0.2
TRIES = 5


def create(bootstrap: str, topics: list[str]) -> None:
    admin = AdminClient({"bootstrap.servers": bootstrap})
    wanted = [NewTopic(topic, PARTITIONS, 1, config=TOPIC_CONFIG) for topic in topics]
    for done in admin.create_topics(wanted).values():
        done.result()


def produce(bootstrap: str, records: list[Record], codecs: dict[str, str]) -> None:
    failures = []

    def delivered(error, message: Message) -> None:
        if error is not None:
            failures.append(error)

    for topic, codec in codecs.items():
        producer = Producer(
            {"bootstrap.servers": bootstrap, "compression.type": codec, "enable.idempotence": True, "linger.ms": 20}
        )
        for record in records:
            producer.produce(
                topic,
                record.value,
                record.key,
                record.partition,
                timestamp=record.timestamp,
                headers=record.headers,
                on_delivery=delivered,
            )
            producer.poll(0)
        if producer.flush(STALL_S) or failures:
            raise SystemExit(f"{topic}: not all delivered: {failures[:1]}")


def consumer(bootstrap: str, isolation_level: str = "read_uncommitted") -> Consumer:
    # The binding refuses to make a consumer without a group's name. Nothing here subscribes or commits.
    return Consumer(
        {
            "bootstrap.servers": bootstrap,
            "group.id": "none",
            "enable.auto.commit": False,
            "enable.partition.eof": True,
            "auto.offset.reset": "error",
            "isolation.level": isolation_level,
        }
    )


def consume(bootstrap: str, topics: list[str], isolation_level: str = "read_uncommitted") -> dict[str, list[Record]]:
    client = consumer(bootstrap, isolation_level)
    starts = []
    ends = {}
    for topic in topics:
        for partition in range(PARTITIONS):
            low, high = client.get_watermark_offsets(TopicPartition(topic, partition), STALL_S)
            starts.append(TopicPartition(topic, partition, low))
            ends[topic, partition] = high
    client.assign(starts)

    records = {topic: [] for topic in topics}
    # Not by counting records: those that were cleaned away have offsets as well.
    open_ends = set(ends)
    heard = time.monotonic()
    while open_ends:
        # It waits for the whole time unless there are so many messages.
        messages = client.consume(1000, READ_S)
        if messages:
            heard = time.monotonic()
        elif time.monotonic() - heard > STALL_S:
            raise SystemExit(f"stalled before the ends of {sorted(open_ends)}")
        for message in messages:
            if message.error() and message.error().code() == KafkaError._PARTITION_EOF:
                # Of what it may read, which with open transactions is less than all.
                place = message.topic(), message.partition()
                if message.offset() >= ends[place]:
                    open_ends.discard(place)
            elif message.error():
                raise KafkaException(message.error())
            else:
                records[message.topic()].append(record_of(message))
    client.close()
    return records


def committed(bootstrap: str, topics: list[str]) -> dict[str, list[Record]]:
    return consume(bootstrap, topics, "read_committed")


def record_of(message: Message) -> Record:
    _, timestamp = message.timestamp()
    headers = message.headers() or []
    return Record(message.partition(), message.offset(), timestamp, message.key(), message.value(), headers)


def timestamps(bootstrap: str, queries: list[Query]) -> list[int | None]:
    client = consumer(bootstrap)
    answers = []
    for query in queries:
        (found,) = client.offsets_for_times([TopicPartition(query.topic, query.partition, query.timestamp)], STALL_S)
        answers.append(None if found.offset < 0 else found.offset)
    client.close()
    return answers


def group(membership: Membership) -> None:
    config = {
        "bootstrap.servers": membership.bootstrap,
        "group.id": membership.group,
        "group.protocol": membership.protocol,
        "enable.auto.commit": False,
        "auto.offset.reset": "earliest",
        "reconnect.backoff.max.ms": RETRY_MS,
    }
    if membership.protocol == "classic":
        # With the other one both are the coordinator's to say.
        config |= {"session.timeout.ms": SESSION_MS, "heartbeat.interval.ms": HEARTBEAT_MS}
    if membership.instance_id:
        config["group.instance.id"] = membership.instance_id
    client = Consumer(config)
    progress = Progress()

    def numbers(partitions: list[TopicPartition]) -> list[int]:
        return [partition.partition for partition in partitions]

    def commit() -> None:
        if not progress.uncommitted:
            return
        sending = progress.begin_commit()
        try:
            offsets = [TopicPartition(membership.topic, *place) for place in sending.offsets.items()]
            for partition in client.commit(offsets=offsets, asynchronous=False):
                if partition.error:
                    raise KafkaException(partition.error)
            sending.acknowledged()
        except KafkaException as refusal:
            sending.refused(refusal)

    def revoked(_, partitions: list[TopicPartition]) -> None:
        commit()
        progress.revoked(numbers(partitions))

    client.subscribe(
        [membership.topic],
        on_assign=lambda _, partitions: progress.assigned(numbers(partitions)),
        on_revoke=revoked,
        on_lost=lambda _, partitions: progress.revoked(numbers(partitions)),
    )
    leaving = Leaving()
    while not leaving:
        message = client.poll(POLL_S)
        if message is not None and message.error():
            # What makes the whole client useless, such as fencing, comes under a code of its own, and not as fatal.
            if message.error().fatal() or message.error().code() == KafkaError._FATAL:
                raise KafkaException(message.error())
            # Of the kinds that librdkafka gets over by itself.
            print(message.error(), file=sys.stderr, flush=True)
        elif message is not None:
            progress.processed(message.partition(), message.offset(), message.key())
        if progress.due():
            commit()
    commit()
    client.close()


def transact(bootstrap: str, topic: str, transactional_id: str, count: int) -> None:
    producer = None
    for transaction in by_turns(count):
        try:
            if producer is None:
                # It makes sure that no transaction of an earlier one is open.
                producer = Producer(
                    {
                        "bootstrap.servers": bootstrap,
                        "transactional.id": transactional_id,
                        "transaction.timeout.ms": TIMEOUT_MS,
                        "linger.ms": 0,
                    }
                )
                insist(producer.init_transactions)
            producer.begin_transaction()
            for partition, value in transaction.records:
                producer.produce(topic, value, transactional_id.encode(), partition)
            if transaction.decided == COMMIT:
                transaction.commit_asked = True
                insist(producer.commit_transaction)
            else:
                producer.flush()  # an abort would drop what has not been sent
                insist(producer.abort_transaction)
            transaction.ended(transaction.decided)
        except KafkaException as failure:
            print(failure, file=sys.stderr, flush=True)
            if not failure.args[0].txn_requires_abort() or not aborted(producer):
                producer = None
                transaction.lost()
            else:
                transaction.ended(ABORT)


def insist(call: Callable[[], None]) -> None:
    """Calls again as long as librdkafka says that this is what to do."""
    for _ in range(TRIES):
        try:
            return call()
        except KafkaException as failure:
            if not failure.args[0].retriable():
                raise
            print(failure, file=sys.stderr, flush=True)
            last = failure
    raise last


def aborted(producer: Producer) -> bool:
    try:
        insist(producer.abort_transaction)
        return True
    except KafkaException as failure:
        print(failure, file=sys.stderr, flush=True)
        return False


if __name__ == "__main__":
    run(Client(create, produce, consume, timestamps, group, transact, committed))
