package io.varve.metadata.journal.dynamodb;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.varve.testkit.dynamodb.Dynalite;
import java.net.URI;
import java.nio.file.Path;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// The journal against a DynamoDB by other people, where that is installed.
class DynaliteJournalTest extends DynamoDbJournalContract {

    private static @Nullable Dynalite dynalite;

    @BeforeAll
    static void start() {
        Optional<Path> script = Dynalite.script();
        assumeTrue(script.isPresent(), "Dynalite is not installed: npm ci --prefix localdev");
        dynalite = Dynalite.start(script.orElseThrow(), "--createTableMs", "50");
    }

    @AfterAll
    static void stop() {
        if (dynalite != null) {
            dynalite.close();
        }
    }

    @Override
    URI endpoint() {
        if (dynalite == null) {
            throw new IllegalStateException("not started");
        }
        return dynalite.endpoint();
    }
}
