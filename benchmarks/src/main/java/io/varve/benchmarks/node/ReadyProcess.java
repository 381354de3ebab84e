package io.varve.benchmarks.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A server's process that has said that it serves. It ends with this one at the latest.
///
/// @param said the line by which it did
record ReadyProcess(Process process, Matcher said) {

    /// Starts it, and returns when it serves. What it logs goes to this process's standard error.
    ///
    /// @param ready in the line by which it says so
    /// @throws IOException if it ends before
    static ReadyProcess start(String name, ProcessBuilder builder, Pattern ready) throws IOException {
        Process process = builder.redirectError(ProcessBuilder.Redirect.INHERIT).start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "end " + name));
        BufferedReader output = process.inputReader(StandardCharsets.UTF_8);
        for (String line = output.readLine(); line != null; line = output.readLine()) {
            Matcher said = ready.matcher(line);
            if (said.find()) {
                return new ReadyProcess(process, said);
            }
        }
        throw new IOException(name + " ended before it served");
    }
}
