package io.varve.benchmarks.log;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.varve.benchmarks.bench.Ratio;
import io.varve.benchmarks.node.Machine;
import io.varve.storage.decorator.StoreMeter.Request;
import java.io.PrintStream;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// What came out.
///
/// @param merge empty where none was due
/// @param walObjects that were compacted
record LogReport(
        Stage hot,
        Stage compaction,
        Optional<Stage> merge,
        Stage plain,
        Stage cold,
        long walObjects,
        Segments compacted,
        Places places) {

    private static final double CPU_AIM = 250;
    private static final double PERCENT = 100;
    private static final ObjectMapper MAPPER = new ObjectMapper();

    /// What compaction wrote.
    record Segments(long count, long bundles, long bytes) {}

    /// What replay read.
    record Places(long segments, long rowGroups) {}

    private List<Stage> stages() {
        var stages = new ArrayList<>(List.of(hot, compaction));
        merge.ifPresent(stages::add);
        stages.add(plain);
        stages.add(cold);
        return stages;
    }

    private List<Ratio> ratios() {
        return List.of(
                Ratio.atLeast("compaction", compaction.mibPerCpuSecond(), "MiB/CPU-s", CPU_AIM),
                Ratio.atMost("GETs a write-ahead object", per(compaction, Request.READ, walObjects), "", 1),
                Ratio.atMost("PUTs a segment", per(compaction, Request.CREATE, compacted.count()), "", 1),
                Ratio.atMost("lists of compaction", (double) compaction.count(Request.LIST), "", 0),
                Ratio.atLeast("cold replay", cold.mibPerCpuSecond(), "MiB/CPU-s", CPU_AIM),
                // The last row group of a segment may come with the footer.
                Ratio.atMost(
                        "GETs a row group and footer",
                        per(cold, Request.READ, places.rowGroups() + places.segments()),
                        "",
                        1),
                Ratio.atMost("lists of replay", (double) cold.count(Request.LIST), "", 0));
    }

    private static double per(Stage stage, Request request, long things) {
        return (double) stage.count(request) / things;
    }

    private double storedPerByte() {
        return (double) compacted.bytes() / compaction.amount().valueBytes();
    }

    private double storedPerBatchByte() {
        return (double) compacted.bytes() / compaction.amount().bytes();
    }

    private double shareOfTime() {
        return PERCENT * cold.mibPerSecond() / plain.mibPerSecond();
    }

    private double shareOfCpu() {
        return PERCENT * plain.cpuSeconds() / cold.cpuSeconds();
    }

    void print(PrintStream out) {
        Machine machine = Machine.here();
        out.printf(
                Locale.ROOT,
                "%s, %d x %s, %s, Java %s%n%n",
                Instant.now().truncatedTo(ChronoUnit.MINUTES),
                machine.processors(),
                machine.processor(),
                machine.system(),
                machine.java());
        out.printf(
                "%-29s %9s %9s %9s %8s %8s %8s %6s %6s %6s %5s%n",
                "", "MiB/s", "MiB/CPU-s", "stored", "CPU-s", "alloc", "heap MiB", "GETs", "PUTs", "lists", "load");
        stages().forEach(stage -> print(out, stage));
        out.println();
        for (Ratio ratio : ratios()) {
            out.println(ratio.line());
        }
        out.printf(
                Locale.ROOT,
                "%n%d write-ahead objects became %d segments and %d bundles: %.2f bytes for each of values, %.2f of batches%n",
                walObjects,
                compacted.count(),
                compacted.bundles(),
                storedPerByte(),
                storedPerBatchByte());
        out.printf(
                Locale.ROOT,
                "cold replay of %d row groups in %d segments, as a share of plain GETs: %.0f %% by time, %.0f %% by CPU%n",
                places.rowGroups(),
                places.segments(),
                shareOfTime(),
                shareOfCpu());
        out.println("MiB of values; stored: MiB of batches per CPU-second. alloc: bytes for each of values."
                + " GETs, PUTs, lists: per GiB of values.");
    }

    private static void print(PrintStream out, Stage stage) {
        out.printf(
                Locale.ROOT,
                "%-29s %9.0f %9.0f %9.0f %8.2f %8.2f %8.0f %6.0f %6.0f %6.0f %5.1f%n",
                stage.name(),
                stage.mibPerSecond(),
                stage.mibPerCpuSecond(),
                stage.storedMibPerCpuSecond(),
                stage.cpuSeconds(),
                stage.allocatedPerByte(),
                stage.heapMib(),
                stage.perGib(Request.READ),
                stage.perGib(Request.CREATE),
                stage.perGib(Request.LIST),
                stage.loadAverage());
    }

    /// For programs. Times are seconds, as the names say.
    String json() {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("at", Instant.now().toString());
        json.putPOJO("machine", Machine.here());
        json.put("walObjects", walObjects)
                .put("segments", compacted.count())
                .put("bundles", compacted.bundles())
                .put("storedPerValueByte", storedPerByte())
                .put("storedPerBatchByte", storedPerBatchByte())
                .put("replayedSegments", places.segments())
                .put("replayedRowGroups", places.rowGroups())
                .put("replayPercentOfPlainGets", shareOfTime())
                .put("replayCpuPercentOfPlainGets", shareOfCpu());
        var stages = json.putArray("stages");
        stages().forEach(stage -> stages.add(json(stage)));
        var ratios = json.putArray("ratios");
        ratios().forEach(ratio -> ratio.addTo(ratios));
        return json.toPrettyString();
    }

    private static ObjectNode json(Stage stage) {
        return MAPPER.createObjectNode()
                .put("name", stage.name())
                .put("records", stage.amount().records())
                .put("valueBytes", stage.amount().valueBytes())
                .put("batchBytes", stage.amount().bytes())
                .put("mibPerSecond", stage.mibPerSecond())
                .put("mibPerCpuSecond", stage.mibPerCpuSecond())
                .put("storedMibPerCpuSecond", stage.storedMibPerCpuSecond())
                .put("cpuSeconds", stage.cpuSeconds())
                .put("allocatedPerByte", stage.allocatedPerByte())
                .put("heapMib", stage.heapMib())
                .put("gets", stage.count(Request.READ))
                .put("puts", stage.count(Request.CREATE))
                .put("heads", stage.count(Request.HEAD))
                .put("lists", stage.count(Request.LIST))
                .put("deletes", stage.count(Request.DELETE))
                .put("loadAverage", stage.loadAverage());
    }
}
