package io.varve.metadata.replica;

import static io.varve.metadata.Batches.TOPIC;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.SteppingDoors;
import io.varve.metadata.entry.LogCommand;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.storage.ObjectInfo;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import io.varve.storage.file.FileObjectStore;
import java.io.IOException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What a node starts from whose newest snapshot is not what was written, in a store that notices it by itself.
class DamagedSnapshotTest {

    @TempDir
    private Path folder;

    private final SteppingDoors time = new SteppingDoors(1);
    private final MemoryJournal journal = new MemoryJournal(true);
    private ObjectStore objects;
    private TestNode writer;

    @BeforeEach
    void takeTwoSnapshots() {
        objects = FileObjectStore.open(folder, time.doors().entropy());
        writer = new TestNode(journal, objects, time);
        for (int partitions = 1; partitions <= 2; partitions++) {
            writer.work(new CommandProposal<>(new LogCommand.Open(TOPIC, partitions, time.wallMs())));
            writer.snapshot();
        }
        writer.replica.refresh();
    }

    @Test
    void aFlippedBitInTheNewestSnapshotMakesANodeStartFromTheOneBefore() throws IOException {
        Path newest = folder.resolve("objects").resolve(newestKey());
        byte[] bytes = Files.readAllBytes(newest);
        bytes[bytes.length / 2] ^= 1;
        Files.write(newest, bytes);

        assertThat(partitionsAfterStart()).isEqualTo(2);
    }

    @Test
    void aSnapshotThatGoesBetweenListingAndReadingMakesANodeStartFromTheOneBefore() {
        objects = without(newestKey(), objects);

        assertThat(partitionsAfterStart()).isEqualTo(2);
    }

    /// A store that lists an object and does not have it any more.
    private static ObjectStore without(String key, ObjectStore store) {
        return (ObjectStore) Proxy.newProxyInstance(
                ObjectStore.class.getClassLoader(), new Class<?>[] {ObjectStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("readAll") && key.equals(arguments[0])) {
                        throw new ObjectNotFoundException(key);
                    }
                    return method.invoke(store, arguments);
                });
    }

    private int partitionsAfterStart() {
        return new TestNode(journal, objects, time).replica.query(state -> state.partitionCount(TOPIC));
    }

    private String newestKey() {
        List<ObjectInfo> all =
                objects.list(Snapshots.prefix(TestNode.CLUSTER), "", 10).objects();
        assertThat(all).hasSize(2);
        return all.getLast().key();
    }
}
