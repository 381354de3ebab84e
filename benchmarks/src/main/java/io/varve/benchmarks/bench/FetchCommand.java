package io.varve.benchmarks.bench;

import static java.util.Objects.requireNonNull;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/// `varve bench fetch`.
@Command(
        name = "fetch",
        description = {
            "Measures how fast Kafka's Java consumers get what was just written, and what that costs the node; of another"
                    + " version of Varve as well, in turns.",
            "Everything lies in a folder, and what is read in the node's cache."
        },
        sortOptions = false)
public final class FetchCommand implements Callable<Integer> {

    private static final String THIS = "this version";
    private static final String OTHER = "the other";

    @Option(names = "--against", paramLabel = "DIR", description = "A checkout of the other version.")
    private @Nullable Path against;

    @Option(
            names = "--mib",
            paramLabel = "N",
            description = "How much is written, less than compaction begins with. Default: ${DEFAULT-VALUE}",
            defaultValue = "48")
    private int mib;

    @Option(
            names = "--reads",
            paramLabel = "N",
            description = "Of all that was written, in each turn. Default: ${DEFAULT-VALUE}",
            defaultValue = "60")
    private int reads;

    @Option(
            names = "--turns",
            paramLabel = "N",
            description = "Of each version, with a node of its own. Default: ${DEFAULT-VALUE}",
            defaultValue = "3")
    private int turns;

    @Spec
    private @Nullable CommandSpec spec;

    private final Path launcher;

    /// @param launcher the program `varve`
    public FetchCommand(Path launcher) {
        this.launcher = launcher;
    }

    @Override
    public Integer call() throws Exception {
        var hotFetch = new HotFetch(mib, reads);
        Map<String, Path> versions = versions();
        System.out.printf(Locale.ROOT, "%-16s %9s %9s %9s %6s%n", "", "MiB/s", "node", "loader", "load");
        var taken = new LinkedHashMap<String, List<Measurement>>();
        for (int turn = 0; turn < turns; turn++) {
            for (Map.Entry<String, Path> version : versions.entrySet()) {
                Measurement measurement = hotFetch.measure(version.getKey(), version.getValue());
                print(measurement);
                taken.computeIfAbsent(version.getKey(), name -> new ArrayList<>())
                        .add(measurement);
            }
        }
        System.out.println();
        if (against != null) {
            ratios(taken).forEach(ratio -> System.out.println(ratio.line()));
            System.out.println();
        }
        System.out.println("node, loader: CPU seconds per GiB of their processes.");
        return 0;
    }

    private Map<String, Path> versions() {
        var versions = new LinkedHashMap<String, Path>();
        versions.put(THIS, launcher);
        if (against != null) {
            Path other = against.toAbsolutePath().resolve("varve");
            if (!Files.isExecutable(other)) {
                throw new ParameterException(requireNonNull(spec).commandLine(), "there is no program " + other);
            }
            versions.put(OTHER, other);
        }
        return versions;
    }

    private static void print(Measurement measurement) {
        System.out.printf(
                Locale.ROOT,
                "%-16s %9.1f %9.2f %9.2f %6.1f%n",
                measurement.name(),
                measurement.result().mibPerSecond(),
                measurement.nodeCpuSecondsPerGib(),
                measurement.loaderCpuSecondsPerGib(),
                measurement.loadAverage());
    }

    private static List<Ratio> ratios(Map<String, List<Measurement>> taken) {
        return List.of(
                Ratio.atLeast(
                        "MiB/s, this version / the other",
                        ratio(taken, measurement -> measurement.result().mibPerSecond()),
                        "",
                        1),
                Ratio.atMost(
                        "node's CPU, this version / the other",
                        ratio(taken, Measurement::nodeCpuSecondsPerGib),
                        "",
                        1));
    }

    private static double ratio(Map<String, List<Measurement>> taken, ToDoubleFunction<Measurement> figure) {
        return median(taken.getOrDefault(THIS, List.of()), figure)
                / median(taken.getOrDefault(OTHER, List.of()), figure);
    }

    private static double median(List<Measurement> measurements, ToDoubleFunction<Measurement> figure) {
        double[] sorted = measurements.stream().mapToDouble(figure).sorted().toArray();
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}
