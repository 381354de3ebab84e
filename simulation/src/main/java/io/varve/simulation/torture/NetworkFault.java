package io.varve.simulation.torture;

import java.util.Map;
import java.util.Random;

/// What can be wrong with a link.
enum NetworkFault {
    /// Connections end, and no others are accepted.
    CUT("", "", 0, 0),
    /// Answers are late, by up to twice this time.
    LATENCY("latency", "latency", 50, 500),
    /// Answers are slow, in KB a second.
    BANDWIDTH("bandwidth", "rate", 5, 100),
    /// Connections are reset soon after they began, whatever is on its way.
    RESET("reset_peer", "timeout", 0, 200),
    /// Requests arrive, and their answers do not.
    LOST_REPLY("timeout", "timeout", 0, 1),
    /// Requests arrive, and connections end after that many bytes of answers, most often within one.
    TORN_REPLY("limit_data", "bytes", 1, 3000);

    private final String toxic;
    private final String attribute;
    private final int least;
    private final int most;

    NetworkFault(String toxic, String attribute, int least, int most) {
        this.toxic = toxic;
        this.attribute = attribute;
        this.least = least;
        this.most = most;
    }

    /// Toxiproxy's name of it; empty for [#CUT], which is none of its toxics.
    String toxic() {
        return toxic;
    }

    /// Toxiproxy's attributes, of a strength that is drawn.
    Map<String, Integer> draw(Random random) {
        if (this == CUT) {
            return Map.of();
        }
        int value = random.nextInt(least, most);
        return this == LATENCY ? Map.of(attribute, value, "jitter", value) : Map.of(attribute, value);
    }
}
