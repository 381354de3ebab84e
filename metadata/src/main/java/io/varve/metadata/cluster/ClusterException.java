package io.varve.metadata.cluster;

/// The stores are not those of one cluster; a person has to decide. The message is one line that says so.
public final class ClusterException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public ClusterException(String message) {
        super(message);
    }
}
