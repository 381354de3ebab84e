package io.varve.cli.console;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/// What a command reads and writes: results go to `out`, everything else to `err`.
///
/// @param isTerminal whether a person looks on, who can be asked, and rather sees a line change than many pass by
public record Console(InputStream in, PrintStream out, PrintStream err, boolean isTerminal) {

    public static Console ofProcess() {
        boolean terminal = Optional.ofNullable(System.console())
                .map(java.io.Console::isTerminal)
                .orElse(false);
        return new Console(System.in, System.out, System.err, terminal);
    }

    /// Asks for a yes; all else is a no.
    public boolean confirms(String question) {
        err.print(question + " [y/N] ");
        err.flush();
        try {
            String answer = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine();
            return answer != null && answer.strip().matches("(?i)y|yes");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
