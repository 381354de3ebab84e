package io.varve.simulation.world;

/// What can go wrong. The names are those by which a replay leaves kinds out.
public enum Fault {
    /// A store does not take a request.
    REFUSED(0.02),
    /// A store takes a write, and its answer is lost.
    LOST_REPLY(0.02),
    /// A write's time is over, and it arrives later.
    DELAYED(0.01),
    /// A call takes a hundred times as long.
    SLOW(0.02),
    /// A store asks for fewer requests.
    THROTTLED(0.02),
    /// Bytes change on their way to a reader.
    CORRUPT(0.01),
    /// A listing does not show what was written last.
    STALE_LIST(0.2),
    /// A client's connection breaks before its request arrives.
    REQUEST_LOST(0.01),
    /// A client's connection breaks before it has its answer.
    ANSWER_LOST(0.01),
    /// A process ends at a crash point.
    CRASH(0.002),
    /// A process is killed, at any time.
    KILL(0.5),
    /// A process stands still, perhaps for longer than any time-out, and goes on.
    PAUSE(0.5),
    /// A process's wall clock jumps.
    CLOCK_JUMP(0.3),
    /// All processes sleep for hours, as on a machine whose lid is closed.
    SLEEP(0.25),
    /// A process image is restored twice: two processes have the same memory and the same randomness.
    TWIN(0.15);

    private final double usual;

    Fault(double usual) {
        this.usual = usual;
    }

    /// How likely it is each time that it could happen, in a world in which it does happen.
    double usual() {
        return usual;
    }
}
