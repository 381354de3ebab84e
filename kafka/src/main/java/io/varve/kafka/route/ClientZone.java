package io.varve.kafka.route;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Where a client runs. What it says of its rack goes before a word `zone=NAME` in its client id, which goes before the
/// node's own zone: a client that does not care was probably sent to a node nearby.
///
/// @param nodeZone this node's, empty if it has none
public record ClientZone(String nodeZone) {

    /// Words end where blanks, commas and semicolons stand.
    private static final Pattern WORD = Pattern.compile("(?:^|[\\s,;])zone=([^\\s,;]+)");

    /// The zone of a client that does not speak of racks; empty if it is not known.
    public String of(String clientId) {
        Matcher word = WORD.matcher(clientId);
        return word.find() ? word.group(1) : nodeZone;
    }

    /// @param rackId as in the request, empty if the client has none
    public String of(String clientId, String rackId) {
        return rackId.isEmpty() ? of(clientId) : rackId;
    }
}
