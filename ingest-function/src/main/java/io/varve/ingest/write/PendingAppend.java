package io.varve.ingest.write;

import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/// The batches of one request on their way.
///
/// Thread-safe. Its two futures complete on threads of the write path, so whatever depends on them must be quick and
/// must not block.
public final class PendingAppend {

    private final CompletableFuture<List<BatchOutcome>> answer = new CompletableFuture<>();
    private final CompletableFuture<Void> released = new CompletableFuture<>();

    /// Guarded by this object's monitor, as is the count.
    private final @Nullable BatchOutcome[] outcomes;

    private int open;

    PendingAppend(int batches) {
        outcomes = new BatchOutcome[batches];
        open = batches;
        if (batches == 0) {
            answer.complete(List.of());
            released.complete(null);
        }
    }

    /// Completes with the outcome of each batch, in their order, when the last is known or when time is up; never
    /// exceptionally.
    public CompletableFuture<List<BatchOutcome>> answer() {
        return answer;
    }

    /// Completes when the write path needs the batches' bytes no more, which may be after the answer.
    public CompletableFuture<Void> released() {
        return released;
    }

    /// A batch has left the write path.
    void ended(int index, BatchOutcome outcome) {
        List<BatchOutcome> all;
        synchronized (this) {
            if (outcomes[index] != null) {
                throw new IllegalStateException("batch " + index + " came to " + outcome + " after " + outcomes[index]);
            }
            outcomes[index] = outcome;
            open--;
            if (open > 0) {
                return;
            }
            all = known("");
        }
        answer.complete(all);
        released.complete(null);
    }

    /// Answers with what is known; the batches go on.
    void timedOut() {
        List<BatchOutcome> all;
        synchronized (this) {
            all = known("the outcome was still open when the request's time was up");
        }
        answer.complete(all);
    }

    private List<BatchOutcome> known(String unknown) {
        return Arrays.stream(outcomes)
                .map(outcome -> outcome == null ? new BatchOutcome.Unknown(unknown) : outcome)
                .toList();
    }
}
