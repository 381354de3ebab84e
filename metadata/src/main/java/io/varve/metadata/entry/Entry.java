package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Crc32c;
import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.metadata.journal.Journal;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What stands at one sequence of one shard.
///
/// ```
///   u8 format · 16 bytes incarnation · varint counter · i64 time
///   commands, in format 2 as: varint their bytes · varint length · raw deflate stream of them
///     varint count, each: u8 kind · varint length · bytes
///   i64 verdict hash · varint length of the inline section · inline section · i32 CRC32C of all before
/// ```
///
/// @param timeMs entry time: never less than the previous entry's
/// @param verdictHash what the writer's state machine answered to the commands, and the end offsets that came of it;
///     a replica that comes to another hash halts
/// @param inline the batches of inlined flushes; positions of an inlined run count from its first byte
public record Entry(CommitId commitId, long timeMs, List<Command> commands, long verdictHash, ByteBuffer inline) {

    private static final int PLAIN = 1;
    private static final int DEFLATED = 2;

    /// Below, an entry costs one write unit of DynamoDB as it is.
    private static final int DEFLATED_FROM = 1024;

    private static final int MIN_COMMAND_BYTES = 2;
    private static final int CRC_BYTES = Integer.BYTES;

    public Entry {
        commands = List.copyOf(commands);
    }

    public byte[] encode() {
        Optional<Deflated> deflated = deflated();
        var out = new ByteWriter(256 + inline.remaining());
        out.u8(deflated.isPresent() ? DEFLATED : PLAIN)
                .id(commitId.incarnation())
                .varint(commitId.counter())
                .i64(timeMs);
        deflated.ifPresentOrElse(commands -> commands.write(out), () -> writeCommands(out));
        out.i64(verdictHash).varint(inline.remaining()).raw(inline);
        return out.i32(Crc32c.of(out.view(0))).toByteArray();
    }

    private void writeCommands(ByteWriter out) {
        out.varint(commands.size());
        var body = new ByteWriter();
        for (Command command : commands) {
            int from = body.size();
            command.write(body);
            out.u8(command.kind()).varint(body.size() - from).raw(body.view(from));
        }
    }

    private record Deflated(int inflatedBytes, ByteBuffer stream) {

        void write(ByteWriter out) {
            out.varint(inflatedBytes).varint(stream.remaining()).raw(stream);
        }
    }

    /// Commits repeat the names of groups and topics. Run tables are numbers, which are not worth the time.
    private Optional<Deflated> deflated() {
        if (commands.stream().noneMatch(GroupCommand.Writing.class::isInstance)) {
            return Optional.empty();
        }
        var plain = new ByteWriter();
        writeCommands(plain);
        if (plain.size() < DEFLATED_FROM) {
            return Optional.empty();
        }
        return Optional.of(new Deflated(plain.size(), Deflate.deflate(plain.view(0))))
                .filter(deflated -> deflated.stream().remaining() < plain.size());
    }

    /// @param sequence where the entry stands, which its inlined runs refer to
    /// @throws MalformedDataException if the bytes are no entry, or damaged
    /// @throws UnknownCommandException if a newer version wrote it
    public static Entry decode(long sequence, byte[] bytes) {
        int bodyLength = bytes.length - CRC_BYTES;
        if (bodyLength < 0 || ByteBuffer.wrap(bytes).getInt(bodyLength) != Crc32c.of(bytes, 0, bodyLength)) {
            throw new MalformedDataException("the checksum of entry " + sequence + " does not match");
        }
        var in = new ByteReader(ByteBuffer.wrap(bytes, 0, bodyLength));
        try {
            return read(sequence, in);
        } catch (IllegalArgumentException | ArithmeticException e) {
            // A value that its record refuses: the checksum is right, so whoever wrote it was wrong.
            throw new MalformedDataException("entry " + sequence + " makes no sense: " + e.getMessage());
        }
    }

    private static Entry read(long sequence, ByteReader in) {
        int format = in.u8();
        if (format != PLAIN && format != DEFLATED) {
            throw new MalformedDataException(
                    "entry " + sequence + " has format " + format + ", a newer Varve wrote it");
        }
        Id128 incarnation = in.id();
        var commitId = new CommitId(incarnation, in.varint());
        long timeMs = in.i64();
        List<Command> commands = format == PLAIN ? readCommands(in, sequence) : readDeflated(in, sequence);
        long verdictHash = in.i64();
        ByteBuffer inline = in.slice(in.count(1)).asReadOnlyBuffer();
        in.end();
        return new Entry(commitId, timeMs, commands, verdictHash, inline);
    }

    private static List<Command> readDeflated(ByteReader in, long sequence) {
        int bytes = in.varint32();
        // Nobody plans an entry that would have no room for them as they are.
        if (bytes > Journal.MAX_ENTRY_BYTES) {
            throw new MalformedDataException("commands of " + bytes + " bytes are more than an entry has room for");
        }
        var plain = new ByteReader(Deflate.inflate(in.slice(in.count(1)), bytes));
        List<Command> commands = readCommands(plain, sequence);
        plain.end();
        return commands;
    }

    private static List<Command> readCommands(ByteReader in, long sequence) {
        int count = in.count(MIN_COMMAND_BYTES);
        var commands = new ArrayList<Command>(count);
        for (int i = 0; i < count; i++) {
            int kind = in.u8();
            var body = new ByteReader(in.slice(in.count(1)));
            commands.add(readCommand(kind, body, sequence));
            body.end();
        }
        return commands;
    }

    private static Command readCommand(int kind, ByteReader in, long sequence) {
        return switch (kind) {
            case ShardCommand.FEATURE -> ShardCommand.Feature.read(in);
            case ShardCommand.SNAPSHOT_TAKEN -> ShardCommand.SnapshotTaken.read(in);
            case ShardCommand.SNAPSHOT_CONFIRMED -> ShardCommand.SnapshotConfirmed.read(in);
            case ShardCommand.SWEEP -> ShardCommand.Sweep.read(in);
            case CatalogCommand.GENESIS -> CatalogCommand.Genesis.read(in);
            case CatalogCommand.CREATE_TOPIC -> CatalogCommand.CreateTopic.read(in);
            case CatalogCommand.DELETE_TOPIC -> CatalogCommand.DeleteTopic.read(in);
            case CatalogCommand.ADD_PARTITIONS -> CatalogCommand.AddPartitions.read(in);
            case CatalogCommand.ALTER_TOPIC -> CatalogCommand.AlterTopic.read(in);
            case CatalogCommand.TOPIC_SETTLED -> CatalogCommand.TopicSettled.read(in);
            case CatalogCommand.RESERVE_PRODUCER_IDS -> CatalogCommand.ReserveProducerIds.read(in);
            case CatalogCommand.TICK -> CatalogCommand.Tick.read(in);
            case CatalogCommand.NODE_UP -> CatalogCommand.NodeUp.read(in);
            case CatalogCommand.NODE_DOWN -> CatalogCommand.NodeDown.read(in);
            case CatalogCommand.ALTER_GROUP -> CatalogCommand.AlterGroup.read(in);
            case CatalogCommand.PUBLISH_TABLE -> CatalogCommand.PublishTable.read(in);
            case LogCommand.OPEN -> LogCommand.Open.read(in);
            case LogCommand.CLOSE -> LogCommand.Close.read(in);
            case LogCommand.FLUSH -> LogCommand.Flush.read(in, sequence);
            case LogCommand.SPILLED_FLUSH -> LogCommand.SpilledFlush.read(in);
            case LogCommand.TRIM_LOG -> LogCommand.TrimLog.read(in);
            case LogCommand.MOVE -> LogCommand.Move.read(in);
            case LogCommand.COMPACT -> LogCommand.Compact.read(in);
            case LogCommand.CLEAN -> LogCommand.Clean.read(in);
            case LogCommand.EXPIRE_PRODUCERS -> LogCommand.ExpireProducers.read(in);
            case TransactionCommand.INIT -> TransactionCommand.Init.read(in);
            case TransactionCommand.ADD -> TransactionCommand.Add.read(in);
            case TransactionCommand.END -> TransactionCommand.End.read(in);
            case TransactionCommand.EXPIRE -> TransactionCommand.Expire.read(in);
            case TransactionCommand.MARKED -> TransactionCommand.Marked.read(in);
            case TransactionCommand.BEGIN -> TransactionCommand.Begin.read(in);
            case TransactionCommand.MARK -> TransactionCommand.Mark.read(in);
            case GroupCommand.CLAIM -> GroupCommand.Claim.read(in);
            case GroupCommand.WRITE -> GroupCommand.Write.read(in);
            case GroupCommand.WRITE_PENDING -> GroupCommand.WritePending.read(in);
            case GroupCommand.END_PENDING -> GroupCommand.EndPending.read(in);
            default -> throw new UnknownCommandException(kind);
        };
    }
}
