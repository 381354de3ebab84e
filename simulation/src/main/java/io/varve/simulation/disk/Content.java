package io.varve.simulation.disk;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// What a tenant writes: bytes that occur once, named by how they begin.
record Content(String text) {

    private static final String PADDING = ".";

    static Content of(int number, int sizeBytes) {
        String name = number + ":";
        return new Content(name + PADDING.repeat(sizeBytes));
    }

    static Content of(byte[] bytes) {
        return new Content(new String(bytes, StandardCharsets.ISO_8859_1));
    }

    static Content of(ByteBuffer bytes) {
        return new Content(StandardCharsets.ISO_8859_1.decode(bytes.duplicate()).toString());
    }

    byte[] bytes() {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @Override
    public String toString() {
        return text.substring(0, Math.min(text.length(), text.indexOf(PADDING) + 1)) + "(" + text.length() + " bytes)";
    }
}
