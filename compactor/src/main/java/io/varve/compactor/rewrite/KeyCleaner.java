package io.varve.compactor.rewrite;

import io.varve.compactor.CompactorCounts;
import io.varve.compactor.plan.Cleaning;
import io.varve.compactor.plan.StuckRuns;
import io.varve.core.MalformedDataException;
import io.varve.core.TopicId;
import io.varve.metadata.cluster.Cluster;
import io.varve.metadata.entry.Cleaned;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.LogCommand.CompactedRun;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.entry.Source;
import io.varve.metadata.log.Run;
import io.varve.segment.batch.BatchFilter;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Makes the keys of a log unique: records go that a later one of their key has followed, tombstones that have been
/// there for long enough, and records that have no key. What stays keeps its offset. Of one thread.
///
/// ```
///   runs   | cleaned before            | dirty              |
///          └── which of their records  └── the last offset of each of their keys, as many as there is room for
///              have given way?
///   segments of which some have ──► written anew ──► COMPACT, one for a few adjacent ones ──► CLEAN
/// ```
///
/// Every COMPACT is right by itself: a record with a key goes only if a later one of its key is in the log.
final class KeyCleaner {

    private static final Logger LOG = LoggerFactory.getLogger(KeyCleaner.class);

    /// Of as many segments the objects that a COMPACT names fit into an entry.
    private static final int MAX_ADJACENT = 1_000;

    private final Cluster cluster;
    private final UnreadableRuns unreadable;
    private final CompactorCounts counts;
    private final Function<TopicId, SegmentOutputs> outputs;
    private final long indexBytes;
    private final BatchFilter filter = new BatchFilter();

    /// @param outputs of a topic, for a few adjacent segments each
    /// @param indexBytes what the offsets of keys may take
    KeyCleaner(
            Cluster cluster,
            StuckRuns stuck,
            CompactorCounts counts,
            Function<TopicId, SegmentOutputs> outputs,
            long indexBytes) {
        this.cluster = cluster;
        this.unreadable = new UnreadableRuns(cluster, stuck, counts);
        this.counts = counts;
        this.outputs = outputs;
        this.indexBytes = indexBytes;
    }

    /// The last offsets of keys, of all of them below an offset.
    private record Latest(KeyIndex index, long endOffset) {

        /// Records without a key are from before the topic was compacted. No later one can take their place, so
        /// they go as they do by Kafka's log cleaner.
        boolean hasGivenWay(long offset, @Nullable ByteBuffer key) {
            return key == null ? offset < endOffset : index.isSuperseded(key, offset);
        }
    }

    /// A segment with those of its row groups that are in the log; or a range without records.
    private record Part(@Nullable SegmentRef segment, List<Run> runs) {

        long baseOffset() {
            return runs.getFirst().baseOffset();
        }

        long endOffset() {
            return runs.getLast().endOffset();
        }

        long sizeBytes() {
            return runs.stream().mapToLong(Run::sizeBytes).sum();
        }
    }

    /// @param commit puts a COMPACT to the journal, and tells whether it took effect
    /// @param nowMs entry time, when it is asked for
    /// @return what the log's keys are unique up to now; empty if nothing has come of it
    Optional<LogCommand.Clean> clean(Cleaning cleaning, Predicate<LogCommand.Compact> commit, LongSupplier nowMs) {
        List<Part> parts = parts(cleaning.runs());
        var index = new KeyIndex(indexBytes);
        long endOffset = index(cleaning, parts, index);
        if (endOffset < 0) {
            return Optional.empty();
        }
        var latest = new Latest(index, endOffset);
        boolean tombstones = false;
        var adjacent = new ArrayList<Part>();
        for (Part part : parts) {
            if (part.baseOffset() >= endOffset) {
                break;
            }
            Survey survey = survey(cleaning, part, latest);
            if (survey == Survey.CHANGES) {
                adjacent.add(part);
                if (!isEnough(cleaning, adjacent)) {
                    continue;
                }
            }
            Optional<Rewritten> rewritten =
                    survey == Survey.DAMAGED ? Optional.empty() : rewrite(cleaning, adjacent, latest, commit);
            if (rewritten.isEmpty()) {
                return Optional.empty();
            }
            tombstones |= rewritten.get().tombstones() || (survey == Survey.STAYS && hasTombstones(part.segment()));
        }
        Optional<Rewritten> last = rewrite(cleaning, adjacent, latest, commit);
        if (last.isEmpty()) {
            return Optional.empty();
        }
        tombstones |= last.get().tombstones();
        LOG.info(
                "log cleaned partition={} endOffset={} keys={} tombstonesBelow={}",
                cleaning.partition(),
                endOffset,
                index.size(),
                cleaning.dropTombstonesBelow());
        // What tombstones delete has gone only now: readers have from here on to see them.
        return Optional.of(new LogCommand.Clean(
                cleaning.partition(), cleaned(cleaning, endOffset, tombstones, nowMs.getAsLong())));
    }

    /// What is written has to be named before its epoch is swept, in an entry that takes it.
    private boolean isEnough(Cleaning cleaning, List<Part> adjacent) {
        return adjacent.size() >= MAX_ADJACENT
                || outputs.apply(cleaning.partition().topicId())
                        .areSeveral(adjacent.stream().mapToLong(Part::sizeBytes).sum());
    }

    /// The horizon moves on when the tombstones before the last one have gone, or if there were none.
    private static Cleaned cleaned(Cleaning cleaning, long endOffset, boolean tombstones, long nowMs) {
        Cleaned before = cleaning.before();
        boolean moves = cleaning.dropTombstonesBelow() > 0 || !before.tombstones() || before.horizonOffset() == 0;
        return moves
                ? new Cleaned(endOffset, endOffset, nowMs, tombstones)
                : new Cleaned(endOffset, before.horizonOffset(), before.horizonMs(), tombstones);
    }

    private static List<Part> parts(List<Run> runs) {
        var parts = new ArrayList<Part>();
        int first = 0;
        for (int i = 1; i <= runs.size(); i++) {
            Source source = runs.get(first).source();
            if (i == runs.size() || !runs.get(i).source().equals(source)) {
                parts.add(new Part(source instanceof SegmentRef segment ? segment : null, runs.subList(first, i)));
                first = i;
            }
        }
        return parts;
    }

    /// Notes the keys behind the last cleaning, in the order of their offsets.
    ///
    /// @return the offset of the first key that had no room, or the end if all had; −1 if there is nothing to clean
    private long index(Cleaning cleaning, List<Part> parts, KeyIndex index) {
        long endOffset = cleaning.before().endOffset();
        var noRoom = new long[] {Long.MAX_VALUE};
        for (Part part : parts) {
            if (part.endOffset() <= cleaning.before().endOffset()) {
                continue;
            }
            Optional<Boolean> all = part.segment() == null
                    ? Optional.of(true)
                    : readKeys(cleaning, part, part.segment(), (offset, key) -> {
                        boolean noted =
                                key == null || offset < cleaning.before().endOffset() || index.put(key, offset);
                        noRoom[0] = noted ? Long.MAX_VALUE : offset;
                        return noted;
                    });
            if (all.isEmpty()) {
                return -1;
            }
            if (!all.get()) {
                endOffset = noRoom[0];
                break;
            }
            endOffset = part.endOffset();
        }
        boolean any = endOffset > cleaning.before().endOffset() || cleaning.dropTombstonesBelow() > 0;
        return any ? endOffset : -1;
    }

    private enum Survey {
        STAYS,
        CHANGES,
        DAMAGED
    }

    private Survey survey(Cleaning cleaning, Part part, Latest latest) {
        if (part.segment() == null) {
            return Survey.STAYS;
        }
        boolean mayDropTombstones = part.segment().stats().tombstones() > 0
                && part.segment().stats().firstOffset() < cleaning.dropTombstonesBelow();
        if (mayDropTombstones) {
            return Survey.CHANGES;
        }
        return readKeys(cleaning, part, part.segment(), (offset, key) -> !latest.hasGivenWay(offset, key))
                .map(all -> all ? Survey.STAYS : Survey.CHANGES)
                .orElse(Survey.DAMAGED);
    }

    /// @return whether the visitor has seen all; empty if the segment is gone or damaged
    private Optional<Boolean> readKeys(Cleaning cleaning, Part part, SegmentRef segment, KeyVisitor visitor) {
        try {
            OpenedSegment opened = open(segment);
            for (Run run : part.runs()) {
                if (!opened.readKeys(run, visitor::visit)) {
                    return Optional.of(false);
                }
            }
            return Optional.of(true);
        } catch (MalformedDataException e) {
            unreadable.note(cleaning.partition(), part.runs(), e);
            return Optional.empty();
        }
    }

    private interface KeyVisitor {
        boolean visit(long offset, @Nullable ByteBuffer key);
    }

    /// What adjacent segments have become.
    ///
    /// @param tombstones whether any are left
    private record Rewritten(boolean tombstones) {}

    private static boolean hasTombstones(@Nullable Source source) {
        return source instanceof SegmentRef segment && segment.stats().tombstones() > 0;
    }

    /// Writes adjacent segments anew, if there are any, and takes them from the list.
    ///
    /// @return empty if that has not taken effect
    private Optional<Rewritten> rewrite(
            Cleaning cleaning, List<Part> adjacent, Latest latest, Predicate<LogCommand.Compact> commit) {
        if (adjacent.isEmpty()) {
            return Optional.of(new Rewritten(false));
        }
        List<Part> parts = List.copyOf(adjacent);
        adjacent.clear();
        SegmentOutputs segments = outputs.apply(cleaning.partition().topicId());
        var runs = new ArrayList<CompactedRun>();
        for (Part part : parts) {
            SegmentRef segment = part.segment();
            if (segment != null) {
                try {
                    OpenedSegment opened = open(segment);
                    for (Run run : part.runs()) {
                        opened.read(
                                run,
                                batch -> filter.filter(
                                                batch,
                                                (offset, key, tombstone) ->
                                                        stays(cleaning, latest, offset, key, tombstone))
                                        .ifPresent(kept -> {
                                            if (segments.endsBefore(kept)) {
                                                segments.end(kept.baseOffset())
                                                        .ifPresent(rows -> runs.addAll(rows.runs()));
                                            }
                                            segments.add(cleaning.partition().partition(), kept);
                                        }));
                    }
                } catch (MalformedDataException e) {
                    unreadable.note(cleaning.partition(), part.runs(), e);
                    return Optional.empty();
                }
            }
        }
        List<Run> replaced =
                parts.stream().flatMap(part -> part.runs().stream()).toList();
        long endOffset = replaced.getLast().endOffset();
        segments.end(endOffset).ifPresent(rows -> runs.addAll(rows.runs()));
        if (runs.isEmpty()) {
            runs.add(new CompactedRun(
                    endOffset, new NoRecords(), 0, 0, -1, replaced.getLast().appendedMs()));
        }
        boolean applied = commit.test(new LogCommand.Compact(
                cleaning.partition(),
                replaced.getFirst().baseOffset(),
                endOffset,
                ShardCompactor.inputsOf(replaced),
                runs));
        return applied
                ? Optional.of(new Rewritten(runs.stream().anyMatch(run -> hasTombstones(run.source()))))
                : Optional.empty();
    }

    private static boolean stays(
            Cleaning cleaning, Latest latest, long offset, @Nullable ByteBuffer key, boolean tombstone) {
        boolean gone = latest.hasGivenWay(offset, key) || (tombstone && offset < cleaning.dropTombstonesBelow());
        return !gone;
    }

    private OpenedSegment open(SegmentRef segment) {
        return OpenedSegment.read(segment, cluster.stores().objects(), cluster.clusterId(), counts);
    }
}
