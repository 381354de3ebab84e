package io.varve.benchmarks.bench;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.Locale;

/// A figure that has an aim.
///
/// @param atLeast whether the aim is a lower bound
public record Ratio(String name, double value, String unit, double aim, boolean atLeast) {

    public static Ratio atLeast(String name, double value, String unit, double aim) {
        return new Ratio(name, value, unit, aim, true);
    }

    public static Ratio atMost(String name, double value, String unit, double aim) {
        return new Ratio(name, value, unit, aim, false);
    }

    public boolean reached() {
        return atLeast ? value >= aim : value <= aim;
    }

    /// For programs.
    public void addTo(ArrayNode ratios) {
        ratios.addObject()
                .put("name", name)
                .put("value", value)
                .put("unit", unit)
                .put("aim", aim)
                .put("reached", reached());
    }

    /// For people.
    public String line() {
        return String.format(
                Locale.ROOT,
                "%-42s %7.2f %-9s  aim: %s %.1f%s",
                name,
                value,
                unit,
                atLeast ? "at least" : "at most",
                aim,
                reached() ? "" : ", not reached");
    }
}
