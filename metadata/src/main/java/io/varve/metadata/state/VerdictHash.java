package io.varve.metadata.state;

/// Folds numbers into 64 bits, in order. It detects replicas that disagree, not adversaries.
public final class VerdictHash {

    private static final long GOLDEN = 0x9E3779B97F4A7C15L;

    private long value;

    public VerdictHash mix(long number) {
        long mixed = (value ^ number) + GOLDEN;
        mixed = (mixed ^ (mixed >>> 30)) * 0xBF58476D1CE4E5B9L;
        mixed = (mixed ^ (mixed >>> 27)) * 0x94D049BB133111EBL;
        value = mixed ^ (mixed >>> 31);
        return this;
    }

    public long value() {
        return value;
    }
}
