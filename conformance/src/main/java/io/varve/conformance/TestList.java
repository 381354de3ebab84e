package io.varve.conformance;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SequencedMap;
import java.util.TreeMap;

/// Names of tests, each with what there is to say of it: a file of lines `TEST⇥TEXT`, sorted by test.
///
/// @param entries by the name of the test
record TestList(SequencedMap<String, String> entries) {

    static final TestList EMPTY = new TestList(new TreeMap<>());

    TestList {
        entries = new TreeMap<>(entries);
    }

    /// An empty list if there is no such file.
    static TestList read(Path file) throws IOException {
        SequencedMap<String, String> entries = new TreeMap<>();
        if (Files.exists(file)) {
            for (String line : Files.readAllLines(file)) {
                String[] fields = line.split("\t", 2);
                if (fields.length < 2 || entries.put(fields[0], fields[1]) != null) {
                    throw new IOException(file + ": this line is not a test of its own with a text: " + line);
                }
            }
        }
        return new TestList(entries);
    }
}
