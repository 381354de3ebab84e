package io.varve.table;

import io.varve.metadata.catalog.Catalog;
import io.varve.metadata.catalog.Topic;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// What the tables of topics are called: what the topics are, wherever an engine can quote that. All names that Kafka
/// allows are their own; of any other, each byte that is none of `[A-Za-z0-9._-]` becomes `%` and two digits, which no
/// name of the first sort has in it.
///
/// DuckDB and Trino tell no `orders` from `Orders`, so of names that differ in case alone one is taken, that of
/// the topic which was there first, and a table is found by its name in any case. The others are refused: there
/// must be no doubt whose rows a statement reads.
///
/// Immutable.
public final class TableNames {

    private static final Comparator<Topic> FIRST_COME =
            Comparator.comparingLong(Topic::createdMs).thenComparing(Topic::id);

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final Map<String, Topic> byFoldedName = new HashMap<>();
    private final List<Topic> refused;

    TableNames(Collection<Topic> topics) {
        topics.forEach(topic -> byFoldedName.merge(
                folded(of(topic)), topic, (one, other) -> FIRST_COME.compare(one, other) < 0 ? one : other));
        refused = topics.stream().filter(topic -> !hasName(topic)).toList();
    }

    public static TableNames of(Catalog catalog) {
        return new TableNames(catalog.topics());
    }

    /// The topic whose table has the name.
    Optional<Topic> topic(String tableName) {
        return Optional.ofNullable(byFoldedName.get(folded(tableName)));
    }

    /// The topics that have tables; those that were there first come first.
    public List<Topic> topics() {
        return byFoldedName.values().stream().sorted(FIRST_COME).toList();
    }

    /// The topics whose names others have taken.
    List<Topic> refused() {
        return refused;
    }

    private boolean hasName(Topic topic) {
        return topic.equals(byFoldedName.get(folded(of(topic))));
    }

    public static String of(Topic topic) {
        return escaped(topic.name());
    }

    static String escaped(String topicName) {
        var escaped = new StringBuilder(topicName.length());
        for (byte b : topicName.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) Byte.toUnsignedInt(b);
            if (isPlain(c)) {
                escaped.append(c);
            } else {
                escaped.append('%').append(HEX.toHexDigits(b));
            }
        }
        return escaped.toString();
    }

    private static boolean isPlain(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }

    private static String folded(String tableName) {
        return tableName.toLowerCase(Locale.ROOT);
    }
}
