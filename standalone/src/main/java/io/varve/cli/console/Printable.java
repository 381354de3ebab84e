package io.varve.cli.console;

import java.util.Locale;
import java.util.regex.Pattern;

/// Text by strangers, a group's id for instance, made fit to be shown on a terminal and to be typed into a shell.
///
/// What a terminal would obey or hide (control characters, marks of direction, unusual spaces) is written as an escape
/// of bash: `\u001b`.
public final class Printable {

    private static final Pattern PLAIN = Pattern.compile("[\\w./:,@%+\\-[^\\p{ASCII}]]+");
    private static final int CELL_MAX_CHARS = 80;
    private static final int CELL_BEGINNING_CHARS = 48;

    private Printable() {}

    /// The text on one line, as it stands but for escapes.
    public static String text(String text) {
        var shown = new StringBuilder();
        text.codePoints().forEach(each -> shown.append(isVisible(each) ? Character.toString(each) : escape(each)));
        return shown.toString();
    }

    /// The text as one word of bash, so that what is read can be typed: `'my group'`, `$'bell\u0007'`.
    ///
    /// Nothing that stands for NUL can be typed. A word with it is one that means another text, and never a text
    /// which is shown in the same way.
    public static String word(String text) {
        boolean visible = text.codePoints().allMatch(Printable::isVisible);
        if (visible && PLAIN.matcher(text).matches()) {
            return text;
        }
        if (visible && !text.contains("\\")) {
            return "'" + text.replace("'", "'\\''") + "'";
        }
        String escaped = text(text.replace("\\", "\\\\"));
        return text.indexOf(0) >= 0
                ? "'" + escaped.replace("'", "'\\''") + "'"
                : "$'" + escaped.replace("'", "\\'") + "'";
    }

    /// The word, or the beginning of one that would take too much of a table.
    public static String cell(String text) {
        String word = word(text);
        if (word.length() <= CELL_MAX_CHARS) {
            return word;
        }
        int shown = Math.min(text.length(), CELL_MAX_CHARS);
        while (word(text.substring(0, shown)).length() > CELL_BEGINNING_CHARS) {
            shown--;
        }
        return word(text.substring(0, shown)) + "... (" + text.length() + " characters)";
    }

    private static boolean isVisible(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.PRIVATE_USE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR -> false;
            case Character.SPACE_SEPARATOR -> codePoint == ' ';
            default -> true;
        };
    }

    private static String escape(int codePoint) {
        return String.format(Locale.ROOT, Character.isBmpCodePoint(codePoint) ? "\\u%04x" : "\\U%08x", codePoint);
    }
}
