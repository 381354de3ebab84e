package io.varve.log.read;

import io.varve.log.store.RunReader;
import io.varve.metadata.entry.SegmentRef;
import io.varve.metadata.log.Run;
import java.util.ArrayList;
import java.util.List;

/// What of a plan one request reads. A row group is decoded whole, however little of it is answered, so a request
/// brings in only as many as fit beside those that others have not read to their ends, and leaves the rest to the
/// requests that follow: a replay of many partitions reads some of them to the end of their row groups before it
/// begins others. A request that finds none of its row groups there brings in one, whatever its size.
///
/// Of one thread.
final class Admission {

    private final RunReader runs;
    private final long maxStoredBytes;
    private final long freeBytes;
    private final ReadPlan plan;
    private long loadBytes;
    private long storedBytes;

    /// Whether some position can be answered from a row group already.
    private boolean answers;

    /// @param maxStoredBytes so much of row groups is brought in, as they are stored
    Admission(ReadPlan planned, RunReader runs, long maxStoredBytes) {
        this.runs = runs;
        this.maxStoredBytes = maxStoredBytes;
        this.freeBytes = runs.freeBytes();
        this.answers = planned.positions().stream().anyMatch(this::hasRowGroupAtHand);
        this.plan = new ReadPlan(planned.positions().stream()
                .map(position -> position instanceof PositionPlan.Ready ready ? admitted(ready) : position)
                .toList());
    }

    ReadPlan plan() {
        return plan;
    }

    /// What is brought in will take about so much memory.
    long loadBytes() {
        return loadBytes;
    }

    private boolean hasRowGroupAtHand(PositionPlan position) {
        return position instanceof PositionPlan.Ready ready
                && !ready.runs().isEmpty()
                && isRowGroup(ready.runs().getFirst())
                && loadBytes(ready, ready.runs().getFirst()) == 0;
    }

    private PositionPlan admitted(PositionPlan.Ready ready) {
        List<Run> admitted = new ArrayList<>(ready.runs().size());
        for (Run run : ready.runs()) {
            long bytes = loadBytes(ready, run);
            boolean fits = loadBytes + bytes <= freeBytes && storedBytes + run.sizeBytes() <= maxStoredBytes;
            if (bytes > 0) {
                if (answers && !fits) {
                    break;
                }
                answers = true;
                loadBytes += bytes;
                storedBytes += run.sizeBytes();
            }
            admitted.add(run);
        }
        return ready.withRuns(admitted);
    }

    private long loadBytes(PositionPlan.Ready ready, Run run) {
        return isRowGroup(run) ? runs.loadBytes(ready.place(run)) : 0;
    }

    private static boolean isRowGroup(Run run) {
        return run.source() instanceof SegmentRef;
    }
}
