"""kafka-python."""

from kafka import KafkaAdminClient, KafkaConsumer, KafkaProducer, TopicPartition
from kafka.admin import NewTopic

from program import PARTITIONS, STALL_S, TOPIC_CONFIG, Client, Query, complete, run
from record_lines import Record


def create(bootstrap: str, topics: list[str]) -> None:
    admin = KafkaAdminClient(bootstrap_servers=bootstrap)
    admin.create_topics([NewTopic(topic, PARTITIONS, 1, topic_configs=TOPIC_CONFIG) for topic in topics])
    admin.close()


def produce(bootstrap: str, records: list[Record], codecs: dict[str, str]) -> None:
    for topic, codec in codecs.items():
        producer = KafkaProducer(
            bootstrap_servers=bootstrap, compression_type=None if codec == "none" else codec, linger_ms=20
        )
        sent = [
            producer.send(
                topic,
                value=record.value,
                key=record.key,
                headers=record.headers,
                partition=record.partition,
                timestamp_ms=record.timestamp,
            )
            for record in records
        ]
        for future in sent:
            future.get(STALL_S)
        producer.close()


def consumer(bootstrap: str) -> KafkaConsumer:
    return KafkaConsumer(bootstrap_servers=bootstrap, group_id=None, enable_auto_commit=False, auto_offset_reset="none")


def consume(bootstrap: str, topics: list[str]) -> dict[str, list[Record]]:
    client = consumer(bootstrap)
    partitions = [TopicPartition(topic, partition) for topic in topics for partition in range(PARTITIONS)]
    client.assign(partitions)
    client.seek_to_beginning(*partitions)
    ends = client.end_offsets(partitions)

    records = {topic: [] for topic in topics}
    positions = client.beginning_offsets(partitions)
    while not complete(positions, ends):
        batches = client.poll(STALL_S * 1000)
        if not batches:
            raise SystemExit("stalled before the end offsets")
        for partition, messages in batches.items():
            positions[partition] = messages[-1].offset + 1
            records[partition.topic] += [
                Record(partition.partition, m.offset, m.timestamp, m.key, m.value, list(m.headers)) for m in messages
            ]
    client.close()
    return records


def timestamps(bootstrap: str, queries: list[Query]) -> list[int | None]:
    client = consumer(bootstrap)
    answers = []
    for query in queries:
        partition = TopicPartition(query.topic, query.partition)
        found = client.offsets_for_times({partition: query.timestamp})[partition]
        answers.append(found.offset if found else None)
    client.close()
    return answers


if __name__ == "__main__":
    run(Client(create, produce, consume, timestamps))
