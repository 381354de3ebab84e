package io.varve.table.rest;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.varve.metadata.catalog.Topic;
import io.varve.storage.segment.SegmentPeriod;
import io.varve.table.TableReport;
import io.varve.table.TableReport.Column;
import io.varve.table.TableReport.PartitionLag;
import io.varve.table.TableReport.Published;
import io.varve.table.TableReports;
import io.varve.table.TableReports.Answer.NameTaken;
import io.varve.table.TableReports.Answer.Report;
import io.varve.table.TableReports.Answer.UnknownTopic;
import io.varve.table.TableReports.Overview;
import java.time.Instant;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.apache.iceberg.rest.RESTUtil;

/// Tells in JSON how tables fare; whoever hosts it has the sockets.
///
/// | request | answer |
/// |---|---|
/// | GET / | an array of all topics' tables, also of those that there are not yet |
/// | GET /{topic} | one table, with its columns and the ends of its partitions; 404 if there is none, and why |
///
/// ```
///   {"topic":"orders","table":"orders","compacted":false,
///    "files":2,"rows":12,"bytes":1800,"sequence":7,"publishedMs":1700000000000,
///    "lagRecords":3,"lagSinceMs":1700000060000,
///    "columns":[{"id":1,"name":"kafka_partition","type":"int","required":true}],
///    "partitions":[{"partition":0,"logStart":0,"logEnd":15,"tableEnd":12,"lagRecords":3,"lagSinceMs":1700000060000}]}
/// ```
///
/// Without a table there is no row from `files` to `publishedMs`, without a lag no `lagSinceMs`. Of a table that cannot
/// be looked at, the array has the first row, and an `error`.
///
/// Thread-safe. Blocks the calling (virtual) thread.
public final class RestTables {

    private static final int OK = 200;
    private static final int NOT_FOUND = 404;
    private static final int NOT_ALLOWED = 405;

    private final TableReports reports;
    private final Predicate<Topic> compacted;
    private final ObjectMapper json = new ObjectMapper();

    /// @param compacted whether of each key of a topic the last record stays
    public RestTables(TableReports reports, Predicate<Topic> compacted) {
        this.reports = reports;
        this.compacted = compacted;
    }

    /// @param rawPath behind that of all tables, as it came: an encoded character is part of a topic's name
    public RestAnswer answer(String method, String rawPath) {
        if (!method.equals("GET") && !method.equals("HEAD")) {
            return error(NOT_ALLOWED, "GET tells how tables fare; they are changed by what happens to their topics");
        }
        if (rawPath.isEmpty() || rawPath.equals("/")) {
            ArrayNode all = json.createArrayNode();
            Overview overview = reports.all();
            overview.reports().forEach(report -> all.add(summary(report)));
            overview.failures()
                    .forEach(failure -> all.add(known(failure.topic(), failure.tableName())
                            .put("error", String.valueOf(failure.cause().getMessage()))));
            return new RestAnswer(OK, write(all));
        }
        return one(RESTUtil.decodePathSegment(rawPath.substring(1)));
    }

    private RestAnswer one(String topicName) {
        return switch (reports.of(topicName)) {
            case UnknownTopic _ -> error(NOT_FOUND, "there is no topic '" + topicName + "'");
            case NameTaken(String byTopic) ->
                error(
                        NOT_FOUND,
                        "the topic '" + topicName + "' has no table, for that of the topic '" + byTopic
                                + "' has its name but for case");
            case Report(TableReport report) when report.published().isEmpty() -> error(NOT_FOUND, notYet(report));
            case Report(TableReport report) -> new RestAnswer(OK, write(whole(report)));
        };
    }

    private static String notYet(TableReport report) {
        OptionalLong sinceMs = report.lagSinceMs();
        String waiting = sinceMs.isEmpty()
                ? "nothing has been written to it"
                : report.lagOffsets() + " records wait since " + Instant.ofEpochMilli(sinceMs.getAsLong());
        return "the topic '" + report.topic().name() + "' has no table yet, " + waiting + ": it gets one when records"
                + " have waited for varve.table.lag (15 minutes, unless it is set), or now by 'varve compact --now'";
    }

    private ObjectNode summary(TableReport report) {
        ObjectNode object = known(report.topic(), report.tableName());
        report.published().ifPresent(published -> put(object, published));
        putLag(object, report.lagOffsets(), report.lagSinceMs());
        return object;
    }

    private ObjectNode known(Topic topic, String tableName) {
        return json.createObjectNode()
                .put("topic", topic.name())
                .put("table", tableName)
                .put("compacted", compacted.test(topic))
                .put("partitionedBy", SegmentPeriod.in(topic.configs()).value());
    }

    private ObjectNode whole(TableReport report) {
        ObjectNode object = summary(report);
        ArrayNode columns = object.putArray("columns");
        report.published()
                .map(Published::columns)
                .orElse(List.of())
                .forEach(column -> put(columns.addObject(), column));
        ArrayNode partitions = object.putArray("partitions");
        report.partitions().forEach(partition -> put(partitions.addObject(), partition));
        return object;
    }

    private static void put(ObjectNode object, Published published) {
        object.put("files", published.files())
                .put("rows", published.rows())
                .put("bytes", published.sizeBytes())
                .put("sequence", published.sequence())
                .put("publishedMs", published.publishedMs());
    }

    private static void put(ObjectNode object, Column column) {
        object.put("id", column.id())
                .put("name", column.name())
                .put("type", column.type())
                .put("required", column.required());
    }

    private static void put(ObjectNode object, PartitionLag partition) {
        object.put("partition", partition.partition())
                .put("logStart", partition.log().logStartOffset())
                .put("logEnd", partition.log().highWatermark());
        partition.tableEnd().ifPresent(end -> object.put("tableEnd", end));
        putLag(object, partition.lagOffsets(), partition.lagSinceMs());
    }

    private static void putLag(ObjectNode object, long lagOffsets, OptionalLong lagSinceMs) {
        object.put("lagRecords", lagOffsets);
        lagSinceMs.ifPresent(ms -> object.put("lagSinceMs", ms));
    }

    private RestAnswer error(int status, String message) {
        return new RestAnswer(status, write(json.createObjectNode().put("error", message)));
    }

    private String write(Object node) {
        try {
            return json.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("cannot write a report", e);
        }
    }
}
