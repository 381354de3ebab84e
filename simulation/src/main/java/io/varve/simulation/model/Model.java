package io.varve.simulation.model;

/// What all parts of one search share.
record Model(Bound bound, Mutant mutant, Histories histories, Planning planning) {

    static Model of(Bound bound, Mutant mutant) {
        var histories = new Histories();
        return new Model(bound, mutant, histories, new Planning(histories, mutant));
    }

    boolean is(Mutant other) {
        return mutant == other;
    }
}
