package io.varve.simulation.disk;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.NonWritableChannelException;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.nio.file.FileSystemException;
import org.jspecify.annotations.Nullable;

/// An open file or folder. An interrupted thread may go on using it.
final class DiskChannel extends FileChannel {

    private final Mount mount;
    private final DiskPath path;
    private final Node node;
    private final boolean writable;
    private int position;

    DiskChannel(Mount mount, DiskPath path, Node node, boolean writable) throws IOException {
        this.mount = mount;
        this.path = path;
        this.node = node;
        this.writable = writable;
        if (writable) {
            file();
        }
    }

    Mount mount() {
        return mount;
    }

    private FileNode file() throws IOException {
        if (node instanceof FileNode file) {
            return file;
        }
        throw new FileSystemException(path.toString(), null, "Is a directory");
    }

    private FileNode fileToWrite() throws IOException {
        if (!writable) {
            throw new NonWritableChannelException();
        }
        node.touch(mount.nowMs());
        return file();
    }

    @Override
    public int read(ByteBuffer into) throws IOException {
        int read = read(into, position);
        position += Math.max(0, read);
        return read;
    }

    @Override
    public int read(ByteBuffer into, long at) throws IOException {
        mount.begin(DiskOperation.READ, path.toString());
        byte[] bytes = new byte[into.remaining()];
        int read = file().read(Math.toIntExact(at), bytes);
        into.put(bytes, 0, read);
        return read == 0 && bytes.length > 0 ? -1 : read;
    }

    @Override
    public int write(ByteBuffer from) throws IOException {
        int written = write(from, position);
        position += written;
        return written;
    }

    @Override
    public int write(ByteBuffer from, long at) throws IOException {
        boolean fails = mount.fails(DiskOperation.WRITE, path.toString());
        byte[] bytes = new byte[fails ? from.remaining() / 2 : from.remaining()];
        from.get(bytes);
        fileToWrite().write(Math.toIntExact(at), bytes);
        if (fails) {
            throw new FileSystemException(path.toString(), null, "No space left on device");
        }
        return bytes.length;
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public FileChannel position(long newPosition) {
        position = Math.toIntExact(newPosition);
        return this;
    }

    @Override
    public long size() throws IOException {
        mount.begin(DiskOperation.LOOK, path.toString());
        return file().length();
    }

    @Override
    public FileChannel truncate(long size) throws IOException {
        mount.begin(DiskOperation.TRUNCATE, path.toString());
        fileToWrite().truncate(Math.toIntExact(size));
        return this;
    }

    @Override
    public void force(boolean metaData) throws IOException {
        boolean isFile = node instanceof FileNode;
        if (mount.fails(isFile ? DiskOperation.SYNC : DiskOperation.SYNC_FOLDER, path.toString())) {
            node.failSync();
            throw new FileSystemException(path.toString(), null, "Input/output error");
        }
        node.sync();
    }

    @Override
    public @Nullable FileLock tryLock(long from, long size, boolean shared) throws IOException {
        mount.begin(DiskOperation.LOCK, path.toString());
        return file().lock(this) ? new WholeLock(this) : null;
    }

    @Override
    protected void implCloseChannel() {}

    @Override
    public long read(ByteBuffer[] into, int offset, int length) {
        throw new UnsupportedOperationException("read into several buffers");
    }

    @Override
    public long write(ByteBuffer[] from, int offset, int length) {
        throw new UnsupportedOperationException("write from several buffers");
    }

    @Override
    public long transferTo(long at, long count, WritableByteChannel target) {
        throw new UnsupportedOperationException("transferTo");
    }

    @Override
    public long transferFrom(ReadableByteChannel source, long at, long count) {
        throw new UnsupportedOperationException("transferFrom");
    }

    @Override
    public MappedByteBuffer map(MapMode mode, long at, long size) {
        throw new UnsupportedOperationException("map");
    }

    @Override
    public FileLock lock(long from, long size, boolean shared) {
        throw new UnsupportedOperationException("lock");
    }

    /// Of the whole file; it ends with its channel or its process.
    private static final class WholeLock extends FileLock {

        WholeLock(FileChannel channel) {
            super(channel, 0, Long.MAX_VALUE, false);
        }

        @Override
        public boolean isValid() {
            return acquiredBy().isOpen();
        }

        @Override
        public void release() throws IOException {
            acquiredBy().close();
        }
    }
}
