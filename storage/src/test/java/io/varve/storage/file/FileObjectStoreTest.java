package io.varve.storage.file;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.varve.storage.ObjectStore;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.ObjectStoreContract;
import io.varve.storage.StoreException;
import io.varve.storage.StoreException.Kind;
import io.varve.storage.TestDoors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileObjectStoreTest extends ObjectStoreContract {

    @TempDir
    private Path folder;

    @Override
    protected ObjectStore openStore() {
        return FileObjectStore.open(folder.resolve("not/yet/there"), TestDoors.ENTROPY);
    }

    @Test
    void anObjectIsAFileWithExactlyItsBytes() throws IOException {
        store().create("data/part.parquet", payload("PAR1…PAR1"));

        assertThat(file("data/part.parquet")).hasContent("PAR1…PAR1");
    }

    @Test
    void aSecondOpeningSeesTheObjects() {
        store().create("a/k", payload("x"));

        try (ObjectStore again = openStore()) {
            assertThat(text(again.readAll("a/k", 1))).isEqualTo("x");
            assertThat(again.create("a/k", payload("y"))).isEqualTo(CreateOutcome.EXISTS);
        }
    }

    @Test
    void ofWritersThroughSeparateOpeningsExactlyOneCreates() throws Exception {
        List<Callable<CreateOutcome>> writers = IntStream.range(0, 16)
                .<Callable<CreateOutcome>>mapToObj(
                        writer -> () -> openStore().create("race", payload("writer " + writer)))
                .toList();

        assertThat(atOnce(writers)).containsOnlyOnce(CreateOutcome.CREATED);
    }

    @Test
    void aChangedByteIsNoticedWhenTheObjectIsReadWhole() throws IOException {
        store().create("k", payload("hello"));
        Files.writeString(file("k"), "hellp");

        assertCorrupt(() -> store().readAll("k", 10));
    }

    @Test
    void aTruncatedFileIsCorruptAndNotShort() throws IOException {
        store().create("k", payload("hello"));
        Files.writeString(file("k"), "hell");

        assertCorrupt(() -> store().readAll("k", 10));
        assertCorrupt(() -> store().read("k", 2, 3));
        assertThat(text(store().read("k", 0, 2))).isEqualTo("he");
    }

    @Test
    void withoutItsChecksumFileAnObjectIsStillThere() throws IOException {
        store().create("k", payload("hello"));

        for (String broken : List.of("", "0", "zzzzzzzz 5\n", "00000000 5")) {
            Files.writeString(file("k~crc32c"), broken);
            assertThat(text(store().readAll("k", 10))).isEqualTo("hello");
            assertThat(store().head("k").orElseThrow().crc32c())
                    .hasValue(payload("hello").crc32c());
        }
        Files.delete(file("k~crc32c"));
        assertThat(text(store().readAll("k", 10))).isEqualTo("hello");
        assertThat(store().head("k").orElseThrow().crc32c())
                .hasValue(payload("hello").crc32c());
        assertThat(keys(store().list("", "", 10))).containsExactly("k");
    }

    @Test
    void nothingIsLeftBehindWhenTheLastObjectIsDeleted() throws IOException {
        store().create("a/b/c/1", payload("x"));
        store().create("a/b/c/2", payload("x"));
        store().create("a/b/c/2", payload("taken"));

        store().delete(List.of("a/b/c/1", "a/b/c/2"));

        try (Stream<Path> left = Files.walk(folder)) {
            assertThat(left.filter(Files::isRegularFile)).isEmpty();
        }
        assertThat(file("a")).doesNotExist();
        assertThat(store().create("a/b/c/1", payload("again"))).isEqualTo(CreateOutcome.CREATED);
    }

    @Test
    void whatACrashLeftBehindIsRemovedAtTheNextStartIfItIsOld() throws IOException {
        Path incoming = folder.resolve("not/yet/there/incoming");
        Path old = Files.writeString(incoming.resolve("old"), "x");
        Files.setLastModifiedTime(
                old, FileTime.from(Files.getLastModifiedTime(old).toInstant().minus(Duration.ofHours(2))));
        Path young = Files.writeString(incoming.resolve("young"), "x");

        openStore().close();

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void anObjectCannotHaveTheNameOfAFolderOfObjects() {
        store().create("a/b", payload("x"));

        assertRefused(() -> store().create("a", payload("x")));
        assertRefused(() -> store().create("a/b/c", payload("x")));
    }

    @Test
    void aFolderThatCannotBeOneIsRefusedInOneLine() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "x", UTF_8);

        assertThatThrownBy(() -> FileObjectStore.open(file.resolve("below"), TestDoors.ENTROPY))
                .asInstanceOf(type(StoreException.class))
                .satisfies(refused -> assertThat(refused.kind()).isEqualTo(Kind.REFUSED))
                .extracting(Throwable::getMessage)
                .asString()
                .contains(file.toString())
                .doesNotContain("\n");
    }

    private Path file(String name) {
        return folder.resolve("not/yet/there/objects").resolve(name);
    }

    private static void assertCorrupt(ThrowingCallable read) {
        assertKind(Kind.CORRUPT, read);
    }

    private static void assertRefused(ThrowingCallable create) {
        assertKind(Kind.REFUSED, create);
    }

    private static void assertKind(Kind kind, ThrowingCallable call) {
        assertThatThrownBy(call)
                .asInstanceOf(type(StoreException.class))
                .extracting(StoreException::kind)
                .isEqualTo(kind);
    }
}
