package io.varve.metadata.group;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;
import io.varve.metadata.state.ShardFacts;
import io.varve.metadata.state.ShardState;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// The state of a group shard: a log of records of which only the last of each key counts, and the claim of whoever
/// may write to it. What the records mean, only the coordinator knows.
public final class GroupState implements ShardState<GroupDraft> {

    private static final int FORMAT = 1;

    /// An offset, a key and a value.
    private static final int MIN_RECORD_BYTES = 3;

    /// In the order of their offsets: a record of a key that is there moves to the end.
    private final Map<ByteBuffer, StoredRecord> records = new LinkedHashMap<>();

    private long appliedSequence = -1;
    private long timeMs;
    private ShardFacts facts = ShardFacts.INITIAL;
    private Claim claim = Claim.NONE;
    private long writes;
    private long endOffset;

    /// The newest claim, which is that of the coordinator unless it has ended without a successor.
    public Claim claim() {
        return claim;
    }

    /// How many writes of the present claim were applied.
    public long writes() {
        return writes;
    }

    /// How many records the shard has taken.
    public long endOffset() {
        return endOffset;
    }

    /// What is left of all records, in the order in which they came.
    public List<StoredRecord> records() {
        return List.copyOf(records.values());
    }

    /// The last record of a key, unless that took the key away.
    public Optional<StoredRecord> record(ByteBuffer key) {
        return Optional.ofNullable(records.get(key));
    }

    @Override
    public GroupDraft draft(long timeMs) {
        return new GroupDraft(this, timeMs);
    }

    @Override
    public void install(GroupDraft draft) {
        draft.requireNextOf(this);
        draft.records.forEach(written -> {
            records.remove(written.key());
            ByteBuffer value = written.value();
            if (value != null) {
                records.put(written.key(), new StoredRecord(endOffset, written.key(), value));
            }
            endOffset++;
        });
        claim = draft.claim;
        writes = draft.writes;
        facts = draft.facts();
        appliedSequence = draft.sequence();
        timeMs = draft.timeMs();
    }

    @Override
    public long appliedSequence() {
        return appliedSequence;
    }

    @Override
    public long timeMs() {
        return timeMs;
    }

    @Override
    public ShardFacts facts() {
        return facts;
    }

    @Override
    public void write(ByteWriter out) {
        out.u8(FORMAT).zigzag(appliedSequence).i64(timeMs);
        facts.write(out);
        out.varint(claim.epoch()).zigzag(claim.nodeId()).id(claim.incarnation());
        out.varint(writes).varint(endOffset).varint(records.size());
        records.values()
                .forEach(stored -> out.varint(stored.offset())
                        .varint(stored.key().remaining())
                        .raw(stored.key())
                        .varint(stored.value().remaining())
                        .raw(stored.value()));
    }

    /// @throws MalformedDataException if the bytes are no state of a group shard
    public static GroupState read(ByteReader in) {
        int format = in.u8();
        if (format != FORMAT) {
            throw new MalformedDataException(
                    "a group snapshot of format " + format + ", another version of Varve wrote it");
        }
        var state = new GroupState();
        state.appliedSequence = in.zigzag();
        state.timeMs = in.i64();
        state.facts = ShardFacts.read(in);
        state.claim = new Claim(in.varint(), Math.toIntExact(in.zigzag()), in.id());
        state.writes = in.varint();
        state.endOffset = in.varint();
        int count = in.count(MIN_RECORD_BYTES);
        for (int i = 0; i < count; i++) {
            long offset = in.varint();
            ByteBuffer key = ByteBuffer.wrap(in.bytes()).asReadOnlyBuffer();
            state.records.put(
                    key,
                    new StoredRecord(offset, key, ByteBuffer.wrap(in.bytes()).asReadOnlyBuffer()));
        }
        in.end();
        return state;
    }
}
