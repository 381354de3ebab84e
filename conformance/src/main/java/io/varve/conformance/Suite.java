package io.varve.conformance;

import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// Tests that others have written for a Kafka broker.
public interface Suite {

    /// As it is called on the command line and in the names of files.
    String name();

    /// Runs the selected tests one after the other, or as the suite has them run, and tells what becomes of each.
    ///
    /// @throws IOException if the suite itself cannot be run
    void run(Task task) throws IOException, InterruptedException;

    /// @param bootstrap HOST:PORT of the broker
    /// @param selection of the tests, by name; a suite may run more than these where it has them together
    /// @param log takes what the tests print, for people
    /// @param outcomes is called by one thread at a time
    record Task(String bootstrap, Predicate<String> selection, Size size, Path log, Consumer<Outcome> outcomes) {}

    /// How much each test has to do, where a suite lets that be chosen.
    enum Size {
        SHORT,
        FULL
    }
}
