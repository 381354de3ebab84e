package io.varve.metadata.journal.dynamodb;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.core.SystemDoors;
import io.varve.metadata.journal.JournalException;
import io.varve.testkit.dynamodb.DynamoDbServer;
import io.varve.testkit.dynamodb.DynamoDbServer.Fault;
import java.net.URI;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbClient;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

class TableSetupTest {

    private static final DynamoDbServer SERVER = DynamoDbServer.shared();
    private static final Doors DOORS = SystemDoors.open(CrashPoints.OFF);

    private final TableLocation location =
            new TableLocation("journal-" + UUID.randomUUID(), SERVER.endpoint(), null, false);

    @Test
    void aMissingTableOnThisMachineIsCreatedAndWaitedFor() {
        SERVER.takeOperations();
        DynamoDbJournal.open(location, DOORS, ServerClock.IGNORED).close();

        assertThat(SERVER.takeOperations())
                .containsExactly("DescribeTable", "CreateTable", "DescribeTable", "DescribeTable");
        DynamoDbJournal.open(location, DOORS, ServerClock.IGNORED).close();
        assertThat(SERVER.takeOperations()).containsExactly("DescribeTable");
    }

    @Test
    void aMissingTableElsewhereIsOneClearLine() {
        try (DynamoDbClient client = TableClient.connect(location, ServerClock.IGNORED)) {
            var inTheCloud = new TableLocation(location.table(), null, "eu-central-1", false);

            SERVER.takeOperations();
            assertThatExceptionOfType(JournalException.class)
                    .isThrownBy(() -> new TableSetup(client, inTheCloud, DOORS).run())
                    .withMessage("DynamoDB table " + location.table() + " at eu-central-1 does not exist: create it"
                            + " (partition key s, a string; sort key n, a number)"
                            + " or add create=true to the journal's URI")
                    .matches(e -> e.kind() == JournalException.Kind.REFUSED);
            assertThat(SERVER.takeOperations()).containsExactly("DescribeTable");
        }
    }

    @Test
    void aTableWithOtherKeysIsOneClearLine() {
        createTable("id", "n", ScalarAttributeType.N);
        assertThatItIsNoJournals();
    }

    @Test
    void aTableWithKeysOfOtherTypesIsOneClearLine() {
        createTable("s", "n", ScalarAttributeType.S);
        assertThatItIsNoJournals();
    }

    @Test
    void aServerThatRefusesIsOneClearLine() {
        SERVER.failNext(Fault.DENIED);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> DynamoDbJournal.open(location, DOORS, ServerClock.IGNORED))
                .withMessageStartingWith("cannot use " + location + ": told to")
                .matches(e -> e.kind() == JournalException.Kind.REFUSED);
    }

    @Test
    void aServerThatIsNotThereIsOneClearLine() {
        var nobody = new TableLocation("journal", URI.create("http://127.0.0.1:1"), null, false);

        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> DynamoDbJournal.open(nobody, DOORS, ServerClock.IGNORED))
                .withMessageStartingWith("cannot use DynamoDB table journal at http://127.0.0.1:1: ")
                .matches(e -> !e.getMessage().contains("\n"))
                .matches(e -> e.kind() == JournalException.Kind.UNAVAILABLE);
    }

    @Test
    void onlyATableOnThisMachineIsCreatedWithoutBeingAsked() {
        assertThat(mayCreate("http://127.0.0.1:8000", false)).isTrue();
        assertThat(mayCreate("http://localhost:8000", false)).isTrue();
        assertThat(mayCreate("http://[::1]:8000", false)).isTrue();
        assertThat(mayCreate("https://dynamodb.eu-central-1.amazonaws.com", false))
                .isFalse();
        assertThat(mayCreate("http://localhost.example.com", false)).isFalse();
        assertThat(mayCreate("https://dynamodb.eu-central-1.amazonaws.com", true))
                .isTrue();
        assertThat(new TableLocation("journal", null, null, false).mayCreate()).isFalse();
    }

    @Test
    void whatIsNoTableOrEndpointIsRefused() {
        for (String table : new String[] {"", "ab", "a/b", "a b", "a".repeat(256)}) {
            assertThatIllegalArgumentException().isThrownBy(() -> new TableLocation(table, null, null, false));
        }
        for (String endpoint : new String[] {"127.0.0.1", "ftp://127.0.0.1", "http:///table", "/here"}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new TableLocation("table", URI.create(endpoint), null, false))
                    .withMessageContaining("is no endpoint");
        }
    }

    private static boolean mayCreate(String endpoint, boolean create) {
        return new TableLocation("journal", URI.create(endpoint), null, create).mayCreate();
    }

    private void assertThatItIsNoJournals() {
        assertThatExceptionOfType(JournalException.class)
                .isThrownBy(() -> DynamoDbJournal.open(location, DOORS, ServerClock.IGNORED))
                .withMessage(location + " is not a journal's table: its keys are not s (a string) and n (a number)")
                .matches(e -> e.kind() == JournalException.Kind.REFUSED);
    }

    private void createTable(String partitionKey, String sortKey, ScalarAttributeType sortType) {
        try (DynamoDbClient client = TableClient.connect(location, ServerClock.IGNORED)) {
            client.createTable(table -> table.tableName(location.table())
                    .keySchema(
                            TableLayout.keyElement(partitionKey, KeyType.HASH),
                            TableLayout.keyElement(sortKey, KeyType.RANGE))
                    .attributeDefinitions(
                            TableLayout.keyAttribute(partitionKey, ScalarAttributeType.S),
                            TableLayout.keyAttribute(sortKey, sortType)));
        }
    }
}
