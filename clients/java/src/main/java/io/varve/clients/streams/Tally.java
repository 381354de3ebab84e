package io.varve.clients.streams;

/// What is known of a carrier's flights so far; as text `COUNT MINUTES`.
record Tally(long flights, long minutes) {

    static final Tally NONE = new Tally(0, 0);

    static Tally parse(String text) {
        int space = text.indexOf(' ');
        return new Tally(Long.parseLong(text.substring(0, space)), Long.parseLong(text.substring(space + 1)));
    }

    Tally with(Flight flight) {
        return new Tally(flights + 1, minutes + flight.delayMinutes());
    }

    @Override
    public String toString() {
        return flights + " " + minutes;
    }
}
