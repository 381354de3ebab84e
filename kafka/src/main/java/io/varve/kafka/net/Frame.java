package io.varve.kafka.net;

import io.varve.kafka.net.InFlightBytes.Lease;
import java.nio.ByteBuffer;
import org.apache.kafka.common.protocol.ApiKeys;

/// One request as it was received, without its length. The bytes are the frame's own; records stay slices of them.
///
/// @param apiKey the first two bytes, of any value
/// @param lease what the frame occupies of the node's budget; whoever has the frame releases it
/// @param heldNanos how long it waited for that
record Frame(short apiKey, ByteBuffer bytes, Lease lease, long heldNanos) {

    /// Only a produce request carries records, and so may be large and has few fields for its size.
    static boolean carriesRecords(short apiKey) {
        return apiKey == ApiKeys.PRODUCE.id;
    }
}
