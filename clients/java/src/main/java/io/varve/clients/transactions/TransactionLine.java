package io.varve.clients.transactions;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What a producer writes down of one of its transactions when it has ended: `NUMBER DECIDED OUTCOME PARTITION:VALUE…`.
///
/// @param number counts the producer's transactions
/// @param decided what the producer meant to do in the end
/// @param outcome what was acknowledged; what was never asked to be committed is aborted, also without an answer
/// @param records in the order of sending
record TransactionLine(long number, Outcome decided, Outcome outcome, List<Sent> records) {

    private static final int WORDS_BEFORE_RECORDS = 3;

    enum Outcome {
        COMMIT,
        ABORT,
        /// A commit was asked for, and no answer came that says what became of it.
        UNKNOWN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param value no other record of this producer has it
    record Sent(int partition, String value) {
        private static Sent parse(String word) {
            String[] parts = word.split(":", 2);
            return new Sent(Integer.parseInt(parts[0]), parts[1]);
        }
    }

    TransactionLine {
        records = List.copyOf(records);
    }

    static TransactionLine parse(String line) {
        String[] words = line.split(" ", -1);
        List<Sent> records = new ArrayList<>();
        for (int i = WORDS_BEFORE_RECORDS; i < words.length; i++) {
            records.add(Sent.parse(words[i]));
        }
        return new TransactionLine(Long.parseLong(words[0]), outcome(words[1]), outcome(words[2]), records);
    }

    private static Outcome outcome(String word) {
        return Outcome.valueOf(word.toUpperCase(Locale.ROOT));
    }

    String line() {
        StringBuilder line = new StringBuilder(number + " " + decided + " " + outcome);
        records.forEach(
                sent -> line.append(' ').append(sent.partition()).append(':').append(sent.value()));
        return line.toString();
    }
}
