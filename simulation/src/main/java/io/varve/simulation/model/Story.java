package io.varve.simulation.model;

import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.LogCommand;
import java.util.stream.Collectors;

/// Tells a move in words.
final class Story {

    private Story() {}

    static String of(World before, World after, Move move, int who) {
        var line = new StringBuilder(subject(move, who)).append(' ').append(move.text());
        if (who >= 0) {
            Writer was = before.writer(who);
            Writer is = after.writer(who);
            Writer.Attempt attempt = is.attempt() != null ? is.attempt() : was.attempt();
            if (attempt != null && move != Move.FOLLOWS && move != Move.SENDS) {
                line.append(": entry ").append(attempt.put().sequence());
                if (move == Move.PLANS) {
                    line.append(' ').append(commands(attempt.put()));
                }
            }
            if (is.prefix() != was.prefix()) {
                line.append(", now at ").append(is.prefix().sequence());
            }
        }
        appendNews(line, before, after);
        return line.toString();
    }

    private static void appendNews(StringBuilder line, World before, World after) {
        for (Batch batch : Batch.ALL) {
            if (after.clients().sends(batch) != before.clients().sends(batch)) {
                line.append(", batch ").append(batch.number());
            }
            if (after.clients().offset(batch) != before.clients().offset(batch)) {
                line.append(", batch ").append(batch.number()).append(" is acknowledged at offset ");
                line.append(after.clients().offset(batch));
            }
        }
        if (after.journal().floor().sequence() != before.journal().floor().sequence()) {
            line.append(", the bound is ").append(after.journal().floor().sequence());
        }
        if (after.journal().gone() != before.journal().gone()) {
            line.append(", entries below ").append(after.journal().gone()).append(" are deleted");
        }
        if (after.store().objects() != before.store().objects()) {
            int deleted = before.store().objects() & ~after.store().objects();
            line.append(deleted == 0 ? "" : ", " + Integer.bitCount(deleted) + " objects are deleted");
        }
    }

    private static String subject(Move move, int who) {
        if (who >= 0) {
            return who == 0 ? "writer A" : "writer B";
        }
        return switch (move) {
            case READER_FOLLOWS -> "the reader";
            case LANDS -> "the journal";
            case ROTS -> "the store";
            default -> "the world";
        };
    }

    private static String commands(Put put) {
        return Entry.decode(put.sequence(), put.bytes()).commands().stream()
                .map(Story::command)
                .collect(Collectors.joining(", ", "(", ")"));
    }

    private static String command(Command command) {
        return command instanceof LogCommand.Flush flush
                ? "FLUSH " + flush.flushId().number()
                : command.getClass().getSimpleName().toUpperCase(java.util.Locale.ROOT);
    }
}
