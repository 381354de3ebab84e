package io.varve.core;

/// The door to threads: every thread of Varve's own is started here.
public interface Threads {

    /// Starts a virtual thread. An exception that escapes the task is logged with the thread's name.
    Thread start(String name, Runnable task);
}
