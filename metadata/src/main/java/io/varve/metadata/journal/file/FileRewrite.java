package io.varve.metadata.journal.file;

import io.varve.metadata.journal.Floor;
import io.varve.metadata.journal.ShardId;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/// A file being filled with what another one still holds, and the index of it. Not thread-safe.
final class FileRewrite {

    private final JournalFile file;
    private final FileIndex index = new FileIndex();
    private final List<Frame> block = new ArrayList<>();
    private long blockWeight;

    /// @param file a new, empty one
    FileRewrite(JournalFile file) {
        this.file = file;
    }

    JournalFile file() {
        return file;
    }

    FileIndex index() {
        return index;
    }

    void add(Frame frame) throws IOException {
        block.add(frame);
        blockWeight += frame.weight();
        if (blockWeight >= JournalLayout.BODY_TARGET_BYTES) {
            writeBlock();
        }
    }

    void addFloor(ShardId shard, Floor floor) throws IOException {
        if (floor.sequence() > Floor.NONE.sequence()) {
            add(new Frame.FloorRaised(shard, floor));
        }
    }

    /// Makes everything durable.
    void finish() throws IOException {
        writeBlock();
        file.sync();
    }

    private void writeBlock() throws IOException {
        if (block.isEmpty()) {
            return;
        }
        long[] positions = file.append(block);
        for (int i = 0; i < positions.length; i++) {
            index.apply(block.get(i), positions[i]);
        }
        block.clear();
        blockWeight = 0;
    }
}
