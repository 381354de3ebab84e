package io.varve.clients;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Options of the form `--name value`.
public final class Options {
    private final Map<String, List<String>> values = new HashMap<>();
    private final Set<String> asked = new HashSet<>();

    public Options(List<String> arguments) {
        for (int i = 0; i < arguments.size(); i += 2) {
            String name = arguments.get(i);
            if (!name.startsWith("--") || i + 1 == arguments.size()) {
                throw new UsageException("expected --name value at " + name);
            }
            values.computeIfAbsent(name.substring(2), none -> new ArrayList<>()).add(arguments.get(i + 1));
        }
    }

    public String required(String name) {
        String value = last(name);
        if (value == null) {
            throw new UsageException("--" + name + " is required");
        }
        return value;
    }

    public String orElse(String name, String fallback) {
        String value = last(name);
        return value == null ? fallback : value;
    }

    public long number(String name, long fallback) {
        String value = orElse(name, Long.toString(fallback));
        try {
            return Long.parseLong(value);
        } catch (NumberFormatException e) {
            throw new UsageException("--" + name + " is no number: " + value);
        }
    }

    public boolean flag(String name, boolean fallback) {
        return switch (orElse(name, Boolean.toString(fallback))) {
            case "true" -> true;
            case "false" -> false;
            default -> throw new UsageException("--" + name + " is either true or false");
        };
    }

    public List<String> all(String name) {
        asked.add(name);
        return values.getOrDefault(name, List.of());
    }

    /// Refuses options that nobody asked for, so that a misspelt one does not pass in silence.
    public void refuseOthers() {
        for (String name : values.keySet()) {
            if (!asked.contains(name)) {
                throw new UsageException("unknown option --" + name);
            }
        }
    }

    private @Nullable String last(String name) {
        List<String> given = all(name);
        return given.isEmpty() ? null : given.getLast();
    }

    /// The command line makes no sense; the message says why.
    public static final class UsageException extends RuntimeException {
        private static final long serialVersionUID = 1;

        public UsageException(String message) {
            super(message);
        }
    }
}
