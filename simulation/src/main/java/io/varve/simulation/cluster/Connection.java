package io.varve.simulation.cluster;

import io.varve.core.CrashPoint;
import io.varve.kafka.api.ClientConnection;
import io.varve.simulation.world.Fault;
import io.varve.simulation.world.Life;
import io.varve.simulation.world.Violation;
import io.varve.simulation.world.World;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// A client's connection to one life of a node: requests arrive in order, answers leave in order, and when it breaks
/// nobody knows of those that have no answer.
public final class Connection {

    private static final long USUAL_NANOS = 1_000_000;

    private final World world;
    private final Serving node;
    private final ClientConnection handle;
    private final Deque<Exchange<?>> arrived = new ArrayDeque<>();
    private final Deque<Exchange<?>> unanswered = new ArrayDeque<>();
    private final List<Exchange<?>> open = new ArrayList<>();
    private long lastArrivalNanos;
    private long lastAnswerNanos;
    private boolean reading;
    private boolean deaf;
    private boolean broken;

    /// @param number distinct in the world
    public Connection(Serving node, long number) {
        this.world = node.life().world();
        this.node = node;
        this.handle =
                new ClientConnection(number, "simulated", new InetSocketAddress(InetAddress.getLoopbackAddress(), 1));
        node.life().onEnd(this::breakDown);
    }

    public boolean isBroken() {
        return broken;
    }

    boolean leadsTo(Life life) {
        return node.life() == life;
    }

    /// Sends a request.
    ///
    /// @param request what the node does with it; not called if it does not arrive
    public <T> void send(
            BiFunction<Serving, ClientConnection, CompletionStage<T>> request,
            long timeoutNanos,
            Consumer<Answer<T>> client) {
        var exchange = new Exchange<>(request, client);
        open.add(exchange);
        if (deaf) {
            return;
        }
        if (world.faults().happens(Fault.REQUEST_LOST)) {
            // What is sent behind it cannot arrive either.
            deaf = true;
            world.scheduler().after(world.latencyNanos(USUAL_NANOS), this::breakDown);
            return;
        }
        lastArrivalNanos = arrivalAfter(lastArrivalNanos);
        world.scheduler().after(lastArrivalNanos - world.scheduler().nowNanos(), () -> arrive(exchange));
        world.scheduler().after(timeoutNanos, () -> {
            if (open.contains(exchange)) {
                // As clients do: what comes later on this connection is for nobody.
                breakDown();
            }
        });
    }

    /// When something arrives that is sent now, behind what was sent before.
    private long arrivalAfter(long previousNanos) {
        return Math.max(previousNanos + 1, world.scheduler().nowNanos() + world.latencyNanos(USUAL_NANOS));
    }

    private void arrive(Exchange<?> exchange) {
        if (broken) {
            return;
        }
        arrived.add(exchange);
        if (!reading) {
            reading = true;
            node.life().start("connection", this::read);
        }
    }

    private void read() {
        Exchange<?> next = arrived.poll();
        while (next != null) {
            unanswered.add(next);
            next.begin();
            next = arrived.poll();
        }
        reading = false;
    }

    private void answer() {
        while (!unanswered.isEmpty() && unanswered.peek().result != null && !broken) {
            unanswered.remove().send();
            node.cluster().doors().crashPoints().reach(CrashPoint.AFTER_ACKNOWLEDGE);
        }
    }

    private void breakDown() {
        if (broken) {
            return;
        }
        broken = true;
        handle.close();
        var lost = new ArrayList<>(open);
        open.clear();
        lost.forEach(exchange ->
                world.scheduler().after(world.latencyNanos(USUAL_NANOS), () -> exchange.tell(new Answer.Lost<>())));
    }

    private final class Exchange<T> {

        private final BiFunction<Serving, ClientConnection, CompletionStage<T>> request;
        private final Consumer<Answer<T>> client;
        private @Nullable Answer<T> result;

        Exchange(BiFunction<Serving, ClientConnection, CompletionStage<T>> request, Consumer<Answer<T>> client) {
            this.request = request;
            this.client = client;
        }

        void begin() {
            CompletionStage<T> stage;
            try {
                stage = request.apply(node, handle);
            } catch (RuntimeException e) {
                stage = CompletableFuture.failedStage(e);
            }
            stage.whenComplete((value, failure) -> {
                result = failure == null ? new Answer.Received<>(value) : new Answer.Failed<>(failure);
                answer();
            });
        }

        /// The answer is on its way.
        void send() {
            Answer<T> sent = Objects.requireNonNull(result);
            if (world.faults().happens(Fault.ANSWER_LOST)) {
                breakDown();
                return;
            }
            lastAnswerNanos = arrivalAfter(lastAnswerNanos);
            world.scheduler().after(lastAnswerNanos - world.scheduler().nowNanos(), () -> {
                if (open.remove(this)) {
                    tell(sent);
                }
            });
        }

        void tell(Answer<T> answer) {
            try {
                client.accept(answer);
            } catch (Violation e) {
                world.fail(e);
            }
        }
    }
}
