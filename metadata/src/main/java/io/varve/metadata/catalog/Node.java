package io.varve.metadata.catalog;

import io.varve.core.ByteReader;
import io.varve.core.ByteWriter;
import io.varve.core.Id128;
import io.varve.metadata.entry.NodeAddress;
import io.varve.metadata.entry.NodeRole;
import java.util.ArrayList;
import java.util.List;

/// A node that has announced itself. Its number stays with its address.
///
/// @param up whether it serves, as far as anybody knows
/// @param zone where it runs, empty if it did not say
/// @param featureLevel the newest rules that it understands
public record Node(
        int id,
        NodeAddress address,
        Id128 incarnation,
        List<NodeRole> roles,
        String zone,
        int featureLevel,
        boolean up) {

    public Node {
        roles = List.copyOf(roles);
    }

    public boolean serves(NodeRole role) {
        return up && roles.contains(role);
    }

    Node down() {
        return new Node(id, address, incarnation, roles, zone, featureLevel, false);
    }

    void write(ByteWriter out) {
        out.varint(id);
        address.write(out);
        out.id(incarnation).varint(roles.size());
        roles.forEach(role -> out.u8(role.number()));
        out.string(zone).varint(featureLevel).u8(up ? 1 : 0);
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
        return new Node(id, address, incarnation, roles, in.string(), in.varint32(), in.u8() == 1);
    }
}
