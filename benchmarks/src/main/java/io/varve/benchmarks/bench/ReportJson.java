package io.varve.benchmarks.bench;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;

/// A report for programs. Times are seconds and milliseconds, as the names say.
final class ReportJson {

    private static final double P50 = 50;
    private static final double P99 = 99;

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private ReportJson() {}

    static String of(Report report) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("at", Instant.now().toString());
        json.putPOJO("machine", report.machine());
        json.put("objectBytes", report.objectBytes());
        var loads = json.putArray("loads");
        report.measurements().forEach(measurement -> loads.add(of(measurement)));
        json.putObject("halfLoad")
                .put("lingerMs", report.half().lingerMs())
                .put("storeMs", report.half().storeMs())
                .put("ownMs", report.half().ownMs());
        var ratios = json.putArray("ratios");
        report.ratios().forEach(ratio -> ratio.addTo(ratios));
        return json.toPrettyString();
    }

    private static ObjectNode of(Measurement measurement) {
        var result = measurement.result();
        return MAPPER.createObjectNode()
                .put("name", measurement.name())
                .put("seconds", result.seconds())
                .put("records", result.records())
                .put("bytes", result.bytes())
                .put("mibPerSecond", result.mibPerSecond())
                .put("nodeCpuSecondsPerGib", measurement.nodeCpuSecondsPerGib())
                .put("loaderCpuSecondsPerGib", measurement.loaderCpuSecondsPerGib())
                .put("p50Ms", result.latencyMs(P50))
                .put("p99Ms", result.latencyMs(P99))
                .put("loadAverage", measurement.loadAverage());
    }
}
