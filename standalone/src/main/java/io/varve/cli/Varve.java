package io.varve.cli;

import io.quarkus.runtime.annotations.QuarkusMain;
import io.varve.cli.console.Console;
import java.util.logging.Level;
import java.util.logging.Logger;

/// The entry point of the command line. Only commands that serve start Quarkus.
@QuarkusMain
public final class Varve {

    private Varve() {}

    public static void main(String... arguments) {
        // Libraries' own words would drown what a command says; a server sets its levels when it starts.
        Logger.getLogger("").setLevel(Level.OFF);
        System.exit(VarveCommand.line(Console.ofProcess()).execute(arguments));
    }
}
