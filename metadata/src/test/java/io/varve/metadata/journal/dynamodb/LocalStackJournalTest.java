package io.varve.metadata.journal.dynamodb;

import io.varve.testkit.LocalStack;
import java.net.URI;

/// The journal against LocalStack's DynamoDB. Needs Docker.
class LocalStackJournalTest extends DynamoDbJournalContract {

    @Override
    URI endpoint() {
        return LocalStack.shared().endpoint();
    }
}
