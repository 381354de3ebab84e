package io.varve.metadata.journal.dynamodb;

import io.varve.core.Doors;
import io.varve.metadata.journal.JournalException;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.ResourceInUseException;
import software.amazon.awssdk.services.dynamodb.model.ResourceNotFoundException;
import software.amazon.awssdk.services.dynamodb.model.TableDescription;
import software.amazon.awssdk.services.dynamodb.model.TableStatus;

/// Sees to it that a table is there and is a journal's.
final class TableSetup {

    private static final Logger LOG = LoggerFactory.getLogger(TableSetup.class);

    private static final Duration POLL = Duration.ofMillis(100);

    /// A new table takes a few seconds in the cloud: one minute of polls.
    private static final int MAX_POLLS = 600;

    private final DynamoDbClient client;
    private final TableLocation location;
    private final Doors doors;

    TableSetup(DynamoDbClient client, TableLocation location, Doors doors) {
        this.client = client;
        this.location = location;
        this.doors = doors;
    }

    /// @throws JournalException if the table is missing and may not be created, or is not a journal's
    void run() {
        try {
            TableDescription table = describe();
            if (table == null) {
                create();
                table = describe();
            }
            for (int poll = 0; table == null || !isReady(table); poll++) {
                if (poll == MAX_POLLS) {
                    throw new JournalException(
                            JournalException.Kind.UNAVAILABLE, location + " did not become active within a minute");
                }
                doors.pause(POLL);
                table = describe();
            }
            checkKeys(table);
        } catch (SdkException e) {
            throw startable(Failures.of("use " + location, e));
        }
    }

    private static JournalException startable(JournalException failure) {
        return failure.kind() == JournalException.Kind.UNAVAILABLE
                ? new JournalException(
                        failure.kind(), failure.getMessage() + "; start it, or correct the endpoint", failure)
                : failure;
    }

    private @Nullable TableDescription describe() {
        try {
            return client.describeTable(request -> request.tableName(location.table()))
                    .table();
        } catch (ResourceNotFoundException e) {
            return null;
        }
    }

    private void create() {
        if (!location.mayCreate()) {
            throw new JournalException(
                    JournalException.Kind.REFUSED,
                    location + " does not exist: create it (partition key s, a string; sort key n, a number)"
                            + " or add create=true to the journal's URI");
        }
        try {
            client.createTable(request -> request.tableName(location.table())
                    .keySchema(TableLayout.KEY_SCHEMA)
                    .attributeDefinitions(TableLayout.KEY_ATTRIBUTES)
                    .billingMode(BillingMode.PAY_PER_REQUEST));
            LOG.info("created the journal's table table={} endpoint={}", location.table(), location.endpoint());
        } catch (ResourceInUseException e) {
            LOG.debug("another node is creating the journal's table table={}", location.table());
        }
    }

    private static boolean isReady(TableDescription table) {
        return table.tableStatus() == TableStatus.ACTIVE || table.tableStatus() == TableStatus.UPDATING;
    }

    private void checkKeys(TableDescription table) {
        boolean keys = table.keySchema().equals(TableLayout.KEY_SCHEMA);
        // Attributes of indexes may be defined as well.
        boolean types = Set.copyOf(table.attributeDefinitions()).containsAll(TableLayout.KEY_ATTRIBUTES);
        if (!keys || !types) {
            throw new JournalException(
                    JournalException.Kind.REFUSED,
                    location + " is not a journal's table: its keys are not s (a string) and n (a number)");
        }
    }
}
