package io.varve.simulation.disk;

import static java.nio.file.StandardOpenOption.CREATE;
import static java.nio.file.StandardOpenOption.READ;
import static java.nio.file.StandardOpenOption.WRITE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.varve.simulation.disk.DiskFaults.Fate;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class SimulatedDiskTest {

    /// By which nothing arrives that was not synced.
    private static final RandomGenerator NO_LUCK = () -> 0;

    private static final int MANY = 1000;

    private final SimulatedDisk disk = new SimulatedDisk(() -> 42);
    private Mount mount = disk.mount(DiskFaults.NONE);

    @Test
    void whatIsNotSyncedMayBeLost() throws IOException {
        Files.writeString(path("/file"), "bytes");

        assertThat(Files.readString(path("/file"))).isEqualTo("bytes");
        cutPower(NO_LUCK);
        assertThat(path("/file")).doesNotExist();
    }

    @Test
    void aSyncedFolderHoldsTheNameAndNotTheBytes() throws IOException {
        Files.writeString(path("/file"), "bytes");
        sync("/", READ);

        cutPower(NO_LUCK);
        assertThat(path("/file")).isEmptyFile();
    }

    @Test
    void aSyncedFileInASyncedFolderIsThereWhateverHappens() throws IOException {
        Files.writeString(path("/file"), "bytes");
        sync("/file", WRITE);
        sync("/", READ);

        cutPower(NO_LUCK);
        assertThat(path("/file")).hasContent("bytes");
    }

    @Test
    void whatIsNotSyncedMayHaveArrivedOrNotOrWithAHole() throws IOException {
        var found = new TreeSet<String>();
        for (int seed = 0; seed < MANY; seed++) {
            var another = new SimulatedDisk(() -> 42);
            mount = another.mount(DiskFaults.NONE);
            Files.writeString(path("/file"), "old");
            sync("/file", WRITE);
            sync("/", READ);
            try (var file = FileChannel.open(path("/file"), WRITE)) {
                file.write(ByteBuffer.wrap("newer".getBytes()));
            }
            another.cutPower(new SplittableRandom(seed));
            mount = another.mount(DiskFaults.NONE);
            found.add(Files.readString(path("/file")).replace('\0', '_'));
        }

        assertThat(found).contains("old", "newer", "new", "newe", "old__", "nlder", "olwer", "old_r", "newe_");
        assertThat(found).allMatch(text -> text.matches("[on][el][dw]([e_][r_]?)?"));
    }

    @Test
    void aChangeOfNamesHappensAsAWholeOrNotAtAll() throws IOException {
        var found = new TreeSet<String>();
        for (int seed = 0; seed < MANY; seed++) {
            var another = new SimulatedDisk(() -> 42);
            mount = another.mount(DiskFaults.NONE);
            Files.createFile(path("/a"));
            Files.createFile(path("/b"));
            sync("/", READ);
            Files.move(path("/a"), path("/b"), StandardCopyOption.REPLACE_EXISTING);
            Files.createFile(path("/c"));
            another.cutPower(new SplittableRandom(seed));
            mount = another.mount(DiskFaults.NONE);
            try (var names = Files.newDirectoryStream(path("/"))) {
                var all = new StringBuilder();
                names.forEach(all::append);
                found.add(all.toString());
            }
        }

        assertThat(found).containsExactly("/a/b", "/a/b/c", "/b", "/b/c");
    }

    @Test
    void afterAFailedSyncALaterOneMakesOnlyWhatIsNewDurable() throws IOException {
        var fault = new OneFault(DiskOperation.SYNC, "/file", Fate.FAILS);
        mount = disk.mount(fault);
        Files.createFile(path("/file"));
        sync("/", READ);
        try (var file = FileChannel.open(path("/file"), WRITE)) {
            file.write(ByteBuffer.wrap("12".getBytes()));
            fault.arm();
            assertThatExceptionOfType(FileSystemException.class).isThrownBy(() -> file.force(true));
            file.write(ByteBuffer.wrap("34".getBytes()));
            file.force(true);
        }

        cutPower(NO_LUCK);
        assertThat(path("/file")).hasContent("\0\00034");
    }

    @Test
    void aFullDiskTakesHalfOfAWrite() throws IOException {
        var fault = new OneFault(DiskOperation.WRITE, "/file", Fate.FAILS);
        mount = disk.mount(fault);
        fault.arm();

        assertThatExceptionOfType(FileSystemException.class)
                .isThrownBy(() -> Files.writeString(path("/file"), "half"))
                .withMessageContaining("No space left");
        assertThat(path("/file")).hasContent("ha");
    }

    @Test
    void nothingWorksInAProcessThatIsGone() throws IOException {
        FileChannel file = FileChannel.open(path("/file"), CREATE, WRITE);
        mount.kill();

        assertThatExceptionOfType(PowerCut.class).isThrownBy(() -> file.write(ByteBuffer.allocate(1)));
        assertThatExceptionOfType(PowerCut.class).isThrownBy(() -> Files.createFile(path("/other")));
        file.close();
    }

    @Test
    void whatADeadProcessWroteIsSeenByTheNext() throws IOException {
        Files.writeString(path("/file"), "bytes");
        mount.kill();
        mount = disk.mount(DiskFaults.NONE);

        assertThat(path("/file")).hasContent("bytes");
    }

    @Test
    void aLockKeepsOtherProcessesAwayAndEndsWithItsOwn() throws IOException {
        try (var mine = FileChannel.open(path("/lock"), CREATE, WRITE)) {
            assertThat(mine.tryLock()).isNotNull();
            Mount rival = disk.mount(DiskFaults.NONE);
            try (var theirs = FileChannel.open(rival.getPath("/lock"), WRITE)) {
                assertThat(theirs.tryLock()).isNull();
                mount.kill();
                assertThat(theirs.tryLock()).isNotNull();
            }
        }
    }

    private Path path(String path) {
        return mount.getPath(path);
    }

    private void sync(String path, OpenOption option) throws IOException {
        try (var channel = FileChannel.open(path(path), option)) {
            channel.force(true);
        }
    }

    private void cutPower(RandomGenerator random) {
        disk.cutPower(random);
        mount = disk.mount(DiskFaults.NONE);
    }
}
