package io.varve.clients.transactions;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What is asked of a broker, step by step.
record Sequence(String name, List<Step> steps) {

    /// Reads a file in which each sequence begins with a line `= NAME`; what follows a `#` is for people.
    static List<Sequence> readAll(Path file) throws IOException {
        var sequences = new ArrayList<Sequence>();
        for (String line : Files.readAllLines(file)) {
            String said = line.replaceFirst("#.*", "").trim();
            if (said.startsWith("= ")) {
                sequences.add(new Sequence(said.substring(2), new ArrayList<>()));
            } else if (!said.isEmpty()) {
                sequences.getLast().steps().add(Step.parse(said));
            }
        }
        return sequences;
    }
}
