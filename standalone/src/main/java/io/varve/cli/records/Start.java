package io.varve.cli.records;

/// Where reading begins.
sealed interface Start {

    record Beginning() implements Start {}

    record End() implements Start {}

    /// @param offset counted from the end if negative
    record AtOffset(long offset) implements Start {}

    record AtTime(long timestampMs) implements Start {}
}
