package io.varve.core;

import java.time.Duration;

/// The door to waiting. No code waits with a time-out of the JDK: it registers a timer that completes what is waited
/// for, so that the simulator decides when time passes.
public interface Timers {

    /// Runs the task once after the delay, on a thread of the timer's own; the task must not block.
    Timer after(Duration delay, Runnable task);

    /// A registered task.
    interface Timer {

        /// Keeps the task from running if it has not begun. Repeating is a no-op.
        void cancel();
    }
}
