package io.varve.testkit.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// The operations on tables, by the names and fields of DynamoDB's protocol (API version 2012-08-10).
/// Thread-safe; each operation is atomic, which also makes every read strongly consistent.
final class Tables {

    private static final int MAX_BATCH_ITEMS = 25;

    /// Guards `tables` and what is in them.
    private final ReentrantLock lock = new ReentrantLock();

    private final Map<String, Described> tables = new HashMap<>();

    /// @param batchLimit how many items of a batch are written; the others come back unprocessed
    ObjectNode run(String operation, JsonNode request, int batchLimit) throws TableException {
        lock.lock();
        try {
            return switch (operation) {
                case "CreateTable" -> create(request);
                case "DescribeTable" -> describe(request);
                case "PutItem" -> put(request);
                case "GetItem" -> get(request);
                case "Query" -> query(request);
                case "BatchWriteItem" -> batchWrite(request, batchLimit);
                default -> throw new TableException("UnknownOperationException", operation + " is not known here");
            };
        } finally {
            lock.unlock();
        }
    }

    private ObjectNode create(JsonNode request) throws TableException {
        String name = request.path("TableName").asText();
        if (tables.containsKey(name)) {
            throw new TableException("ResourceInUseException", "Table already exists: " + name);
        }
        JsonNode keys = request.path("KeySchema");
        if (keys.size() != 2) {
            throw TableException.invalid("a table has a partition key and a sort key here");
        }
        ObjectNode description = JsonNodeFactory.instance.objectNode();
        description.put("TableName", name);
        description.set("KeySchema", keys);
        description.set("AttributeDefinitions", request.path("AttributeDefinitions"));
        var table = new Table(
                keys.path(0).path("AttributeName").asText(),
                keys.path(1).path("AttributeName").asText());
        tables.put(name, new Described(table, description));
        return answer("TableDescription", description.deepCopy().put("TableStatus", "CREATING"));
    }

    private ObjectNode describe(JsonNode request) throws TableException {
        Described found = described(request);
        // As in the cloud, a table is not usable at once: who polls sees it become active.
        String status = found.seen ? "ACTIVE" : "CREATING";
        found.seen = true;
        return answer("Table", found.description.deepCopy().put("TableStatus", status));
    }

    private ObjectNode put(JsonNode request) throws TableException {
        table(request).put(request.path("Item"), condition(request));
        return JsonNodeFactory.instance.objectNode();
    }

    private ObjectNode get(JsonNode request) throws TableException {
        JsonNode item = table(request).get(request.path("Key"));
        return item == null ? JsonNodeFactory.instance.objectNode() : answer("Item", item);
    }

    private ObjectNode query(JsonNode request) throws TableException {
        return table(request)
                .query(
                        request.path("KeyConditionExpression").asText(),
                        request.path("ExpressionAttributeValues"),
                        request.get("ExclusiveStartKey"));
    }

    private ObjectNode batchWrite(JsonNode request, int batchLimit) throws TableException {
        ObjectNode unprocessed = JsonNodeFactory.instance.objectNode();
        for (Map.Entry<String, JsonNode> writes : request.path("RequestItems").properties()) {
            if (writes.getValue().size() > MAX_BATCH_ITEMS) {
                throw TableException.invalid("Too many items requested for the BatchWriteItem call");
            }
            Table table = existing(writes.getKey()).table;
            int done = 0;
            for (JsonNode write : writes.getValue()) {
                if (done == batchLimit) {
                    unprocessed.withArray("/" + writes.getKey()).add(write);
                } else {
                    table.delete(write.path("DeleteRequest").path("Key"));
                    done++;
                }
            }
        }
        return answer("UnprocessedItems", unprocessed);
    }

    private Table table(JsonNode request) throws TableException {
        return described(request).table;
    }

    private Described described(JsonNode request) throws TableException {
        return existing(request.path("TableName").asText());
    }

    private Described existing(String name) throws TableException {
        Described found = tables.get(name);
        if (found == null) {
            throw new TableException("ResourceNotFoundException", "Requested resource not found: Table: " + name);
        }
        return found;
    }

    private static @Nullable Condition condition(JsonNode request) {
        JsonNode expression = request.get("ConditionExpression");
        return expression == null
                ? null
                : new Condition(expression.asText(), request.path("ExpressionAttributeValues"));
    }

    private static ObjectNode answer(String field, JsonNode value) {
        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        answer.set(field, value);
        return answer;
    }

    private static final class Described {
        final Table table;
        final ObjectNode description;
        boolean seen;

        Described(Table table, ObjectNode description) {
            this.table = table;
            this.description = description;
        }
    }
}
