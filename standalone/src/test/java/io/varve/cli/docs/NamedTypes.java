package io.varve.cli.docs;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// The types that a page names: in its text by words in code quotes, in its drawings by every word that begins with a
/// capital and is not all capitals.
final class NamedTypes {

    private static final Pattern DRAWING = Pattern.compile("^```\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);
    private static final Pattern QUOTED = Pattern.compile("`([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)`");
    private static final Pattern DRAWN = Pattern.compile("\\b([A-Z][A-Za-z0-9]*[a-z][A-Za-z0-9]*)\\b");

    private NamedTypes() {}

    static Set<String> of(String page) {
        var names = new TreeSet<String>();
        Matcher drawings = DRAWING.matcher(page);
        while (drawings.find()) {
            collect(DRAWN, drawings.group(1), names);
        }
        collect(QUOTED, DRAWING.matcher(page).replaceAll(""), names);
        return names;
    }

    private static void collect(Pattern pattern, String text, Set<String> names) {
        pattern.matcher(text).results().forEach(found -> names.add(found.group(1)));
    }
}
