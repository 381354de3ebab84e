package io.varve.simulation.check;

import io.varve.core.TopicIdPartition;
import io.varve.log.read.ReadBatch;
import io.varve.metadata.entry.EndMarker;
import io.varve.simulation.world.Violation;
import io.varve.storage.batch.BatchHeader;
import io.varve.storage.wal.BatchMeta;
import io.varve.testkit.TestBatch;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;

/// What clients have sent, what they were told, and what was delivered to them: all of it has to agree with itself and
/// with the journal.
public final class Book {

    private final Ledger ledger;
    private final List<SentBatch> batches = new ArrayList<>();
    private final Map<Name, SentBatch> names = new HashMap<>();
    private final List<Promise> promises = new ArrayList<>();

    /// By where it begins.
    private final Map<Place, Integer> delivered = new HashMap<>();

    private int acknowledged;

    public Book(Ledger ledger) {
        this.ledger = ledger;
    }

    /// How an idempotent producer has called a batch.
    private record Name(String topic, int partition, long producerId, short epoch, int baseSequence) {}

    private record Place(TopicIdPartition partition, long baseOffset) {}

    /// An acknowledgement.
    private record Promise(SentBatch batch, String topic, int partition, long baseOffset) {}

    public SentBatch newBatch(int producer, List<SentRecord> records, boolean idempotent) {
        var batch = new SentBatch(batches.size(), producer, records, idempotent);
        batches.add(batch);
        return batch;
    }

    /// The batch is sent under this name.
    public void named(SentBatch batch, String topic, int partition, long producerId, short epoch, int baseSequence) {
        names.put(new Name(topic, partition, producerId, epoch, baseSequence), batch);
    }

    /// A client hears that its batch has its place. It must have it now, in the journal.
    public void acknowledge(SentBatch batch, String topic, int partition, long baseOffset) {
        if (ledger.partitionsOf(topic, partition).stream().noneMatch(id -> isAt(id, topic, baseOffset, batch))) {
            throw new Violation("batch " + batch.number() + " is acknowledged at offset " + baseOffset + " of " + topic
                    + "-" + partition + ", and the journal has it not there");
        }
        if (!batch.acknowledged()) {
            batch.acknowledge();
            acknowledged++;
        }
        promises.add(new Promise(batch, topic, partition, baseOffset));
    }

    private boolean isAt(TopicIdPartition id, String topic, long baseOffset, SentBatch batch) {
        BatchMeta there = ledger.batchAt(id, baseOffset);
        if (there == null || there.recordCount() != batch.recordCount() || there.idempotent() != batch.idempotent()) {
            return false;
        }
        return !batch.idempotent() || batch.equals(names.get(nameOf(topic, id.partition(), there)));
    }

    private static Name nameOf(String topic, int partition, BatchMeta batch) {
        return new Name(topic, partition, batch.producerId(), batch.producerEpoch(), batch.baseSequence());
    }

    /// A reader got batches.
    ///
    /// @param offset that it wanted
    /// @return the offset that it wants next
    public long deliver(TopicIdPartition partition, long offset, List<ReadBatch> reads) {
        long next = offset;
        for (ReadBatch read : reads) {
            if (read.lastOffset() < next) {
                throw new Violation("a reader at " + next + " of " + partition + " is given " + read.baseOffset()
                        + " to " + read.lastOffset());
            }
            deliver(partition, next, read);
            next = read.lastOffset() + 1;
        }
        return next;
    }

    /// A reader got a batch.
    ///
    /// @param next the offset that it wanted next
    public void deliver(TopicIdPartition partition, long next, ReadBatch read) {
        KeyedLog keyed = ledger.keyed(partition);
        if (keyed != null) {
            deliver(partition, keyed, next, read);
            return;
        }
        if (!ledger.holdsNothing(partition, next, read.baseOffset())) {
            throw new Violation("a reader at " + next + " of " + partition + " is given " + read.baseOffset() + " to "
                    + read.lastOffset());
        }
        ByteBuffer bytes = read.copy();
        BatchHeader header = BatchHeader.read(bytes);
        if (header.recordCount() == 0 || header.control()) {
            requireNothing(partition, next, read, bytes);
            return;
        }
        BatchMeta there = ledger.batchAt(partition, read.baseOffset());
        boolean same =
                header.meta().equals(there) || header.meta().equals(ledger.committedAt(partition, read.baseOffset()));
        if (!same) {
            throw new Violation("a reader got at offset " + read.baseOffset() + " of " + partition + " the batch "
                    + header + ", the journal has " + there);
        }
        Place place = new Place(partition, read.baseOffset());
        Integer before = delivered.get(place);
        int number = check(partition, header, TestBatch.records(bytes));
        if (before != null && before != number) {
            throw new Violation("offset " + read.baseOffset() + " of " + partition + " was batch " + before
                    + " and is batch " + number);
        }
        delivered.put(place, number);
    }

    /// What has no records of clients is the end of a transaction, or where there are none any more.
    private void requireNothing(TopicIdPartition partition, long next, ReadBatch read, ByteBuffer bytes) {
        if (BatchHeader.read(bytes).control()) {
            requireEnd(partition, read, bytes);
        }
        if (!ledger.holdsNothing(partition, Math.max(next, read.baseOffset()), read.lastOffset() + 1)) {
            throw new Violation("a reader got nothing at offsets " + read.baseOffset() + " to " + read.lastOffset()
                    + " of " + partition);
        }
    }

    private void requireEnd(TopicIdPartition partition, ReadBatch read, ByteBuffer bytes) {
        EndMarker there = ledger.markerAt(partition, read.baseOffset());
        EndMarker marker = TransactionMarker.read(bytes);
        if (!marker.equals(there)) {
            throw new Violation("a reader got at offset " + read.baseOffset() + " of " + partition + " the end "
                    + marker + " of a transaction, there is " + there);
        }
    }

    /// Of a compacted topic a reader gets what is left, and perhaps what was left a moment before.
    private void deliver(TopicIdPartition partition, KeyedLog keyed, long next, ReadBatch read) {
        ByteBuffer bytes = read.copy();
        BatchHeader header = BatchHeader.read(bytes);
        if (header.control()) {
            requireEnd(partition, read, bytes);
        } else if (header.recordCount() > 0 && !ledger.isPartOf(partition, header)) {
            throw new Violation("a reader got at offset " + read.baseOffset() + " of " + partition + " the batch "
                    + header + ", the journal has " + ledger.batchAt(partition, read.baseOffset()));
        }
        SortedMap<Long, KeyedRecord> records =
                header.control() ? new TreeMap<>() : KeyedRecord.read(bytes, read.baseOffset());
        records.forEach((offset, record) -> {
            if (!record.equals(keyed.at(offset))) {
                throw new Violation("a reader got at offset " + offset + " of " + partition + " " + record
                        + ", there was " + keyed.at(offset));
            }
        });
        SortedMap<Long, KeyedRecord> missed = keyed.left(Math.min(next, read.baseOffset()), read.lastOffset() + 1);
        missed.keySet().removeAll(records.keySet());
        if (!missed.isEmpty()) {
            throw new Violation(
                    "a reader at " + next + " of " + partition + " is given " + header + " without " + missed);
        }
    }

    /// Holds all that was read of a compacted log in the end against what is left of it, and what that comes to
    /// against all that was ever sent.
    ///
    /// @param read from the log's start to its end
    public void auditKeys(TopicIdPartition partition, List<ReadBatch> read) {
        KeyedLog keyed = Objects.requireNonNull(ledger.keyed(partition));
        var records = new TreeMap<Long, KeyedRecord>();
        read.stream()
                .filter(batch -> !BatchHeader.read(batch.copy()).control())
                .forEach(batch -> records.putAll(KeyedRecord.read(batch.copy(), batch.baseOffset())));
        records.keySet().removeIf(keyed::isAborted);
        SortedMap<Long, KeyedRecord> left = keyed.left(0, Long.MAX_VALUE);
        if (!records.tailMap(ledger.logStartOffset(partition)).equals(left)) {
            throw new Violation("of " + partition + " there is left " + left + ", and read " + records);
        }
        if (!lastValues(left).equals(lastValues(keyed.appended()))) {
            throw new Violation("the last values of " + partition + " are " + lastValues(keyed.appended())
                    + ", and read are " + lastValues(left));
        }
    }

    private static Map<String, String> lastValues(SortedMap<Long, KeyedRecord> records) {
        var values = new TreeMap<String, String>();
        records.values().forEach(record -> {
            if (record.tombstone()) {
                values.remove(record.key());
            } else {
                values.put(record.key(), record.sent());
            }
        });
        return values;
    }

    /// @return the number of the batch
    private int check(TopicIdPartition partition, BatchHeader header, List<TestBatch.Read> records) {
        String first = records.getFirst().value();
        int number = Integer.parseInt(first.substring(0, first.indexOf('.')));
        SentBatch sent = batches.get(number);
        for (int i = 0; i < records.size(); i++) {
            boolean right = records.get(i).offset() == header.baseOffset() + i
                    && records.get(i).value().startsWith(sent.value(i) + ";");
            if (!right) {
                throw new Violation("record " + i + " at offset " + header.baseOffset() + " of " + partition
                        + " is not what was sent: " + records.get(i));
            }
        }
        return number;
    }

    /// Where batches of idempotent producers are, or were before their topics went.
    Map<SentBatch, List<Transaction>> transactions() {
        var transactions = new HashMap<SentBatch, List<Transaction>>();
        for (TopicIdPartition id : ledger.all()) {
            String topic = ledger.topicOf(id);
            ledger.batchesFrom(id, 0).forEach((offset, meta) -> {
                SentBatch sent = names.get(nameOf(topic, id.partition(), meta));
                Transaction transaction = ledger.transactionAt(id, offset);
                if (sent != null && transaction != null) {
                    transactions
                            .computeIfAbsent(sent, absent -> new ArrayList<>())
                            .add(transaction);
                }
            });
        }
        return transactions;
    }

    public int acknowledged() {
        return acknowledged;
    }

    /// Holds what was delivered in the end, all of every open log, against all that was promised.
    ///
    /// @param ends up to where each log was read
    public void audit(Map<TopicIdPartition, Long> ends) {
        for (Promise promise : promises) {
            boolean kept = false;
            for (TopicIdPartition id : ledger.partitionsOf(promise.topic(), promise.partition())) {
                Integer number = delivered.get(new Place(id, promise.baseOffset()));
                kept |= number != null && number == promise.batch().number();
                kept |= !ledger.isOpen(id) || promise.baseOffset() < ledger.logStartOffset(id);
                kept |= isAborted(id, promise);
                kept |= wasGivenIts(id, promise);
            }
            if (!kept) {
                throw new Violation("batch " + promise.batch().number() + " was acknowledged at offset "
                        + promise.baseOffset() + " of " + promise.topic() + "-" + promise.partition() + " and is lost");
            }
        }
        ends.forEach(this::auditOrder);
    }

    /// What was aborted afterwards need not stay.
    private boolean isAborted(TopicIdPartition id, Promise promise) {
        Transaction transaction = ledger.transactionAt(id, promise.baseOffset());
        return transaction != null
                && transaction.aborted()
                && isAt(id, promise.topic(), promise.baseOffset(), promise.batch());
    }

    /// Of a compacted log each record is left that has to be.
    private boolean wasGivenIts(TopicIdPartition id, Promise promise) {
        KeyedLog keyed = ledger.keyed(id);
        KeyedRecord first = keyed == null ? null : keyed.at(promise.baseOffset());
        return first != null && first.batch() == promise.batch().number();
    }

    private void auditOrder(TopicIdPartition id, long end) {
        if (ledger.keyed(id) != null) {
            return;
        }
        var copies = new HashMap<Integer, Integer>();
        var lastOfProducer = new TreeMap<Integer, SentBatch>();
        ledger.batchesFrom(id, ledger.logStartOffset(id)).forEach((offset, meta) -> {
            Integer number = delivered.get(new Place(id, offset));
            if (number == null) {
                boolean nothing = ledger.holdsNothing(id, offset, offset + meta.recordCount());
                if (nothing || offset < ledger.logStartOffset(id) || offset >= end) {
                    return;
                }
                throw new Violation("offset " + offset + " of " + id + " cannot be read");
            }
            SentBatch batch = batches.get(number);
            int count = copies.merge(number, 1, Integer::sum);
            int allowed = batch.idempotent() && !batch.renamed() ? 1 : batch.attempts();
            if (count > allowed) {
                throw new Violation("batch " + number + " is " + count + " times in " + id);
            }
            SentBatch before = lastOfProducer.put(batch.producer(), batch);
            boolean ordered = before == null || before.number() <= number;
            if (!ordered && batch.idempotent() && !batch.renamed() && !before.renamed()) {
                throw new Violation("batch " + number + " comes after " + before.number() + " in " + id);
            }
        });
    }
}
