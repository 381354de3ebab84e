package io.varve.metadata.journal.dynamodb;

import io.varve.testkit.dynamodb.Dynalite;
import java.net.URI;

/// The journal against a DynamoDB by other people, where that is installed.
class DynaliteJournalTest extends DynamoDbJournalContract {

    @Override
    URI endpoint() {
        return Dynalite.shared().endpoint();
    }
}
