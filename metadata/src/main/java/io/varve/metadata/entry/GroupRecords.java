package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.MalformedDataException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/// The records of one write of Kafka's group coordinator. Large ones are deflated: what a group of many members holds
/// says the same for each of them.
///
/// ```
///   varint bytes of the records if they are deflated, 0 if not · varint length · records, or raw deflate stream of
/// them
///   records: varint count · each record
/// ```
///
/// Immutable.
public final class GroupRecords {

    /// What a write may come to before it is deflated. Kafka's brokers take a little less in a batch.
    static final int MAX_BYTES = 2 * 1024 * 1024;

    /// Not worth the time below: an entry of DynamoDB costs by the whole kilobyte.
    private static final int DEFLATED_FROM = 4 * 1024;

    private static final int PLAIN = 0;

    private final List<GroupRecord> records;
    private final int inflatedBytes;
    private final ByteBuffer packed;

    private GroupRecords(List<GroupRecord> records, int inflatedBytes, ByteBuffer packed) {
        this.records = List.copyOf(records);
        this.inflatedBytes = inflatedBytes;
        this.packed = packed;
    }

    /// @throws IllegalArgumentException if the records come to more than 2 MiB
    public static GroupRecords of(List<GroupRecord> records) {
        var plain = new ByteWriter();
        plain.varint(records.size());
        records.forEach(each -> each.write(plain));
        if (plain.size() > MAX_BYTES) {
            throw new IllegalArgumentException(
                    "a write's records come to at most " + MAX_BYTES + " bytes, these to " + plain.size());
        }
        if (plain.size() >= DEFLATED_FROM) {
            ByteBuffer deflated = Deflate.deflate(plain.view(0));
            if (deflated.remaining() < plain.size()) {
                return new GroupRecords(records, plain.size(), deflated);
            }
        }
        return new GroupRecords(records, PLAIN, plain.view(0));
    }

    public List<GroupRecord> list() {
        return records;
    }

    /// What they take in an entry, but for two lengths.
    public int encodedBytes() {
        return packed.remaining();
    }

    void write(ByteWriter out) {
        out.varint(inflatedBytes).varint(packed.remaining()).raw(packed);
    }

    static GroupRecords read(ByteReader in) {
        int inflatedBytes = in.varint32();
        if (inflatedBytes > MAX_BYTES) {
            throw new MalformedDataException(inflatedBytes + " bytes of deflated records are more than " + MAX_BYTES);
        }
        ByteBuffer packed = in.slice(in.count(1));
        var plain = new ByteReader(inflatedBytes == PLAIN ? packed : Deflate.inflate(packed, inflatedBytes));
        List<GroupRecord> records = records(plain);
        plain.end();
        return new GroupRecords(records, inflatedBytes, packed);
    }

    private static List<GroupRecord> records(ByteReader in) {
        int count = in.count(GroupRecord.MIN_BYTES);
        var records = new ArrayList<GroupRecord>(count);
        for (int i = 0; i < count; i++) {
            records.add(GroupRecord.read(in));
        }
        return records;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof GroupRecords that && records.equals(that.records);
    }

    @Override
    public int hashCode() {
        return records.hashCode();
    }

    @Override
    public String toString() {
        return records.toString();
    }
}
