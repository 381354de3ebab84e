package io.varve.storage;

/// The object ends before the range does.
public final class RangeNotSatisfiableException extends StoreException {

    private static final long serialVersionUID = 1;

    public RangeNotSatisfiableException(String key, long offset, int length) {
        super(Kind.NOT_FOUND, "object " + key + " ends before " + offset + " + " + length);
    }
}
