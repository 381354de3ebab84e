package io.varve.cli.group;

import io.varve.cli.console.CommandException;
import io.varve.cli.console.Console;
import io.varve.cli.console.Printable;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;

/// Offsets as lines `topic,partition,offset`, or `group,topic,partition,offset`: what `kafka-consumer-groups` reads and
/// writes.
final class PlanFile {

    private static final char QUOTE = '"';

    private PlanFile() {}

    static String write(Map<TopicPartition, Long> offsets) {
        // Nothing in a topic's name has to be quoted.
        return offsets.entrySet().stream()
                .map(each -> each.getKey().topic() + "," + each.getKey().partition() + "," + each.getValue() + "\n")
                .collect(Collectors.joining());
    }

    /// Keeps the offsets in a new file.
    static void save(Path file, Map<TopicPartition, Long> offsets) {
        try {
            Files.writeString(file, write(offsets), StandardOpenOption.CREATE_NEW);
        } catch (FileAlreadyExistsException e) {
            throw new CommandException(file + " is there already: nothing was changed, give another name", e);
        } catch (IOException e) {
            throw new CommandException("cannot write " + file + ": nothing was changed: " + e, e);
        }
    }

    /// What the file says of a group, or what is read from the console for `-`.
    static Map<TopicPartition, Long> load(String file, Console console, String group) {
        boolean isInput = file.equals("-");
        try {
            byte[] content = isInput ? console.in().readAllBytes() : Files.readAllBytes(Path.of(file));
            List<String> lines =
                    new String(content, StandardCharsets.UTF_8).lines().toList();
            return read(isInput ? "standard input" : file, lines, group);
        } catch (IOException e) {
            throw new CommandException("cannot read the plan: " + e, e);
        }
    }

    /// The offsets for one group. Lines that name another one are left out.
    static Map<TopicPartition, Long> read(String name, List<String> lines, String group) {
        var offsets = new TreeMap<TopicPartition, Long>(GroupReader.BY_NAME);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            List<String> fields = line.isBlank() ? List.of() : fields(line.strip());
            boolean named = fields.size() == 4;
            if (fields.isEmpty() || named && !fields.getFirst().equals(group)) {
                continue;
            }
            String where = name + ", line " + (i + 1) + ": ";
            if (!named && fields.size() != 3) {
                throw new CommandException(where + "'" + Printable.text(line) + "' is not topic,partition,offset");
            }
            List<String> numbers = fields.subList(fields.size() - 2, fields.size());
            var partition = new TopicPartition(
                    fields.get(fields.size() - 3),
                    Math.toIntExact(number(numbers.getFirst(), Integer.MAX_VALUE, where)));
            if (offsets.put(partition, number(numbers.getLast(), Long.MAX_VALUE, where)) != null) {
                throw new CommandException(where + "a second offset of " + partition);
            }
        }
        if (offsets.isEmpty()) {
            throw new CommandException(name + " has no offset of group " + Printable.word(group));
        }
        return offsets;
    }

    private static long number(String text, long max, String where) {
        try {
            long number = Long.parseLong(text.strip());
            if (number >= 0 && number <= max) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new CommandException(where + "'" + Printable.text(text) + "' is no number", e);
        }
        throw new CommandException(where + Printable.text(text) + " is out of range");
    }

    /// Fields may be quoted, with a quote in one written twice.
    private static List<String> fields(String line) {
        var fields = new ArrayList<String>();
        var field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char each = line.charAt(i);
            if (quoted && each == QUOTE && i + 1 < line.length() && line.charAt(i + 1) == QUOTE) {
                field.append(QUOTE);
                i++;
            } else if (each == QUOTE) {
                quoted = !quoted;
            } else if (each == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(each);
            }
        }
        fields.add(field.toString());
        return fields;
    }
}
