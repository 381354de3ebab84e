"""aiokafka."""

import asyncio

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic

from program import PARTITIONS, STALL_S, TOPIC_CONFIG, Client, Query, complete, run
from record_lines import Record


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


def blocking(verb):
    return lambda *arguments: asyncio.run(verb(*arguments))


if __name__ == "__main__":
    run(Client(*map(blocking, (create, produce, consume, timestamps))))
