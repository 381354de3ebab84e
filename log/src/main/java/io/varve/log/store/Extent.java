package io.varve.log.store;

import io.varve.core.MalformedDataException;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.batch.RecordBatchLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A stretch of a [Container], in memory: `[from, to)` in bytes from the container's first.
///
/// Thread-safe. Its bytes do not change; what came from a store is checked when a run of it is first looked at, once.
public final class Extent implements Content {

    private static final Logger LOG = LoggerFactory.getLogger(Extent.class);

    private final Container container;
    private final int from;
    private final int to;
    private final long fetchedNanos;
    private final ByteBuffer[] parts;

    /// Where each part begins, in the container.
    private final int[] starts;

    /// How many bytes of the runs that were looked at are sound; null if all are known to be.
    private final @Nullable Map<Range, Integer> soundBytes;

    private record Range(int position, int sizeBytes) {}

    private Extent(Container container, int from, List<ByteBuffer> parts, boolean checked, long fetchedNanos) {
        this.container = container;
        this.from = from;
        this.fetchedNanos = fetchedNanos;
        this.parts = parts.stream().map(ByteBuffer::slice).toArray(ByteBuffer[]::new);
        this.starts = new int[parts.size()];
        int at = from;
        for (int i = 0; i < starts.length; i++) {
            starts[i] = at;
            at = Math.addExact(at, this.parts[i].capacity());
        }
        this.to = at;
        this.soundBytes = checked ? null : new ConcurrentHashMap<>();
    }

    /// Bytes whose batches have been checked already: what this node writes, or an entry, which has its own
    /// checksum.
    ///
    /// @param parts in order; each one's remaining bytes
    static Extent checked(Container container, List<ByteBuffer> parts) {
        return new Extent(container, 0, parts, true, 0);
    }

    /// Bytes as a store returned them.
    ///
    /// @param nowNanos the monotonic clock
    static Extent fetched(Container container, int from, ByteBuffer bytes, long nowNanos) {
        return new Extent(container, from, List.of(bytes), false, nowNanos);
    }

    @Override
    public int sizeBytes() {
        return to - from;
    }

    boolean holds(int position, int sizeBytes) {
        return position >= from && position + (long) sizeBytes <= to;
    }

    /// When the bytes came from their store, by the monotonic clock.
    long fetchedNanos() {
        return fetchedNanos;
    }

    /// How many bytes of a run, from its first on, are whole batches with the right checksum.
    public int soundBytes(int position, int sizeBytes) {
        return soundBytes == null
                ? sizeBytes
                : soundBytes.computeIfAbsent(new Range(position, sizeBytes), this::countSoundBytes);
    }

    /// The batch at a position of a run that ends at `runEnd`: a view that begins with it and may go on behind it.
    ///
    /// @throws MalformedDataException if there is no whole batch
    public ByteBuffer batch(int position, int runEnd) {
        if (!holds(position, runEnd - position)) {
            throw new MalformedDataException(
                    container + " has " + from + "–" + to + ", not " + position + "–" + runEnd);
        }
        int part = partAt(position);
        int offset = position - starts[part];
        int inPart = Math.min(parts[part].capacity() - offset, runEnd - position);
        ByteBuffer view = parts[part].slice(offset, inPart);
        // What this node uploads lies in memory batch by batch, so this is rare.
        return inPart == runEnd - position || holdsBatch(view) ? view : gather(part, offset, runEnd - position);
    }

    private int countSoundBytes(Range range) {
        int end = range.position() + range.sizeBytes();
        int at = range.position();
        try {
            while (at < end) {
                ByteBuffer batch = batch(at, end);
                BatchHeader header = BatchHeader.read(batch);
                if (!header.matchesChecksum(batch)) {
                    throw new MalformedDataException("the checksum of the batch does not match");
                }
                at += header.sizeBytes();
            }
        } catch (MalformedDataException e) {
            LOG.error("damaged batch container={} position={} reason=\"{}\"", container, at, e.getMessage());
        }
        return at - range.position();
    }

    private static boolean holdsBatch(ByteBuffer view) {
        return view.remaining() >= RecordBatchLayout.HEADER_BYTES
                && view.getInt(RecordBatchLayout.LENGTH) <= view.remaining() - RecordBatchLayout.LOG_OVERHEAD_BYTES;
    }

    private ByteBuffer gather(int firstPart, int offset, int length) {
        ByteBuffer gathered = ByteBuffer.allocate(length);
        int partOffset = offset;
        for (int part = firstPart; gathered.hasRemaining(); part++) {
            int taken = Math.min(gathered.remaining(), parts[part].capacity() - partOffset);
            gathered.put(parts[part].slice(partOffset, taken));
            partOffset = 0;
        }
        return gathered.flip();
    }

    private int partAt(int position) {
        int found = Arrays.binarySearch(starts, position);
        return found >= 0 ? lastOfEqual(found) : -found - 2;
    }

    /// An empty part begins where the next one does.
    private int lastOfEqual(int part) {
        int last = part;
        while (last + 1 < starts.length && starts[last + 1] == starts[part]) {
            last++;
        }
        return last;
    }

    @Override
    public String toString() {
        return container + " " + from + "–" + to;
    }
}
