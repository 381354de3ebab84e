package io.varve.metadata.journal.uri;

import io.varve.metadata.journal.JournalException;
import io.varve.metadata.journal.dynamodb.TableLocation;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Where a journal is kept.
///
/// ```
///   file:DIR                                         one process, nothing else to install
///   dynamodb://TABLE?endpoint=URL&region=R&create=true
///   store:                                           the object store itself
///   memory:                                          one process, gone with it
/// ```
public sealed interface JournalUri {

    record Folder(Path path) implements JournalUri {}

    record Table(TableLocation location) implements JournalUri {}

    record Store() implements JournalUri {}

    record Memory() implements JournalUri {}

    /// Whether only one process can use the journal, so that a single service must be refused on it.
    default boolean needsOneProcess() {
        return switch (this) {
            case Folder folder -> true;
            case Memory memory -> true;
            case Table table -> false;
            case Store store -> false;
        };
    }

    /// Reads a URI.
    ///
    /// @throws JournalException with one clear line if it is none of the above
    static JournalUri parse(String text) {
        int colon = text.indexOf(':');
        String rest = text.substring(colon + 1);
        try {
            return switch (colon < 0 ? "" : text.substring(0, colon)) {
                case "file" -> folder(rest);
                case "dynamodb" -> table(rest);
                case "store" -> nothingMore(rest, new Store());
                case "memory" -> nothingMore(rest, new Memory());
                default ->
                    throw new IllegalArgumentException(
                            "file:DIR, dynamodb://TABLE?endpoint=URL&region=REGION, store: and memory: are known");
            };
        } catch (IllegalArgumentException e) {
            throw new JournalException(
                    JournalException.Kind.REFUSED, "cannot use '" + text + "' as a journal: " + e.getMessage(), e);
        }
    }

    private static JournalUri folder(String rest) {
        // file:///DIR is file:/DIR with an empty host.
        String path = rest.startsWith("///") ? rest.substring(2) : rest;
        if (path.isEmpty() || path.startsWith("//") || path.contains("?")) {
            throw new IllegalArgumentException("file:DIR names a folder and takes no parameters");
        }
        try {
            return new Folder(Path.of(path));
        } catch (InvalidPathException e) {
            throw new IllegalArgumentException("'" + path + "' is no path here", e);
        }
    }

    private static JournalUri table(String rest) {
        int query = rest.indexOf('?');
        String table = query < 0 ? rest : rest.substring(0, query);
        if (!table.startsWith("//")) {
            throw new IllegalArgumentException("a table is named as in dynamodb://TABLE");
        }
        var parameters = parameters(query < 0 ? "" : rest.substring(query + 1), Set.of("endpoint", "region", "create"));
        return new Table(new TableLocation(
                table.substring(2),
                endpoint(parameters.get("endpoint")),
                parameters.get("region"),
                flag("create", parameters.get("create"))));
    }

    private static @Nullable URI endpoint(@Nullable String value) {
        return value == null ? null : URI.create(value);
    }

    private static boolean flag(String name, @Nullable String value) {
        return switch (value) {
            case null -> false;
            case "true" -> true;
            case "false" -> false;
            default -> throw new IllegalArgumentException(name + " is true or false, not '" + value + "'");
        };
    }

    private static Map<String, String> parameters(String query, Set<String> known) {
        var parameters = new HashMap<String, String>();
        if (query.isEmpty()) {
            return parameters;
        }
        for (String parameter : query.split("&", -1)) {
            int equals = parameter.indexOf('=');
            String name = equals < 0 ? parameter : parameter.substring(0, equals);
            if (!known.contains(name)) {
                throw new IllegalArgumentException("parameter '" + name + "' is unknown, "
                        + String.join(", ", known.stream().sorted().toList()) + " are known");
            }
            String value = URLDecoder.decode(parameter.substring(equals + 1), StandardCharsets.UTF_8);
            if (equals < 0 || value.isEmpty() || parameters.put(name, value) != null) {
                throw new IllegalArgumentException("parameter '" + name + "' has one value");
            }
        }
        return parameters;
    }

    private static JournalUri nothingMore(String rest, JournalUri uri) {
        if (!rest.isEmpty()) {
            throw new IllegalArgumentException("nothing follows the colon");
        }
        return uri;
    }
}
