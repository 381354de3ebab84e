package io.varve.benchmarks.node;

import io.varve.core.CrashPoints;
import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.core.SystemDoors;
import io.varve.metadata.journal.Journal;
import io.varve.metadata.journal.uri.JournalUri;
import io.varve.metadata.journal.uri.Journals;
import io.varve.storage.ObjectStore;
import io.varve.storage.config.ObjectStores;
import io.varve.testkit.MinioServer;
import io.varve.testkit.ServerProcess;
import io.varve.testkit.TestCredentials;
import io.varve.testkit.dynamodb.Dynalite;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/// Where the node that is measured keeps everything, and beside it an empty journal of the same kind.
public final class Ground implements AutoCloseable {

    private static final String BUCKET = "bench";

    private final Map<String, String> settings;
    private final Journal journal;

    /// In the order of opening.
    private final List<AutoCloseable> servers;

    private Ground(String storeUri, String journalUri, String emptyJournalUri, List<AutoCloseable> servers) {
        var all = new HashMap<String, String>();
        all.put("VARVE_STORE", storeUri);
        all.put("VARVE_JOURNAL", journalUri);
        all.put("VARVE_KAFKA_ADVERTISED_HOST", "127.0.0.1");
        all.put("AWS_ACCESS_KEY_ID", TestCredentials.ACCESS_KEY_ID);
        all.put("AWS_SECRET_ACCESS_KEY", TestCredentials.SECRET_ACCESS_KEY);
        all.put("AWS_REGION", "us-east-1");
        this.settings = Map.copyOf(all);
        this.servers = servers;
        Doors doors = SystemDoors.open(CrashPoints.OFF);
        ObjectStore store = ObjectStores.open("memory:", doors, ServerClock.IGNORED);
        this.journal = new Journals(doors, ServerClock.IGNORED, store).open(JournalUri.parse(emptyJournalUri));
    }

    /// A folder.
    public static Ground embedded() {
        Path folder = ServerProcess.newFolder("bench");
        String uri = "file:" + folder.resolve("node");
        return new Ground(uri, uri, "file:" + folder.resolve("alone"), List.of());
    }

    /// A MinIO, and Dynalite for DynamoDB.
    public static Ground services() {
        var minio = MinioServer.start();
        minio.createBucket(BUCKET);
        var dynalite = Dynalite.start();
        String table = "?endpoint=" + dynalite.endpoint();
        return new Ground(
                "minio://" + BUCKET + "?endpoint=" + minio.endpoint(),
                "dynamodb://node" + table,
                "dynamodb://alone" + table,
                List.of(minio, dynalite));
    }

    /// The environment of a node.
    public Map<String, String> settings() {
        return settings;
    }

    /// One that no node uses.
    public Journal journal() {
        return journal;
    }

    @Override
    public void close() throws Exception {
        journal.close();
        for (AutoCloseable server : new ArrayList<>(servers).reversed()) {
            server.close();
        }
    }
}
