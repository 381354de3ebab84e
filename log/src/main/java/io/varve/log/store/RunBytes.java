package io.varve.log.store;

import io.varve.metadata.log.Run;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/// What came of reading a run.
public sealed interface RunBytes {

    /// What came of each run, in order.
    ///
    /// @param read what came of each that [Run#isStored], and maybe of others behind them
    static List<RunBytes> of(List<Run> runs, Iterator<RunBytes> read) {
        var bytes = new ArrayList<RunBytes>(runs.size());
        for (Run run : runs) {
            bytes.add(run.isStored() ? read.next() : new Decoded(RowGroupBatches.unstored(run)));
        }
        return bytes;
    }

    /// They are in memory. Whether they are sound is [Extent#soundBytes]'s to say.
    record InMemory(Extent extent) implements RunBytes {}

    /// They are the batches of a row group, all of them sound, or what the state says of a run that is stored
    /// nowhere.
    record Decoded(RowGroupBatches batches) implements RunBytes {}

    /// What held them is not there any more: the state that named it is old, or the log is damaged.
    record Gone(RuntimeException cause) implements RunBytes {}

    /// What was found is not what was written.
    record Damaged(RuntimeException cause) implements RunBytes {}

    /// A store did not answer, or refused.
    record Failed(RuntimeException cause) implements RunBytes {}
}
