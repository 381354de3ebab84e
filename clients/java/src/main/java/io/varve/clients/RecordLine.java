package io.varve.clients;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.StringJoiner;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.jspecify.annotations.Nullable;

/// The text form in which the suite hands records to a client's program and gets them back: partition, offset,
/// timestamp, key, value and headers with tabs between them. Bytes are base64 and null is `-`, so that null and empty
/// differ; headers are `key:value` pairs in their order with commas between them.
public final class RecordLine {
    private static final String NULL = "-";
    private static final int FIELDS = 6;

    private RecordLine() {}

    /// A record where a program found it.
    public record Seen(int partition, long offset, byte @Nullable [] key, byte @Nullable [] value) {}

    public static Seen seen(String line) {
        String[] fields = fields(line);
        return new Seen(Integer.parseInt(fields[0]), Long.parseLong(fields[1]), decode(fields[3]), decode(fields[4]));
    }

    static ProducerRecord<byte[], byte[]> parse(String topic, String line) {
        String[] fields = fields(line);
        return new ProducerRecord<>(
                topic,
                Integer.valueOf(fields[0]),
                Long.valueOf(fields[2]),
                decode(fields[3]),
                decode(fields[4]),
                parseHeaders(fields[5]));
    }

    private static String[] fields(String line) {
        String[] fields = line.split("\t", -1);
        if (fields.length != FIELDS) {
            throw new IllegalArgumentException(fields.length + " fields instead of " + FIELDS + ": " + line);
        }
        return fields;
    }

    static String format(ConsumerRecord<byte[], byte[]> record) {
        StringJoiner headers = new StringJoiner(",");
        for (Header header : record.headers()) {
            headers.add(encode(header.key().getBytes(StandardCharsets.UTF_8)) + ":" + encode(header.value()));
        }
        return String.join(
                "\t",
                Integer.toString(record.partition()),
                Long.toString(record.offset()),
                Long.toString(record.timestamp()),
                encode(record.key()),
                encode(record.value()),
                headers.toString());
    }

    private static List<Header> parseHeaders(String text) {
        List<Header> headers = new ArrayList<>();
        if (text.isEmpty()) {
            return headers;
        }
        for (String pair : text.split(",", -1)) {
            String[] parts = pair.split(":", -1);
            String key = new String(Base64.getDecoder().decode(parts[0]), StandardCharsets.UTF_8);
            headers.add(new RecordHeader(key, decode(parts[1])));
        }
        return headers;
    }

    private static String encode(byte @Nullable [] data) {
        return data == null ? NULL : Base64.getEncoder().encodeToString(data);
    }

    private static byte @Nullable [] decode(String text) {
        return text.equals(NULL) ? null : Base64.getDecoder().decode(text);
    }
}
