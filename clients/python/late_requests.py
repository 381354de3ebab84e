"""A proxy that lets requests of transactions come late: `clients/late-requests` has the command line, the README says what it does.

It speaks as much of Kafka's protocol as that takes: the frames, the headers of requests, and the transactional id, with
which the bodies of all requests begin that it looks into.
"""

import argparse
import asyncio
import random
import signal
import struct
from collections import Counter, defaultdict, deque
from collections.abc import Awaitable, Callable

PRODUCE, ADD_PARTITIONS, END = 0, 24, 26
# From which version on a request's strings are compact and its header has tagged fields.
FIRST_FLEXIBLE = {PRODUCE: 9, ADD_PARTITIONS: 3, END: 3}
FIRST_ADD_OF_SEVERAL = 4  # whose body begins otherwise
AHEAD_MAX = 4  # a copy comes after so many further requests of its client at most
HELD_S = 0.3  # what a connection was cut with arrives then, if its client does not get on before that
ANSWER_S = 10
PAUSE_MAX_S = 0.003
MEMORY_MAX = 64 << 20
ANOTHER, CUT, LEFT = "another", "cut", "left"
ERRORS = {
    0: "NONE",
    14: "COORDINATOR_LOAD_IN_PROGRESS",
    16: "NOT_COORDINATOR",
    47: "INVALID_PRODUCER_EPOCH",
    48: "INVALID_TXN_STATE",
    51: "CONCURRENT_TRANSACTIONS",
    90: "PRODUCER_FENCED",
}


class Request:
    """A frame, as far as it is understood."""

    def __init__(self, frame: bytes):
        self.frame = frame
        self.api, self.version, self.correlation, length = struct.unpack_from(">hhih", frame)
        body = 10 + max(length, 0)
        self.transactional_id = None
        if self.api not in FIRST_FLEXIBLE or (self.api == ADD_PARTITIONS and self.version >= FIRST_ADD_OF_SEVERAL):
            return
        if self.flexible:
            # No client tags anything in the header of a request, and no id has more than 126 bytes.
            size, start = frame[body + 1] - 1, body + 2
        else:
            (size,) = struct.unpack_from(">h", frame, body)
            start = body + 2
        if size > 0:
            self.transactional_id = frame[start : start + size].decode()

    @property
    def flexible(self) -> bool:
        return self.version >= FIRST_FLEXIBLE[self.api]

    def error_of(self, answer: bytes) -> str:
        """Of an answer to an EndTxn: correlation id, perhaps tags, throttle time, error."""
        (code,) = struct.unpack_from(">h", answer, 9 if self.flexible else 8)
        return ERRORS.get(code, str(code))


async def read_frame(reader: asyncio.StreamReader) -> bytes:
    (size,) = struct.unpack(">i", await reader.readexactly(4))
    return await reader.readexactly(size)


def write_frame(writer: asyncio.StreamWriter, frame: bytes) -> None:
    writer.write(struct.pack(">i", len(frame)) + frame)


class Producer:
    """What is to come late of one transactional id."""

    def __init__(self):
        self.due: deque[tuple[int, Callable[[], Awaitable[None]]]] = deque()
        self.copies = 0  # that are due, or under way
        self.ended = False  # nothing of a further transaction has come since the last request to end one

    def later(self, requests: int, action: Callable[[], Awaitable[None]]) -> None:
        self.due.append((requests, action))

    def copy_later(self, requests: int, copy: Callable[[], Awaitable[None]]) -> None:
        self.copies += 1

        async def counted() -> None:
            try:
                await copy()
            finally:
                self.copies -= 1

        self.later(requests, counted)

    def goes_on(self) -> list[Callable[[], Awaitable[None]]]:
        """A request of the next transaction, or of a later one."""
        self.ended = False
        now = [action for requests, action in self.due if requests <= 1]
        self.due = deque((requests - 1, action) for requests, action in self.due if requests > 1)
        return now


class Proxy:
    def __init__(self, broker: tuple[str, int], copies: float, cuts: float, seed: int):
        self.broker = broker
        self.copies, self.cuts = copies, cuts
        self.random = random.Random(seed)
        self.producers: dict[str, Producer] = defaultdict(Producer)
        self.answers: dict[tuple[str, str], Counter] = defaultdict(Counter)
        self.tasks: set[asyncio.Task] = set()

    def start(self, work: Awaitable[None]) -> None:
        task = asyncio.ensure_future(work)
        self.tasks.add(task)
        task.add_done_callback(self.tasks.discard)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            upstream = await asyncio.open_connection(*self.broker, limit=MEMORY_MAX)
        except OSError:
            writer.close()
            return
        link = Link(self, (reader, writer), upstream)
        await link.run()

    def ended(self, request: Request, how: str, answer: str) -> None:
        self.answers[request.transactional_id, how][answer] += 1

    async def copy(self, request: Request, how: str) -> None:
        """The request once more, by a connection of its own."""
        await asyncio.sleep(self.random.uniform(0, PAUSE_MAX_S))
        try:
            reader, writer = await asyncio.open_connection(*self.broker)
            write_frame(writer, request.frame)
            answer = request.error_of(await asyncio.wait_for(read_frame(reader), ANSWER_S))
            writer.close()
        except (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError) as failure:
            answer = type(failure).__name__
        self.ended(request, how, answer)

    def report(self) -> None:
        for (transactional_id, how), answers in sorted(self.answers.items()):
            said = " ".join(f"{answer}={count}" for answer, count in sorted(answers.items()))
            print(transactional_id, how, sum(answers.values()), said, flush=True)


class Link:
    """A client's connection, and the one to the broker that stands for it."""

    def __init__(self, proxy: Proxy, client, broker):
        self.proxy = proxy
        self.from_client, self.to_client = client
        self.from_broker, self.to_broker = broker
        self.held: tuple[Request, asyncio.Future] | None = None
        self.answers = asyncio.ensure_future(self.pass_answers())

    async def run(self) -> None:
        try:
            while True:
                request = Request(await read_frame(self.from_client))
                if request.transactional_id is not None and await self.is_cut(request):
                    return
                write_frame(self.to_broker, request.frame)
                await self.to_broker.drain()
        except (OSError, asyncio.IncompleteReadError):
            pass
        finally:
            self.to_client.close()
            if self.held is None:
                self.close()

    async def is_cut(self, request: Request) -> bool:
        producer = self.proxy.producers[request.transactional_id]
        if request.api != END:
            for action in producer.goes_on():
                self.proxy.start(action())
            return False
        if producer.ended:
            return False  # a repetition
        producer.ended = True
        chance = self.proxy.random.random()
        ahead = self.proxy.random.randint(1, AHEAD_MAX)
        if chance < self.proxy.copies:
            producer.copy_later(ahead, lambda: self.proxy.copy(request, ANOTHER))
        elif producer.copies > 0:
            # A copy that came when the producer has no connection would be what a producer sends that has lost its own.
            return False
        elif chance < self.proxy.copies + self.proxy.cuts / 2:
            # The broker does not see that the client has left; the request comes by this connection after all.
            go = asyncio.get_running_loop().create_future()
            self.held = request, go
            producer.later(1, lambda: self.released(go))
            self.proxy.start(self.deliver(request, go))
            return True
        elif chance < self.proxy.copies + self.proxy.cuts:
            # The broker sees it, and the request finds another way.
            producer.copy_later(ahead, lambda: self.proxy.copy(request, LEFT))
            return True
        return False

    @staticmethod
    async def released(go: asyncio.Future) -> None:
        if not go.done():
            go.set_result(None)

    async def deliver(self, request: Request, go: asyncio.Future) -> None:
        await asyncio.wait([go], timeout=HELD_S)
        await self.released(go)
        told = asyncio.get_running_loop().create_future()
        self.held = request, told
        try:
            write_frame(self.to_broker, request.frame)
            answer = request.error_of(await asyncio.wait_for(told, ANSWER_S))
        except (OSError, asyncio.TimeoutError) as failure:
            answer = type(failure).__name__
        self.proxy.ended(request, CUT, answer)
        self.close()

    async def pass_answers(self) -> None:
        try:
            while True:
                answer = await read_frame(self.from_broker)
                if self.held is None:
                    write_frame(self.to_client, answer)
                    await self.to_client.drain()
                elif struct.unpack_from(">i", answer)[0] == self.held[0].correlation and not self.held[1].done():
                    self.held[1].set_result(answer)
        except (OSError, asyncio.IncompleteReadError):
            self.to_client.close()

    def close(self) -> None:
        self.to_broker.close()
        self.answers.cancel()


def address(text: str) -> tuple[str, int]:
    host, port = text.rsplit(":", 1)
    return host, int(port)


async def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--listen", type=address, required=True)
    parser.add_argument("--broker", type=address, required=True)
    parser.add_argument("--copies", type=float, default=0.3)
    parser.add_argument("--cuts", type=float, default=0.02)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    proxy = Proxy(options.broker, options.copies, options.cuts, options.seed)
    server = await asyncio.start_server(
        lambda reader, writer: proxy.start(proxy.serve(reader, writer)), *options.listen, limit=MEMORY_MAX
    )
    stop = asyncio.Event()
    for number in signal.SIGTERM, signal.SIGINT:
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    print("ready proxy=%s:%d" % server.sockets[0].getsockname()[:2], flush=True)
    await stop.wait()
    proxy.report()
    server.close()


if __name__ == "__main__":
    asyncio.run(main())
