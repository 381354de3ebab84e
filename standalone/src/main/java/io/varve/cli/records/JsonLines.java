package io.varve.cli.records;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.varve.cli.console.CommandException;
import io.varve.cli.console.Json;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// A line is an object of key, value, headers, partition and timestamp.
///
/// @param partition for lines that name none
record JsonLines(String topic, @Nullable Integer partition) implements LineFormat {

    @Override
    public ProducerRecord<byte[], byte[]> record(long number, String line) {
        try {
            JsonNode object = Json.parse(line);
            if (!object.isObject()) {
                throw new CommandException("line " + number + " is no JSON object");
            }
            JsonNode timestamp = object.get("timestamp");
            JsonNode ownPartition = object.get("partition");
            var record = new ProducerRecord<byte[], byte[]>(
                    topic,
                    ownPartition == null ? partition : Integer.valueOf(ownPartition.intValue()),
                    timestamp == null ? null : timestamp.longValue(),
                    bytes(object.get("key")),
                    bytes(object.get("value")));
            for (JsonNode header : object.path("headers")) {
                for (Map.Entry<String, JsonNode> field : header.properties()) {
                    record.headers().add(field.getKey(), bytes(field.getValue()));
                }
            }
            return record;
        } catch (JsonProcessingException e) {
            throw new CommandException("line " + number + " is no JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new CommandException("line " + number + " has bytes that are no base64", e);
        }
    }

    /// Strings are text, `{"base64": "…"}` is bytes, null is null, and everything else is its own JSON.
    private static byte @Nullable [] bytes(@Nullable JsonNode node) throws IOException {
        if (node == null || node.isNull()) {
            return null;
        }
        if (node.size() == 1 && node.has(Json.BASE64)) {
            return node.get(Json.BASE64).binaryValue();
        }
        String text = node.isTextual() ? node.textValue() : node.toString();
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
