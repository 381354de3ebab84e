package io.varve.simulation.disk;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.simulation.disk.DiskFaults.Fate;
import io.varve.storage.ObjectStore;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.Payload;
import io.varve.storage.StoreException;
import io.varve.storage.file.FileObjectStore;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/// What a folder of objects once lost, story by story. In each power cut nothing survives that was not synced.
class ObjectPowerCutTest {

    private static final RandomGenerator NO_LUCK = () -> 0;

    private final SimulatedDisk disk = new SimulatedDisk(() -> 42);
    private long ids;

    @Test
    void aDeletedObjectDoesNotComeBack() {
        ObjectStore store = open(DiskFaults.NONE);
        store.create("a/k", payload("x"));
        store.delete(List.of("a/k"));
        disk.cutPower(NO_LUCK);

        assertThat(open(DiskFaults.NONE).head("a/k")).isEmpty();
    }

    @Test
    void anObjectThatCannotBeLookedAtIsNotTakenForDeleted() {
        var fault = new OneFault(DiskOperation.LOOK, "a/k", Fate.FAILS);
        ObjectStore store = open(fault);
        store.create("a/k", payload("x"));
        fault.arm();

        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.delete(List.of("a/k")));
        store.delete(List.of("a/k"));
        assertThat(store.head("a/k")).isEmpty();
    }

    @Test
    void aFolderIsAsDurableAsThoseAboveIt() {
        var fault = new OneFault(DiskOperation.SYNC_FOLDER, "/objects", Fate.FAILS);
        ObjectStore store = open(fault);
        fault.arm();
        assertThatExceptionOfType(StoreException.class).isThrownBy(() -> store.create("a/b/k", payload("x")));
        store.create("a/b/k", payload("x"));
        disk.cutPower(NO_LUCK);

        assertThat(open(DiskFaults.NONE).head("a/b/k")).isPresent();
    }

    @Test
    void aChecksumThatACrashLeftDoesNotSpeakOfTheNextObject() throws IOException {
        open(DiskFaults.NONE).create("a/k", payload("x"));
        leaveTheChecksumAlone("a/k");

        assertThat(open(DiskFaults.NONE).create("a/k", payload("another"))).isEqualTo(CreateOutcome.CREATED);
        disk.cutPower(NO_LUCK);

        assertThat(open(DiskFaults.NONE).readAll("a/k", 100))
                .isEqualTo(payload("another").parts().getFirst());
    }

    /// As after a power cut in which the checksum's file arrived in full and the object's name did not.
    private void leaveTheChecksumAlone(String key) throws IOException {
        var objects = disk.mount(DiskFaults.NONE).getPath("/varve/objects");
        try (var checksum = FileChannel.open(objects.resolve(key + "~crc32c"), StandardOpenOption.WRITE)) {
            checksum.force(true);
        }
        Files.delete(objects.resolve(key));
        try (var folder = FileChannel.open(objects.resolve(key).getParent(), StandardOpenOption.READ)) {
            folder.force(true);
        }
    }

    private ObjectStore open(DiskFaults faults) {
        return FileObjectStore.open(disk.mount(faults).getPath("/varve"), () -> ids++);
    }

    private static Payload payload(String text) {
        return Payload.of(text.getBytes(UTF_8));
    }
}
