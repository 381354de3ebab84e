package io.varve.benchmarks.bench;

/// A figure that has an aim.
///
/// @param atLeast whether the aim is a lower bound
record Ratio(String name, double value, String unit, double aim, boolean atLeast) {

    static Ratio atLeast(String name, double value, String unit, double aim) {
        return new Ratio(name, value, unit, aim, true);
    }

    static Ratio atMost(String name, double value, String unit, double aim) {
        return new Ratio(name, value, unit, aim, false);
    }

    boolean reached() {
        return atLeast ? value >= aim : value <= aim;
    }
}
