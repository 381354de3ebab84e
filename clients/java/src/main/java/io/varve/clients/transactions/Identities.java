package io.varve.clients.transactions;

import java.util.HashMap;
import java.util.Map;

/// The producers of a sequence, by the names that it gives them. Brokers give other ids, so in what is
/// printed an id is a letter: the order in which it came up.
final class Identities {

    /// What a producer was told that it is.
    record Identity(long producerId, short epoch) {}

    private final Map<String, Identity> byName = new HashMap<>();
    private final Map<Long, String> letters = new HashMap<>();

    void put(String name, long producerId, short epoch) {
        byName.put(name, new Identity(producerId, epoch));
    }

    /// A producer by its name, `P`, with a later epoch, `P+1`, an earlier one, `P-1`, or under an id that
    /// nobody has, `P?`.
    Identity get(String reference) {
        String name = reference.replaceFirst("[-+?].*", "");
        String change = reference.substring(name.length());
        Identity known = byName.get(name);
        if (known == null) {
            known = new Identity(-1, (short) -1);
        }
        if (change.equals("?")) {
            return new Identity(known.producerId() + 1_000_000, known.epoch());
        }
        int difference = change.isEmpty() ? 0 : Integer.parseInt(change);
        return new Identity(known.producerId(), (short) (known.epoch() + difference));
    }

    String show(long producerId, short epoch) {
        if (producerId < 0) {
            return producerId + "/" + epoch;
        }
        return letter(producerId) + "/" + epoch;
    }

    String letter(long producerId) {
        return letters.computeIfAbsent(producerId, absent -> "id" + (letters.size() + 1));
    }
}
