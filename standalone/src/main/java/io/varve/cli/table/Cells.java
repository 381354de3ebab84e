package io.varve.cli.table;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

/// What a node says of a table, for people. What it does not say is a dash.
final class Cells {

    private static final String NONE = "-";

    private Cells() {}

    static String number(JsonNode object, String name) {
        JsonNode value = object.path(name);
        return value.isIntegralNumber() ? value.asText() : NONE;
    }

    /// To the second.
    static String time(JsonNode object, String name) {
        JsonNode value = object.path(name);
        try {
            return value.isIntegralNumber()
                    ? Instant.ofEpochMilli(value.asLong())
                            .truncatedTo(ChronoUnit.SECONDS)
                            .toString()
                    : NONE;
        } catch (DateTimeException | ArithmeticException e) {
            // A clock that is far off is no reason to say nothing.
            return value.asText() + " ms";
        }
    }
}
