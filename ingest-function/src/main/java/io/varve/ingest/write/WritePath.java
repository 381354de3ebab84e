package io.varve.ingest.write;

import io.varve.core.Doors;
import io.varve.core.Timers.Timer;
import io.varve.ingest.write.BatchOutcome.Cause;
import io.varve.ingest.write.WalUploader.Uploaded;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.storage.ObjectStore;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Takes batches, makes them durable, and has them given their offsets: the only way of records into the log.
///
/// Batches of all topics wait together until a flush is due, see [FlushBuffer]. A flush becomes one object for all its
/// shards, or, if it is small, goes into their entries. Several flushes are uploaded at once; each shard hears of them
/// in the order in which they began, so that what came later is not committed earlier.
///
/// ```
///   append --> buffer --due--> flush --+--> upload --+--> turn in its shard --> proposal --> outcome
///                ^ |                   +--> inlined -+      |                       |
///                | +--> time is up                          +--> a predecessor      |
///                |                                               was not written    |
///                +--------------------- the object's epoch was swept ---------------+
/// ```
///
/// Memory is bounded by whoever appends: the bytes of a batch are in use until [PendingAppend#released].
///
/// Thread-safe. Batches of one partition keep the order in which [#append] was called.
public final class WritePath implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(WritePath.class);

    private final WalUploader uploader;
    private final Committer committer;
    private final Inlining inlining;
    private final int maxUploads;
    private final Doors doors;
    private final CommitOrder order = new CommitOrder();
    private final Map<ShardId, WriteUnits> units = new ConcurrentHashMap<>();

    /// Guards what follows; nothing is completed, and nobody's code called, under it.
    private final ReentrantLock lock = new ReentrantLock();

    private final FlushBuffer buffer;

    /// Counts the batches that have come. Changed under the lock, read without it as well.
    private final AtomicLong arrivals = new AtomicLong();

    private long flushes;
    private int uploads;
    private @Nullable Timer timer;
    private long timerNanos;
    private boolean closed;

    /// What a write path works with.
    ///
    /// @param epoch the journal epoch, as far as this node has heard
    public record Parts(
            Writer writer,
            ObjectStore store,
            DataShards shards,
            LongSupplier epoch,
            UploadListener listener,
            Doors doors) {}

    public WritePath(Parts parts, WriteSettings settings) {
        doors = parts.doors();
        uploader = new WalUploader(parts.writer(), parts.store(), parts.epoch(), parts.listener(), doors.crashPoints());
        committer = new Committer(parts.shards(), doors.clock(), arrivals::get, this::takeBack);
        inlining = settings.inlining();
        maxUploads = settings.maxUploads();
        buffer = new FlushBuffer(settings.linger(), doors.clock().nanoTime());
    }

    /// The write path of a node of a cluster.
    public static WritePath of(Cluster cluster, IntSupplier nodeId, UploadListener listener, WriteSettings settings) {
        var writer = new Writer(cluster.clusterId(), nodeId, cluster.incarnation());
        var path = new WritePath(
                new Parts(
                        writer,
                        cluster.stores().objects(),
                        new ClusterDataShards(cluster),
                        () -> cluster.catalog().epoch(),
                        listener,
                        cluster.doors()),
                settings);
        for (Shard<LogState, LogDraft> shard : cluster.dataShards()) {
            shard.replica().listen((sequence, entry, draft) -> path.applied(shard.id(), entry));
        }
        return path;
    }

    /// Takes the batches of one request. Those that follow each other in one partition follow each other in the
    /// log.
    ///
    /// @param timeout when to answer although outcomes are still open
    public PendingAppend append(List<IncomingBatch> batches, Duration timeout) {
        var append = new PendingAppend(batches.size());
        var waiting = new ArrayList<WaitingBatch>(batches.size());
        List<Flush> due;
        lock.lock();
        try {
            long nowNanos = doors.clock().nanoTime();
            for (int i = 0; i < batches.size(); i++) {
                waiting.add(new WaitingBatch(batches.get(i), append, i, arrivals.incrementAndGet(), nowNanos));
            }
            due = take(waiting, nowNanos);
        } finally {
            lock.unlock();
        }
        due.forEach(this::start);
        if (!append.answer().isDone()) {
            Timer timeUp = doors.timers().after(timeout, () -> timeOut(append, waiting));
            append.answer().thenRun(timeUp::cancel);
        }
        return append;
    }

    /// Hears what every node appends to a shard: inlining stops where much is written already.
    public void applied(ShardId shard, Entry entry) {
        unitsOf(shard).spent(WriteUnits.of(entry), doors.clock().nanoTime());
    }

    /// Bytes of batches that wait for a flush to begin.
    public long bufferedBytes() {
        lock.lock();
        try {
            return buffer.sizeBytes();
        } finally {
            lock.unlock();
        }
    }

    /// From now on no batch waits for company, so that those who drain their connections need not wait either.
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        startDue();
    }

    /// Gives batches another flush.
    private void takeBack(List<WaitingBatch> batches) {
        List<Flush> due;
        lock.lock();
        try {
            due = take(batches, doors.clock().nanoTime());
        } finally {
            lock.unlock();
        }
        due.forEach(this::start);
    }

    private List<Flush> take(List<WaitingBatch> batches, long nowNanos) {
        batches.forEach(buffer::add);
        return beginDue(nowNanos);
    }

    private void startDue() {
        List<Flush> due;
        lock.lock();
        try {
            due = beginDue(doors.clock().nanoTime());
        } finally {
            lock.unlock();
        }
        due.forEach(this::start);
    }

    /// Begins all flushes that are due, and sets the timer for the next. Under the lock, so that they are
    /// numbered and ordered as their batches came.
    private List<Flush> beginDue(long nowNanos) {
        var due = new ArrayList<Flush>();
        while (uploads < maxUploads && !buffer.isEmpty()) {
            long waitNanos = closed ? 0 : buffer.nanosUntilDue(nowNanos);
            if (waitNanos > 0) {
                arm(waitNanos, nowNanos);
                return due;
            }
            due.add(begin(buffer.take(nowNanos), nowNanos));
        }
        return due;
    }

    private Flush begin(List<WaitingBatch> batches, long nowNanos) {
        List<FlushPart> contents = FlushPart.of(batches);
        boolean inlined = mayInline(batches, contents, nowNanos);
        if (!inlined) {
            uploads++;
        }
        flushes++;
        List<Flush.Part> parts = contents.stream()
                .map(content -> new Flush.Part(content, order.enter(content.shard())))
                .toList();
        return new Flush(flushes, parts, inlined);
    }

    private boolean mayInline(List<WaitingBatch> batches, List<FlushPart> contents, long nowNanos) {
        long sizeBytes = 0;
        for (WaitingBatch batch : batches) {
            sizeBytes += batch.meta().sizeBytes();
        }
        return sizeBytes <= inlining.maxBytes()
                && contents.stream()
                        .allMatch(content -> unitsOf(content.shard()).perSecond(nowNanos) <= inlining.unitsPerSecond());
    }

    private void arm(long waitNanos, long nowNanos) {
        long dueNanos = nowNanos + waitNanos;
        if (timer != null) {
            if (timerNanos - dueNanos <= 0) {
                // It looks again when it goes off.
                return;
            }
            timer.cancel();
        }
        timerNanos = dueNanos;
        timer = doors.timers().after(Duration.ofNanos(waitNanos), this::timerWentOff);
    }

    private void timerWentOff() {
        lock.lock();
        try {
            timer = null;
        } finally {
            lock.unlock();
        }
        startDue();
    }

    private void start(Flush flush) {
        if (flush.inlined()) {
            flush.parts().forEach(part -> part.turn().ready(() -> committer.commitInline(part.content())));
        } else {
            doors.threads().start("flush-" + flush.number(), () -> upload(flush));
        }
    }

    private void upload(Flush flush) {
        Consumer<FlushPart> next;
        try {
            Uploaded uploaded = uploader.upload(flush.bodies());
            next = part -> committer.commit(part, uploaded);
        } catch (RuntimeException e) {
            LOG.warn("upload failed flush={} reason={}", flush.number(), e.toString());
            var outcome = new BatchOutcome.NotWritten(Cause.STORE, String.valueOf(e.getMessage()));
            next = part -> part.batches().forEach(batch -> committer.fail(batch, outcome));
        }
        Consumer<FlushPart> inTurn = next;
        flush.parts().forEach(part -> part.turn().ready(() -> inTurn.accept(part.content())));
        lock.lock();
        try {
            uploads--;
        } finally {
            lock.unlock();
        }
        startDue();
    }

    /// Gives up those that no flush has taken yet; what is under way goes on and may still be written.
    private void timeOut(PendingAppend append, List<WaitingBatch> batches) {
        var dropped = new ArrayList<WaitingBatch>();
        lock.lock();
        try {
            for (WaitingBatch batch : batches) {
                if (buffer.remove(batch)) {
                    dropped.add(batch);
                }
            }
        } finally {
            lock.unlock();
        }
        var outcome = new BatchOutcome.Unknown("the request's time was up before a flush began");
        dropped.forEach(batch -> committer.fail(batch, outcome));
        append.timedOut();
    }

    private WriteUnits unitsOf(ShardId shard) {
        return units.computeIfAbsent(
                shard, absent -> new WriteUnits(doors.clock().nanoTime()));
    }
}
