package io.varve.benchmarks.micro;

import io.varve.core.CrashPoints;
import io.varve.core.Id128;
import io.varve.core.SystemDoors;
import io.varve.core.TopicId;
import io.varve.core.TopicIdPartition;
import io.varve.ingest.write.BatchOutcome;
import io.varve.ingest.write.Destination;
import io.varve.ingest.write.IncomingBatch;
import io.varve.ingest.write.Inlining;
import io.varve.ingest.write.Linger;
import io.varve.ingest.write.UploadListener;
import io.varve.ingest.write.WritePath;
import io.varve.ingest.write.WriteSettings;
import io.varve.ingest.write.Writer;
import io.varve.kafka.records.BatchCheck;
import io.varve.metadata.journal.ShardId;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.apache.kafka.common.compress.Compression;
import org.apache.kafka.common.record.TimestampType;
import org.apache.kafka.common.record.internal.MemoryRecords;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/// The node's own work on batches, without a socket, a store or a journal: validate, buffer, lay out and checksum the
/// write-ahead object, and ask for offsets. One operation is a flush of one batch for each of 100 partitions.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
@Fork(1)
public class BatchPath {

    static final int PARTITIONS = 100;
    static final int VALUE_BYTES = 1 << 10;

    private static final BatchCheck.Rules RULES = new BatchCheck.Rules(1 << 20, true);
    private static final TopicId TOPIC = new TopicId(0, 1);
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    /// Records of 1 KiB in a batch.
    @Param({"1", "16", "64"})
    public int batchRecords;

    private final WritePath path = new WritePath(
            new WritePath.Parts(
                    new Writer(new Id128(0, 1), () -> 1, new Id128(0, 2)),
                    new SinkStore(),
                    new SinkShards(),
                    () -> 1,
                    UploadListener.NONE,
                    SystemDoors.open(CrashPoints.OFF)),
            new WriteSettings(Linger.EMBEDDED, new Inlining(0, 0), WriteSettings.DEFAULT_MAX_UPLOADS));

    private final List<Destination> destinations = IntStream.range(0, PARTITIONS)
            .mapToObj(partition ->
                    new Destination(ShardId.data(0), new TopicIdPartition(TOPIC, partition), Optional.empty()))
            .toList();

    /// The batch that all partitions get.
    private ByteBuffer records = ByteBuffer.allocate(0);

    /// Encodes the batch.
    @Setup
    public void encode() {
        records = batch(batchRecords);
    }

    /// From the bytes of a request to the outcome.
    @Benchmark
    public List<BatchOutcome> flush() {
        var batches = new ArrayList<IncomingBatch>(PARTITIONS);
        for (Destination destination : destinations) {
            var passed = (BatchCheck.Passed) BatchCheck.of(records, RULES);
            batches.add(new IncomingBatch(destination, passed.header().meta(), passed.bytes()));
        }
        return path.append(batches, TIMEOUT).answer().join();
    }

    private static ByteBuffer batch(int count) {
        var buffer = ByteBuffer.allocate(count * (VALUE_BYTES + 64) + 256);
        try (var builder = MemoryRecords.builder(buffer, Compression.NONE, TimestampType.CREATE_TIME, 0L)) {
            for (int i = 0; i < count; i++) {
                builder.append(1L, null, new byte[VALUE_BYTES]);
            }
            return builder.build().buffer();
        }
    }
}
