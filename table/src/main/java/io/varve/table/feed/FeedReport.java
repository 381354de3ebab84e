package io.varve.table.feed;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;

/// Tells in JSON how the tables of another catalog fare.
///
/// ```
///   {"outage":"",
///    "tables":[{"topic":"orders","name":"orders","state":"behind","sequence":7,"behindSinceMs":1700000060000,
///               "stale":false,"problem":""}]}
/// ```
///
/// `state` is `current`, `behind` or `refused`. Of what has never been confirmed there is no `sequence`.
///
/// Thread-safe.
public final class FeedReport {

    private final CatalogFeed feed;
    private final ObjectMapper json = new ObjectMapper();

    public FeedReport(CatalogFeed feed) {
        this.feed = feed;
    }

    public String json() {
        ObjectNode report = json.createObjectNode().put("outage", feed.outage());
        ArrayNode tables = report.putArray("tables");
        feed.tables().forEach(table -> put(table, tables.addObject()));
        try {
            return json.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a report", e);
        }
    }

    private static void put(FedTable table, ObjectNode object) {
        object.put("topic", table.topic().name())
                .put("name", table.name())
                .put("state", table.state().name().toLowerCase(Locale.ROOT));
        if (table.confirmed().isPresent()) {
            object.put("sequence", table.confirmedSequence());
        }
        table.behindSinceMs().ifPresent(ms -> object.put("behindSinceMs", ms));
        object.put("stale", table.stale()).put("problem", table.problem());
    }
}
