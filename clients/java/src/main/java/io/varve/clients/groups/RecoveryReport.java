package io.varve.clients.groups;

import io.varve.clients.Options;
import io.varve.clients.groups.MemberLine.Committed;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/// Prints how soon each group of a run was itself again after claims of its shard. Half of the time, every group has to
/// be so in the time that is allowed; always, those whose clients do not take their time by themselves.
public final class RecoveryReport {
    private RecoveryReport() {}

    /// Options: the `--folder` of a run of [Rebalance], its `--partitions` (12), a file of `--pauses` of
    /// nodes, one [Span] a line, and the delay of `--at-most-ms`, beyond which a group is late and this
    /// ends with 1. The times of the claims come from the standard input, one a line.
    public static void main(String[] args) throws IOException {
        Options options = new Options(List.of(args));
        Path folder = Path.of(options.required("folder"));
        int partitions = Math.toIntExact(options.number("partitions", 12));
        long atMostMs = options.number("at-most-ms", Long.MAX_VALUE);
        List<Span> pauses = Span.read(Path.of(options.required("pauses")));
        options.refuseOthers();
        List<Long> claimsMs = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII))
                .lines()
                .map(Long::valueOf)
                .toList();
        boolean soonEnough = true;
        for (Path changes : files(folder, ".changes")) {
            String group = changes.getFileName().toString().replace(".changes", "");
            Recovery recovery = Recovery.of(
                    claimsMs,
                    pauses,
                    Span.read(changes),
                    files(folder, ".lines").stream()
                            .filter(file -> file.getFileName().toString().startsWith(group + "."))
                            .flatMap(file -> commits(file).stream())
                            .toList(),
                    partitions);
            if (recovery.delaysMs().isEmpty()) {
                System.out.printf("%-18s no claim while nobody came or went%n", group);
                continue;
            }
            boolean always = !GroupClient.named(group).takesItsTimeToFindACoordinator();
            boolean late = (always ? recovery.longestMs() : recovery.medianMs()) > atMostMs;
            System.out.printf(
                    "%-18s after %d claims: median %.1f s, longest %.1f s; during changes %d%s%n",
                    group,
                    recovery.delaysMs().size(),
                    recovery.medianMs() / 1e3,
                    recovery.longestMs() / 1e3,
                    recovery.leftOut(),
                    late ? "; LATE" : "");
            soonEnough &= !late;
        }
        System.exit(soonEnough ? 0 : 1);
    }

    private static List<Committed> commits(Path file) {
        return new MemberLog(file)
                .lines().stream()
                        .filter(Committed.class::isInstance)
                        .map(Committed.class::cast)
                        .toList();
    }

    private static List<Path> files(Path folder, String ending) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.getFileName().toString().endsWith(ending))
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
