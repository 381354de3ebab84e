package io.varve.metadata.cluster;

import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import io.varve.storage.ObjectNotFoundException;
import io.varve.storage.ObjectStore;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which cluster a store belongs to: the same in the bucket's marker and in entry 0 of `meta`.
///
/// @param generation raised by a person who puts back a cluster from a copy
public record ClusterIdentity(Id128 clusterId, int generation) {

    /// The object that says whose store it is in.
    static final String MARKER_KEY = "cluster";

    private static final int MAX_MARKER_BYTES = 1024;

    private static final Pattern MARKER = Pattern.compile("varve cluster ([0-9a-f]{32}) generation ([0-9]{1,9})\n");

    /// The cluster whose objects a store holds; empty if it holds none.
    public static Optional<ClusterIdentity> of(ObjectStore objects) {
        try {
            ByteBuffer marker = objects.readAll(MARKER_KEY, MAX_MARKER_BYTES);
            byte[] bytes = new byte[marker.remaining()];
            marker.duplicate().get(bytes);
            return Optional.of(decode(bytes));
        } catch (ObjectNotFoundException e) {
            return Optional.empty();
        }
    }

    byte[] encode() {
        return ("varve cluster " + clusterId + " generation " + generation + "\n").getBytes(StandardCharsets.US_ASCII);
    }

    static ClusterIdentity decode(byte[] marker) {
        Matcher matcher = MARKER.matcher(new String(marker, StandardCharsets.US_ASCII));
        if (!matcher.matches()) {
            throw new MalformedDataException("the object 'cluster' is not a marker of Varve's");
        }
        return new ClusterIdentity(Id128.parse(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    }

    @Override
    public String toString() {
        return clusterId + " generation " + generation;
    }
}
