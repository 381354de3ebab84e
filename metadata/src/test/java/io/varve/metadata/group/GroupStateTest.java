package io.varve.metadata.group;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.GroupRecord;
import io.varve.metadata.entry.GroupRecords;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.ShardCommand;
import io.varve.metadata.state.Outcome;
import io.varve.metadata.state.Refusal;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GroupStateTest {

    private static final long NOW_MS = 1_700_000_000_000L;
    private static final Id128 ONE = new Id128(0, 1);
    private static final Id128 OTHER = new Id128(0, 2);
    private static final ProducerIdAndEpoch P = new ProducerIdAndEpoch(3, (short) 0);
    private static final ProducerIdAndEpoch Q = new ProducerIdAndEpoch(1000, (short) 2);

    private final GroupState state = new GroupState();

    @Test
    void theLastRecordOfAKeyCountsAndStandsWhereItCame() {
        claim(1, ONE);
        write(1, 0, put("a", "1"), put("b", "1"));
        write(1, 1, put("a", "2"));

        assertThat(state.records())
                .extracting(stored -> text(stored.key()), stored -> text(stored.value()), StoredRecord::offset)
                .containsExactly(tuple("b", "1", 1L), tuple("a", "2", 2L));
        assertThat(state.endOffset()).isEqualTo(3);
    }

    @Test
    void aRemovedKeyIsGoneAndItsOffsetIsNotUsedAgain() {
        claim(1, ONE);
        write(1, 0, put("a", "1"), remove("a"), remove("never there"));

        assertThat(state.records()).isEmpty();
        assertThat(state.endOffset()).isEqualTo(3);
    }

    @Test
    void whoeverWasCoordinatorBeforeWritesNothing() {
        claim(1, ONE);
        claim(2, OTHER);

        assertThat(refusal(write(1, 0, put("a", "1")))).isEqualTo(Refusal.STALE_CLAIM);
        assertThat(write(2, 0, put("a", "2")).changes()).isTrue();
        assertThat(state.claim()).isEqualTo(new Claim(2, 7, OTHER));
    }

    @Test
    void aClaimMustFollowTheOneBefore() {
        claim(1, ONE);

        assertThat(refusal(apply(new GroupCommand.Claim(1, 7, OTHER)))).isEqualTo(Refusal.STALE_CLAIM);
        assertThat(refusal(apply(new GroupCommand.Claim(3, 7, OTHER)))).isEqualTo(Refusal.STALE_CLAIM);
        assertThat(state.claim().incarnation()).isEqualTo(ONE);
    }

    @Test
    void nothingIsWrittenAfterAWriteThatIsMissing() {
        claim(1, ONE);

        assertThat(refusal(write(1, 1, put("a", "1")))).isEqualTo(Refusal.WRITE_MISSING);
        assertThat(write(1, 0, put("a", "1")).changes()).isTrue();
        assertThat(refusal(write(1, 0, put("a", "2")))).isEqualTo(Refusal.WRITE_MISSING);
    }

    @Test
    void aClaimAndItsWritesMayShareAnEntry() {
        GroupDraft draft = state.draft(NOW_MS);
        assertThat(draft.apply(new GroupCommand.Claim(1, 7, ONE)).changes()).isTrue();
        assertThat(draft.apply(new GroupCommand.Write(1, 0, GroupRecords.of(List.of(put("a", "1")))))
                        .changes())
                .isTrue();
        assertThat(draft.apply(new GroupCommand.Write(1, 1, GroupRecords.of(List.of(put("a", "2")))))
                        .changes())
                .isTrue();
        state.install(draft);

        assertThat(state.writes()).isEqualTo(2);
        assertThat(state.records())
                .extracting(stored -> text(stored.key()), stored -> text(stored.value()))
                .containsExactly(tuple("a", "2"));
    }

    @Test
    void aSnapshotHoldsAllThatCounts() {
        var random = new Random(5);
        claim(1, ONE);
        for (int number = 0; number < 200; number++) {
            String key = "key-" + random.nextInt(20);
            write(1, number, random.nextInt(4) == 0 ? remove(key) : put(key, "value-" + number));
        }
        apply(new ShardCommand.Feature(2));

        GroupState copy = GroupState.read(new ByteReader(encoded(state)));

        assertThat(copy.records()).isEqualTo(state.records());
        assertThat(copy.claim()).isEqualTo(state.claim());
        assertThat(copy.writes()).isEqualTo(200);
        assertThat(copy.endOffset()).isEqualTo(200);
        assertThat(copy.facts()).isEqualTo(state.facts());
        assertThat(encoded(copy)).isEqualTo(encoded(state));
    }

    @Test
    void recordsOfATransactionCountOnceItIsCommitted() {
        claim(1, ONE);
        write(1, 0, put("a", "1"));
        pending(1, P, put("a", "2"), put("b", "2"));
        pending(2, P, put("b", "3"));
        assertThat(state.records())
                .extracting(stored -> text(stored.key()), stored -> text(stored.value()))
                .containsExactly(tuple("a", "1"));
        assertThat(state.isPending(bytes("b"))).isTrue();

        end(3, P, true);

        assertThat(state.records())
                .extracting(stored -> text(stored.key()), stored -> text(stored.value()), StoredRecord::offset)
                .containsExactly(tuple("a", "2", 1L), tuple("b", "3", 3L));
        assertThat(state.pending()).isEmpty();
        assertThat(state.isPending(bytes("b"))).isFalse();
        assertThat(state.endOffset()).isEqualTo(5);
    }

    @Test
    void recordsOfAnAbortedTransactionAreGone() {
        claim(1, ONE);
        write(1, 0, put("a", "1"));
        pending(1, P, put("a", "2"));
        pending(2, Q, put("a", "3"));

        end(3, P, false);

        assertThat(state.record(bytes("a")).orElseThrow().offset()).isZero();
        assertThat(state.isPending(bytes("a"))).isTrue();
        end(4, Q, true);
        assertThat(text(state.record(bytes("a")).orElseThrow().value())).isEqualTo("3");
    }

    /// As in Kafka's coordinator.
    @Test
    void whatIsWrittenMeanwhileIsNewerAndARemovedKeyIsRemovedFromTransactionsToo() {
        claim(1, ONE);
        pending(0, P, put("a", "old"), put("b", "old"));
        write(1, 1, put("a", "new"), remove("b"));

        end(2, P, true);

        assertThat(state.records())
                .extracting(stored -> text(stored.key()), stored -> text(stored.value()))
                .containsExactly(tuple("a", "new"));
    }

    @Test
    void aLaterClaimEndsWhatAnEarlierOneBegan() {
        claim(1, ONE);
        pending(0, P, put("a", "1"));
        claim(2, OTHER);

        assertThat(refusal(apply(new GroupCommand.EndPending(1, 1, P, true)))).isEqualTo(Refusal.STALE_CLAIM);
        assertThat(apply(new GroupCommand.EndPending(2, 0, P, true)).changes()).isTrue();
        assertThat(state.record(bytes("a"))).isPresent();
    }

    @Test
    void aSnapshotHoldsWhatIsPending() {
        claim(1, ONE);
        write(1, 0, put("a", "1"), put("c", "1"));
        pending(1, Q, put("b", "2"), put("a", "2"));
        pending(2, P, put("c", "3"));
        // Nothing is left of this one, and it is open still.
        write(1, 3, remove("c"));

        GroupState copy = GroupState.read(new ByteReader(encoded(state)));

        assertThat(copy.pending()).isEqualTo(state.pending());
        assertThat(copy.pending()).extracting(PendingTransaction::producer).containsExactly(P, Q);
        assertThat(copy.pending().getFirst().records()).isEmpty();
        assertThat(encoded(copy)).isEqualTo(encoded(state));
    }

    @Test
    void aSnapshotOfOneTransactionOfWhichNothingIsLeftCanBeRead() {
        claim(1, ONE);
        pending(0, new ProducerIdAndEpoch(0, (short) 0), put("a", "1"));
        write(1, 1, remove("a"));

        assertThat(GroupState.read(new ByteReader(encoded(state))).pending()).isEqualTo(state.pending());
    }

    /// The order of records is that of the journal, whoever folds it and from where.
    @Test
    void aSnapshotInTheMidstOfTransactionsComesToTheSame() {
        for (int seed = 0; seed < 50; seed++) {
            var random = new Random(seed);
            var whole = new GroupState();
            apply(whole, new GroupCommand.Claim(1, 7, ONE));
            GroupState restored = whole;
            for (int number = 0; number < 60; number++) {
                GroupCommand.Writing next = someWriting(random, number);
                apply(whole, next);
                if (restored != whole) {
                    apply(restored, next);
                }
                if (number == 30) {
                    restored = GroupState.read(new ByteReader(encoded(whole)));
                }
            }
            assertThat(encoded(restored)).as("seed %d", seed).isEqualTo(encoded(whole));
        }
    }

    private static GroupCommand.Writing someWriting(Random random, int number) {
        var producer = new ProducerIdAndEpoch(random.nextInt(3), (short) 0);
        String key = "key-" + random.nextInt(4);
        GroupRecord record = put(key, "value-" + number);
        return switch (random.nextInt(5)) {
            case 0 -> new GroupCommand.Write(1, number, GroupRecords.of(List.of(record)));
            case 1 -> new GroupCommand.Write(1, number, GroupRecords.of(List.of(remove(key))));
            case 2 -> new GroupCommand.EndPending(1, number, producer, random.nextBoolean());
            default -> new GroupCommand.WritePending(1, number, producer, GroupRecords.of(List.of(record)));
        };
    }

    @Test
    void bytesThatAreNoSnapshotAreRefused() {
        assertThatThrownBy(() -> GroupState.read(new ByteReader(new byte[] {9, 0, 0})))
                .isInstanceOf(MalformedDataException.class)
                .hasMessageContaining("format 9");
    }

    private void claim(long epoch, Id128 incarnation) {
        assertThat(apply(new GroupCommand.Claim(epoch, 7, incarnation)).changes())
                .isTrue();
    }

    private Outcome write(long epoch, long number, GroupRecord... records) {
        return apply(new GroupCommand.Write(epoch, number, GroupRecords.of(List.of(records))));
    }

    private void pending(long number, ProducerIdAndEpoch producer, GroupRecord... records) {
        assertThat(apply(new GroupCommand.WritePending(1, number, producer, GroupRecords.of(List.of(records))))
                        .changes())
                .isTrue();
    }

    private void end(long number, ProducerIdAndEpoch producer, boolean commit) {
        assertThat(apply(new GroupCommand.EndPending(1, number, producer, commit))
                        .changes())
                .isTrue();
    }

    private Outcome apply(Command command) {
        return apply(state, command);
    }

    private static Outcome apply(GroupState state, Command command) {
        GroupDraft draft = state.draft(NOW_MS);
        Outcome outcome = draft.apply(command);
        if (outcome.changes()) {
            state.install(draft);
        }
        return outcome;
    }

    private static @Nullable Refusal refusal(Outcome outcome) {
        return outcome instanceof Outcome.Refused refused ? refused.refusal() : null;
    }

    private static GroupRecord put(String key, String value) {
        return new GroupRecord(bytes(key), bytes(value));
    }

    private static GroupRecord remove(String key) {
        return new GroupRecord(bytes(key), null);
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(UTF_8));
    }

    private static String text(ByteBuffer bytes) {
        return UTF_8.decode(bytes.duplicate()).toString();
    }

    private static byte[] encoded(GroupState state) {
        var out = new ByteWriter();
        state.write(out);
        return out.toByteArray();
    }
}
