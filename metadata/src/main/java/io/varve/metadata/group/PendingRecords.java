package io.varve.metadata.group;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.metadata.entry.GroupRecord;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/// The records of undecided transactions, by producer id.
final class PendingRecords {

    /// An id, an epoch and how many records there are.
    private static final int MIN_BYTES = 4;

    private final SortedMap<Long, OfProducer> transactions = new TreeMap<>();

    private record OfProducer(ProducerIdAndEpoch producer, Map<ByteBuffer, StoredRecord> records) {}

    void add(ProducerIdAndEpoch producer, long offset, GroupRecord written) {
        Map<ByteBuffer, StoredRecord> records = transactions
                .computeIfAbsent(producer.producerId(), absent -> new OfProducer(producer, new LinkedHashMap<>()))
                .records();
        records.remove(written.key());
        ByteBuffer value = written.value();
        if (value != null) {
            records.put(written.key(), new StoredRecord(offset, written.key(), value));
        }
    }

    /// The records of a producer's transaction, which are pending no longer.
    List<StoredRecord> end(long producerId) {
        OfProducer ended = transactions.remove(producerId);
        return ended == null ? List.of() : List.copyOf(ended.records().values());
    }

    /// The key is gone, and with it what transactions were about to say of it.
    void forget(ByteBuffer key) {
        transactions.values().forEach(each -> each.records().remove(key));
    }

    boolean has(ByteBuffer key) {
        return transactions.values().stream().anyMatch(each -> each.records().containsKey(key));
    }

    List<PendingTransaction> all() {
        return transactions.values().stream()
                .map(each -> new PendingTransaction(
                        each.producer(), List.copyOf(each.records().values())))
                .toList();
    }

    void write(ByteWriter out) {
        out.varint(transactions.size());
        transactions.values().forEach(each -> {
            each.producer().write(out);
            out.varint(each.records().size());
            each.records().values().forEach(stored -> stored.write(out));
        });
    }

    void read(ByteReader in) {
        for (int left = in.count(MIN_BYTES); left > 0; left--) {
            var each = new OfProducer(ProducerIdAndEpoch.read(in), new LinkedHashMap<>());
            for (int ofEach = in.count(StoredRecord.MIN_BYTES); ofEach > 0; ofEach--) {
                StoredRecord stored = StoredRecord.read(in);
                each.records().put(stored.key(), stored);
            }
            transactions.put(each.producer().producerId(), each);
        }
    }
}
