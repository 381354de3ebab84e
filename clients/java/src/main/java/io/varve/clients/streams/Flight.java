package io.varve.clients.streams;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/// A line of the file of flights.
record Flight(String line, String carrier, String delay) {

    private static final int DELAY = 8;
    private static final int CARRIER = 9;

    static Flight parse(String line) {
        String[] fields = line.split(",", -1);
        return new Flight(line, fields[CARRIER], fields[DELAY]);
    }

    /// How late it came, in minutes; 0 if that is not known.
    long delayMinutes() {
        return delay.isEmpty() || delay.equals("NA") ? 0 : (long) Double.parseDouble(delay);
    }

    static List<Flight> readAll(Path file, int most) throws IOException {
        var flights = new ArrayList<Flight>();
        try (var in = new BufferedReader(
                new InputStreamReader(new GZIPInputStream(Files.newInputStream(file)), StandardCharsets.UTF_8))) {
            String line = in.readLine();
            while ((line = in.readLine()) != null && flights.size() < most) {
                flights.add(parse(line));
            }
        }
        return flights;
    }
}
