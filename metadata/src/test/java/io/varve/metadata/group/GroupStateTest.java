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

    private Outcome apply(Command command) {
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
