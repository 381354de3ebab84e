package io.varve.compactor.retain;

import io.varve.kafka.config.TopicSettings;
import io.varve.metadata.log.Run;
import java.util.List;

/// Decides where a log is to begin, by Kafka's rules for whole pieces of it: here, runs.
final class LogStarts {

    private LogStarts() {}

    /// The lowest offset that is kept.
    ///
    /// @param runs of the partition, in order
    /// @param nowMs entry time
    static long firstKept(List<Run> runs, TopicSettings settings, long nowMs) {
        long excessBytes = settings.retentionBytes() < 0
                ? 0
                : runs.stream().mapToLong(Run::sizeBytes).sum() - settings.retentionBytes();
        long kept = runs.getFirst().baseOffset();
        for (Run run : runs) {
            // A range without records goes with what is too much around it.
            boolean tooMuch = excessBytes > 0 && excessBytes >= run.sizeBytes();
            if (!tooMuch && !isTooOld(run, settings, nowMs)) {
                break;
            }
            excessBytes -= run.sizeBytes();
            kept = run.endOffset();
        }
        return kept;
    }

    /// Records without a time are as old as their place in the log.
    private static boolean isTooOld(Run run, TopicSettings settings, long nowMs) {
        long newestMs = run.maxTimestampMs() >= 0 ? run.maxTimestampMs() : run.appendedMs();
        return settings.retentionMs() >= 0 && nowMs - newestMs > settings.retentionMs();
    }
}
