package io.varve.metadata.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What every [Journal] keeps, run on each backend by a subclass.
public abstract class JournalContract {

    private static final ShardId SHARD = ShardId.data(0);
    private static final int NO_LIMIT = 1 << 20;
    private static final int WRITERS = 8;

    private Journal journal;

    /// Opens the journal that this test uses. A shared journal may be opened several times at once, and each is
    /// another node's view of the same entries; any other is opened again only after it was closed.
    protected abstract Journal open();

    /// Whether entries outlive [Journal#close].
    protected boolean durable() {
        return true;
    }

    @BeforeEach
    final void openJournal() {
        journal = open();
    }

    @AfterEach
    final void closeJournal() {
        // There is none where opening it ended the test.
        if (journal != null) {
            journal.close();
        }
    }

    protected final Journal journal() {
        return journal;
    }

    @Test
    void anEmptyShardIsAnEmptyCompletePage() {
        TailPage page = journal.read(SHARD, 7, NO_LIMIT);

        assertThat(page.entries()).isEmpty();
        assertThat(page.firstSequence()).isEqualTo(7);
        assertThat(page.complete()).isTrue();
    }

    @Test
    void whatWasAppendedIsRead() {
        append(0, "first");
        append(1, "second");

        TailPage page = journal.read(SHARD, 0, NO_LIMIT);

        assertThat(texts(page)).containsExactly("first", "second");
        assertThat(page.firstSequence()).isZero();
        assertThat(page.complete()).isTrue();
    }

    @Test
    void anOccupiedSequenceKeepsItsEntry() {
        append(0, "first");

        assertThat(journal.append(SHARD, 0, bytes("other"))).isEqualTo(new AppendOutcome.Occupied());
        assertThat(journal.append(SHARD, 0, bytes("first"))).isEqualTo(new AppendOutcome.Occupied());
        assertThat(texts(journal.read(SHARD, 0, NO_LIMIT))).containsExactly("first");
    }

    @Test
    void arraysAreNeitherKeptNorShared() {
        byte[] given = bytes("first");
        journal.append(SHARD, 0, given);
        given[0] = 'X';
        byte[] read = journal.read(SHARD, 0, NO_LIMIT).entries().getFirst();
        read[0] = 'Y';

        assertThat(texts(journal.read(SHARD, 0, NO_LIMIT))).containsExactly("first");
    }

    @Test
    void readingBeginsAtAnySequence() {
        appendNumbered(0, 40);

        for (int from = 0; from <= 40; from++) {
            TailPage page = journal.read(SHARD, from, NO_LIMIT);
            assertThat(page.firstSequence()).isEqualTo(from);
            assertThat(texts(page)).isEqualTo(numbered(from, 40));
            assertThat(page.complete()).isTrue();
        }
    }

    @Test
    void aPageEndsAtMaxBytes() {
        for (int i = 0; i < 5; i++) {
            append(i, "0123456789");
        }

        TailPage page = journal.read(SHARD, 1, 39);
        assertThat(page.entries()).hasSize(3);
        assertThat(page.complete()).isFalse();
        assertThat(journal.read(SHARD, 1, 40).entries()).hasSize(4);
        assertThat(journal.read(SHARD, 1, 40).complete()).isTrue();
    }

    @Test
    void theFirstEntryComesWhateverItsSize() {
        append(0, "0123456789");
        append(1, "0123456789");

        TailPage page = journal.read(SHARD, 0, 1);
        assertThat(texts(page)).containsExactly("0123456789");
        assertThat(page.complete()).isFalse();
        assertThat(journal.read(SHARD, 1, 0).entries()).hasSize(1);
    }

    @Test
    void pagesTogetherAreTheWholeShard() {
        appendNumbered(0, 60);

        assertThat(texts(readAll(SHARD, 0, 100))).isEqualTo(numbered(0, 60));
    }

    @Test
    void theLargestEntryIsTakenAndALargerOneRefused() {
        byte[] largest = new byte[Journal.MAX_ENTRY_BYTES];
        Arrays.fill(largest, (byte) 0xA5);

        assertThat(journal.append(SHARD, 0, largest)).isEqualTo(new AppendOutcome.Appended());
        assertThat(journal.read(SHARD, 0, NO_LIMIT).entries().getFirst()).isEqualTo(largest);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> journal.append(SHARD, 1, new byte[Journal.MAX_ENTRY_BYTES + 1]));
        assertThatIllegalArgumentException().isThrownBy(() -> journal.append(SHARD, 1, new byte[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> journal.append(SHARD, -1, bytes("x")));
    }

    @Test
    void largeEntriesAreReadPageByPage() {
        for (int i = 0; i < 8; i++) {
            byte[] entry = new byte[Journal.MAX_ENTRY_BYTES - i];
            Arrays.fill(entry, (byte) i);
            journal.append(SHARD, i, entry);
        }

        List<byte[]> entries = readAll(SHARD, 0, 4 << 20);

        assertThat(entries).hasSize(8);
        for (int i = 0; i < 8; i++) {
            assertThat(entries.get(i)).hasSize(Journal.MAX_ENTRY_BYTES - i).containsOnly((byte) i);
        }
    }

    @Test
    void everyByteValueSurvives() {
        byte[] entry = new byte[256];
        IntStream.range(0, 256).forEach(i -> entry[i] = (byte) i);
        journal.append(SHARD, 0, entry);

        assertThat(journal.read(SHARD, 0, NO_LIMIT).entries().getFirst()).isEqualTo(entry);
    }

    @Test
    void shardsAreIndependent() {
        for (ShardId shard : List.of(ShardId.META, ShardId.data(0), ShardId.data(1), ShardId.group(0))) {
            assertThat(journal.append(shard, 0, bytes(shard.name()))).isEqualTo(new AppendOutcome.Appended());
        }
        journal.raiseFloor(ShardId.data(1), new Floor(0, 5));
        journal.trim(ShardId.data(1), 0, 0);

        for (ShardId shard : List.of(ShardId.META, ShardId.data(0), ShardId.group(0))) {
            assertThat(texts(journal.read(shard, 0, NO_LIMIT))).containsExactly(shard.name());
            assertThat(journal.floor(shard)).isEqualTo(Floor.NONE);
        }
        assertThat(journal.read(ShardId.data(1), 0, NO_LIMIT).entries()).isEmpty();
    }

    @Test
    void theFloorOnlyRises() {
        assertThat(journal.floor(SHARD)).isEqualTo(Floor.NONE);

        journal.raiseFloor(SHARD, new Floor(10, 1_000));
        journal.raiseFloor(SHARD, new Floor(9, 2_000));
        journal.raiseFloor(SHARD, new Floor(10, 3_000));
        assertThat(journal.floor(SHARD)).isEqualTo(new Floor(10, 1_000));

        journal.raiseFloor(SHARD, new Floor(11, 4_000));
        assertThat(journal.floor(SHARD)).isEqualTo(new Floor(11, 4_000));
    }

    @Test
    void theFloorIsNoEntry() {
        journal.raiseFloor(SHARD, new Floor(3, 1_000));
        append(0, "first");

        assertThat(texts(journal.read(SHARD, 0, NO_LIMIT))).containsExactly("first");
    }

    @Test
    void aTrimmedGapIsVisible() {
        appendNumbered(0, 30);
        trim(0, 20);

        TailPage page = journal.read(SHARD, 5, NO_LIMIT);

        assertThat(page.firstSequence()).isEqualTo(21);
        assertThat(texts(page)).isEqualTo(numbered(21, 30));
        assertThat(page.complete()).isTrue();
    }

    @Test
    void aPageEndsBeforeATrimmedGap() {
        appendNumbered(0, 10);
        journal.raiseFloor(SHARD, new Floor(6, 1_000));
        journal.trim(SHARD, 4, 6);

        TailPage page = journal.read(SHARD, 2, NO_LIMIT);
        assertThat(texts(page)).isEqualTo(numbered(2, 4));
        assertThat(page.complete()).isFalse();
        assertThat(journal.read(SHARD, 4, NO_LIMIT).firstSequence()).isEqualTo(7);
    }

    @Test
    void aShardThatIsTrimmedWholeGoesOn() {
        appendNumbered(0, 3);
        trim(0, 2);
        append(3, "3");

        assertThat(journal.read(SHARD, 0, NO_LIMIT).firstSequence()).isEqualTo(3);
        assertThat(texts(journal.read(SHARD, 3, NO_LIMIT))).containsExactly("3");
    }

    @Test
    void trimmingTwiceAndTrimmingNothingAreNoErrors() {
        appendNumbered(0, 70);
        trim(0, 60);
        trim(0, 60);
        journal.trim(SHARD, 200, 100);
        journal.trim(ShardId.data(7), 0, 100);

        assertThat(texts(journal.read(SHARD, 61, NO_LIMIT))).isEqualTo(numbered(61, 70));
    }

    @Test
    void reopeningKeepsEverything() {
        assumeTrue(durable(), "not a durable journal");
        appendNumbered(0, 20);
        journal.append(ShardId.META, 0, bytes("topic"));
        trim(0, 9);

        journal.close();
        journal = open();

        assertThat(texts(journal.read(SHARD, 10, NO_LIMIT))).isEqualTo(numbered(10, 20));
        assertThat(journal.read(SHARD, 0, NO_LIMIT).firstSequence()).isEqualTo(10);
        assertThat(journal.floor(SHARD)).isEqualTo(new Floor(9, 1_000));
        assertThat(texts(journal.read(ShardId.META, 0, NO_LIMIT))).containsExactly("topic");
        assertThat(journal.append(SHARD, 19, bytes("other"))).isEqualTo(new AppendOutcome.Occupied());
        append(20, "20");
    }

    @Test
    void concurrentWritersOfOneSequenceLeaveOneEntry() throws Exception {
        List<Journal> nodes = nodes();
        try {
            for (int sequence = 0; sequence < 15; sequence++) {
                long at = sequence;
                List<AppendOutcome> outcomes =
                        together(writer -> nodes.get(writer).append(SHARD, at, bytes("writer " + writer)));

                List<Integer> winners = IntStream.range(0, WRITERS)
                        .filter(writer -> outcomes.get(writer) instanceof AppendOutcome.Appended)
                        .boxed()
                        .toList();
                assertThat(winners).hasSize(1);
                assertThat(outcomes)
                        .filteredOn(AppendOutcome.Occupied.class::isInstance)
                        .hasSize(WRITERS - 1);
                assertThat(texts(journal.read(SHARD, at, NO_LIMIT))).containsExactly("writer " + winners.getFirst());
            }
        } finally {
            closeOthers(nodes);
        }
    }

    @Test
    void racingWritersBuildOneSequenceOfTheirOwnAppends() throws Exception {
        List<Journal> nodes = nodes();
        int each = 5;
        try {
            List<List<Long>> won = together(writer -> {
                var mine = new ArrayList<Long>();
                for (long sequence = 0; mine.size() < each; sequence++) {
                    byte[] entry = bytes(writer + ":" + mine.size());
                    if (nodes.get(writer).append(SHARD, sequence, entry) instanceof AppendOutcome.Appended) {
                        mine.add(sequence);
                        // What was appended is there at once, for everybody.
                        assertThat(nodes.get((writer + 1) % WRITERS)
                                        .read(SHARD, sequence, 1)
                                        .entries()
                                        .getFirst())
                                .isEqualTo(entry);
                    }
                }
                return mine;
            });

            List<byte[]> entries = readAll(SHARD, 0, 1_000);
            assertThat(entries).hasSize(WRITERS * each);
            Map<String, Long> positions = new HashMap<>();
            for (int i = 0; i < entries.size(); i++) {
                positions.put(text(entries.get(i)), (long) i);
            }
            for (int writer = 0; writer < WRITERS; writer++) {
                for (int i = 0; i < each; i++) {
                    assertThat(positions)
                            .containsEntry(writer + ":" + i, won.get(writer).get(i));
                }
            }
        } finally {
            closeOthers(nodes);
        }
    }

    @Test
    void concurrentAppendsOfDifferentShardsAllSucceed() throws Exception {
        List<Boolean> all = together(writer -> {
            for (int i = 0; i < 20; i++) {
                assertThat(journal.append(ShardId.data(writer), i, bytes("" + i)))
                        .isEqualTo(new AppendOutcome.Appended());
            }
            return true;
        });

        assertThat(all).hasSize(WRITERS);
        for (int writer = 0; writer < WRITERS; writer++) {
            assertThat(texts(readAll(ShardId.data(writer), 0, NO_LIMIT))).isEqualTo(numbered(0, 20));
        }
    }

    @Test
    void concurrentlyRaisedFloorsEndAtTheHighest() throws Exception {
        List<Journal> nodes = nodes();
        try {
            together(writer -> {
                for (int i = 0; i < 5; i++) {
                    nodes.get(writer).raiseFloor(SHARD, new Floor(i * WRITERS + writer, i * WRITERS + writer + 1_000));
                }
                return true;
            });

            assertThat(journal.floor(SHARD)).isEqualTo(new Floor(5 * WRITERS - 1, 5 * WRITERS - 1 + 1_000));
        } finally {
            closeOthers(nodes);
        }
    }

    /// One journal per writer: three views of it, if it can be shared.
    private List<Journal> nodes() {
        List<Journal> opened = journal.shared() ? List.of(journal, open(), open()) : List.of(journal);
        return IntStream.range(0, WRITERS)
                .mapToObj(writer -> opened.get(writer % opened.size()))
                .toList();
    }

    private void closeOthers(List<Journal> nodes) {
        nodes.stream().distinct().filter(node -> node != journal).forEach(Journal::close);
    }

    private static <T> List<T> together(Work<T> work) throws Exception {
        var start = new CyclicBarrier(WRITERS);
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var tasks = new ArrayList<Callable<T>>();
            for (int i = 0; i < WRITERS; i++) {
                int writer = i;
                tasks.add(() -> {
                    start.await();
                    return work.run(writer);
                });
            }
            var results = new ArrayList<T>();
            for (Future<T> task : threads.invokeAll(tasks)) {
                results.add(result(task));
            }
            return results;
        }
    }

    private static <T> T result(Future<T> task) throws InterruptedException {
        try {
            return task.get();
        } catch (ExecutionException e) {
            throw new AssertionError("a writer failed", e.getCause());
        }
    }

    private void append(long sequence, String text) {
        assertThat(journal.append(SHARD, sequence, bytes(text))).isEqualTo(new AppendOutcome.Appended());
    }

    private void appendNumbered(int from, int to) {
        for (int i = from; i < to; i++) {
            append(i, "" + i);
        }
    }

    private void trim(long from, long to) {
        journal.raiseFloor(SHARD, new Floor(to, 1_000));
        journal.trim(SHARD, from, to);
    }

    private List<byte[]> readAll(ShardId shard, long from, int maxBytes) {
        var all = new ArrayList<byte[]>();
        TailPage page;
        do {
            page = journal.read(shard, from + all.size(), maxBytes);
            assertThat(page.firstSequence()).isEqualTo(from + all.size());
            all.addAll(page.entries());
        } while (!page.complete());
        return all;
    }

    private static List<String> numbered(int from, int to) {
        return IntStream.range(from, to).mapToObj(Integer::toString).toList();
    }

    private static List<String> texts(TailPage page) {
        return texts(page.entries());
    }

    private static List<String> texts(List<byte[]> entries) {
        return entries.stream().map(JournalContract::text).toList();
    }

    private static String text(byte[] entry) {
        return new String(entry, StandardCharsets.UTF_8);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @FunctionalInterface
    private interface Work<T> {
        T run(int writer) throws Exception;
    }
}
