package io.varve.log.store;

/// What came of reading a run.
public sealed interface RunBytes {

    /// They are in memory. Whether they are sound is [Extent#soundBytes]'s to say.
    record InMemory(Extent extent) implements RunBytes {}

    /// They are the batches of a row group, all of them sound.
    record Decoded(RowGroupBatches batches) implements RunBytes {}

    /// What held them is not there any more: the state that named it is old, or the log is damaged.
    record Gone(RuntimeException cause) implements RunBytes {}

    /// What was found is not what was written.
    record Damaged(RuntimeException cause) implements RunBytes {}

    /// A store did not answer, or refused.
    record Failed(RuntimeException cause) implements RunBytes {}
}
