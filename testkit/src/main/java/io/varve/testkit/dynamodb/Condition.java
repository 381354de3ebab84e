package io.varve.testkit.dynamodb;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// The part of the condition language that a journal uses: `attribute_not_exists(name)` and `name < :value`,
/// joined by `OR`. Anything else is an error, not a guess.
record Condition(String expression, JsonNode values) {

    private static final Pattern OR = Pattern.compile("\\bOR\\b");
    private static final Pattern ABSENT = Pattern.compile("attribute_not_exists\\s*\\(\\s*(\\w+)\\s*\\)");
    private static final Pattern LESS = Pattern.compile("(\\w+)\\s*<\\s*(:\\w+)");

    /// @param item the item under the key, or null if there is none
    boolean holds(@Nullable JsonNode item) throws TableException {
        for (String term : OR.splitAsStream(expression).toList()) {
            if (termHolds(term.strip(), item)) {
                return true;
            }
        }
        return false;
    }

    private boolean termHolds(String term, @Nullable JsonNode item) throws TableException {
        Matcher absent = ABSENT.matcher(term);
        if (absent.matches()) {
            return item == null || !item.has(absent.group(1));
        }
        Matcher less = LESS.matcher(term);
        if (!less.matches() || !values.has(less.group(2))) {
            throw TableException.invalid("the condition '" + term + "' is not known here");
        }
        return item != null
                && item.has(less.group(1))
                && Items.compare(item.get(less.group(1)), values.get(less.group(2))) < 0;
    }
}
