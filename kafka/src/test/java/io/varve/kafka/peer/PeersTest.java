package io.varve.kafka.peer;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.kafka.api.ApiHandler;
import io.varve.kafka.api.Reply;
import io.varve.kafka.api.RequestContext;
import io.varve.kafka.api.VersionRange;
import io.varve.kafka.net.ListenerFixture;
import io.varve.metadata.entry.NodeAddress;
import io.varve.testkit.ManualDoors;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import org.apache.kafka.common.message.InitProducerIdRequestData;
import org.apache.kafka.common.message.InitProducerIdResponseData;
import org.apache.kafka.common.protocol.ApiKeys;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class PeersTest {

    private static final Duration LONG = Duration.ofMinutes(1);
    private static final PeerSettings SETTINGS =
            new PeerSettings(2, Duration.ofSeconds(30), Duration.ofSeconds(5), 1 << 16);

    private final ProducerIds handler = new ProducerIds();
    private final ListenerFixture node;
    private final NodeAddress address;
    private final ManualDoors nodeTime = new ManualDoors();
    private final ManualDoors time = new ManualDoors();
    private final Peers peers = new Peers(SETTINGS, time.doors());

    PeersTest() throws IOException {
        node = new ListenerFixture(ListenerFixture.BOUNDS, 1 << 24, nodeTime.doors(), handler);
        address = addressOf(node.listener.address());
    }

    @AfterEach
    void close() throws IOException {
        peers.close();
        // The node waits for them, and its time stands still.
        handler.answerAll();
        node.close();
    }

    @Test
    void anAnswerComesBackWithTheClientsName() {
        CompletableFuture<PeerAnswer> asked = ask();

        Held held = handler.take();
        assertThat(held.context().clientId()).isEqualTo("somebody's client");
        held.answer(7);

        assertThat(asked.join()).isEqualTo(answered(7));
    }

    @Test
    void aConnectionIsUsedAgainAndRequestsUnderWayDoNotShareOne() {
        CompletableFuture<PeerAnswer> first = ask();
        Held heldFirst = handler.take();
        CompletableFuture<PeerAnswer> second = ask();
        Held heldSecond = handler.take();
        heldSecond.answer(2);
        assertThat(second.join()).isEqualTo(answered(2));
        heldFirst.answer(1);
        assertThat(first.join()).isEqualTo(answered(1));

        CompletableFuture<PeerAnswer> third = ask();
        Held heldThird = handler.take();
        heldThird.answer(3);

        assertThat(third.join()).isEqualTo(answered(3));
        assertThat(heldThird.context().connection())
                .isIn(heldFirst.context().connection(), heldSecond.context().connection());
    }

    @Test
    void aRequestBeyondTheBoundIsNotSent() {
        ask();
        ask();
        handler.take();
        handler.take();

        assertThat(ask().join()).isInstanceOf(PeerAnswer.Unreachable.class);
        assertThat(handler.held).isEmpty();
    }

    @Test
    void anIdleConnectionGrowsOld() {
        RequestContext first = answerOne(1);
        time.advance(SETTINGS.maxIdle().minusMillis(1));
        RequestContext second = answerOne(2);
        time.advance(SETTINGS.maxIdle().plusMillis(1));
        RequestContext third = answerOne(3);

        assertThat(second.connection()).isSameAs(first.connection());
        assertThat(third.connection()).isNotSameAs(first.connection());
    }

    @Test
    void aConnectionThatTheNodeHasClosedIsReplaced() {
        answerOne(1);
        nodeTime.advance(ListenerFixture.BOUNDS.maxIdle().plusSeconds(2));
        Thread.ofVirtual().start(() -> handler.take().answer(2));

        PeerAnswer answer = peers.ask(address, request(), LONG);
        while (answer instanceof PeerAnswer.Lost) {
            // The end of the connection had not arrived yet.
            answer = peers.ask(address, request(), LONG);
        }

        assertThat(answer).isEqualTo(answered(2));
    }

    @Test
    void aConnectionThatTheNodeHasClosedIsStaleOnceThatIsHeard() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                var connection = PeerConnection.open(
                        (InetSocketAddress) server.getLocalSocketAddress(), time, LONG, SETTINGS.maxAnswerBytes());
                var socket = server.accept()) {
            assertThat(connection.isStale()).isFalse();

            socket.close();

            while (!connection.isStale()) {
                Thread.onSpinWait();
            }
        }
    }

    @Test
    void aNodeThatIsNotThereHasNotHeardTheQuestion() throws IOException {
        int freePort;
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            freePort = socket.getLocalPort();
        }

        assertThat(peers.ask(new NodeAddress("127.0.0.1", freePort, 0), request(), LONG))
                .isInstanceOf(PeerAnswer.Unreachable.class);
        assertThat(peers.ask(new NodeAddress("no.such.host.invalid", freePort, 0), request(), LONG))
                .isInstanceOf(PeerAnswer.Unreachable.class);
    }

    @Test
    void anAnswerThatDoesNotComeInTimeIsLost() {
        CompletableFuture<PeerAnswer> asked = ask();
        handler.take();

        time.advance(LONG);

        assertThat(asked.join()).isInstanceOf(PeerAnswer.Lost.class);
    }

    @Test
    void aNodeThatDiesOverTheQuestionHasMaybeHeardIt() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NodeAddress dying = addressOf((InetSocketAddress) server.getLocalSocketAddress());
            var asked = CompletableFuture.supplyAsync(() -> peers.ask(dying, request(), LONG));
            try (var socket = server.accept()) {
                assertThat(socket.getInputStream().read()).isNotNegative();
            }

            assertThat(asked.join()).isInstanceOf(PeerAnswer.Lost.class);
        }
    }

    @Test
    void anAnswerOutOfBoundsIsNotRead() throws IOException {
        try (var server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            NodeAddress strange = addressOf((InetSocketAddress) server.getLocalSocketAddress());
            var asked = CompletableFuture.supplyAsync(() -> peers.ask(strange, request(), LONG));
            try (var socket = server.accept()) {
                byte[] announced = ByteBuffer.allocate(Integer.BYTES)
                        .putInt(SETTINGS.maxAnswerBytes() + 1)
                        .array();
                socket.getOutputStream().write(announced);

                assertThat(asked.join()).isInstanceOf(PeerAnswer.Lost.class);
            }
        }
    }

    @Test
    void closingEndsWhatIsUnderWayAndWhatMayCome() {
        CompletableFuture<PeerAnswer> asked = ask();
        handler.take();

        peers.close();

        assertThat(asked.join()).isInstanceOf(PeerAnswer.Lost.class);
        assertThat(peers.ask(address, request(), LONG)).isInstanceOf(PeerAnswer.Unreachable.class);
    }

    private CompletableFuture<PeerAnswer> ask() {
        var answer = new CompletableFuture<PeerAnswer>();
        Thread.ofVirtual().start(() -> answer.complete(peers.ask(address, request(), LONG)));
        return answer;
    }

    private RequestContext answerOne(long producerId) {
        CompletableFuture<PeerAnswer> asked = ask();
        Held held = handler.take();
        held.answer(producerId);
        assertThat(asked.join()).isEqualTo(answered(producerId));
        return held.context();
    }

    private static PeerRequest request() {
        return new PeerRequest(
                ApiKeys.INIT_PRODUCER_ID, (short) 4, "somebody's client", new InitProducerIdRequestData());
    }

    private static PeerAnswer answered(long producerId) {
        return new PeerAnswer.Answered(new InitProducerIdResponseData().setProducerId(producerId));
    }

    private static NodeAddress addressOf(InetSocketAddress address) {
        return new NodeAddress("127.0.0.1", address.getPort(), 0);
    }

    private record Held(RequestContext context, CompletableFuture<Reply> reply) {
        void answer(long producerId) {
            reply.complete(new Reply.Answer(new InitProducerIdResponseData().setProducerId(producerId)));
        }
    }

    /// What the other node serves; the test answers.
    private static final class ProducerIds implements ApiHandler<InitProducerIdRequestData> {

        private final BlockingQueue<Held> held = new LinkedBlockingQueue<>();
        private final List<Held> begun = new CopyOnWriteArrayList<>();

        @Override
        public ApiKeys api() {
            return ApiKeys.INIT_PRODUCER_ID;
        }

        @Override
        public VersionRange versions() {
            return VersionRange.of(0, 5);
        }

        @Override
        public CompletionStage<Reply> handle(RequestContext context, InitProducerIdRequestData request) {
            var reply = new CompletableFuture<Reply>();
            var one = new Held(context, reply);
            begun.add(one);
            held.add(one);
            return reply;
        }

        void answerAll() {
            begun.forEach(one -> one.answer(0));
        }

        Held take() {
            try {
                return held.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
