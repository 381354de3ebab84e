package io.varve.cli.records;

import io.varve.cli.console.CommandException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;

/// A line is a value, or a key, a separator and a value.
///
/// @param keySeparator null where records have no keys
record TextLines(
        String topic, @Nullable Integer partition, @Nullable String keySeparator, Map<String, String> headers)
        implements LineFormat {

    @Override
    public ProducerRecord<byte[], byte[]> record(long number, String line) {
        String key = null;
        String value = line;
        if (keySeparator != null) {
            int at = line.indexOf(keySeparator);
            if (at < 0) {
                throw new CommandException("line " + number + " has no '" + keySeparator + "' after its key");
            }
            key = line.substring(0, at);
            value = line.substring(at + keySeparator.length());
        }
        var record = new ProducerRecord<byte[], byte[]>(topic, partition, bytes(key), bytes(value));
        headers.forEach((name, text) -> record.headers().add(name, bytes(text)));
        return record;
    }

    private static byte @Nullable [] bytes(@Nullable String text) {
        return text == null ? null : text.getBytes(StandardCharsets.UTF_8);
    }
}
