package io.varve.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.CrashPoints;
import io.varve.core.Id128;
import io.varve.core.ServerClock;
import io.varve.core.SystemDoors;
import io.varve.metadata.entry.ObjectRef;
import io.varve.storage.ObjectStore;
import io.varve.storage.Payload;
import io.varve.storage.config.ObjectStores;
import io.varve.storage.config.StoreUri;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WarehouseTest {

    private static final Id128 CLUSTER = new Id128(1, 2);
    private static final ObjectRef MANIFEST = new ObjectRef(ObjectRef.Kind.MANIFEST, 3, new Id128(4, 5), 6);

    @ParameterizedTest
    @CsvSource({
        "s3://lake, s3://lake",
        "s3://lake/a/b?region=eu-west-1, s3://lake/a/b",
        "minio://lake/a?endpoint=http://127.0.0.1:9000, s3://lake/a",
        "file:/var/lib/varve, file:///var/lib/varve/objects",
        "memory:, memory://varve",
    })
    void objectsAreWhereEnginesLookForThem(String store, String location) {
        assertThat(Warehouse.of(StoreUri.parse(store), CLUSTER).location()).isEqualTo(location);
    }

    @Test
    void anObjectOfAFolderIsTheFileAtItsLocation(@TempDir Path folder) throws IOException {
        String uri = "file:" + folder;
        var warehouse = Warehouse.of(StoreUri.parse(uri), CLUSTER);
        try (ObjectStore store = ObjectStores.open(uri, SystemDoors.open(CrashPoints.OFF), ServerClock.IGNORED)) {
            store.create(MANIFEST.key(CLUSTER), Payload.of(new byte[] {1, 2, 3}));
        }

        Path file = Path.of(warehouse.locationOf(MANIFEST).substring("file://".length()));

        assertThat(Files.readAllBytes(file)).containsExactly(1, 2, 3);
    }

    @Test
    void aLocationTellsTheObjectAlsoWhereTheStoreHasMoved() {
        var warehouse = new Warehouse("s3://lake", CLUSTER);

        assertThat(warehouse.objectAt(warehouse.locationOf(MANIFEST))).contains(MANIFEST);
        assertThat(warehouse.objectAt("file:///mnt/old/" + MANIFEST.key(CLUSTER)))
                .contains(MANIFEST);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s3://lake/other.avro", "s3://lake/00000000000000010000000000000002/manifest/x.avro"})
    void whatIsNoObjectOfTheClusterIsNone(String location) {
        assertThat(new Warehouse("s3://lake", CLUSTER).objectAt(location)).isEmpty();
        assertThatThrownBy(() -> new Warehouse("s3://lake/", CLUSTER)).isInstanceOf(IllegalArgumentException.class);
    }
}
