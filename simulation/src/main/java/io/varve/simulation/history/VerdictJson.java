package io.varve.simulation.history;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.TreeMap;

/// A verdict for programs.
public final class VerdictJson {

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private VerdictJson() {}

    public static ObjectNode of(Verdict verdict) {
        ObjectNode json = MAPPER.createObjectNode();
        json.put("clean", verdict.isClean());
        json.set("counts", MAPPER.valueToTree(verdict.counts()));
        ObjectNode operations = json.putObject("operations");
        new TreeMap<>(verdict.outcomes())
                .forEach((action, outcomes) -> operations.set(Label.of(action), MAPPER.valueToTree(outcomes)));
        ObjectNode faults = json.putObject("faults");
        new TreeMap<>(verdict.faults()).forEach((kind, counts) -> faults.set(kind, MAPPER.valueToTree(counts)));
        ObjectNode anomalies = json.putObject("anomalies");
        new TreeMap<>(verdict.anomalies()).forEach((rule, count) -> anomalies.put(Label.of(rule), count));
        var examples = json.putArray("examples");
        verdict.examples().forEach(anomaly -> {
            ObjectNode example =
                    examples.addObject().put("rule", Label.of(anomaly.rule())).put("text", anomaly.text());
            anomaly.operations().forEach(example.putArray("operations")::add);
        });
        return json;
    }
}
