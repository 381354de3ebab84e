package io.varve.node;

import io.varve.node.NodeSettings.Endpoint;
import java.net.InetAddress;
import java.net.UnknownHostException;

/// The name under which clients and other nodes find this one.
final class AdvertisedHost {

    private static final String LOCAL = "localhost";

    private AdvertisedHost() {}

    /// What is set; else the one address that is listened on; else, where other processes may belong to the
    /// cluster, this machine's name, and `localhost` where none can.
    static String of(Endpoint endpoint, boolean shared) {
        if (!endpoint.advertised().host().isEmpty()) {
            return endpoint.advertised().host();
        }
        try {
            if (!InetAddress.getByName(endpoint.bindHost()).isAnyLocalAddress()) {
                return endpoint.bindHost();
            }
            return shared ? InetAddress.getLocalHost().getHostName() : LOCAL;
        } catch (UnknownHostException e) {
            throw new StartException(
                    "cannot tell under which name this machine is reached: set --advertised-host or"
                            + " VARVE_KAFKA_ADVERTISED_HOST",
                    e);
        }
    }
}
