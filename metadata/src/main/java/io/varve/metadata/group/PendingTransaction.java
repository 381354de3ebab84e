package io.varve.metadata.group;

import io.varve.metadata.entry.ProducerIdAndEpoch;
import java.util.List;

/// Records that count once the transaction of a producer is committed.
///
/// @param records in the order in which they came, the last of each key
public record PendingTransaction(ProducerIdAndEpoch producer, List<StoredRecord> records) {

    public PendingTransaction {
        records = List.copyOf(records);
    }
}
