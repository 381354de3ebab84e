package io.varve.kafka.net;

import io.varve.core.Clock;
import io.varve.kafka.net.InFlightBytes.Lease;
import io.varve.kafka.net.ListenerSettings.Bounds;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/// Cuts a connection's stream into frames: a length of four bytes, then that many. A length out of bounds is refused
/// before anything is allocated. Used by the connection's reader thread alone.
///
/// A large frame's buffer grows in steps as bytes arrive, so a client that announces 100 MiB and sends nothing occupies
/// one step. The steps are coarse, and reckoned back from the frame's size: at most a seventh of a frame is copied.
final class Frames {

    /// API key, version, correlation id: no header is shorter.
    static final int MIN_FRAME_BYTES = 8;

    private static final int AHEAD_BYTES = 8 << 10;
    private static final int MAX_FIRST_STEP_BYTES = 64 << 10;
    private static final int STEP_FACTOR = 8;

    /// Objects weigh more than the bytes they are parsed from: of a request without records, about this many times.
    private static final int CONTROL_WEIGHT = 8;

    private final SocketTransport transport;
    private final InFlightBytes inFlight;
    private final Bounds bounds;
    private final Clock clock;

    /// Received and not yet part of a frame, between position and limit: small frames cost one system call.
    private final ByteBuffer ahead = ByteBuffer.allocate(AHEAD_BYTES).limit(0);

    private long heldNanos;
    private volatile boolean awaitingBytes;

    Frames(SocketTransport transport, InFlightBytes inFlight, Bounds bounds, Clock clock) {
        this.transport = transport;
        this.inFlight = inFlight;
        this.bounds = bounds;
        this.clock = clock;
    }

    /// Whether a frame has begun and the client owes the rest. Any thread may ask.
    boolean awaitingBytes() {
        return awaitingBytes;
    }

    /// The next frame, or null where the stream ends between two frames.
    ///
    /// @throws MalformedRequestException if the length is out of bounds or the stream ends within a frame
    @Nullable
    Frame next() throws IOException, InterruptedException, MalformedRequestException {
        heldNanos = 0;
        if (!ahead.hasRemaining() && !readAhead()) {
            return null;
        }
        awaitingBytes = true;
        fillAhead(Integer.BYTES + Short.BYTES);
        int sizeBytes = ahead.getInt();
        short apiKey = ahead.getShort(ahead.position());
        boolean records = Frame.carriesRecords(apiKey);
        int maxBytes =
                records ? bounds.maxFrameBytes() : Math.min(bounds.maxFrameBytes(), bounds.maxControlFrameBytes());
        if (sizeBytes < MIN_FRAME_BYTES || sizeBytes > maxBytes) {
            throw new MalformedRequestException(
                    "a frame of " + sizeBytes + " bytes is out of bounds, " + MIN_FRAME_BYTES + " to " + maxBytes);
        }
        int weight = records ? 1 : CONTROL_WEIGHT;
        Lease lease = acquire(null, firstStepBytes(sizeBytes), weight);
        try {
            ByteBuffer bytes = read(sizeBytes, lease, weight);
            return new Frame(apiKey, bytes, lease, heldNanos);
        } catch (Throwable e) {
            lease.release();
            throw e;
        } finally {
            awaitingBytes = false;
        }
    }

    /// Such that the last step is a whole one.
    static int firstStepBytes(int sizeBytes) {
        int stepBytes = sizeBytes;
        while (stepBytes > MAX_FIRST_STEP_BYTES) {
            stepBytes = Math.ceilDiv(stepBytes, STEP_FACTOR);
        }
        return stepBytes;
    }

    private ByteBuffer read(int sizeBytes, Lease lease, int weight)
            throws IOException, InterruptedException, MalformedRequestException {
        ByteBuffer bytes = ByteBuffer.allocate(firstStepBytes(sizeBytes));
        takeAhead(bytes);
        while (true) {
            while (bytes.hasRemaining()) {
                requireMore(transport.read(bytes));
            }
            if (bytes.capacity() == sizeBytes) {
                return bytes.flip();
            }
            int nextBytes = (int) Math.min(sizeBytes, (long) bytes.capacity() * STEP_FACTOR);
            acquire(lease, nextBytes - bytes.capacity(), weight);
            bytes = ByteBuffer.allocate(nextBytes).put(bytes.flip());
        }
    }

    private Lease acquire(@Nullable Lease held, int sizeBytes, int weight) throws InterruptedException {
        long bytes = Math.min((long) sizeBytes * weight, inFlight.limitBytes());
        long from = clock.nanoTime();
        awaitingBytes = false;
        Lease lease = held;
        if (lease == null) {
            lease = inFlight.acquire(bytes);
        } else {
            lease.grow(bytes);
        }
        awaitingBytes = true;
        heldNanos += clock.nanoTime() - from;
        return lease;
    }

    private void takeAhead(ByteBuffer bytes) {
        int count = Math.min(ahead.remaining(), bytes.remaining());
        bytes.put(ahead.slice(ahead.position(), count));
        ahead.position(ahead.position() + count);
    }

    private void fillAhead(int count) throws IOException, MalformedRequestException {
        while (ahead.remaining() < count) {
            if (!readAhead()) {
                requireMore(-1);
            }
        }
    }

    private boolean readAhead() throws IOException {
        ahead.compact();
        try {
            return transport.read(ahead) >= 0;
        } finally {
            ahead.flip();
        }
    }

    private static void requireMore(int count) throws MalformedRequestException {
        if (count < 0) {
            throw new MalformedRequestException("the stream ended within a frame");
        }
    }
}
