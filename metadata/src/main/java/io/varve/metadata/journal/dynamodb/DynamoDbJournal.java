package io.varve.metadata.journal.dynamodb;

import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.metadata.journal.AppendOutcome;
import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.ShardId;
import io.varve.metadata.journal.TailPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.WriteRequest;

/// A journal in a DynamoDB table, laid out as [TableLayout] says. An append is one conditional put, a read one
/// strongly consistent query of at most 1 MB, and a bound one conditional put.
///
/// The SDK does not retry, so that every request is counted and the caller decides when to ask again.
public final class DynamoDbJournal implements Journal {

    /// What one BatchWriteItem takes.
    private static final int TRIM_BATCH_ENTRIES = 25;

    /// How often deletes that DynamoDB left undone are sent again at once, before the caller is told to slow
    /// down.
    private static final int TRIM_RESENDS = 3;

    private static final String IS_NEW = "attribute_not_exists(" + TableLayout.SHARD + ")";

    private static final String IS_HIGHER = IS_NEW + " OR " + TableLayout.BOUND + " < :bound";

    private static final String FROM_SEQUENCE =
            TableLayout.SHARD + " = :shard AND " + TableLayout.SEQUENCE + " >= :sequence";

    private final DynamoDbClient client;
    private final TableLocation location;

    private DynamoDbJournal(DynamoDbClient client, TableLocation location) {
        this.client = client;
        this.location = location;
    }

    /// Opens the journal in an existing table; a missing one is created if the location allows that.
    ///
    /// @throws JournalException if the table is missing or is not a journal's, or if DynamoDB refuses or does not
    /// answer
    public static DynamoDbJournal open(TableLocation location, Doors doors, ServerClock serverClock) {
        DynamoDbClient client = TableClient.connect(location, serverClock);
        try {
            new TableSetup(client, location, doors).run();
            return new DynamoDbJournal(client, location);
        } catch (RuntimeException e) {
            client.close();
            throw e;
        }
    }

    @Override
    public AppendOutcome append(ShardId shard, long sequence, byte[] entry) {
        Journal.check(sequence, entry);
        try {
            client.putItem(put -> put.tableName(location.table())
                    .item(TableLayout.entryItem(shard, sequence, entry))
                    .conditionExpression(IS_NEW));
            return new AppendOutcome.Appended();
        } catch (ConditionalCheckFailedException e) {
            return new AppendOutcome.Occupied();
        } catch (SdkException e) {
            JournalException failure = Failures.of("append to shard " + shard + " of " + location, e);
            return new AppendOutcome.Unknown(failure.kind() == JournalException.Kind.THROTTLED, failure);
        }
    }

    @Override
    public TailPage read(ShardId shard, long fromSequence, int maxBytes) {
        return calling("read shard " + shard, () -> {
            var answer = client.query(query -> query.tableName(location.table())
                    .keyConditionExpression(FROM_SEQUENCE)
                    .expressionAttributeValues(Map.of(
                            ":shard", AttributeValue.fromS(shard.name()),
                            ":sequence", TableLayout.number(Math.max(0, fromSequence))))
                    .consistentRead(true));
            var page = new TailPage.Builder(fromSequence, maxBytes);
            for (Map<String, AttributeValue> item : answer.items()) {
                long sequence = TableLayout.sequence(item);
                byte[] entry = TableLayout.entry(item);
                if (!page.takes(sequence, entry.length)) {
                    return page.build(false);
                }
                page.add(sequence, entry);
            }
            return page.build(!answer.hasLastEvaluatedKey());
        });
    }

    @Override
    public Floor floor(ShardId shard) {
        return calling(
                "read the floor of shard " + shard,
                () -> TableLayout.floor(client.getItem(get -> get.tableName(location.table())
                                .key(TableLayout.key(shard, TableLayout.BOUND_SEQUENCE))
                                .consistentRead(true))
                        .item()));
    }

    @Override
    public void raiseFloor(ShardId shard, Floor floor) {
        calling("raise the floor of shard " + shard, () -> {
            try {
                return client.putItem(put -> put.tableName(location.table())
                        .item(TableLayout.boundItem(shard, floor))
                        .conditionExpression(IS_HIGHER)
                        .expressionAttributeValues(Map.of(":bound", TableLayout.number(floor.sequence()))));
            } catch (ConditionalCheckFailedException notHigher) {
                return notHigher;
            }
        });
    }

    @Override
    public void trim(ShardId shard, long fromSequence, long toSequence) {
        for (long first = fromSequence; first <= toSequence; first += TRIM_BATCH_ENTRIES) {
            var batch = new ArrayList<WriteRequest>();
            for (long sequence = first; sequence <= toSequence && batch.size() < TRIM_BATCH_ENTRIES; sequence++) {
                var key = TableLayout.key(shard, sequence);
                batch.add(WriteRequest.builder()
                        .deleteRequest(delete -> delete.key(key))
                        .build());
            }
            delete(shard, batch);
        }
    }

    private void delete(ShardId shard, List<WriteRequest> batch) {
        List<WriteRequest> left = batch;
        for (int sends = 0; sends <= TRIM_RESENDS && !left.isEmpty(); sends++) {
            var sending = Map.of(location.table(), left);
            left = calling(
                    "trim shard " + shard,
                    () -> client.batchWriteItem(write -> write.requestItems(sending))
                            .unprocessedItems()
                            .getOrDefault(location.table(), List.of()));
        }
        if (!left.isEmpty()) {
            throw new JournalException(
                    JournalException.Kind.THROTTLED,
                    "cannot trim shard " + shard + " of " + location + ": " + left.size()
                            + " deletes were left undone");
        }
    }

    @Override
    public boolean shared() {
        return true;
    }

    @Override
    public void close() {
        client.close();
    }

    private <T> T calling(String doing, Supplier<T> call) {
        try {
            return call.get();
        } catch (SdkException e) {
            throw Failures.of(doing + " of " + location, e);
        }
    }
}
