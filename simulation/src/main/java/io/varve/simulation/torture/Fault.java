package io.varve.simulation.torture;

import io.varve.simulation.history.Label;
import java.util.List;
import java.util.Map;

/// Something that is done to a cluster for a while.
sealed interface Fault {

    /// The nodes that it is done to. Each meets one fault at a time.
    List<String> nodes();

    /// What is counted under one name.
    String kind();

    /// What it is done to, for people.
    String target();

    /// The end that nobody can prepare for; the node is started again afterwards.
    record Kill(String node) implements Fault {

        @Override
        public List<String> nodes() {
            return List.of(node);
        }

        @Override
        public String kind() {
            return "kill";
        }

        @Override
        public String target() {
            return node;
        }
    }

    /// A process that stands still, and goes on as if nothing had been.
    ///
    /// @param beyondTimeouts long enough that everybody who waits for it has given up
    record Pause(String node, boolean beyondTimeouts) implements Fault {

        @Override
        public List<String> nodes() {
            return List.of(node);
        }

        @Override
        public String kind() {
            return beyondTimeouts ? "long-pause" : "pause";
        }

        @Override
        public String target() {
            return node;
        }
    }

    /// @param attributes for Toxiproxy
    record Network(NetworkFault what, List<String> nodes, Link link, Map<String, Integer> attributes) implements Fault {

        public Network {
            nodes = List.copyOf(nodes);
            attributes = Map.copyOf(attributes);
        }

        @Override
        public String kind() {
            return nodes.size() > 1 ? "outage" : Label.of(what);
        }

        @Override
        public String target() {
            return String.join("+", nodes) + "/" + Label.of(link) + (attributes.isEmpty() ? "" : attributes);
        }
    }
}
