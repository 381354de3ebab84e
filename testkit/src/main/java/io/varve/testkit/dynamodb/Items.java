package io.varve.testkit.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/// Attribute values as the protocol writes them: `{"S": "data-0"}`, `{"N": "17"}`, `{"B": "base64"}`.
final class Items {

    private Items() {}

    /// Orders two values of one type as DynamoDB does.
    static int compare(JsonNode left, JsonNode right) throws TableException {
        String type = type(left);
        if (!type.equals(type(right))) {
            throw TableException.invalid("values of types " + type + " and " + type(right) + " are not comparable");
        }
        String a = left.get(type).asText();
        String b = right.get(type).asText();
        return switch (type) {
            case "N" -> new BigDecimal(a).compareTo(new BigDecimal(b));
            case "S" -> a.compareTo(b);
            default -> throw TableException.invalid("values of type " + type + " are not comparable here");
        };
    }

    /// What DynamoDB counts against its limits and prices: names and values.
    static int sizeBytes(JsonNode item) throws TableException {
        int size = 0;
        for (Map.Entry<String, JsonNode> attribute : item.properties()) {
            size += attribute.getKey().length() + sizeOfValue(attribute.getValue());
        }
        return size;
    }

    private static int sizeOfValue(JsonNode value) throws TableException {
        String type = type(value);
        String text = value.get(type).asText();
        return switch (type) {
            case "B" -> Base64.getDecoder().decode(text).length;
            case "N" -> text.length() / 2 + 2;
            default -> text.getBytes(StandardCharsets.UTF_8).length;
        };
    }

    private static String type(JsonNode value) throws TableException {
        if (value.size() != 1) {
            throw TableException.invalid("an attribute value has exactly one type");
        }
        String type = value.fieldNames().next();
        if (!value.get(type).isTextual()) {
            throw TableException.invalid("type " + type + " is not known here");
        }
        return type;
    }
}
