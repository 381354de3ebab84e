package io.varve.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.varve.cli.console.NodeHttp;
import io.varve.cli.console.Printable;
import java.util.HashMap;
import java.util.Map;

/// What the node that is asked says of another catalog which is fed with the tables, if it is one that feeds it.
final class OtherCatalogs {

    private static final String FIELD = "otherCatalog";

    private OtherCatalogs() {}

    /// Adds it to what the node says of the tables, an array of them or one, where there is something to say.
    static JsonNode addTo(JsonNode tables, NodeHttp asked) {
        asked.find("/other-catalog").ifPresent(report -> {
            Map<String, JsonNode> byTopic = new HashMap<>();
            report.path("tables")
                    .forEach(table -> byTopic.put(table.path("topic").asText(), table));
            if (tables.isArray()) {
                tables.forEach(table -> add(table, report, byTopic));
            } else {
                add(tables, report, byTopic);
            }
        });
        return tables;
    }

    private static void add(JsonNode table, JsonNode report, Map<String, JsonNode> byTopic) {
        JsonNode fed = byTopic.get(table.path("topic").asText());
        if (fed instanceof ObjectNode fedObject && table instanceof ObjectNode object) {
            ObjectNode told = fedObject.deepCopy();
            told.remove("topic");
            told.put("outage", report.path("outage").asText());
            object.set(FIELD, told);
        }
    }

    static boolean isToldOf(JsonNode table) {
        return table.has(FIELD);
    }

    /// One word, and since when if it is behind.
    static String cell(JsonNode table) {
        JsonNode fed = table.path(FIELD);
        String state = Printable.text(fed.path("state").asText());
        return fed.has("behindSinceMs") ? state + " since " + Cells.time(fed, "behindSinceMs") : state;
    }

    /// All that there is to say.
    static String line(JsonNode table) {
        JsonNode fed = table.path(FIELD);
        String problem = fed.path("problem").asText();
        String outage = fed.path("outage").asText();
        String why = outage.isEmpty() ? problem : outage;
        return cell(table)
                + (fed.path("stale").asBoolean() ? ", so far that files which it names may be deleted" : "")
                + (why.isEmpty() ? "" : ": " + Printable.text(why));
    }
}
