"""Where librdkafka goes on when its position is outside the log: what `OutOfRange` does with the Java client.

out_of_range.py BOOTSTRAP TOPIC
"""

import sys

from confluent_kafka import OFFSET_END, Consumer, KafkaException, Producer, TopicPartition
from confluent_kafka.admin import AdminClient, NewTopic

WRITTEN = 20
DELETED = 12
BELOW = 5
BEYOND = 1_000_000
POLL_S = 0.5
POLLS_MAX = 60
ANSWER_S = 30


class OutOfRange:
    def __init__(self, bootstrap: str, topic: str):
        self.bootstrap = bootstrap
        self.topic = topic
        self.admin = AdminClient({"bootstrap.servers": bootstrap})
        # Long enough for one batch; whoever wants a record sent sooner flushes.
        self.producer = Producer({"bootstrap.servers": bootstrap, "linger.ms": 10_000})

    def run(self) -> None:
        for created in self.admin.create_topics([NewTopic(self.topic, 1, 1)]).values():
            created.result()
        for _ in range(WRITTEN):
            self.producer.produce(self.topic, b"", b"", 0)
        self.producer.flush()

        say(f"delete to {DELETED}", self.delete(DELETED))
        say(f"delete to {BELOW} again", self.delete(BELOW))
        say("delete to beyond the end", self.delete(BEYOND))
        for reset in ("earliest", "latest", "error"):
            say(f"below the log start, {reset}", self.start_from(BELOW, DELETED, reset))
            say(f"beyond the end, {reset}", self.start_from(BEYOND, DELETED, reset))
        say("at the log start, error", self.start_from(DELETED, DELETED, "error"))
        say("at the end, error", self.start_from(self.end(), DELETED, "error"))

        emptied = self.end()
        say("delete all", self.delete(OFFSET_END).replace(str(emptied), "the end"))
        say("below an empty log, earliest", self.start_from(BELOW, emptied, "earliest"))

    def delete(self, offset: int) -> str:
        (deleted,) = self.admin.delete_records([TopicPartition(self.topic, 0, offset)]).values()
        try:
            return f"log start {deleted.result().low_watermark}"
        except KafkaException as failure:
            return failure.args[0].name()

    def start_from(self, offset: int, log_start: int, reset: str) -> str:
        """Consumes from an offset until something comes of it, and writes a record whenever nothing did."""
        end = self.end()
        consumer = self.consumer(reset)
        consumer.assign([TopicPartition(self.topic, 0, offset)])
        try:
            for _ in range(POLLS_MAX):
                message = consumer.poll(POLL_S)
                if message is None:
                    self.producer.produce(self.topic, b"", b"", 0)
                    self.producer.flush()
                elif message.error():
                    return message.error().name()
                else:
                    return place(message.offset(), log_start, end)
            return "nothing is read"
        finally:
            consumer.close()

    def end(self) -> int:
        consumer = self.consumer("error")
        try:
            return consumer.get_watermark_offsets(TopicPartition(self.topic, 0), ANSWER_S)[1]
        finally:
            consumer.close()

    def consumer(self, reset: str) -> Consumer:
        # The binding refuses to make a consumer without a group's name. Nothing here subscribes or commits.
        return Consumer(
            {
                "bootstrap.servers": self.bootstrap,
                "group.id": "none",
                "enable.auto.commit": False,
                "auto.offset.reset": reset,
                "log_level": 3,  # a reset is what is asked for, not worth a warning
            }
        )


def place(offset: int, log_start: int, end: int) -> str:
    if offset == log_start:
        return "reads from the log start"
    return "reads from the end" if offset >= end else f"reads from {offset}"


def say(what: str, outcome: str) -> None:
    print(f"librdkafka, {what}: {outcome}", flush=True)


if __name__ == "__main__":
    OutOfRange(*sys.argv[1:]).run()
