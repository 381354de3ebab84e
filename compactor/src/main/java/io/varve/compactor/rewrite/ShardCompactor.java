package io.varve.compactor.rewrite;

import static java.util.Objects.requireNonNull;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.CompactorSettings;
import io.varve.compactor.plan.Cleaning;
import io.varve.compactor.plan.CleaningPlanner;
import io.varve.compactor.plan.LaterSegments;
import io.varve.compactor.plan.Merge;
import io.varve.compactor.plan.MergePlanner;
import io.varve.compactor.plan.RoundPlanner;
import io.varve.compactor.plan.Stretch;
import io.varve.compactor.plan.StuckRuns;
import io.varve.core.TopicId;
import io.varve.kafka.config.CleaningSettings;
import io.varve.kafka.config.TopicSettings;
import io.varve.kafka.config.TopicSettingsCache;
import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.cluster.Bundles;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.cluster.Shard;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.LogCommand.CompactedRun;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.Source;
import io.varve.metadata.log.LogDraft;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.metadata.state.Outcome;
import io.varve.segment.SegmentSettings;
import io.varve.storage.segment.SegmentPeriod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Rewrites the logs of one shard. Several processes may do so at once: a COMPACT entry takes effect only if the runs
/// that it replaces are still there, and what the slower one has written nobody ever names.
///
/// Thread-safe: one turn at a time. Blocks the calling (virtual) thread.
public final class ShardCompactor {

    private static final Logger LOG = LoggerFactory.getLogger(ShardCompactor.class);

    /// So many rounds of a turn may have to be planned again without what is lost; then it is the next turn's.
    private static final int MAX_LOSSES = 100;

    /// As many whole segments' worth is merged before new records have their turn.
    private static final long MERGE_SEGMENTS = 4;

    /// The records of one batch may take so much of the heap, several times over while they are encoded.
    private static final int HEAP_PART = 16;

    /// What the records of one batch may decompress to: more than those of any honest producer.
    private static final int MAX_RECORDS_BYTES =
            (int) Math.min(256 << 20, Runtime.getRuntime().maxMemory() / HEAP_PART);

    private final Cluster cluster;
    private final Shard<LogState, LogDraft> shard;
    private final CompactorSettings settings;
    private final CompactorCounts counts;
    private final SegmentSettings encoding;

    /// Held for a turn.
    private final ReentrantLock turn = new ReentrantLock();

    private final StuckRuns stuck;
    private final LaterSegments later = new LaterSegments();
    private final UnreadableRuns unreadable;
    private final RoundPlanner rounds;
    private final MergePlanner merges;
    private final CleaningPlanner cleanings;
    private final TopicSettingsCache topicSettingsCache = new TopicSettingsCache();

    public ShardCompactor(
            Cluster cluster, Shard<LogState, LogDraft> shard, CompactorSettings settings, CompactorCounts counts) {
        this.cluster = cluster;
        this.shard = shard;
        this.settings = settings;
        this.counts = counts;
        this.encoding = new SegmentSettings(settings.sizes().rowGroupBytes(), SegmentSettings.DEFAULT.zstdLevel());
        this.stuck = new StuckRuns(cluster.doors().clock());
        this.unreadable = new UnreadableRuns(cluster, stuck, counts);
        this.rounds = new RoundPlanner(settings, stuck);
        this.merges = new MergePlanner(settings.sizes(), stuck, later);
        this.cleanings = new CleaningPlanner(stuck);
    }

    /// Rewrites what is due, round after round, until nothing is.
    public void compactIfDue() {
        turn(false);
    }

    /// Turns all that can be rows into segments, whatever its size and age.
    public void compactAll() {
        turn(true);
    }

    private void turn(boolean everything) {
        turn.lock();
        try {
            do {
                compact(everything);
            } while (mergeIfDue());
            cleanIfDue();
        } finally {
            turn.unlock();
        }
    }

    /// The bytes that are not in segments yet, apart from those that never will be as far as this process knows.
    public long pendingBytes() {
        return shard.replica().query(rounds::pendingBytes);
    }

    private void compact(boolean everything) {
        boolean changed = true;
        int losses = 0;
        while (changed && losses <= MAX_LOSSES) {
            List<Stretch> round = shard.replica().query(state -> rounds.plan(state, nowMs(), everything));
            if (round.isEmpty()) {
                return;
            }
            RunInputs inputs = RunInputs.read(round, cluster.stores().objects(), cluster.clusterId(), counts);
            if (inputs.lost().isEmpty()) {
                changed = rewrite(round, inputs);
            } else {
                losses++;
                unreadable.note(inputs.lost());
            }
        }
    }

    private long nowMs() {
        return cluster.stores().clockGuard().wallMs();
    }

    /// @return whether anything came of it
    private boolean rewrite(List<Stretch> round, RunInputs inputs) {
        var bundle = new BundleOutput(shard.id(), counts);
        var rewritten = new ArrayList<Rewritten>();
        for (Stretch stretch : round) {
            SegmentOutputs segments =
                    outputs(settings.sizes().segmentBytes(), stretch.partition().topicId());
            List<Piece> pieces = new StretchRewriter(stretch, segments, MAX_RECORDS_BYTES, counts).rewrite(inputs);
            for (Piece piece : pieces) {
                if (piece instanceof Piece.Raw raw) {
                    bundle.add(stretch.partition(), raw);
                }
            }
            rewritten.add(new Rewritten(stretch, pieces));
        }
        Map<Piece.Raw, CompactedRun> bundled = bundle.write(new Bundles(cluster));
        List<LogCommand.Compact> commands = rewritten.stream()
                .filter(each -> !each.keepsAll())
                .map(each -> each.command(bundled))
                .toList();
        rewritten.forEach(each -> each.noteStuck(bundled, stuck));
        long applied = propose(commands);
        LOG.info("round rewritten shard={} stretches={} applied={}", shard.id(), round.size(), applied);
        return applied > 0;
    }

    private SegmentOutputs outputs(long maxBytes, TopicId topicId) {
        return new SegmentOutputs(
                cluster.objectWriter(), encoding, maxBytes, period(cluster.catalog(), topicId), counts);
    }

    /// One topic's never changes.
    private static SegmentPeriod period(Catalog catalog, TopicId topicId) {
        return catalog.topic(topicId)
                .map(topic -> SegmentPeriod.in(topic.configs()))
                .orElse(SegmentPeriod.NONE);
    }

    /// Merges no more at once than what new records can wait for: when a day is over, segments of all
    /// partitions may be due.
    ///
    /// @return whether more is
    private boolean mergeIfDue() {
        Catalog catalog = cluster.catalog();
        long bytes = 0;
        for (Merge merge : shard.replica().query(state -> merges.plan(state, id -> period(catalog, id)))) {
            if (bytes > MERGE_SEGMENTS * settings.sizes().segmentBytes()) {
                return true;
            }
            bytes += merge.sizeBytes();
            // No bound but what all of them come to: less than twice a segment.
            new SegmentMerger(cluster, stuck, later, counts)
                    .merge(merge, outputs(Long.MAX_VALUE, merge.partition().topicId()))
                    .ifPresent(command -> propose(List.of(command)));
        }
        return false;
    }

    private void cleanIfDue() {
        Map<TopicId, CleaningSettings> compacted = compacted(cluster.catalog());
        if (compacted.isEmpty()) {
            return;
        }
        long nowMs = nowMs();
        List<Cleaning> due = shard.replica().query(state -> cleanings.plan(state, compacted, nowMs));
        if (due.isEmpty()) {
            return;
        }
        var cleaner = new KeyCleaner(
                cluster,
                stuck,
                counts,
                topicId -> outputs(settings.sizes().segmentBytes(), topicId),
                settings.keyBytes());
        for (Cleaning cleaning : due) {
            cleaner.clean(cleaning, this::rewriteCleaned, this::entryMs).ifPresent(this::settle);
        }
    }

    /// Entry time, which is not before any entry that has been applied.
    private long entryMs() {
        return Math.max(nowMs(), shard.replica().query(LogState::timeMs));
    }

    private boolean rewriteCleaned(LogCommand.Compact command) {
        boolean applied = propose(List.of(command)) == 1;
        if (!applied) {
            counts.cleaningWasRefused();
        }
        return applied;
    }

    private void settle(LogCommand.Clean command) {
        if (shard.proposeAndWait(command) instanceof Outcome.Refused refused) {
            counts.cleaningWasRefused();
            LOG.info("a cleaning is dropped shard={} outcome={}", shard.id(), refused);
        }
    }

    private Map<TopicId, CleaningSettings> compacted(Catalog catalog) {
        var compacted = new HashMap<TopicId, CleaningSettings>();
        catalog.topics().forEach(topic -> {
            TopicSettings topicSettings = topicSettingsCache.of(topic);
            if (topicSettings.compacted()) {
                compacted.put(topic.id(), topicSettings.cleaning());
            }
        });
        return compacted;
    }

    /// @return how many took effect
    private long propose(List<LogCommand.Compact> commands) {
        List<CompletableFuture<Outcome>> proposed =
                commands.stream().map(shard::propose).toList();
        long applied = 0;
        for (CompletableFuture<Outcome> outcome : proposed) {
            if (outcome.join().changes()) {
                applied++;
            } else {
                counts.wasRefused();
                LOG.info("a rewritten range is dropped shard={} outcome={}", shard.id(), outcome.join());
            }
        }
        return applied;
    }

    /// What a stretch has become.
    private record Rewritten(Stretch stretch, List<Piece> pieces) {

        /// Whether all of it stays where it is.
        boolean keepsAll() {
            return pieces.stream().allMatch(Piece.InPlace.class::isInstance);
        }

        LogCommand.Compact command(Map<Piece.Raw, CompactedRun> bundled) {
            var outputs = new ArrayList<CompactedRun>();
            for (Piece piece : pieces) {
                switch (piece) {
                    case Piece.Rows rows -> outputs.addAll(rows.runs());
                    case Piece.Raw raw -> outputs.add(requireNonNull(bundled.get(raw)));
                    case Piece.InPlace kept -> outputs.add(kept.run());
                    case Piece.Nothing nothing -> outputs.add(nothing.run());
                }
            }
            return new LogCommand.Compact(
                    stretch.partition(), stretch.baseOffset(), stretch.endOffset(), inputsOf(stretch.runs()), outputs);
        }

        void noteStuck(Map<Piece.Raw, CompactedRun> bundled, StuckRuns stuck) {
            for (Piece piece : pieces) {
                switch (piece) {
                    case Piece.Rows _, Piece.Nothing _ -> {}
                    case Piece.Raw raw -> {
                        if (raw.stuck()) {
                            CompactedRun run = requireNonNull(bundled.get(raw));
                            stuck.add(run.source(), run.position());
                        }
                    }
                    case Piece.InPlace kept -> stuck.add(kept.object(), kept.position());
                }
            }
        }
    }

    /// The objects that runs lie in.
    static List<ObjectRef> inputsOf(List<Run> runs) {
        var inputs = new LinkedHashSet<ObjectRef>();
        for (Run run : runs) {
            Source source = run.source();
            if (source instanceof ObjectRef object) {
                inputs.add(object);
            } else if (source instanceof SegmentRef segment) {
                inputs.add(segment.object());
            }
        }
        return List.copyOf(inputs);
    }
}
