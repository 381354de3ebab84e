package io.varve.simulation.torture;

/// Where to send to.
///
/// @param zone of the ingest node that is preferred
record Target(String bootstrap, String zone) {}
