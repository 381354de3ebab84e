package io.varve.cli.store;

import io.varve.node.NodeSettings.Locations;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// Where a cluster keeps things, said as to a node: options go before the environment, which goes before the defaults.
final class StoreOptions {

    private static final String DEFAULT = "file:.varve";

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--data",
            paramLabel = "DIR",
            description = "The folder of objects and journal; the same as --store file:DIR --journal file:DIR.")
    private @Nullable String data;

    @Option(
            names = "--store",
            paramLabel = "URI",
            description = "Where the cluster keeps its objects (VARVE_STORE). Default: " + DEFAULT)
    private @Nullable String store;

    @Option(
            names = "--journal",
            paramLabel = "URI",
            description = "Where the cluster keeps its journal (VARVE_JOURNAL). Default: " + DEFAULT)
    private @Nullable String journal;

    Locations locations() {
        if (data == null) {
            return new Locations(orElse(store, "VARVE_STORE"), orElse(journal, "VARVE_JOURNAL"));
        }
        if (store != null || journal != null) {
            throw new ParameterException(
                    Objects.requireNonNull(command).commandLine(),
                    "--data says where both are kept: leave out --store and --journal");
        }
        return new Locations("file:" + data, "file:" + data);
    }

    private static String orElse(@Nullable String option, String variable) {
        return option != null ? option : Objects.requireNonNullElse(System.getenv(variable), DEFAULT);
    }
}
