package io.varve.table.feed.rest;

import io.varve.core.ServerClock;
import io.varve.storage.ObjectStore;
import io.varve.storage.config.ObjectStores;
import io.varve.testkit.ManualDoors;
import io.varve.testkit.MinioServer;
import io.varve.testkit.NessieServer;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/// A server by other people, which reads our metadata from the bucket itself and keeps its own. It does not let clients
/// remove snapshots.
class CatalogFeedInNessieTest extends RestFeedContract {

    private static String bucket;
    private static NessieServer nessie;
    private static Before server;

    @BeforeAll
    static void start() {
        URI minio = MinioServer.shared().endpoint();
        bucket = MinioServer.shared().newBucket();
        nessie = NessieServer.start(minio, bucket);
        server = new Before(nessie.uri());
        server.start();
    }

    @AfterAll
    static void stop() {
        if (nessie != null) {
            server.close();
            nessie.close();
        }
    }

    @Override
    protected ObjectStore store(ManualDoors time) {
        String uri =
                location() + "?path-style=true&endpoint=" + MinioServer.shared().endpoint();
        return ObjectStores.open(uri, time.doors(), ServerClock.IGNORED);
    }

    @Override
    protected String location() {
        return "s3://" + bucket + "/test_" + test;
    }

    @Override
    protected Before server() {
        return server;
    }
}
