package io.varve.metadata.cluster;

import io.varve.core.TopicIdPartition;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.journal.TailPage;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.metadata.state.Outcome;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.wal.BatchMeta;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.WalObject;
import io.varve.storage.wal.WalObject.PartitionBody;
import io.varve.storage.wal.WalObject.ShardBody;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Moves inlined runs out of the journal into a bundle, one object for many partitions, so that entries can be
/// trimmed and reads of older records cost object reads.
final class Mover {

    private static final Logger LOG = LoggerFactory.getLogger(Mover.class);

    /// How much one bundle takes; more makes several.
    private static final int MAX_BUNDLE_BYTES = 4 * 1024 * 1024;

    /// A MOVE of so many fits into an entry however large its numbers, each run being at most 43 bytes of it.
    private static final int MAX_RUNS = 8 * 1024;

    private static final int PAGE_BYTES = 4 * 1024 * 1024;

    private final Cluster cluster;
    private final Shard<LogState, LogDraft> shard;
    private final Duration moveAfter;
    private final Bundles bundles;

    Mover(Cluster cluster, Shard<LogState, LogDraft> shard, Duration moveAfter, Bundles bundles) {
        this.cluster = cluster;
        this.shard = shard;
        this.moveAfter = moveAfter;
        this.bundles = bundles;
    }

    /// Moves what has stayed in its entry for long enough, everything up to it included.
    void moveIfDue() {
        long nowMs = cluster.doors().clock().wallMs();
        boolean due =
                shard.replica().query(state -> nowMs - state.oldestInlinedMs().orElse(nowMs) >= moveAfter.toMillis());
        if (due) {
            long maxSequence = shard.replica().appliedSequence();
            boolean moved = true;
            while (moved) {
                moved = move(maxSequence);
            }
        }
    }

    /// Moves the oldest runs that lie in entries up to a sequence, as many as a bundle takes.
    ///
    /// @return false if there are none, or another node was faster
    private boolean move(long maxSequence) {
        Map<TopicIdPartition, List<Run>> runs =
                shard.replica().query(state -> state.inlinedRuns(maxSequence, MAX_BUNDLE_BYTES, MAX_RUNS));
        if (runs.isEmpty()) {
            return false;
        }
        Map<Long, ByteBuffer> inlineSections = readEntries(runs);
        var bodies = new ArrayList<PartitionBody>();
        runs.forEach((partition, ofPartition) -> bodies.add(bodyOf(partition, ofPartition, inlineSections)));
        ObjectWriter.Written<WalObject.Encoded> bundle =
                bundles.write(new ShardBody(shard.id().name(), bodies));
        Outcome outcome =
                shard.proposeAndWait(new LogCommand.Move(bundle.object(), movedRuns(runs, bundle.contents())));
        LOG.info("moved inlined runs shard={} partitions={} outcome={}", shard.id(), runs.size(), outcome);
        return outcome.changes();
    }

    private Map<Long, ByteBuffer> readEntries(Map<TopicIdPartition, List<Run>> runs) {
        var sequences = new TreeSet<Long>();
        runs.values().forEach(ofPartition -> ofPartition.forEach(run -> sequences.add(sequenceOf(run))));
        var sections = new HashMap<Long, ByteBuffer>();
        while (!sequences.isEmpty()) {
            TailPage page = cluster.stores().journal().read(shard.id(), sequences.first(), PAGE_BYTES);
            if (page.entries().isEmpty() || page.firstSequence() != sequences.first()) {
                throw new IllegalStateException("entry " + sequences.first() + " of " + shard.id() + " is gone");
            }
            long sequence = page.firstSequence();
            for (byte[] bytes : page.entries()) {
                if (sequences.remove(sequence)) {
                    sections.put(sequence, Entry.decode(sequence, bytes).inline());
                }
                sequence++;
            }
        }
        return sections;
    }

    private static PartitionBody bodyOf(
            TopicIdPartition partition, List<Run> runs, Map<Long, ByteBuffer> inlineSections) {
        var metas = new ArrayList<BatchMeta>();
        var bytes = new ArrayList<ByteBuffer>();
        for (Run run : runs) {
            ByteBuffer section = Objects.requireNonNull(inlineSections.get(sequenceOf(run)));
            ByteBuffer rest = section.slice(run.position(), run.sizeBytes());
            while (rest.hasRemaining()) {
                BatchHeader batch = BatchHeader.read(rest);
                metas.add(batch.meta());
                bytes.add(rest.slice(rest.position(), batch.sizeBytes()));
                rest.position(rest.position() + batch.sizeBytes());
            }
        }
        return new PartitionBody(partition, metas, bytes);
    }

    /// Runs that follow each other in the log lie side by side in the bundle and become one.
    private List<LogCommand.MovedRun> movedRuns(Map<TopicIdPartition, List<Run>> runs, WalObject.Encoded encoded) {
        var moved = new ArrayList<LogCommand.MovedRun>();
        Iterator<PartitionBatches> places = Objects.requireNonNull(
                        encoded.object().tables().get(shard.id().name()))
                .partitions()
                .iterator();
        runs.forEach((partition, ofPartition) -> {
            int position = places.next().position();
            int first = 0;
            for (int i = 0; i < ofPartition.size(); i++) {
                boolean last = i + 1 == ofPartition.size()
                        || ofPartition.get(i + 1).baseOffset()
                                != ofPartition.get(i).endOffset();
                if (last) {
                    List<Run> adjacent = ofPartition.subList(first, i + 1);
                    int sizeBytes = adjacent.stream().mapToInt(Run::sizeBytes).sum();
                    moved.add(new LogCommand.MovedRun(
                            partition,
                            adjacent.getFirst().baseOffset(),
                            adjacent.getLast().endOffset(),
                            position,
                            sizeBytes));
                    position += sizeBytes;
                    first = i + 1;
                }
            }
        });
        return moved;
    }

    private static long sequenceOf(Run run) {
        return ((InlineRef) run.source()).sequence();
    }
}
