package io.varve.benchmarks.node;

import java.util.List;

/// What a node has counted, in Prometheus' text format.
public record NodeMetrics(List<String> lines) {

    public NodeMetrics {
        lines = List.copyOf(lines);
    }

    /// The value of the one line that begins so: with a name, and perhaps with tags.
    public double value(String begin) {
        List<String> found =
                lines.stream().filter(line -> line.startsWith(begin)).toList();
        if (found.size() != 1) {
            throw new IllegalStateException("one line should begin with " + begin + ", not " + found);
        }
        return number(found.getFirst());
    }

    /// The sum of all lines of this name, whatever their tags.
    public double sum(String name) {
        return lines.stream()
                .filter(line -> line.startsWith(name + "{") || line.startsWith(name + " "))
                .mapToDouble(NodeMetrics::number)
                .sum();
    }

    private static double number(String line) {
        return Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1));
    }
}
