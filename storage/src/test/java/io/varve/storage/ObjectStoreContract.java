package io.varve.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import io.varve.core.Crc32c;
import io.varve.storage.ObjectStore.CreateOutcome;
import io.varve.storage.StoreException.Kind;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What [ObjectStore] promises, run on every backend. A store that is opened for a test is empty.
public abstract class ObjectStoreContract {

    private static final int WRITERS = 16;

    private ObjectStore store;

    /// Opens an empty store.
    protected abstract ObjectStore openStore();

    /// More than a page of S3, unless that would take long.
    protected int manyObjects() {
        return 1_005;
    }

    /// Whether objects may be created in a folder while the last one there is deleted. MinIO keeps folders on its
    /// disks, and refuses a create (403) whose folder goes away under it.
    protected boolean foldersMayVanish() {
        return true;
    }

    @BeforeEach
    void open() {
        store = openStore();
    }

    @AfterEach
    void close() {
        // There is none where opening it ended the test.
        if (store != null) {
            store.close();
        }
    }

    protected final ObjectStore store() {
        return store;
    }

    @Test
    void anObjectReadsBackAsItWasWritten() {
        assertThat(store.create("a/b/c.bin", payload("hello"))).isEqualTo(CreateOutcome.CREATED);

        assertThat(text(store.readAll("a/b/c.bin", 5))).isEqualTo("hello");
    }

    @Test
    void aTakenKeyKeepsItsFirstObject() {
        store.create("k", payload("first"));

        assertThat(store.create("k", payload("second, and longer"))).isEqualTo(CreateOutcome.EXISTS);
        assertThat(text(store.readAll("k", 100))).isEqualTo("first");
    }

    @Test
    protected void ofConcurrentWritersExactlyOneCreates() throws Exception {
        for (int round = 0; round < 5; round++) {
            String key = "race/" + round;
            List<Callable<CreateOutcome>> writers = IntStream.range(0, WRITERS)
                    .<Callable<CreateOutcome>>mapToObj(writer -> () -> store.create(key, payload("writer " + writer)))
                    .toList();

            List<CreateOutcome> outcomes = atOnce(writers);

            assertThat(outcomes).containsOnlyOnce(CreateOutcome.CREATED);
            String winner = "writer " + outcomes.indexOf(CreateOutcome.CREATED);
            assertThat(text(store.readAll(key, 100))).isEqualTo(winner);
            assertThat(store.head(key).orElseThrow().crc32c())
                    .hasValue(payload(winner).crc32c());
        }
    }

    /// Those that are too late go on at once, on the connection on which they were refused.
    @Test
    protected void whoeverWasTooLateWritesTheNextObject() throws Exception {
        int rounds = 40;
        List<Callable<Integer>> writers = Collections.nCopies(WRITERS / 2, () -> {
            int created = 0;
            for (int round = 0; round < rounds; round++) {
                created += store.create("round/" + round, payload("one of many")) == CreateOutcome.CREATED ? 1 : 0;
            }
            return created;
        });

        assertThat(atOnce(writers).stream().mapToInt(Integer::intValue).sum()).isEqualTo(rounds);
    }

    @Test
    void aPayloadOfManyPartsIsWrittenInOrder() {
        byte[] bytes = randomBytes(9 << 20);
        List<ByteBuffer> parts = new ArrayList<>();
        for (int start = 0, size = 1; start < bytes.length; start += size, size = size * 3 % 777_777 + 1) {
            parts.add(ByteBuffer.wrap(bytes, start, Math.min(size, bytes.length - start)));
        }
        parts.add(3, ByteBuffer.allocate(0));
        ByteBuffer direct =
                ByteBuffer.allocateDirect(4).put("tail".getBytes(UTF_8)).flip();
        parts.add(direct.asReadOnlyBuffer());

        assertThat(store.create("large", Payload.of(parts))).isEqualTo(CreateOutcome.CREATED);

        ByteBuffer expected = ByteBuffer.allocate(bytes.length + 4)
                .put(bytes)
                .put("tail".getBytes(UTF_8))
                .flip();
        assertThat(store.readAll("large", bytes.length + 4)).isEqualTo(expected);
        assertThat(store.head("large").orElseThrow().crc32c()).hasValue(Crc32c.of(expected));
    }

    @Test
    void creatingLeavesTheCallersBuffersAsTheyWere() {
        ByteBuffer part = ByteBuffer.wrap("0123456789".getBytes(UTF_8), 2, 5);
        Payload payload = Payload.of(List.of(part));

        store.create("first", payload);
        store.create("second", payload);

        assertThat(part.position()).isEqualTo(2);
        assertThat(part.remaining()).isEqualTo(5);
        assertThat(text(store.readAll("second", 10))).isEqualTo("23456");
    }

    @Test
    void anEmptyObjectIsAnObject() {
        assertThat(store.create("empty", Payload.of(List.of()))).isEqualTo(CreateOutcome.CREATED);

        assertThat(store.create("empty", payload("x"))).isEqualTo(CreateOutcome.EXISTS);
        assertThat(store.readAll("empty", 0).remaining()).isZero();
        assertThat(store.head("empty").orElseThrow().sizeBytes()).isZero();
        assertThatThrownBy(() -> store.read("empty", 0, 1)).isInstanceOf(RangeNotSatisfiableException.class);
    }

    @Test
    void bytesThatDoNotHaveTheGivenChecksumAreNotWritten() {
        Payload right = payload("hello");
        Payload wrong = new Payload(right.parts(), right.length(), right.crc32c() ^ 1);

        assertThatThrownBy(() -> store.create("k", wrong))
                .asInstanceOf(type(StoreException.class))
                .extracting(StoreException::kind)
                .isEqualTo(Kind.CORRUPT);
        assertThat(store.head("k")).isEmpty();
    }

    @Test
    void aRangeIsReadFromAnywhereInTheObject() {
        store.create("k", payload("0123456789"));

        assertThat(text(store.read("k", 0, 1))).isEqualTo("0");
        assertThat(text(store.read("k", 3, 4))).isEqualTo("3456");
        assertThat(text(store.read("k", 9, 1))).isEqualTo("9");
        assertThat(text(store.read("k", 0, 10))).isEqualTo("0123456789");
    }

    @Test
    void aRangeBeyondTheEndIsRefusedEvenIfItBeginsBeforeIt() {
        store.create("k", payload("0123456789"));

        assertThatThrownBy(() -> store.read("k", 9, 2))
                .isInstanceOf(RangeNotSatisfiableException.class)
                .hasMessageContaining("k");
        assertThatThrownBy(() -> store.read("k", 10, 1)).isInstanceOf(RangeNotSatisfiableException.class);
        assertThatThrownBy(() -> store.read("k", 1L << 40, 1)).isInstanceOf(RangeNotSatisfiableException.class);
    }

    @Test
    void anEmptyOrNegativeRangeIsTheCallersMistake() {
        store.create("k", payload("0123456789"));

        assertThatThrownBy(() -> store.read("k", 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.read("k", -1, 1)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void whatIsNotThereIsNotFound() {
        store.create("folder/k", payload("x"));

        for (String absent : List.of("absent", "folder", "folder/k/below", "folder/kk")) {
            assertThat(store.head(absent)).as(absent).isEmpty();
            assertThatThrownBy(() -> store.read(absent, 0, 1)).isInstanceOf(ObjectNotFoundException.class);
            assertThatThrownBy(() -> store.readAll(absent, 10))
                    .isInstanceOf(ObjectNotFoundException.class)
                    .hasMessageContaining(absent);
        }
    }

    @Test
    void anObjectLongerThanAllowedIsNotReadWhole() {
        store.create("k", payload("0123456789"));

        assertThatThrownBy(() -> store.readAll("k", 9))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("k");
        assertThat(store.readAll("k", 10).remaining()).isEqualTo(10);
    }

    @Test
    void headTellsLengthChecksumAndAge() {
        store.create("k", payload("hello"));

        ObjectInfo info = store.head("k").orElseThrow();

        assertThat(info.key()).isEqualTo("k");
        assertThat(info.sizeBytes()).isEqualTo(5);
        assertThat(info.crc32c()).hasValue(payload("hello").crc32c());
        assertThat(info.lastModifiedMs()).isBetween(1_700_000_000_000L, 4_000_000_000_000L);
    }

    @Test
    void aListingIsInTheOrderOfTheKeysBytes() {
        List<String> sorted =
                List.of("-", ".x", "0", "A", "Z", "_", "a-b", "a.b", "a/b", "a/b-c", "a/b.c/d", "a0", "aB/c", "ab");
        sorted.reversed().forEach(key -> store.create(key, payload(key)));

        assertThat(keys(store.list("", "", 100))).isEqualTo(sorted);
        ListPage all = store.list("", "", 100);
        assertThat(all.complete()).isTrue();
        assertThat(all.objects().getLast().sizeBytes()).isEqualTo(2);
    }

    @Test
    void aPrefixNeedNotEndWithASegment() {
        for (String key : List.of("wal/1/a", "wal/1/b", "wal/10/a", "wal/2/a", "wal-1", "w", "x/wal/1")) {
            store.create(key, payload(key));
        }

        assertThat(keys(store.list("wal/", "", 100))).containsExactly("wal/1/a", "wal/1/b", "wal/10/a", "wal/2/a");
        assertThat(keys(store.list("wal/1", "", 100))).containsExactly("wal/1/a", "wal/1/b", "wal/10/a");
        assertThat(keys(store.list("wal/1/", "", 100))).containsExactly("wal/1/a", "wal/1/b");
        assertThat(keys(store.list("wal/1/a", "", 100))).containsExactly("wal/1/a");
        assertThat(keys(store.list("nothing", "", 100))).isEmpty();
        for (String bad : List.of("/", "wal//", "wal/.", "wal/../")) {
            assertThatThrownBy(() -> store.list(bad, "", 100)).isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aListingGoesOnAfterAnyKeyWhetherItExistsOrNot() {
        for (String key : List.of("a/1", "a/2", "a/3", "b/1")) {
            store.create(key, payload(key));
        }

        assertThat(keys(store.list("", "a/1", 100))).containsExactly("a/2", "a/3", "b/1");
        assertThat(keys(store.list("", "a/15", 100))).containsExactly("a/2", "a/3", "b/1");
        assertThat(keys(store.list("", "a", 100))).containsExactly("a/1", "a/2", "a/3", "b/1");
        assertThat(keys(store.list("a/", "a/2", 100))).containsExactly("a/3");
        assertThat(keys(store.list("b/", "a/2", 100))).containsExactly("b/1");
        assertThat(keys(store.list("a/", "b/1", 100))).isEmpty();
    }

    @Test
    void aFullPageSaysThatMoreFollows() {
        for (int i = 0; i < 5; i++) {
            store.create("k/" + i, payload("x"));
        }

        ListPage first = store.list("k/", "", 3);
        assertThat(keys(first)).containsExactly("k/0", "k/1", "k/2");
        assertThat(first.complete()).isFalse();
        ListPage second = store.list("k/", "k/2", 2);
        assertThat(keys(second)).containsExactly("k/3", "k/4");
        assertThat(second.complete()).isTrue();
        assertThatThrownBy(() -> store.list("k/", "", 0)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void moreObjectsThanOneRequestHoldsAreListedAndDeleted() throws Exception {
        int count = manyObjects();
        List<String> keys =
                IntStream.range(0, count).mapToObj("many/%04d"::formatted).toList();
        store.create("other", payload("x"));
        atOnce(IntStream.range(0, WRITERS)
                .<Callable<Void>>mapToObj(writer -> () -> {
                    for (int i = writer; i < keys.size(); i += WRITERS) {
                        store.create(keys.get(i), payload("x"));
                    }
                    return null;
                })
                .toList());

        assertThat(keys(store.list("many/", "", 2_000))).isEqualTo(keys);
        assertThat(keys(store.list("many/", "", count - 2))).isEqualTo(keys.subList(0, count - 2));
        store.delete(keys);
        assertThat(keys(store.list("", "", 10))).containsExactly("other");
    }

    @Test
    void aDeletedObjectIsGoneAndItsKeyIsFree() {
        store.create("a/k", payload("first"));
        store.create("a/other", payload("other"));

        store.delete(List.of("a/k"));

        assertThat(store.head("a/k")).isEmpty();
        assertThatThrownBy(() -> store.readAll("a/k", 10)).isInstanceOf(ObjectNotFoundException.class);
        assertThat(store.create("a/k", payload("second"))).isEqualTo(CreateOutcome.CREATED);
        assertThat(text(store.readAll("a/k", 10))).isEqualTo("second");
    }

    @Test
    void deletingWhatIsAbsentIsNoError() {
        store.create("k", payload("x"));

        store.delete(List.of("absent", "k", "also/absent", "k/below"));
        store.delete(List.of());

        assertThat(store.list("", "", 10).objects()).isEmpty();
    }

    @Test
    void createsAndDeletesOfOneFolderDoNotDisturbEachOther() throws Exception {
        List<String> residents = foldersMayVanish() ? List.of() : List.of("deep/er/resident");
        residents.forEach(key -> store.create(key, payload(key)));
        atOnce(IntStream.range(0, 8)
                .<Callable<Void>>mapToObj(writer -> () -> {
                    for (int i = 0; i < 20; i++) {
                        String key = "deep/er/" + writer + "-" + i;
                        assertThat(store.create(key, payload(key))).isEqualTo(CreateOutcome.CREATED);
                        assertThat(text(store.readAll(key, 100))).isEqualTo(key);
                        store.delete(List.of(key));
                    }
                    return null;
                })
                .toList());

        assertThat(keys(store.list("", "", 10))).isEqualTo(residents);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "/", "/a", "a/", "a//b", ".", "..", "a/../b", "./a", "a b", "a\\b", "a~b", "ä", "a\nb", "a%2Fb",
                "a?b"
            })
    void aKeyOutsideTheRuleIsRefused(String key) {
        assertThatThrownBy(() -> store.create(key, payload("x"))).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.read(key, 0, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.readAll(key, 1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.head(key)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.delete(List.of(key))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    protected void theLongestKeyWorks() {
        String segment = "s".repeat(ObjectKey.MAX_SEGMENT_CHARS);
        String longest = String.join("/", segment, segment, segment, segment, "t".repeat(60));
        assertThat(longest).hasSize(ObjectKey.MAX_KEY_CHARS);

        assertThat(store.create(longest, payload("x"))).isEqualTo(CreateOutcome.CREATED);
        assertThat(keys(store.list(segment, "", 10))).containsExactly(longest);

        assertThatThrownBy(() -> store.head(longest + "u")).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> store.head(segment + "s")).isInstanceOf(IllegalArgumentException.class);
    }

    protected static Payload payload(String text) {
        return Payload.of(text.getBytes(UTF_8));
    }

    protected static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.duplicate()).toString();
    }

    protected static List<String> keys(ListPage page) {
        return page.objects().stream().map(ObjectInfo::key).toList();
    }

    protected static byte[] randomBytes(int size) {
        byte[] bytes = new byte[size];
        new Random(7).nextBytes(bytes);
        return bytes;
    }

    /// Runs all tasks at once and returns their results in order.
    protected static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        var start = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (Callable<T> task : tasks) {
                futures.add(threads.submit(() -> {
                    start.await();
                    return task.call();
                }));
            }
            start.countDown();
            List<T> results = new ArrayList<>();
            for (Future<T> future : futures) {
                results.add(future.get());
            }
            return results;
        }
    }
}
