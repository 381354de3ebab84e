package io.varve.simulation.model;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/// How far a search goes. There are always two writers and one reader.
///
/// @param batches those of [Batch#ALL] that are sent, by their numbers
/// @param limits how often each thing happens at most in one run of the world; what is not named does not happen
record Bound(List<Integer> batches, Map<Limit, Integer> limits) {

    Bound {
        batches = List.copyOf(batches);
        limits = new EnumMap<>(limits);
        limits.put(Limit.TICKS, limits.getOrDefault(Limit.SWEEPS, 0));
        if (limits.getOrDefault(Limit.SWEEPS, 0) > 1 || limits.getOrDefault(Limit.COMPACTIONS, 0) > 3) {
            throw new IllegalArgumentException("the model numbers objects for one sweep and three compactions");
        }
    }

    /// A bound within which batches are sent once.
    static Bound entries(int entries, Integer... batches) {
        return new Bound(List.of(batches), new EnumMap<>(Map.of(Limit.ENTRIES, entries, Limit.SENDS, 1)));
    }

    Bound with(Limit limit, int most) {
        var changed = new EnumMap<>(limits);
        changed.put(limit, most);
        return new Bound(batches, changed);
    }

    int of(Limit limit) {
        return limits.getOrDefault(limit, 0);
    }

    boolean allows(Spent spent, Limit limit) {
        return spent.of(limit) < of(limit);
    }

    @Override
    public String toString() {
        var words = new ArrayList<String>();
        words.add("2 writers, 1 reader, " + batches.size() + " batches");
        limits.forEach((limit, most) -> {
            if (most > 0 && limit != Limit.TICKS) {
                words.add(most + " " + limit.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            }
        });
        return words.stream().collect(Collectors.joining(", "));
    }
}
