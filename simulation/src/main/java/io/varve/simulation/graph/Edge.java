package io.varve.simulation.graph;

/// @param kind what the graph's owner tells edges apart by, from 0 to 31
public record Edge(int from, int to, int kind) {}
