package io.varve.metadata.log;

import static io.varve.metadata.Batches.BATCH_BYTES;
import static io.varve.metadata.Batches.TOPIC;
import static io.varve.metadata.Batches.WRITER;
import static io.varve.metadata.Batches.object;
import static io.varve.metadata.Batches.partition;
import static io.varve.metadata.Batches.plain;
import static org.assertj.core.api.Assertions.assertThat;

import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.entry.LogCommand;
import io.varve.storage.wal.PartitionBatches;
import io.varve.storage.wal.RunTable;
import java.lang.management.ManagementFactory;
import java.lang.ref.Reference;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/// What a node keeps in memory of every partition and of every run. `docs/ARCHITECTURE.md` quotes the figures.
class LogStateHeapTest {

    private static final long NOW_MS = 1_700_000_000_000L;

    private final LogState state = new LogState();

    @Test
    void anIdlePartitionTakesFewBytes() {
        int partitions = 500_000;
        long before = usedBytes();

        apply(new LogCommand.Open(TOPIC, partitions, NOW_MS));

        report("idle partition", usedBytes() - before, partitions, 48);
    }

    @Test
    void aRunTakesFewBytes() {
        int partitions = 100;
        int flushes = 5_000;
        apply(new LogCommand.Open(TOPIC, partitions, NOW_MS));
        long before = usedBytes();

        for (int flush = 0; flush < flushes; flush++) {
            var batches = new ArrayList<PartitionBatches>();
            for (int p = 0; p < partitions; p++) {
                batches.add(new PartitionBatches(partition(p), 64 + p * BATCH_BYTES, List.of(plain(10))));
            }
            apply(new LogCommand.Flush(new FlushId(WRITER, flush, flush == 0), object(flush), new RunTable(batches)));
        }

        report("run", usedBytes() - before, partitions * flushes, 72);
    }

    private void apply(Command command) {
        LogDraft draft = state.draft(NOW_MS);
        assertThat(draft.apply(command).changes()).isTrue();
        state.install(draft);
    }

    private void report(String what, long bytes, int count, int limitBytes) {
        try {
            System.out.printf("heap per %s: %.1f bytes%n", what, (double) bytes / count);
            assertThat(bytes / count).as("bytes per %s", what).isLessThanOrEqualTo(limitBytes);
        } finally {
            Reference.reachabilityFence(state);
        }
    }

    private static long usedBytes() {
        var memory = ManagementFactory.getMemoryMXBean();
        memory.gc();
        memory.gc();
        return memory.getHeapMemoryUsage().getUsed();
    }
}
