package io.varve.simulation.disk;

import io.varve.metadata.journal.file.Disk;
import io.varve.metadata.journal.file.DiskFile;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/// The files of a journal as channels.
final class ChannelDisk implements Disk {

    @Override
    public DiskFile openToWrite(Path file) throws IOException {
        return new ChannelFile(
                FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE, StandardOpenOption.CREATE));
    }

    @Override
    public DiskFile openToRead(Path file) throws IOException {
        return new ChannelFile(FileChannel.open(file, StandardOpenOption.READ));
    }

    private record ChannelFile(FileChannel channel) implements DiskFile {

        @Override
        public long length() throws IOException {
            return channel.size();
        }

        @Override
        public void readFully(long position, byte[] bytes) throws IOException {
            ByteBuffer into = ByteBuffer.wrap(bytes);
            while (into.hasRemaining()) {
                if (channel.read(into, position + into.position()) < 0) {
                    throw new EOFException();
                }
            }
        }

        @Override
        public void write(long position, ByteBuffer bytes) throws IOException {
            ByteBuffer from = bytes.duplicate();
            while (from.hasRemaining()) {
                channel.write(from, position + from.position() - bytes.position());
            }
        }

        @Override
        public void truncate(long length) throws IOException {
            channel.truncate(length);
        }

        @Override
        public void sync() throws IOException {
            channel.force(true);
        }

        @Override
        public void close() throws IOException {
            channel.close();
        }
    }
}
