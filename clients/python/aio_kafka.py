"""aiokafka."""

import asyncio
import sys

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, ConsumerRebalanceListener, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic
from aiokafka.errors import IllegalStateError, KafkaError, ProducerFenced

from group_member import HEARTBEAT_MS, POLL_S, SESSION_MS, Leaving, Membership, Progress
from program import PARTITIONS, STALL_S, TOPIC_CONFIG, Client, Query, complete, run
from record_lines import Record
from transactions import ABORT, COMMIT, by_turns


async def create(bootstrap: str, topics: list[str]) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    await admin.start()
    try:
        answer = await admin.create_topics(
            [NewTopic(topic, PARTITIONS, 1, topic_configs=TOPIC_CONFIG) for topic in topics]
        )
        refused = [error for error in answer.topic_errors if error[1] != 0]
        if refused:
            raise SystemExit(f"not created: {refused}")
    finally:
        await admin.close()


async def produce(bootstrap: str, records: list[Record], codecs: dict[str, str]) -> None:
    for topic, codec in codecs.items():
        producer = AIOKafkaProducer(
            bootstrap_servers=bootstrap,
            compression_type=None if codec == "none" else codec,
            enable_idempotence=True,
            linger_ms=20,
        )
        await producer.start()
        try:
            sent = [
                await producer.send(
                    topic,
                    value=record.value,
                    key=record.key,
                    headers=record.headers,
                    partition=record.partition,
                    timestamp_ms=record.timestamp,
                )
                for record in records
            ]
            await asyncio.wait_for(asyncio.gather(*sent), STALL_S)
        finally:
            await producer.stop()


async def consumer(bootstrap: str) -> AIOKafkaConsumer:
    client = AIOKafkaConsumer(
        bootstrap_servers=bootstrap, group_id=None, enable_auto_commit=False, auto_offset_reset="none"
    )
    await client.start()
    return client


async def consume(bootstrap: str, topics: list[str]) -> dict[str, list[Record]]:
    client = await consumer(bootstrap)
    try:
        partitions = [TopicPartition(topic, partition) for topic in topics for partition in range(PARTITIONS)]
        client.assign(partitions)
        await client.seek_to_beginning(*partitions)
        ends = await client.end_offsets(partitions)

        records = {topic: [] for topic in topics}
        positions = await client.beginning_offsets(partitions)
        while not complete(positions, ends):
            batches = await client.getmany(timeout_ms=STALL_S * 1000)
            if not batches:
                raise SystemExit("stalled before the end offsets")
            for partition, messages in batches.items():
                positions[partition] = messages[-1].offset + 1
                records[partition.topic] += [
                    Record(partition.partition, m.offset, m.timestamp, m.key, m.value, list(m.headers))
                    for m in messages
                ]
        return records
    finally:
        await client.stop()


async def timestamps(bootstrap: str, queries: list[Query]) -> list[int | None]:
    client = await consumer(bootstrap)
    try:
        answers = []
        for query in queries:
            partition = TopicPartition(query.topic, query.partition)
            found = (await client.offsets_for_times({partition: query.timestamp}))[partition]
            answers.append(found.offset if found else None)
        return answers
    finally:
        await client.stop()


class Member(ConsumerRebalanceListener):
    def __init__(self, membership: Membership, client: AIOKafkaConsumer):
        self.topic = membership.topic
        self.client = client
        self.progress = Progress()
        self.committing = asyncio.Lock()  # rebalances commit as well, from a task of the client

    async def consume(self) -> None:
        self.client.subscribe([self.topic], listener=self)
        await self.client.start()
        leaving = Leaving()
        while not leaving:
            batches = await self.client.getmany(timeout_ms=int(POLL_S * 1000), max_records=500)
            for partition, messages in batches.items():
                for message in messages:
                    self.progress.processed(partition.partition, message.offset, message.key)
            if self.progress.due():
                await self.commit()
        await self.commit()
        await self.client.stop()

    async def commit(self) -> None:
        async with self.committing:
            if not self.progress.uncommitted:
                return
            sending = self.progress.begin_commit()
            try:
                await self.client.commit(
                    {TopicPartition(self.topic, partition): offset for partition, offset in sending.offsets.items()}
                )
                sending.acknowledged()
            except (KafkaError, IllegalStateError) as refusal:
                sending.refused(refusal)

    async def on_partitions_assigned(self, assigned: list[TopicPartition]) -> None:
        self.progress.assigned(partition.partition for partition in assigned)

    async def on_partitions_revoked(self, revoked: list[TopicPartition]) -> None:
        await self.commit()
        self.progress.revoked(partition.partition for partition in revoked)


async def group(membership: Membership) -> None:
    client = AIOKafkaConsumer(
        bootstrap_servers=membership.bootstrap,
        group_id=membership.group,
        group_instance_id=membership.instance_id,
        enable_auto_commit=False,
        auto_offset_reset="earliest",
        session_timeout_ms=SESSION_MS,
        heartbeat_interval_ms=HEARTBEAT_MS,
    )
    await Member(membership, client).consume()


async def transact(bootstrap: str, topic: str, transactional_id: str, count: int) -> None:
    producer = None
    for transaction in by_turns(count):
        try:
            if producer is None:
                # It makes sure that no transaction of an earlier one is open.
                producer = AIOKafkaProducer(bootstrap_servers=bootstrap, transactional_id=transactional_id)
                await producer.start()
            await producer.begin_transaction()
            key = transactional_id.encode()
            for partition, value in transaction.records:
                await producer.send(topic, value, key, partition)
            if transaction.decided == COMMIT:
                transaction.commit_asked = True
                await producer.commit_transaction()
            else:
                await producer.flush()  # an abort would drop what has not been sent
                await producer.abort_transaction()
            transaction.ended(transaction.decided)
        except KafkaError as failure:
            print(repr(failure), file=sys.stderr, flush=True)
            if isinstance(failure, ProducerFenced) or not await aborted(producer):
                await discard(producer)
                producer = None
                transaction.lost()
            else:
                transaction.ended(ABORT)
    await producer.stop()


async def aborted(producer: AIOKafkaProducer) -> bool:
    try:
        await producer.abort_transaction()
        return True
    except (KafkaError, AssertionError) as failure:  # it asserts that it is in a state to abort
        print(repr(failure), file=sys.stderr, flush=True)
        return False


async def discard(producer: AIOKafkaProducer) -> None:
    try:
        await producer.stop()
    except KafkaError as failure:
        print(repr(failure), file=sys.stderr, flush=True)


def blocking(verb):
    return lambda *arguments: asyncio.run(verb(*arguments))


if __name__ == "__main__":
    run(Client(*map(blocking, (create, produce, consume, timestamps, group, transact))))
