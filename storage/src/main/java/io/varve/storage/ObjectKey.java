package io.varve.storage;

/// The rule that every key and prefix obeys, so that any key works on every backend: it is a safe file name, needs no
/// escaping in a URL, and sorts the same by characters and by bytes.
public final class ObjectKey {

    public static final int MAX_KEY_CHARS = 1024;

    /// A file name has at most 255 bytes, some of which the file backend needs.
    public static final int MAX_SEGMENT_CHARS = 240;

    private ObjectKey() {}

    /// Returns the key.
    ///
    /// @throws IllegalArgumentException if no object can have that key
    public static String check(String key) {
        return check(key, false);
    }

    /// Returns the prefix, which may be empty or end anywhere in a key, but not after a segment's first dots.
    ///
    /// @throws IllegalArgumentException if no key can begin with it
    public static String checkPrefix(String prefix) {
        return check(prefix, true);
    }

    private static String check(String key, boolean mayGoOn) {
        if (key.length() > MAX_KEY_CHARS) {
            throw new IllegalArgumentException("an object key has " + key.length() + " characters, at most "
                    + MAX_KEY_CHARS + " are allowed: " + key.substring(0, MAX_SEGMENT_CHARS) + "…");
        }
        int segmentStart = 0;
        for (int i = 0; i < key.length(); i++) {
            if (key.charAt(i) == '/') {
                checkSegment(key, segmentStart, i, false);
                segmentStart = i + 1;
            } else if (!isAllowed(key.charAt(i))) {
                throw new IllegalArgumentException(
                        "character " + i + " of the object key '" + key + "' is none of A-Z a-z 0-9 . _ - /");
            }
        }
        checkSegment(key, segmentStart, key.length(), mayGoOn);
        return key;
    }

    private static void checkSegment(String key, int start, int end, boolean mayGoOn) {
        int length = end - start;
        boolean onlyDots = (length == 1 || length == 2) && key.startsWith("..".substring(0, length), start);
        if (length > MAX_SEGMENT_CHARS || onlyDots || (length == 0 && !mayGoOn)) {
            throw new IllegalArgumentException("a segment of the object key '" + key
                    + "' is empty, . or .., or longer than " + MAX_SEGMENT_CHARS + " characters");
        }
    }

    private static boolean isAllowed(char c) {
        return (c >= 'a' && c <= 'z')
                || (c >= 'A' && c <= 'Z')
                || (c >= '0' && c <= '9')
                || c == '.'
                || c == '_'
                || c == '-';
    }
}
