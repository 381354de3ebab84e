package io.varve.ingest.write;

/// How often flushes may begin at once.
///
/// @param perSecond tokens that come in a second
/// @param burst tokens that can be saved up
public record FlushRate(int perSecond, int burst) {

    public static final FlushRate UNLIMITED = new FlushRate(Integer.MAX_VALUE, 1);

    public FlushRate {
        if (perSecond < 1 || burst < 1) {
            throw new IllegalArgumentException(
                    "a budget of " + perSecond + " flushes a second and a burst of " + burst + " never lets one begin");
        }
    }
}
