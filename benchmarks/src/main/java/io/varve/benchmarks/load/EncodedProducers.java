package io.varve.benchmarks.load;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Callable;

/// The cheap producers: they send requests that were encoded beforehand, so that the processor is left to the node.
///
/// Each connection has a set of frames, whose number is that of its requests in flight:
///
/// ```
///   idle --renewed, written--> in flight --answered--> idle
/// ```
public final class EncodedProducers implements Load {

    private final InetSocketAddress node;
    private final RecordShape shape;
    private final Width width;

    /// How much is under way at a time.
    ///
    /// @param requests in flight of each connection
    /// @param requestPartitions in each request, with one batch each
    public record Width(int connections, int requests, int requestPartitions) {}

    public EncodedProducers(InetSocketAddress node, RecordShape shape, Width width) {
        this.node = node;
        this.shape = shape;
        this.width = width;
    }

    @Override
    public LoadResult run(Pace pace, Duration time, Tally tally) throws Exception {
        long endNanos = System.nanoTime() + time.toNanos();
        var tasks = new ArrayList<Callable<Void>>();
        var sessions = new ArrayList<Session>();
        try {
            for (int i = 0; i < width.connections(); i++) {
                var session = new Session(i, pace.share(i, width.connections()), endNanos, tally);
                sessions.add(session);
                tasks.add(session::write);
                tasks.add(session::read);
            }
            Crew.run(tasks);
            return tally.result();
        } finally {
            for (Session session : sessions) {
                session.connection.close();
            }
        }
    }

    /// One connection.
    private final class Session {

        private final FrameConnection connection;
        private final FreshBytes fresh;
        private final BlockingQueue<ProduceFrame> idle;
        /// Those sent, in order; an empty one is the last.
        private final BlockingQueue<Optional<ProduceFrame>> inFlight;

        private final long requestBytes = width.requestPartitions() * shape.batchValueBytes();
        private final Pace pace;
        private final long endNanos;
        private final Tally tally;

        Session(int number, Pace pace, long endNanos, Tally tally) throws IOException {
            this.pace = pace;
            this.endNanos = endNanos;
            this.tally = tally;
            fresh = new FreshBytes(System.nanoTime() * 31 + number);
            idle = new ArrayBlockingQueue<>(width.requests());
            inFlight = new ArrayBlockingQueue<>(width.requests() + 1);
            String clientId = "encoded-" + number;
            shape.groups(width.requests(), width.requestPartitions())
                    .forEach(partitions -> idle.add(ProduceFrame.of(shape, partitions, clientId)));
            connection = FrameConnection.open(node);
        }

        Void write() throws IOException, InterruptedException {
            Pace.Schedule schedule = pace.begin();
            for (int correlationId = 0; System.nanoTime() < endNanos; correlationId++) {
                long dueNanos = schedule.await(requestBytes);
                ProduceFrame frame = idle.take();
                ByteBuffer bytes = frame.renew(correlationId, dueNanos, fresh);
                inFlight.put(Optional.of(frame));
                connection.write(bytes);
            }
            inFlight.put(Optional.empty());
            return null;
        }

        Void read() throws IOException, InterruptedException {
            Optional<ProduceFrame> next = inFlight.take();
            for (int correlationId = 0; next.isPresent(); correlationId++) {
                ProduceFrame frame = next.get();
                ProduceAnswer.requireAccepted(connection.read(), correlationId);
                tally.took(System.nanoTime() - frame.dueNanos());
                tally.done(frame.records(), frame.valueBytes());
                idle.put(frame);
                next = inFlight.take();
            }
            return null;
        }
    }
}
