package io.varve.log.read;

import io.varve.core.Doors;
import io.varve.core.TopicIdPartition;
import io.varve.log.LogShard;
import io.varve.log.LogShards;
import io.varve.log.store.DecodingRoom;
import io.varve.log.store.RowGroupBatches;
import io.varve.log.store.RunBytes;
import io.varve.log.store.RunPlace;
import io.varve.log.store.RunReader;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.AbortedTransaction;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.Run;
import io.varve.metadata.replica.ReplicaHaltedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads batches out of logs.
///
/// What is read is decided from state alone, then brought into memory, then cut to size. A position is called unknown
/// or out of range only after its shard was read up to the journal's tail. Trouble with one partition's bytes is that
/// partition's answer alone.
///
/// Thread-safe. Blocks the calling (virtual) thread.
///
/// ```
///   plan --> [ wait for records ] --> read --+--> answer
///    ^                                       |
///    +--- an object is gone: refresh --------+   once
/// ```
public final class LogReader {

    private static final Logger LOG = LoggerFactory.getLogger(LogReader.class);

    private final Planner planner;
    private final RunReader runs;
    private final LongPolls polls;
    private final ReadAhead readAhead;
    private final ReadSettings settings;

    /// Listens to the shards from now on.
    public LogReader(LogShards shards, RunReader runs, ReadSettings settings, Doors doors) {
        this.planner = new Planner(shards);
        this.runs = runs;
        this.polls = new LongPolls(settings.maxLongPolls(), doors);
        this.readAhead = new ReadAhead(doors.clock(), runs.readAheadBytes());
        this.settings = settings;
        shards.all().forEach(this::follow);
    }

    private void follow(LogShard shard) {
        ShardId id = shard.replica().shard();
        shard.replica().listen((sequence, entry, draft) -> {
            runs.cache().putInline(id, sequence, entry.inline());
            polls.applied(draft.touched());
        });
    }

    /// Reads what there is.
    ///
    /// @return the answer of each position, in order
    public List<PartitionRead> read(ReadRequest request) {
        return read(request, planner.plan(request));
    }

    /// Reads as soon as there are `minBytes`, or there is an error to report, or `maxWait` is over.
    ///
    /// @return the answer of each position, in order
    public List<PartitionRead> fetch(ReadRequest request, int minBytes, Duration maxWait) {
        ReadPlan plan = planner.plan(request);
        long enoughBytes = Math.min(minBytes, request.maxBytes());
        if (!plan.hasErrors() && plan.takenBytes() < enoughBytes && maxWait.isPositive()) {
            Duration wait = maxWait.compareTo(settings.maxWait()) < 0 ? maxWait : settings.maxWait();
            polls.await(plan, request.isolationLevel(), enoughBytes, wait);
            plan = planner.plan(request);
        }
        return read(request, plan);
    }

    /// How many reads wait for records now.
    public int waiting() {
        return polls.waiting();
    }

    /// From now on no read waits: those that do are answered with what there is.
    public void drain() {
        polls.drain();
    }

    private List<PartitionRead> read(ReadRequest request, ReadPlan planned) {
        Optional<List<PartitionRead>> reads = readOnce(request, planned, false);
        if (reads.isEmpty()) {
            // Its runs are somewhere else by now, and this node has not heard of it.
            Planner.refresh(shardsOf(planned));
            reads = readOnce(request, planner.plan(request), true);
        }
        return reads.orElseThrow();
    }

    /// @param lastTry whether runs that are gone are answered so
    /// @return empty if some are gone
    private Optional<List<PartitionRead>> readOnce(ReadRequest request, ReadPlan planned, boolean lastTry) {
        var admission = new Admission(planned, runs, Math.min(settings.maxRowGroupBytes(), runs.rowGroupBytesAtOnce()));
        ReadPlan plan = admission.plan();
        // Until the answer is there: row groups that the cache does not keep live as long.
        try (DecodingRoom.Share _ = runs.takeRoom(admission.loadBytes())) {
            List<RunBytes> bytes = load(plan);
            if (!lastTry && bytes.stream().anyMatch(RunBytes.Gone.class::isInstance)) {
                return Optional.empty();
            }
            bytes.forEach(LogReader::logIfGone);
            return Optional.of(answer(request, plan, bytes.iterator()));
        }
    }

    private static void logIfGone(RunBytes bytes) {
        if (bytes instanceof RunBytes.Gone(RuntimeException cause)) {
            LOG.error("a live run has no bytes reason=\"{}\"", cause.getMessage());
        }
    }

    private List<RunBytes> load(ReadPlan plan) {
        var places = new ArrayList<RunPlace>();
        for (PositionPlan position : plan.positions()) {
            if (position instanceof PositionPlan.Ready ready) {
                places.addAll(ready.places(ready.runs()));
            }
        }
        return runs.read(places);
    }

    private static Set<LogShard> shardsOf(ReadPlan plan) {
        var shards = new LinkedHashSet<LogShard>();
        for (PositionPlan position : plan.positions()) {
            if (position instanceof PositionPlan.Ready ready) {
                shards.add(ready.shard());
            }
        }
        return shards;
    }

    private List<PartitionRead> answer(ReadRequest request, ReadPlan plan, Iterator<RunBytes> bytes) {
        var answer = new Answer(request.maxBytes());
        var reads = new ArrayList<PartitionRead>(plan.positions().size());
        for (PositionPlan position : plan.positions()) {
            reads.add(
                    switch (position) {
                        case PositionPlan.Ready ready -> {
                            List<RunBytes> ofRuns = ready.bytesOfRuns(bytes);
                            PartitionRead read = answer.add(ready, ofRuns);
                            noteUse(ready, ofRuns, read);
                            readAhead(ready, read);
                            yield read;
                        }
                        case PositionPlan.OutOfRange outOfRange -> new PartitionRead.OutOfRange(outOfRange.bounds());
                        case PositionPlan.Unknown unknown -> new PartitionRead.UnknownPartition();
                        case PositionPlan.NoTopic noTopic -> new PartitionRead.UnknownPartition();
                        case PositionPlan.Failed failed -> new PartitionRead.StorageFailed(failed.cause());
                    });
        }
        return reads;
    }

    /// Notes which row groups will be asked for again.
    private void noteUse(PositionPlan.Ready plan, List<RunBytes> bytes, PartitionRead read) {
        long nextOffset =
                read instanceof PartitionRead.Records(LogBounds _, List<ReadBatch> batches, List<AbortedTransaction> _)
                                && !batches.isEmpty()
                        ? batches.getLast().lastOffset() + 1
                        : plan.position().offset();
        for (int i = 0; i < bytes.size(); i++) {
            Run run = plan.runs().get(i);
            if (run.isStored() && bytes.get(i) instanceof RunBytes.Decoded(RowGroupBatches batches)) {
                runs.note(plan.place(run), batches, run.endOffset() <= nextOffset);
            }
        }
    }

    /// Begins to read what a replay of old data will ask for next.
    private void readAhead(PositionPlan.Ready plan, PartitionRead read) {
        boolean old = !plan.runs().isEmpty() && !plan.isRecent(plan.runs().getLast());
        if (!old
                || !(read instanceof PartitionRead.Records records)
                || records.batches().isEmpty()) {
            return;
        }
        TopicIdPartition partition = plan.position().partition();
        long nextOffset = records.batches().getLast().lastOffset() + 1;
        long windowBytes = readAhead.moved(partition, plan.position().offset(), nextOffset);
        if (windowBytes == 0) {
            return;
        }
        long plannedTo = plan.runs().getLast().endOffset();
        try {
            List<Run> next =
                    plan.shard().replica().query(state -> state.runsFrom(partition, plannedTo, (int) windowBytes));
            runs.readAhead(plan.places(next), readAhead.shareBytes());
        } catch (ReplicaHaltedException e) {
            LOG.warn("nothing is read ahead shard={} reason=\"{}\"", plan.shard(), e.getMessage());
        }
    }
}
