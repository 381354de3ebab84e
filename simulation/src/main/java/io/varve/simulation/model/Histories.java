package io.varve.simulation.model;

import static java.util.Objects.requireNonNull;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.metadata.entry.CommitId;
import io.varve.metadata.entry.EndMarker;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.InlineRef;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.entry.NoRecords;
import io.varve.metadata.entry.ObjectRef;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.log.LogBounds;
import io.varve.metadata.log.LogState;
import io.varve.metadata.log.Run;
import io.varve.metadata.replica.Replay;
import io.varve.metadata.replica.Snapshots;
import io.varve.metadata.state.ShardFacts;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.jspecify.annotations.Nullable;

/// Every history that a search comes across. Each is folded once, by the production code, and checked once: the
/// properties of a history alone hold in every world that has it.
final class Histories {

    static final ShardId SHARD = ShardId.data(0);
    static final long DAY_MS = 24 * 3_600_000L;
    static final long EPOCH_MS = 1_700_000_000_000L;

    private final ConcurrentMap<Bytes, Put> puts = new ConcurrentHashMap<>();

    private record Bytes(int sequence, ByteBuffer bytes) {}

    /// The history whose one entry opens the topic.
    Prefix first() {
        var state = new LogState();
        var draft = state.draft(EPOCH_MS);
        var open = new LogCommand.Open(Batch.PARTITION.topicId(), 1, EPOCH_MS);
        draft.apply(open);
        var entry = new Entry(
                new CommitId(Id128.ZERO, 0), EPOCH_MS, List.of(open), draft.verdictHash(), ByteBuffer.allocate(0));
        Replay.apply(SHARD, state, entry);
        return prefix(null, null, state);
    }

    Put put(int sequence, byte[] bytes) {
        return puts.computeIfAbsent(
                new Bytes(sequence, ByteBuffer.wrap(bytes)),
                key -> new Put(
                        sequence,
                        bytes,
                        new Fingerprint().mix(sequence).mix(bytes).value()));
    }

    /// The history that is one entry longer.
    Prefix after(Prefix parent, Put put) {
        Prefix known = parent.children().get(put);
        return known != null ? known : parent.children().computeIfAbsent(put, key -> grow(parent, key));
    }

    private static Prefix grow(Prefix parent, Put put) {
        LogState state = parent.state();
        try {
            Replay.apply(SHARD, state, Entry.decode(put.sequence(), put.bytes()));
        } catch (MalformedDataException e) {
            return new Prefix(
                    parent, put, parent.encoded(), parent.hash(), flawed("a replica halts: " + e.getMessage()));
        }
        return prefix(parent, put, state);
    }

    private static Prefix prefix(@Nullable Prefix parent, @Nullable Put put, LogState state) {
        byte[] encoded = encode(state);
        var snapshot = LogState.read(new ByteReader(ByteBuffer.wrap(encoded)));
        Prefix.Log log = Arrays.equals(encode(snapshot), encoded)
                ? log(parent, put, state)
                : flawed("a snapshot does not come to the fold that it was made of");
        return new Prefix(parent, put, encoded, Snapshots.hash(ByteBuffer.wrap(encoded)), log);
    }

    private static byte[] encode(LogState state) {
        var out = new ByteWriter();
        state.write(out);
        return out.toByteArray();
    }

    private static Prefix.Log flawed(String flaw) {
        return new Prefix.Log(new byte[0], 0, List.of(), 0, Integer.MAX_VALUE, ShardFacts.INITIAL, 0, flaw);
    }

    /// Reads the log off the production state and holds it against the history before.
    private static Prefix.Log log(@Nullable Prefix parent, @Nullable Put put, LogState state) {
        LogBounds bounds = state.bounds(Batch.PARTITION).orElseThrow();
        List<Run> runs = state.runsFrom(Batch.PARTITION, 0, Integer.MAX_VALUE);
        byte[] before = parent == null ? new byte[0] : parent.log().contents();
        var contents = new byte[(int) bounds.highWatermark()];
        System.arraycopy(before, 0, contents, 0, Math.min(before.length, contents.length));
        int objects = 0;
        int gone = parent == null ? 0 : parent.log().gone();
        long covered = runs.isEmpty() ? bounds.highWatermark() : runs.getFirst().baseOffset();
        String flaw = contents.length < before.length ? "the log became shorter" : null;
        if (covered > bounds.logStartOffset()) {
            flaw = "no run covers the log's start";
        }
        for (Run run : runs) {
            if (run.baseOffset() != covered || run.endOffset() <= bounds.logStartOffset()) {
                flaw = "the runs do not cover the log exactly once: " + runs;
            }
            covered = run.endOffset();
            objects |= Batch.bit(run.source());
            for (long offset = run.baseOffset(); offset < run.endOffset(); offset++) {
                byte batch = batchIn(parent, put, run, (int) (run.position() + offset - run.baseOffset()));
                if (batch == Batch.GONE) {
                    // A later record of the one key was there before.
                    if (offset >= before.length - 1) {
                        flaw = "the last record, at offset " + offset + ", is cleaned away";
                    }
                    gone |= 1 << offset;
                    continue;
                }
                if ((gone & 1 << offset) != 0) {
                    flaw = "the record at offset " + offset + " was cleaned away and is back";
                }
                if (offset < before.length && before[(int) offset] != batch) {
                    flaw = "offset " + offset + " held batch " + before[(int) offset] + " and now " + batch;
                }
                contents[(int) offset] = batch;
            }
        }
        if (covered != bounds.highWatermark()) {
            flaw = "the runs end at " + covered + ", the log at " + bounds.highWatermark();
        }
        return new Prefix.Log(
                contents,
                gone,
                List.copyOf(runs),
                objects,
                (int) state.firstInlinedSequence().orElse(Integer.MAX_VALUE),
                state.facts(),
                state.timeMs(),
                flaw != null ? flaw : orderFlaw(contents));
    }

    private static byte batchIn(@Nullable Prefix parent, @Nullable Put put, Run run, int position) {
        return switch (run.source()) {
            case ObjectRef object -> (byte) Batch.at(object, position);
            case NoRecords _ -> Batch.GONE;
            case SegmentRef _, EndMarker _ -> throw new IllegalStateException("the model has no " + run.source());
            case InlineRef inline -> {
                int sequence = (int) inline.sequence();
                Put holder = put != null && put.sequence() == sequence
                        ? put
                        : requireNonNull(parent).at(sequence);
                yield Entry.decode(sequence, requireNonNull(holder).bytes())
                        .inline()
                        .get(position);
            }
        };
    }

    /// Each batch once, and those of a producer in order.
    private static @Nullable String orderFlaw(byte[] contents) {
        int seen = 0;
        for (byte number : contents) {
            Batch batch = Batch.ALL.get(number);
            if ((seen & 1 << number) != 0) {
                return "batch " + number + " is in the log twice";
            }
            if (batch.after() >= 0 && (seen & 1 << batch.after()) == 0) {
                return "batch " + number + " comes before " + batch.after();
            }
            seen |= 1 << number;
        }
        return null;
    }
}
