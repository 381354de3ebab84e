package io.varve.metadata.entry;

import static io.varve.metadata.Batches.TOPIC;
import static io.varve.metadata.Batches.WRITER;
import static io.varve.metadata.Batches.flush;
import static io.varve.metadata.Batches.idempotent;
import static io.varve.metadata.Batches.object;
import static io.varve.metadata.Batches.partition;
import static io.varve.metadata.Batches.plain;
import static io.varve.metadata.Batches.segment;
import static io.varve.metadata.Batches.table;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.varve.core.ByteWriter;
import io.varve.core.Crc32c;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.metadata.journal.ShardId;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class EntryTest {

    private static final long SEQUENCE = 42;

    private static final List<Command> EVERY_COMMAND = List.of(
            new ShardCommand.Feature(2),
            new ShardCommand.SnapshotTaken(7, new Id128(1, 2)),
            new ShardCommand.SnapshotConfirmed(7, new Id128(1, 2)),
            new ShardCommand.Sweep(5),
            new CatalogCommand.Genesis(new Id128(3, 4), 1, 2, 4),
            new CatalogCommand.CreateTopic(
                    "orders", TOPIC, 6, ShardId.data(0), new TreeMap<>(Map.of("retention.ms", "1000"))),
            new CatalogCommand.DeleteTopic(TOPIC),
            new CatalogCommand.AddPartitions(TOPIC, 12),
            new CatalogCommand.AlterTopic(
                    TOPIC, new TreeMap<>(Map.of("retention.ms", Optional.of("5"), "segment.ms", Optional.empty()))),
            new CatalogCommand.TopicSettled(TOPIC, 6),
            new CatalogCommand.ReserveProducerIds(1000),
            new CatalogCommand.Tick(9),
            new CatalogCommand.NodeUp(
                    new NodeAddress("h", 9092, 8080), WRITER, List.of(NodeRole.INGEST, NodeRole.READ), "az1", 1),
            new CatalogCommand.NodeDown(3, WRITER),
            new CatalogCommand.AlterGroup("g", new TreeMap<>(Map.of("a", Optional.of("5"), "b", Optional.empty()))),
            new CatalogCommand.PublishTable(TOPIC, Optional.empty(), new ObjectRef(ObjectRef.Kind.TABLE, 3, WRITER, 1)),
            new CatalogCommand.PublishTable(
                    TOPIC,
                    Optional.of(new ObjectRef(ObjectRef.Kind.TABLE, 3, WRITER, 1)),
                    new ObjectRef(ObjectRef.Kind.TABLE, 4, WRITER, 2)),
            new LogCommand.Open(TOPIC, 6, 1000),
            new LogCommand.Close(TOPIC),
            flush(0, table(1, plain(3), idempotent(5, 1, 7, 2))),
            new LogCommand.Flush(new FlushId(WRITER, 1, false), new InlineRef(SEQUENCE), table(0, plain(1))),
            new LogCommand.SpilledFlush(new FlushId(WRITER, 2, false), object(3), 100, 200, -5),
            new LogCommand.TrimLog(partition(1), 99),
            new LogCommand.Move(object(1), List.of(new LogCommand.MovedRun(partition(0), 5, 9, 64, 100))),
            new LogCommand.Compact(
                    partition(0),
                    5,
                    12,
                    List.of(object(1), object(2)),
                    List.of(
                            new LogCommand.CompactedRun(7, segment(4, 5, 9), 4, 100, 1000, 2000),
                            new LogCommand.CompactedRun(9, segment(4, 5, 9), 104, 70, -1, 2000),
                            new LogCommand.CompactedRun(10, object(3), 64, 100, 1000, 2000),
                            new LogCommand.CompactedRun(12, new NoRecords(), 0, 0, -1, 2000))),
            new LogCommand.Clean(partition(0), new Cleaned(9, 5, 1000, true)),
            new LogCommand.ExpireProducers(-1),
            new GroupCommand.Claim(4, 3, WRITER),
            new GroupCommand.Write(
                    4,
                    9,
                    GroupRecords.of(List.of(
                            new GroupRecord(ByteBuffer.wrap(new byte[] {1, 2}), ByteBuffer.wrap(new byte[] {3})),
                            new GroupRecord(ByteBuffer.wrap(new byte[] {1, 3}), null)))),
            new GroupCommand.Write(
                    4,
                    10,
                    GroupRecords.of(List.of(
                            new GroupRecord(ByteBuffer.wrap(new byte[] {1, 4}), ByteBuffer.allocate(8 * 1024))))));

    /// What an entry holds when many members commit at once.
    private static final List<Command> COMMITS = IntStream.range(0, 40)
            .<Command>mapToObj(n -> new GroupCommand.Write(
                    4,
                    n,
                    GroupRecords.of(List.of(new GroupRecord(
                            utf8("offsets of the group payments in the topic orders of partition " + n),
                            utf8("are " + 1_000 * n))))))
            .toList();

    @Test
    void everyCommandIsReadAsItWasWritten() {
        Entry entry = entry(EVERY_COMMAND);

        assertThat(Entry.decode(SEQUENCE, entry.encode())).isEqualTo(entry);
    }

    @Test
    void commitsThatSayTheSameTakeAThird() {
        Entry entry = entry(COMMITS);
        var plain = new ByteWriter();
        COMMITS.forEach(commit -> commit.write(plain));

        byte[] bytes = entry.encode();

        assertThat(bytes).hasSizeLessThan(plain.size() / 3);
        assertThat(Entry.decode(SEQUENCE, bytes)).isEqualTo(entry);
    }

    @Test
    void aFlippedBitIsFound() {
        byte[] bytes = entry(EVERY_COMMAND).encode();
        for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] flipped = bytes.clone();
            flipped[bit / 8] ^= (byte) (1 << (bit % 8));
            assertThatThrownBy(() -> Entry.decode(SEQUENCE, flipped)).isInstanceOf(MalformedDataException.class);
        }
    }

    /// A checksum does not protect against a writer that is wrong.
    @ParameterizedTest
    @MethodSource("entries")
    void nonsenseUnderAGoodChecksumIsRefusedAsSuch(List<Command> commands) {
        byte[] bytes = entry(commands).encode();
        for (long seed = 0; seed < 20_000; seed++) {
            var random = new Random(seed);
            byte[] mutated = bytes.clone();
            mutated[random.nextInt(mutated.length - 4)] = (byte) random.nextInt();
            ByteBuffer.wrap(mutated).putInt(mutated.length - 4, Crc32c.of(mutated, 0, mutated.length - 4));
            try {
                Entry.decode(SEQUENCE, mutated);
            } catch (MalformedDataException | UnknownCommandException expected) {
                assertThat(expected).hasMessageNotContaining("null");
            }
        }
    }

    static List<List<Command>> entries() {
        return List.of(EVERY_COMMAND, COMMITS);
    }

    private static ByteBuffer utf8(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Entry entry(List<Command> commands) {
        return new Entry(new CommitId(WRITER, 3), 1000, commands, 77, ByteBuffer.wrap(new byte[] {1, 2, 3}));
    }
}
