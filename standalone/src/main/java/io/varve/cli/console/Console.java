package io.varve.cli.console;

import java.io.InputStream;
import java.io.PrintStream;
import java.util.Optional;

/// What a command reads and writes: results go to `out`, everything else to `err`.
public record Console(InputStream in, PrintStream out, PrintStream err) {

    public static Console ofProcess() {
        return new Console(System.in, System.out, System.err);
    }

    /// Whether a person looks on, who rather sees a line change than many pass by.
    public boolean isTerminal() {
        return out == System.out
                && Optional.ofNullable(System.console())
                        .map(java.io.Console::isTerminal)
                        .orElse(false);
    }
}
