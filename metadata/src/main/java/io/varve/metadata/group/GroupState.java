package io.varve.metadata.group;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;
import io.varve.metadata.entry.GroupCommand;
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

    private static final int FORMAT = 2;

    /// In the order of their offsets: a record of a key that is there moves to the end.
    private final Map<ByteBuffer, StoredRecord> records = new LinkedHashMap<>();

    private final PendingRecords pending = new PendingRecords();

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

    /// The records of transactions that are not decided here.
    public List<PendingTransaction> pending() {
        return pending.all();
    }

    /// Whether an undecided transaction has a record of the key.
    public boolean isPending(ByteBuffer key) {
        return pending.has(key);
    }

    @Override
    public GroupDraft draft(long timeMs) {
        return new GroupDraft(this, timeMs);
    }

    @Override
    public void install(GroupDraft draft) {
        draft.requireNextOf(this);
        draft.written.forEach(this::apply);
        claim = draft.claim;
        writes = draft.writes;
        facts = draft.facts();
        appliedSequence = draft.sequence();
        timeMs = draft.timeMs();
    }

    /// How many records of the coordinator a write is: the end of a transaction is one.
    static long recordCount(GroupCommand.Writing writing) {
        return switch (writing) {
            case GroupCommand.Write write -> write.records().list().size();
            case GroupCommand.WritePending write -> write.records().list().size();
            case GroupCommand.EndPending _ -> 1;
        };
    }

    private void apply(GroupCommand.Writing writing) {
        switch (writing) {
            case GroupCommand.Write write ->
                write.records().list().forEach(written -> {
                    records.remove(written.key());
                    ByteBuffer value = written.value();
                    if (value == null) {
                        pending.forget(written.key());
                    } else {
                        records.put(written.key(), new StoredRecord(endOffset, written.key(), value));
                    }
                    endOffset++;
                });
            case GroupCommand.WritePending write ->
                write.records().list().forEach(written -> {
                    pending.add(write.producer(), endOffset, written);
                    endOffset++;
                });
            case GroupCommand.EndPending end -> {
                List<StoredRecord> ended = pending.end(end.producer().producerId());
                if (end.commit()) {
                    ended.forEach(this::commit);
                }
                endOffset++;
            }
        }
    }

    /// What was written outside of the transaction since is newer, whenever that is committed.
    private void commit(StoredRecord committed) {
        StoredRecord known = records.get(committed.key());
        if (known == null || known.offset() < committed.offset()) {
            records.remove(committed.key());
            records.put(committed.key(), committed);
        }
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
        records.values().forEach(stored -> stored.write(out));
        pending.write(out);
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
        int count = in.count(StoredRecord.MIN_BYTES);
        for (int i = 0; i < count; i++) {
            StoredRecord stored = StoredRecord.read(in);
            state.records.put(stored.key(), stored);
        }
        state.pending.read(in);
        in.end();
        return state;
    }
}
