package io.varve.cli.console;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;

/// What commands print for programs.
public final class Json {

    /// Names an object that stands for bytes that are no text.
    public static final String BASE64 = "base64";

    private static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    public static ObjectNode object() {
        return MAPPER.createObjectNode();
    }

    public static ArrayNode array() {
        return MAPPER.createArrayNode();
    }

    public static String line(Object node) {
        try {
            return MAPPER.writeValueAsString(node);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("no JSON", e);
        }
    }

    public static com.fasterxml.jackson.databind.JsonNode parse(String line) throws JsonProcessingException {
        return MAPPER.readTree(line);
    }

    /// Text as text, other bytes as `{"base64": "…"}`, null as null.
    public static void put(ObjectNode object, String name, byte @Nullable [] bytes) {
        if (bytes == null) {
            object.putNull(name);
            return;
        }
        try {
            object.put(
                    name,
                    StandardCharsets.UTF_8
                            .newDecoder()
                            .decode(ByteBuffer.wrap(bytes))
                            .toString());
        } catch (CharacterCodingException e) {
            object.putObject(name).put(BASE64, Base64.getEncoder().encodeToString(bytes));
        }
    }
}
