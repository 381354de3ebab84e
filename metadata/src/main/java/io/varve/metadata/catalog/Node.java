package io.varve.metadata.catalog;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/// A node that has announced itself. Its number stays with the place where clients connect, until it is forgotten: see
/// [#isForgotten].
///
/// @param zone where it runs, empty if it did not say
/// @param featureLevel the newest rules that it understands
/// @param downSinceMs entry time at which it was declared down; empty while it serves, as far as anybody knows
public record Node(
        int id,
        NodeAddress address,
        Id128 incarnation,
        List<NodeRole> roles,
        String zone,
        int featureLevel,
        OptionalLong downSinceMs) {

    /// Long enough for whatever comes back to be the same node to its clients; nothing but that rests on it.
    private static final long FORGOTTEN_AFTER_MS = Duration.ofDays(1).toMillis();

    public Node {
        roles = List.copyOf(roles);
    }

    public boolean up() {
        return downSinceMs.isEmpty();
    }

    public boolean serves(NodeRole role) {
        return up() && roles.contains(role);
    }

    /// Whether it has a role for which clients connect to it.
    public boolean servesClients() {
        return roles.contains(NodeRole.INGEST) || roles.contains(NodeRole.READ);
    }

    Node down(long nowMs) {
        return new Node(id, address, incarnation, roles, zone, featureLevel, OptionalLong.of(nowMs));
    }

    /// Whether it has been down for so long that the catalog need not know it any more. Machines come and
    /// go under new addresses, and a catalog that kept them all would grow for ever.
    boolean isForgotten(long nowMs) {
        return downSinceMs.isPresent() && nowMs - downSinceMs.getAsLong() >= FORGOTTEN_AFTER_MS;
    }

    void write(ByteWriter out) {
        out.varint(id);
        address.write(out);
        out.id(incarnation).varint(roles.size());
        roles.forEach(role -> out.u8(role.number()));
        out.string(zone).varint(featureLevel).u8(up() ? 1 : 0);
        downSinceMs.ifPresent(out::i64);
    }

    static Node read(ByteReader in) {
        int id = in.varint32();
        NodeAddress address = NodeAddress.read(in);
        Id128 incarnation = in.id();
        int count = in.count(1);
        var roles = new ArrayList<NodeRole>(count);
        for (int i = 0; i < count; i++) {
            roles.add(NodeRole.of(in.u8()));
        }
        String zone = in.string();
        int featureLevel = in.varint32();
        OptionalLong downSinceMs = in.u8() == 1 ? OptionalLong.empty() : OptionalLong.of(in.i64());
        return new Node(id, address, incarnation, roles, zone, featureLevel, downSinceMs);
    }
}
