package io.varve.simulation.torture;

import io.varve.testkit.Toxiproxy.Proxy;

/// The proxies of one node.
record Links(Proxy clients, Proxy objects, Proxy journal) {

    Proxy of(Link link) {
        return switch (link) {
            case CLIENTS -> clients;
            case OBJECTS -> objects;
            case JOURNAL -> journal;
        };
    }
}
