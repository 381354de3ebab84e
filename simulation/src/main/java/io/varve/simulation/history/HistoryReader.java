package io.varve.simulation.history;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.Consumer;

/// Reads a history line by line.
public final class HistoryReader {

    private HistoryReader() {}

    /// Gives every event to the consumer, in order.
    ///
    /// @throws BadHistoryException that names the first line which is no event, or which the consumer refused by
    /// such an
    ///         exception of its own
    public static void read(Path file, Consumer<Event> events) throws IOException {
        long number = 0;
        try (BufferedReader lines = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                events.accept(EventJson.read(line));
            }
        } catch (BadHistoryException e) {
            throw new BadHistoryException(file + ", line " + number + ": " + e.getMessage(), e);
        } catch (CharacterCodingException e) {
            throw new BadHistoryException(file + ", line " + (number + 1) + " or soon after: not UTF-8", e);
        }
    }
}
