package io.varve.cli.records;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.varve.cli.console.CommandException;
import io.varve.cli.console.Json;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/// How a record is printed.
interface RecordFormat {

    byte[] print(ConsumerRecord<byte[], byte[]> record);

    /// A JSON object a line.
    static RecordFormat json() {
        return record -> {
            ObjectNode object = Json.object()
                    .put("topic", record.topic())
                    .put("partition", record.partition())
                    .put("offset", record.offset())
                    .put("timestamp", record.timestamp());
            Json.put(object, "key", record.key());
            Json.put(object, "value", record.value());
            ArrayNode headers = object.putArray("headers");
            for (Header header : record.headers()) {
                Json.put(headers.addObject(), header.key(), header.value());
            }
            return (Json.line(object) + "\n").getBytes(StandardCharsets.UTF_8);
        };
    }

    /// A text in which `%k` stands for the key, `%v` for the value, `%t` for the topic, `%p` for the
    /// partition, `%o` for the offset, `%T` for the timestamp, `%%` for a percent sign, and `\n` and `\t`
    /// for what they usually are. The same letters as kcat's. Nulls are empty.
    ///
    /// @throws CommandException if another letter follows a percent sign
    static RecordFormat text(String pattern) {
        String unescaped = pattern.replace("\\n", "\n").replace("\\t", "\t");
        for (int at = unescaped.indexOf('%'); at >= 0; at = unescaped.indexOf('%', at + 2)) {
            if (at + 1 == unescaped.length() || "kvtpoT%".indexOf(unescaped.charAt(at + 1)) < 0) {
                throw new CommandException("in --format, one of k v t p o T % follows a %: " + pattern);
            }
        }
        return record -> {
            var out = new ByteArrayOutputStream();
            for (int at = 0; at < unescaped.length(); at++) {
                char c = unescaped.charAt(at);
                if (c == '%') {
                    at++;
                    out.writeBytes(part(record, unescaped.charAt(at)));
                } else {
                    out.writeBytes(String.valueOf(c).getBytes(StandardCharsets.UTF_8));
                }
            }
            return out.toByteArray();
        };
    }

    private static byte[] part(ConsumerRecord<byte[], byte[]> record, char letter) {
        return switch (letter) {
            case 'k' -> orEmpty(record.key());
            case 'v' -> orEmpty(record.value());
            case 't' -> record.topic().getBytes(StandardCharsets.UTF_8);
            case 'p' -> digits(record.partition());
            case 'o' -> digits(record.offset());
            case 'T' -> digits(record.timestamp());
            default -> new byte[] {(byte) letter};
        };
    }

    private static byte[] orEmpty(byte @Nullable [] bytes) {
        return bytes == null ? new byte[0] : bytes;
    }

    private static byte[] digits(long number) {
        return Long.toString(number).getBytes(StandardCharsets.US_ASCII);
    }
}
