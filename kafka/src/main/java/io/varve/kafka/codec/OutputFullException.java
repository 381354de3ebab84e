package io.varve.kafka.codec;

/// The compressed output has passed its bound.
final class OutputFullException extends RuntimeException {

    private static final long serialVersionUID = 1;

    private final int sizeBytes;

    OutputFullException(int sizeBytes) {
        super(null, null, false, false);
        this.sizeBytes = sizeBytes;
    }

    int sizeBytes() {
        return sizeBytes;
    }
}
