package io.varve.cli.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.varve.cli.console.Json;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/// A flight as a record: its carrier is the key, all that is known about it, as JSON, the value.
record Flight(String carrier, String json) {

    private static final String RESOURCE = "flights-2013-01.csv.gz";
    private static final String CARRIER = "carrier";
    private static final String UNKNOWN = "NA";
    private static final Pattern NUMBER = Pattern.compile("-?[0-9]+");

    /// The flights of January 2013, in the order of the resource; the file `NOTICE` beside it says where they come
    /// from.
    static List<Flight> january() {
        try (var lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(Flight.class.getResourceAsStream(RESOURCE))),
                StandardCharsets.UTF_8))) {
            List<String> columns = List.of(lines.readLine().split(","));
            return lines.lines().map(line -> parse(columns, line.split(","))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Flight parse(List<String> columns, String[] fields) {
        ObjectNode flight = Json.object();
        for (int i = 0; i < fields.length; i++) {
            put(flight, columns.get(i), fields[i]);
        }
        return new Flight(fields[columns.indexOf(CARRIER)], Json.line(flight));
    }

    private static void put(ObjectNode flight, String column, String field) {
        if (field.equals(UNKNOWN)) {
            flight.putNull(column);
        } else if (NUMBER.matcher(field).matches()) {
            flight.put(column, Integer.parseInt(field));
        } else {
            flight.put(column, field);
        }
    }
}
