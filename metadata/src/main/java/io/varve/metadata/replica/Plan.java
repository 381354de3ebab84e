package io.varve.metadata.replica;

import io.varve.core.ByteWriter;
import io.varve.metadata.entry.Command;
import io.varve.metadata.entry.CommitId;
import io.varve.metadata.entry.Entry;
import io.varve.metadata.entry.FlushId;
import io.varve.metadata.state.Draft;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// An entry in the making.
public final class Plan {

    /// How long a batch may wait for predecessors that another node may be committing.
    public static final Duration HOLD_AHEAD = Duration.ofSeconds(1);

    private final int maxBytes;
    private final ByteWriter inline = new ByteWriter(1024);
    private final List<Command> commands = new ArrayList<>();
    private final long nowNanos;
    private final FlushIds flushIds;
    private long lastFlushNumber = -1;
    private int sizeBytes;

    /// @param maxBytes of commands and inline section together
    /// @param nowNanos the monotonic clock, for holding a proposal back; never for a decision of the state
    public Plan(int maxBytes, long nowNanos, FlushIds flushIds) {
        this.maxBytes = maxBytes;
        this.nowNanos = nowNanos;
        this.flushIds = flushIds;
    }

    /// An id for a flush of this plan: the one that it had in an earlier plan, unless another flush has overtaken
    /// it.
    public FlushId flushId(@Nullable FlushId earlier) {
        FlushId id = earlier != null
                        && earlier.incarnation().equals(flushIds.incarnation())
                        && earlier.number() > lastFlushNumber
                ? earlier
                : flushIds.next();
        lastFlushNumber = id.number();
        return id;
    }

    /// An id of another incarnation, for a shard that has forgotten this one: the appender was idle for so
    /// long. Nothing of the old one is in doubt, for an appender settles each entry before it plans the
    /// next.
    FlushId flushIdAfterForgotten() {
        flushIds.renew();
        lastFlushNumber = -1;
        return flushId(null);
    }

    /// Whether the plan holds a flush.
    public boolean flushed() {
        return lastFlushNumber >= 0;
    }

    /// Whether a proposal that arrived then may still hold back batches that are ahead of their sequence.
    public boolean mayHold(long arrivedNanos) {
        return nowNanos - arrivedNanos < HOLD_AHEAD.toNanos();
    }

    /// Whether so many more bytes have room. The first command always has: a proposal keeps it below the largest
    /// entry.
    public boolean fits(int bytes) {
        return commands.isEmpty() || sizeBytes + bytes <= maxBytes;
    }

    public void add(Command command, int encodedBytes) {
        commands.add(command);
        sizeBytes += encodedBytes;
    }

    /// Where the next inlined bytes will begin.
    public int inlinePosition() {
        return inline.size();
    }

    public void addInline(List<ByteBuffer> bytes) {
        for (ByteBuffer part : bytes) {
            sizeBytes += part.remaining();
            inline.raw(part);
        }
    }

    public List<Command> commands() {
        return commands;
    }

    /// The entry that the plan comes to.
    ///
    /// @param draft the one that the commands were tried on
    public Entry entry(CommitId commitId, Draft draft) {
        return new Entry(commitId, draft.timeMs(), commands, draft.verdictHash(), inline.view(0));
    }
}
