package io.varve.storage.http;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The body of an answer, which tells its exchange when it was read, or given up.
final class TimedBody extends FilterInputStream {

    private final Owner owner;
    private boolean ended;

    TimedBody(InputStream in, Owner owner) {
        super(in);
        this.owner = owner;
    }

    /// The exchange that a body belongs to.
    interface Owner {

        /// The connection is in nobody's use any more. Called once.
        void end();

        /// The failure as its reader should see it.
        IOException explained(IOException failure);
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            int count = super.read(bytes, offset, length);
            if (count < 0) {
                end();
            }
            return count;
        } catch (IOException e) {
            end();
            throw owner.explained(e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            super.close();
        } finally {
            end();
        }
    }

    private void end() {
        if (!ended) {
            ended = true;
            owner.end();
        }
    }
}
