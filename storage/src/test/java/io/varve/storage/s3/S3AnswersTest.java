package io.varve.storage.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.storage.BucketAnswersContract;
import io.varve.storage.ObjectStore;
import io.varve.storage.ScriptedHttpServer;
import io.varve.storage.StoreException;
import io.varve.storage.TestDoors;
import java.io.IOException;
import java.net.URI;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkGlobalTime;

class S3AnswersTest extends BucketAnswersContract {

    @Override
    protected ObjectStore openStore(URI endpoint, Doors doors) {
        return S3ObjectStore.open(
                new S3ObjectStore.Location("bucket", endpoint, "us-east-1", true), doors, ServerClock.IGNORED);
    }

    /// The SDK keeps one offset for all clients of a process.
    @AfterEach
    void forgetTheStoresClock() {
        SdkGlobalTime.setGlobalTimeOffset(0);
    }

    @Test
    void theRequestAfterOneThatAWrongClockSignedIsSignedByTheStoresClock() throws IOException {
        String tooSkewed = ScriptedHttpServer.error("403 Forbidden", "RequestTimeTooSkewed")
                .replaceFirst("\r\n", "\r\nDate: Tue, 01 Jan 2013 10:00:00 GMT\r\n");
        try (var server = new ScriptedHttpServer(BUCKET_EXISTS, tooSkewed)) {
            ObjectStore store = openStore(server.endpoint(), TestDoors.DOORS);
            assertThatThrownBy(() -> store.create("k", payload())).isInstanceOf(StoreException.class);

            store.create("k", payload());

            assertThat(server.requests().getLast().headers().get("x-amz-date")).startsWith("20130101T10");
        }
    }
}
