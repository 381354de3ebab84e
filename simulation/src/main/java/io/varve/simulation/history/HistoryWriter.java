package io.varve.simulation.history;

import io.varve.simulation.history.Details.Reason;
import io.varve.simulation.history.Event.Moment;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.concurrent.TimeUnit;

/// Writes down what the clients of one run do, as it happens.
///
/// Thread-safe: a line is written under a lock before [#begin] returns and after an operation ended, so the order of
/// lines is an order of time for all processes.
public final class HistoryWriter implements AutoCloseable {

    private final BufferedWriter file;
    private final long startedNs = System.nanoTime();
    private long nextOp;

    /// @param path of a file that is not there yet
    public HistoryWriter(Path path) throws IOException {
        file = Files.newBufferedWriter(path, StandardOpenOption.CREATE_NEW);
    }

    /// An operation that has begun, to be ended once, by any thread; or never, if nobody learns what came of it.
    public final class Operation {

        private final long op;
        private final String process;
        private final Action action;

        private Operation(long op, String process, Action action) {
            this.op = op;
            this.process = process;
            this.action = action;
        }

        public void ok(Details details) {
            end(EventType.OK, details);
        }

        /// It did not happen, and never will.
        public void failed(Reason reason) {
            end(EventType.FAIL, Details.ofReason(reason));
        }

        /// Nobody can tell whether it happened.
        public void unknown(Reason reason) {
            end(EventType.INFO, Details.ofReason(reason));
        }

        private void end(EventType type, Details details) {
            synchronized (HistoryWriter.this) {
                write(new Event(op, process, type, action, now(), details));
            }
        }
    }

    /// An operation begins, when this returns.
    public synchronized Operation begin(String process, Action action, Details details) {
        var operation = new Operation(nextOp++, process, action);
        write(new Event(operation.op, process, EventType.INVOKE, action, now(), details));
        return operation;
    }

    /// What is not written when this is called is not in the history.
    @Override
    public synchronized void close() throws IOException {
        file.close();
    }

    private void write(Event event) {
        try {
            file.write(EventJson.write(event));
            file.write('\n');
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Moment now() {
        return new Moment(System.currentTimeMillis(), TimeUnit.NANOSECONDS.toMicros(System.nanoTime() - startedNs));
    }
}
