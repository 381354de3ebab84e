package io.varve.table.feed.rest;

import static org.assertj.core.api.Assertions.assertThat;

import io.varve.storage.ObjectStore;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.table.feed.HeldTable;
import io.varve.testkit.ManualDoors;
import org.apache.iceberg.Snapshot;
import org.apache.iceberg.TableMetadata;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// The protocol as Iceberg's own code serves it.
class CatalogFeedInReferenceTest extends RestFeedContract {

    private static ReferenceRestServer reference;
    private static Before server;

    @BeforeAll
    static void start() {
        reference = new ReferenceRestServer();
        server = new Before(reference.uri());
        server.start();
    }

    @AfterAll
    static void stop() {
        server.close();
        reference.close();
    }

    @BeforeEach
    void letItReadOurMetadata() {
        reference.reads(log.files());
    }

    @Override
    protected ObjectStore store(ManualDoors time) {
        return new MemoryObjectStore(time);
    }

    @Override
    protected String location() {
        return "s3://lake/test_" + test;
    }

    @Override
    protected Before server() {
        return server;
    }

    @Test
    void whatHasExpiredGoesThereToo() {
        for (int i = 0; i < 4; i++) {
            publish(topic);
            feed.feedChanged();
        }

        RestTable held = held();
        assertThat(held.base().snapshots())
                .extracting(Snapshot::snapshotId)
                .containsExactlyElementsOf(own(topic).metadata().snapshots().stream()
                        .map(Snapshot::snapshotId)
                        .toList());
        assertThat(held.standing(own(topic))).isEqualTo(HeldTable.Standing.CURRENT);
    }

    @Test
    void whatSomebodyHasChangedThereIsBroughtBack() {
        publish(topic);
        publish(topic);
        feed.feedChanged();
        RestTable held = held();
        Snapshot first = held.base().snapshots().getFirst();
        held.operations()
                .commit(
                        held.base(),
                        TableMetadata.buildFrom(held.base())
                                .setBranchSnapshot(first.snapshotId(), "main")
                                .build());
        assertThat(files("orders")).hasSize(1);

        feed().feedChanged();

        assertThat(files("orders")).hasSize(2);
        assertThat(held().standing(own(topic))).isEqualTo(HeldTable.Standing.CURRENT);
    }

    private RestTable held() {
        return (RestTable) other.look("orders").orElseThrow();
    }
}
