package io.varve.core;

import java.util.HexFormat;

/// A 128-bit identifier: an incarnation, a cluster. Ordered as an unsigned number; written as 32 hexadecimal digits.
public record Id128(long high, long low) implements Comparable<Id128> {

    public static final Id128 ZERO = new Id128(0, 0);

    private static final int DIGITS = 32;

    /// Reads what [#toString] wrote.
    ///
    /// @throws IllegalArgumentException if the text is not 32 hexadecimal digits
    public static Id128 parse(String text) {
        if (text.length() != DIGITS) {
            throw new IllegalArgumentException("an identifier has 32 hexadecimal digits, this has " + text.length());
        }
        return new Id128(
                HexFormat.fromHexDigitsToLong(text, 0, DIGITS / 2),
                HexFormat.fromHexDigitsToLong(text, DIGITS / 2, DIGITS));
    }

    @Override
    public int compareTo(Id128 other) {
        int byHigh = Long.compareUnsigned(high, other.high);
        return byHigh != 0 ? byHigh : Long.compareUnsigned(low, other.low);
    }

    @Override
    public String toString() {
        return HexFormat.of().toHexDigits(high) + HexFormat.of().toHexDigits(low);
    }
}
