package io.varve.groups.claim;

import io.varve.core.Threads;

/// Work that is done on one thread at a time: requests that come while it is under way are answered by one more turn.
///
/// Thread-safe. There is a thread only while there is work.
final class Turns {

    private final Threads threads;
    private final String threadName;
    private final Runnable turn;

    /// Guarded by this object's monitor, as the next one.
    private boolean running;

    private boolean requested;

    Turns(Threads threads, String threadName, Runnable turn) {
        this.threads = threads;
        this.threadName = threadName;
        this.turn = turn;
    }

    /// Has a turn begin after this call.
    synchronized void request() {
        requested = true;
        if (!running) {
            running = true;
            threads.start(threadName, this::run);
        }
    }

    private void run() {
        while (next()) {
            turn.run();
        }
    }

    private synchronized boolean next() {
        running = requested;
        requested = false;
        return running;
    }
}
