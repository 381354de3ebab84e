package io.varve.kafka.config;

/// What becomes of a topic config that somebody sets.
public enum Treatment {
    /// It has the effect that its documentation says.
    HONOURED,
    /// The same, and it is chosen when a topic is created: what is written does not change any more.
    LASTING,
    /// It is kept and shown. What it asks for holds whatever its value is, or concerns files that Varve does not
    /// have.
    MOOT,
    /// Only the default is taken: any other value asks for something that Varve does not do.
    FIXED
}
