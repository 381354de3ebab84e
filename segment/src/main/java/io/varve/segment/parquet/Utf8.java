package io.varve.segment.parquet;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/// Tells text from other bytes: SQL engines stop at a string that is none.
final class Utf8 {

    private Utf8() {}

    static boolean valid(byte[] bytes, int from, int length) {
        for (int i = from; i < from + length; i++) {
            if (bytes[i] < 0) {
                return decodes(bytes, from, length);
            }
        }
        return true;
    }

    /// The bytes with the replacement character wherever they are not text.
    static byte[] replaced(byte[] bytes, int from, int length) {
        return new String(bytes, from, length, StandardCharsets.UTF_8).getBytes(StandardCharsets.UTF_8);
    }

    private static boolean decodes(byte[] bytes, int from, int length) {
        try {
            StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes, from, length));
            return true;
        } catch (CharacterCodingException e) {
            return false;
        }
    }
}
