package io.varve.metadata.cluster;

import io.varve.core.Id128;
import io.varve.core.MalformedDataException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Which cluster a store belongs to: the same in the bucket's marker and in entry 0 of `meta`.
///
/// @param generation raised by a person who puts back a cluster from a copy
public record ClusterIdentity(Id128 clusterId, int generation) {

    private static final Pattern MARKER = Pattern.compile("varve cluster ([0-9a-f]{32}) generation ([0-9]{1,9})\n");

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
