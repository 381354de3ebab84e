package io.varve.core;

/// Work that is done on one thread at a time: requests that come while it is under way are answered by one more turn.
///
/// Thread-safe. There is a thread only while there is work.
public final class Turns {

    private final Threads threads;
    private final String threadName;
    private final Runnable turn;

    /// Guarded by this object's monitor, as the next one.
    private boolean running;

    private boolean requested;

    public Turns(Threads threads, String threadName, Runnable turn) {
        this.threads = threads;
        this.threadName = threadName;
        this.turn = turn;
    }

    /// Has a turn begin after this call.
    public synchronized void request() {
        requested = true;
        if (!running) {
            running = true;
            threads.start(threadName, this::run);
        }
    }

    private void run() {
        try {
            while (next()) {
                turn.run();
            }
        } catch (RuntimeException | Error e) {
            end();
            throw e;
        }
    }

    /// A turn that threw does not keep those that come later from having theirs.
    private synchronized void end() {
        running = false;
    }

    private synchronized boolean next() {
        running = requested;
        requested = false;
        return running;
    }
}
