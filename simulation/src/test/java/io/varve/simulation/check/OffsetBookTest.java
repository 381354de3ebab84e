package io.varve.simulation.check;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.Id128;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.CommitId;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.GroupCommand;
import io.varve.metadata.entry.GroupRecords;
import io.varve.metadata.entry.Participants;
import io.varve.metadata.entry.ProducerIdAndEpoch;
import io.varve.metadata.entry.TransactionCommand;
import io.varve.metadata.journal.ShardId;
import io.varve.simulation.check.SentTransaction.Told;
import io.varve.simulation.world.Violation;
import io.varve.simulation.world.World;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OffsetBookTest {

    private static final ShardId HOME = ShardId.data(0);
    private static final String ID = "payments";
    private static final ProducerIdAndEpoch PRODUCER = new ProducerIdAndEpoch(9, (short) 0);
    private static final TopicPartition PARTITION = new TopicPartition("flights", 0);
    private static final Id128 WRITER = new Id128(1, 1);
    private static final long OFFSET = 5;

    private final World world = new World(new World.Settings(1, Set.of(), Set.of(), Integer.MAX_VALUE, false));
    private final Ledger ledger = new Ledger(world, new MemoryContents());
    private final Map<ShardId, Long> sequences = new HashMap<>();
    private final SentTransaction sent = new SentTransaction("a transaction");
    private final OffsetBook book = new OffsetBook(ID, GroupEntries.GROUP, PARTITION, ledger, List.of(sent));

    @BeforeEach
    void offsetsArePending() {
        sent.commits(GroupEntries.GROUP, PARTITION, OFFSET);
        write(HOME, new TransactionCommand.Init(ID, 10_000, Optional.empty(), PRODUCER.producerId()));
        write(HOME, new TransactionCommand.Add(ID, PRODUCER, false, Participants.ofGroupShard(0)));
        write(GroupEntries.SHARD, new GroupCommand.Claim(1, 1, WRITER));
        write(
                GroupEntries.SHARD,
                new GroupCommand.WritePending(
                        1, 0, PRODUCER, GroupRecords.of(List.of(GroupEntries.commit(PARTITION, OFFSET)))));
    }

    @Test
    void anOffsetThatIsToldBeforeItsTransactionEndsIsFound() {
        assertThatCode(() -> book.told(-1, book.atLeast(true))).doesNotThrowAnyException();

        assertViolated(() -> book.told(OFFSET, -1), "no end of a transaction that is durable says so");
    }

    @Test
    void onlyWhoTakesWhatThereIsMayBeToldOfTheOneBeforeOnceTheProducerKnowsTheEnd() {
        decide();
        sent.told(Told.COMMITTED);

        assertThat(book.atLeast(false)).isEqualTo(-1);
        assertViolated(() -> book.told(-1, book.atLeast(true)), "5 was before");
    }

    @Test
    void whatHasCountedOnceIsToldFromThenOn() {
        decide();
        write(GroupEntries.SHARD, new GroupCommand.EndPending(1, 1, PRODUCER, true));
        assertThat(book.atLeast(true)).isEqualTo(-1);
        book.told(OFFSET, -1);
        assertThat(book.atLeast(false)).isEqualTo(OFFSET);

        write(HOME, new TransactionCommand.Marked(ID, 1, true, 0));

        assertThat(book.atLeast(false)).isEqualTo(OFFSET);
        assertViolated(() -> book.told(-1, book.atLeast(false)), "5 was before");
    }

    private void decide() {
        write(HOME, new TransactionCommand.End(ID, PRODUCER, true, false, -1));
    }

    private void write(ShardId shard, Command command) {
        long sequence = sequences.merge(shard, 1L, Long::sum) - 1;
        var entry = new Entry(new CommitId(WRITER, 0), world.wallMs(), List.of(command), 0, ByteBuffer.allocate(0));
        ledger.written(shard, sequence, entry.encode());
    }

    private static void assertViolated(Runnable step, String message) {
        assertThatThrownBy(step::run).isInstanceOf(Violation.class).hasMessageContaining(message);
    }
}
