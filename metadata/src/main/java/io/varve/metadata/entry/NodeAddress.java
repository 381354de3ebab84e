package io.varve.metadata.entry;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;

/// Where a node is reached: what Kafka clients connect to, and its HTTP port.
public record NodeAddress(String host, int kafkaPort, int httpPort) {

    /// Whether Kafka clients that connect to either reach the same process. Only one can listen there, so a
    /// node that starts anew is the same to them, whichever HTTP port it got.
    public boolean isOfSameListener(NodeAddress other) {
        return host.equals(other.host) && kafkaPort == other.kafkaPort;
    }

    public void write(ByteWriter out) {
        out.string(host).varint(kafkaPort).varint(httpPort);
    }

    public static NodeAddress read(ByteReader in) {
        return new NodeAddress(in.string(), in.varint32(), in.varint32());
    }

    @Override
    public String toString() {
        return host + ":" + kafkaPort;
    }
}
