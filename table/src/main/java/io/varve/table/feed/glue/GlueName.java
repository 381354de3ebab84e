package io.varve.table.feed.glue;

import io.varve.table.feed.OtherCatalogException;
import io.varve.table.feed.OtherCatalogException.Kind;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// What a table is called in Glue, where engines take lower-case letters, digits and underscores: letters in
/// lower case, and of what is neither, each byte as `_x2e_`. Names that differ in case alone have one table in
/// our catalog already; of others that become the same one is refused.
final class GlueName {

    private static final int MAX_LENGTH = 255;
    private static final HexFormat HEX = HexFormat.of();

    private GlueName() {}

    /// @throws OtherCatalogException if the name gets too long
    static String of(String tableName) {
        var name = new StringBuilder(tableName.length());
        for (byte b : tableName.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) Byte.toUnsignedInt(b);
            if (c >= 'A' && c <= 'Z') {
                name.append((char) (c - 'A' + 'a'));
            } else if (c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c == '_') {
                name.append(c);
            } else {
                name.append("_x").append(HEX.toHexDigits(b)).append('_');
            }
        }
        if (name.length() > MAX_LENGTH) {
            throw new OtherCatalogException(
                    Kind.REFUSED,
                    "'" + tableName + "' is too long for Glue, which takes " + MAX_LENGTH + " characters");
        }
        return name.toString();
    }
}
