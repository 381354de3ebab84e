package io.varve.testkit.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// One table with a string as its partition key and a number as its sort key. Not thread-safe.
final class Table {

    private static final int MAX_ITEM_BYTES = 400 * 1024;
    private static final int MAX_QUERY_BYTES = 1024 * 1024;

    private static final Pattern KEY_RANGE =
            Pattern.compile("\\s*(\\w+)\\s*=\\s*(:\\w+)\\s+AND\\s+(\\w+)\\s*>=\\s*(:\\w+)\\s*");

    private final String partitionKey;
    private final String sortKey;
    private final Map<String, NavigableMap<BigDecimal, JsonNode>> partitions = new HashMap<>();

    Table(String partitionKey, String sortKey) {
        this.partitionKey = partitionKey;
        this.sortKey = sortKey;
    }

    void put(JsonNode item, @Nullable Condition condition) throws TableException {
        if (Items.sizeBytes(item) > MAX_ITEM_BYTES) {
            throw TableException.invalid("Item size has exceeded the maximum allowed size");
        }
        var partition = partition(item);
        BigDecimal sequence = sequence(item);
        if (condition != null && !condition.holds(partition.get(sequence))) {
            throw new TableException("ConditionalCheckFailedException", "The conditional request failed");
        }
        partition.put(sequence, item);
    }

    @Nullable
    JsonNode get(JsonNode key) throws TableException {
        return partition(key).get(sequence(key));
    }

    void delete(JsonNode key) throws TableException {
        partition(key).remove(sequence(key));
    }

    /// Answers `partition = :a AND sort >= :b` in ascending order, up to 1 MB.
    ObjectNode query(String keyCondition, JsonNode values, @Nullable JsonNode startKey) throws TableException {
        Matcher range = KEY_RANGE.matcher(keyCondition);
        if (!range.matches()
                || !range.group(1).equals(partitionKey)
                || !range.group(3).equals(sortKey)) {
            throw TableException.invalid("the key condition '" + keyCondition + "' is not known here");
        }
        var partition = partition(JsonNodeFactory.instance.objectNode().set(partitionKey, values.get(range.group(2))));
        var from = new BigDecimal(values.get(range.group(4)).get("N").asText());
        var following = startKey == null ? partition.tailMap(from, true) : partition.tailMap(sequence(startKey), false);

        ObjectNode answer = JsonNodeFactory.instance.objectNode();
        ArrayNode items = answer.putArray("Items");
        int sizeBytes = 0;
        for (JsonNode item : following.values()) {
            // The item that passes the limit is the page's last.
            items.add(item);
            sizeBytes += Items.sizeBytes(item);
            if (sizeBytes >= MAX_QUERY_BYTES) {
                ObjectNode last = answer.putObject("LastEvaluatedKey");
                last.set(partitionKey, item.get(partitionKey));
                last.set(sortKey, item.get(sortKey));
                break;
            }
        }
        return answer.put("Count", items.size()).put("ScannedCount", items.size());
    }

    private NavigableMap<BigDecimal, JsonNode> partition(JsonNode key) throws TableException {
        JsonNode value = key.path(partitionKey).path("S");
        if (!value.isTextual() || value.asText().isEmpty()) {
            throw TableException.invalid("the key attribute " + partitionKey + " is missing or no string");
        }
        return partitions.computeIfAbsent(value.asText(), absent -> new TreeMap<>());
    }

    private BigDecimal sequence(JsonNode key) throws TableException {
        JsonNode value = key.path(sortKey).path("N");
        if (!value.isTextual()) {
            throw TableException.invalid("the key attribute " + sortKey + " is missing or no number");
        }
        return new BigDecimal(value.asText());
    }
}
