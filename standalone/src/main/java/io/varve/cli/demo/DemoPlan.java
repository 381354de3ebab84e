package io.varve.cli.demo;

/// What is asked of a demo, also in the form of arguments, for Quarkus makes the application from nothing else.
///
/// @param recordsPerSecond how fast flights are written
/// @param endsWhenDone whether the process ends once all have been written and read
record DemoPlan(int recordsPerSecond, boolean endsWhenDone) {

    static DemoPlan of(String... arguments) {
        return new DemoPlan(Integer.parseInt(arguments[0]), Boolean.parseBoolean(arguments[1]));
    }

    String[] arguments() {
        return new String[] {Integer.toString(recordsPerSecond), Boolean.toString(endsWhenDone)};
    }
}
