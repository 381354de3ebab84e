package io.varve.cli.demo;

import io.varve.cli.console.CommandException;
import org.jspecify.annotations.Nullable;

/// How far a demo is. Thread-safe.
final class Progress {

    private final long total;
    private final Latencies written = new Latencies();
    private final Latencies read = new Latencies();
    private volatile @Nullable Exception failure;

    Progress(long total) {
        this.total = total;
    }

    long total() {
        return total;
    }

    /// From sending a record to its acknowledgement.
    Latencies written() {
        return written;
    }

    /// From sending a record to its arrival at a consumer.
    Latencies read() {
        return read;
    }

    void failed(Exception cause) {
        failure = cause;
    }

    /// Whether every record has been written and read.
    ///
    /// @throws CommandException if that cannot come to pass any more
    boolean complete() {
        Exception cause = failure;
        if (cause != null) {
            throw new CommandException("the demo has failed: " + cause.getMessage(), cause);
        }
        return written.count() == total && read.count() == total;
    }
}
