package io.varve.core;

/// The places where a crash leaves a different state of the world behind. `varve.crash-point` names one of them.
public enum CrashPoint {
    BEFORE_PUT,
    AFTER_PUT,
    BEFORE_APPEND,
    AFTER_APPEND,
    BEFORE_APPLY,
    AFTER_APPLY,
    BEFORE_ACKNOWLEDGE,
    AFTER_ACKNOWLEDGE,
    AFTER_CONDEMN,
    BEFORE_DELETE,
    AFTER_DELETE
}
