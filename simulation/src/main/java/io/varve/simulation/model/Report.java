package io.varve.simulation.model;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What searches have come to, for people and for programs.
final class Report {

    private final List<Searched> spaces = new ArrayList<>();
    private final List<Tried> mutants = new ArrayList<>();

    record Timed(Search.Result result, long durationMs) {}

    private record Searched(String name, Bound bound, Timed timed) {}

    private record Tried(Mutant mutant, Timed timed) {

        boolean isRefuted() {
            return timed.result().flaw() != null;
        }
    }

    void space(String name, Bound bound, Timed timed) {
        spaces.add(new Searched(name, bound, timed));
    }

    void mutant(Mutant mutant, Timed timed) {
        mutants.add(new Tried(mutant, timed));
    }

    /// Whether nothing is wrong with the protocol, and every mutant of it was found out.
    boolean isGood() {
        return spaces.stream().allMatch(space -> space.timed().result().flaw() == null)
                && mutants.stream().allMatch(Tried::isRefuted);
    }

    String text() {
        var text = new StringBuilder("\n");
        for (Searched space : spaces) {
            Search.Result result = space.timed().result();
            text.append(String.format(Locale.ROOT, "%-8s %s%n", space.name(), space.bound()));
            text.append(String.format(
                    Locale.ROOT,
                    "         %,d states, %,d moves, depth %d, %.1f s: %s%n",
                    result.worlds(),
                    result.moves(),
                    result.depth(),
                    space.timed().durationMs() / 1000.0,
                    result.flaw() == null ? "frontier empty, nothing wrong" : result.flaw()));
            steps(text, result.trace());
        }
        text.append(String.format(
                Locale.ROOT,
                "all      %,d states, %.1f s%n",
                states(),
                spaces.stream().mapToLong(space -> space.timed().durationMs()).sum() / 1000.0));
        for (Tried tried : mutants) {
            Search.Result result = tried.timed().result();
            text.append(
                    String.format(Locale.ROOT, "%nmutant: %s%n", tried.mutant().description()));
            text.append(
                    tried.isRefuted()
                            ? String.format(
                                    Locale.ROOT,
                                    "  refuted in %d steps, %,d states: %s%n",
                                    result.trace().size(),
                                    result.worlds(),
                                    result.flaw())
                            : String.format(
                                    Locale.ROOT,
                                    "  NOT REFUTED in %,d states: %s%n",
                                    result.worlds(),
                                    tried.mutant().bound()));
            steps(text, result.trace());
        }
        if (!mutants.isEmpty()) {
            text.append(String.format(
                    Locale.ROOT,
                    "%nmutants: %d of %d refuted%n",
                    mutants.stream().filter(Tried::isRefuted).count(),
                    mutants.size()));
        }
        return text.toString();
    }

    private static void steps(StringBuilder text, List<String> trace) {
        for (int i = 0; i < trace.size(); i++) {
            text.append(String.format(Locale.ROOT, "  %3d  %s%n", i + 1, trace.get(i)));
        }
    }

    private long states() {
        return spaces.stream()
                .mapToLong(space -> space.timed().result().worlds())
                .sum();
    }

    String json() {
        ObjectNode all = JsonNodeFactory.instance.objectNode();
        all.put("good", isGood()).put("states", states());
        var searched = all.putArray("spaces");
        for (Searched space : spaces) {
            result(searched.addObject().put("name", space.name()), space.timed())
                    .put("bound", space.bound().toString())
                    .put("frontierEmpty", space.timed().result().flaw() == null);
        }
        var tried = all.putArray("mutants");
        for (Tried mutant : mutants) {
            result(tried.addObject().put("name", mutant.mutant().name()), mutant.timed())
                    .put("description", mutant.mutant().description())
                    .put("refuted", mutant.isRefuted());
        }
        return all.toPrettyString() + "\n";
    }

    private static ObjectNode result(ObjectNode node, Timed timed) {
        Search.Result result = timed.result();
        node.put("states", result.worlds())
                .put("moves", result.moves())
                .put("depth", result.depth())
                .put("durationMs", timed.durationMs())
                .put("flaw", result.flaw());
        var trace = node.putArray("trace");
        result.trace().forEach(trace::add);
        return node;
    }
}
