package io.varve.metadata.entry;

import io.varve.core.MalformedDataException;

/// What a node does for clients.
public enum NodeRole {
    INGEST(1),
    READ(2),
    COMPACT(3);

    private final int number;

    NodeRole(int number) {
        this.number = number;
    }

    /// The role's number in entries; never reused.
    public int number() {
        return number;
    }

    /// @throws MalformedDataException if no role has the number
    public static NodeRole of(int number) {
        for (NodeRole role : values()) {
            if (role.number == number) {
                return role;
            }
        }
        throw new MalformedDataException("no role has the number " + number);
    }
}
