package io.varve.storage;

/// There is no object under the key.
public final class ObjectNotFoundException extends StoreException {

    private static final long serialVersionUID = 1;

    public ObjectNotFoundException(String key) {
        super(Kind.NOT_FOUND, "no object " + key);
    }
}
