package io.varve.metadata.journal.file;

import io.varve.metadata.journal.JournalException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;

/// A Java process of its own that opens a journal, says what came of it, and ends.
final class OtherProcess {

    private OtherProcess() {}

    static String opens(Path folder) throws IOException {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        OtherProcess.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
    }

    public static void main(String[] arguments) {
        try (var journal = FileJournal.open(Path.of(arguments[0]), () -> 42)) {
            System.out.println("opened");
        } catch (JournalException e) {
            System.out.println(e.kind() + " " + e.getMessage());
        }
    }
}
