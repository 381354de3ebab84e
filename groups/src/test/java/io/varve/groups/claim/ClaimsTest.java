package io.varve.groups.claim;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.groups.GroupNode;
import io.varve.metadata.entry.GroupRecord;
import io.varve.metadata.entry.GroupRecords;
import io.varve.metadata.group.GroupState;
import io.varve.metadata.group.StoredRecord;
import io.varve.metadata.journal.FaultyJournal.Fault;
import io.varve.metadata.journal.MemoryJournal;
import io.varve.metadata.journal.ShardId;
import io.varve.storage.memory.MemoryObjectStore;
import io.varve.testkit.ManualDoors;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/// Two nodes that want the same shard, over one journal.
class ClaimsTest {

    private static final Duration TWO_SECONDS = Duration.ofSeconds(2);
    private static final Duration STEP = Duration.ofMillis(500);

    private final MemoryJournal entries = new MemoryJournal(true);
    private final MemoryObjectStore objects = new MemoryObjectStore(new ManualDoors());
    private final GroupNode one = new GroupNode(objects, entries, 1);
    private final GroupNode other = new GroupNode(objects, entries, 2);
    private final Listener claimed = new Listener();
    private final Claims claims = new Claims(one.cluster, claimed);

    /// Puts down what it hears.
    private static final class Listener implements ClaimListener {

        final BlockingQueue<HeldClaim> begun = new LinkedBlockingQueue<>();
        final BlockingQueue<HeldClaim> ended = new LinkedBlockingQueue<>();

        @Override
        public void claimed(HeldClaim claim) {
            begun.add(claim);
        }

        @Override
        public void ended(HeldClaim claim) {
            ended.add(claim);
        }
    }

    @AfterEach
    void close() {
        claims.close();
        one.close();
        other.close();
    }

    @Test
    void nobodyClaimsWhatNobodyAsksFor() {
        one.declareDown(other);

        assertThat(entries.read(ShardId.group(0), 0, 1).entries()).isEmpty();
    }

    @Test
    void onlyTheNodeThatTheCatalogNamesClaims() throws Exception {
        other.declareDown(one);
        one.cluster.freshCatalog();

        assertThat(claims.ask(0)).isFalse();
        assertThat(entries.read(ShardId.group(0), 0, 1).entries()).isEmpty();
    }

    @Test
    void whatIsWrittenUnderAClaimIsReadUnderTheNext() throws Exception {
        HeldClaim first = claim();
        writeAndWait(first, "a");

        other.claim(0);
        assertThatThrownBy(first::confirm).isInstanceOf(ClaimLostException.class);
        assertThat(claimed.ended.take()).isSameAs(first);
        one.time.advance(Claims.LOOK_EVERY);
        HeldClaim second = claim();

        assertThat(second.epoch()).isEqualTo(first.epoch() + 2);
        assertThat(second.contents().records()).extracting(StoredRecord::value).containsExactly(bytes("a"));
        writeAndWait(second, "b");
        assertThat(second.contents().endOffset()).isEqualTo(2);
    }

    @Test
    void aFormerCoordinatorWritesNothingAndHearsOfIt() throws Exception {
        HeldClaim former = claim();
        other.claim(0);

        former.write(GroupRecords.of(List.of(record("late"))), () -> {
            throw new AssertionError("a write of a former coordinator was called durable");
        });
        assertThat(claimed.ended.take()).isSameAs(former);

        assertThat(former.isHeld()).isFalse();
        assertThatThrownBy(() -> former.write(GroupRecords.of(List.of(record("later"))), () -> {}))
                .isInstanceOf(ClaimLostException.class);
        var shard = other.cluster.groupShard(0);
        shard.replica().refresh();
        assertThat(shard.replica().query(GroupState::records)).isEmpty();
    }

    @Test
    void aWriteWhoseReplyWasLostIsDurableOnce() throws Exception {
        HeldClaim held = claim();
        one.journal.next(Fault.LOST_REPLY);

        CompletableFuture<Void> durable = write(held, "a");
        while (!durable.isDone()) {
            // Whoever has lost a reply waits before it asks again.
            one.time.advance(Duration.ofMillis(1));
        }
        writeAndWait(held, "b");

        assertThat(held.contents().records()).extracting(StoredRecord::value).containsExactly(bytes("b"));
        assertThat(held.contents().endOffset()).isEqualTo(2);
    }

    @Test
    void whileTheJournalDoesNotAnswerNotManyWritesWait() throws Exception {
        HeldClaim held = claim();
        one.journal.next(Fault.REFUSED);
        var random = new Random(1);
        var durable = new CompletableFuture<Void>();

        while (held.hasRoom()) {
            byte[] value = new byte[300 * 1024];
            random.nextBytes(value);
            held.write(
                    GroupRecords.of(List.of(new GroupRecord(bytes("key"), ByteBuffer.wrap(value)))),
                    () -> durable.complete(null));
        }
        assertThat(durable).isNotDone();
        while (!held.hasRoom()) {
            one.time.advance(Duration.ofMillis(1));
        }

        // It has room a moment before it says so.
        durable.join();
        assertThat(held.isHeld()).isTrue();
    }

    @Test
    void aShardThatIsLostAgainAndAgainIsClaimedLessAndLessOften() throws Exception {
        claim().lose("it cannot be loaded");
        for (Duration passed = Duration.ZERO;
                passed.compareTo(Duration.ofMinutes(10)) < 0;
                passed = passed.plus(STEP)) {
            one.time.advance(STEP);
            HeldClaim next = claimed.begun.poll(1, TimeUnit.MILLISECONDS);
            if (next != null) {
                next.lose("it cannot be loaded");
            }
        }

        assertThat(entries.read(ShardId.group(0), 0, Integer.MAX_VALUE).entries())
                .hasSizeBetween(6, 30);
    }

    /// Though it waits for another write and would be appended when the clock is right again.
    @Test
    void whatAWrongClockHasDatedIsNotWritten() throws Exception {
        HeldClaim held = claim();
        long monthAgoMs = one.time.wallMs() - Duration.ofDays(30).toMillis();
        one.cluster.stores().clockGuard().observed(monthAgoMs);

        assertThatThrownBy(() -> held.write(GroupRecords.of(List.of(record("in a month"))), () -> {}))
                .isInstanceOf(ClaimLostException.class);
        assertThat(claimed.ended.take()).isSameAs(held);
    }

    /// A heartbeat may rest on a proof that is two seconds old; on an older one not, whichever clock says so.
    @Test
    void anOldProofIsRenewedBeforeAnythingRestsOnIt() throws Exception {
        HeldClaim held = claim();
        other.claim(0);

        assertThat(held.isProvenWithin(TWO_SECONDS)).isTrue();
        one.time.advance(TWO_SECONDS.plusMillis(1));

        assertThat(held.isProvenWithin(TWO_SECONDS)).isFalse();
        assertThatThrownBy(held::confirm).isInstanceOf(ClaimLostException.class);
    }

    @Test
    void aNodeThatIsNamedClaimsWithoutBeingAskedWhatAnotherHasCoordinated() throws Exception {
        other.claim(0);

        one.declareDown(other);

        assertThat(claimed.begun.take().epoch()).isEqualTo(2);
    }

    @Test
    void aNodeThatIsNamedNoLongerCoordinatesUntilItsSuccessorDoes() throws Exception {
        HeldClaim held = claim();
        other.declareDown(one);
        one.cluster.freshCatalog();
        one.time.advance(Claims.LOOK_EVERY);

        writeAndWait(held, "a");
        held.confirm();

        other.claim(0);
        assertThatThrownBy(held::confirm).isInstanceOf(ClaimLostException.class);
        assertThat(claimed.ended.take()).isSameAs(held);
    }

    /// The catalog names another node, of which the one that has lost the shard has not heard.
    @Test
    void whoHasLostAShardToTheNodeThatIsNamedDoesNotTakeItBack() throws Exception {
        HeldClaim held = claim();
        one.time.advance(Claims.LOOK_EVERY);
        other.declareDown(one);
        other.claim(0);

        assertThatThrownBy(held::confirm).isInstanceOf(ClaimLostException.class);
        assertThat(claimed.ended.take()).isSameAs(held);

        while (claims.ask(0) && claimed.begun.isEmpty()) {
            Thread.onSpinWait();
        }
        assertThat(claimed.begun).isEmpty();
        assertThat(entries.read(ShardId.group(0), 0, Integer.MAX_VALUE).entries())
                .hasSize(2);
    }

    @Test
    void aNodeThatIsNamedNoLongerAndHasNoSuccessorGivesTheShardUp() throws Exception {
        HeldClaim held = claim();
        other.declareDown(one);
        one.cluster.freshCatalog();

        while (held.isHeld()) {
            one.time.advance(Claims.LOOK_EVERY);
        }

        assertThat(claimed.ended.take()).isSameAs(held);
        assertThat(one.time.nanoTime()).isGreaterThanOrEqualTo(ClaimKeeper.HANDOVER.toNanos());
    }

    /// Has the first node claim the shard, which is its own as soon as the other one is taken to be down.
    private HeldClaim claim() throws InterruptedException {
        one.declareDown(other);
        assertThat(claims.ask(0)).isTrue();
        return claimed.begun.take();
    }

    /// No time passes meanwhile, however slow the machine is.
    private static void writeAndWait(HeldClaim claim, String value) {
        write(claim, value).join();
    }

    private static CompletableFuture<Void> write(HeldClaim claim, String value) {
        var durable = new CompletableFuture<Void>();
        claim.write(GroupRecords.of(List.of(record(value))), () -> durable.complete(null));
        return durable;
    }

    private static GroupRecord record(String value) {
        return new GroupRecord(bytes("key"), bytes(value));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }
}
