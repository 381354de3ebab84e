package io.varve.storage.http;

import io.varve.core.Timers.Timer;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/// The use of one connection for one call, until its answer was read, it failed, or its time is over.
final class HttpLease {

    private final HttpConnections owner;
    private final HttpCall call;
    private final @Nullable HttpConnection idle;

    /// What the deadline closes: a new socket, while it is being connected.
    private final Socket newSocket = new Socket();

    private final AtomicBoolean ended = new AtomicBoolean();
    private volatile boolean overdue;

    HttpLease(HttpConnections owner, HttpCall call, @Nullable HttpConnection idle) {
        this.owner = owner;
        this.call = call;
        this.idle = idle;
    }

    HttpAnswer exchange() throws IOException {
        Timer deadline = owner.deadline(call.timeout(), this::expire);
        try {
            HttpConnection connection = idle != null ? idle : HttpConnection.connect(call.target(), newSocket);
            HttpHead head = connection.exchange(call);
            HttpConnection reusable = connection.isReusable(call, head) ? connection : null;
            var body = new LeasedBody(connection.body(call, head), reusable, deadline);
            if (HttpConnection.hasNoBody(call, head)) {
                body.close();
            }
            return new HttpAnswer(head, body);
        } catch (IOException e) {
            abandon(deadline);
            throw explained(e);
        } catch (RuntimeException e) {
            abandon(deadline);
            throw e;
        }
    }

    private void abandon(Timer deadline) {
        deadline.cancel();
        discard();
    }

    private void expire() {
        overdue = true;
        discard();
    }

    private void discard() {
        if (ended.compareAndSet(false, true)) {
            closeConnection();
            owner.giveBack(null);
        }
    }

    private void closeConnection() {
        HttpConnection.abort(newSocket);
        if (idle != null) {
            idle.abort();
        }
    }

    private IOException explained(IOException failure) {
        return overdue ? new IOException("no whole answer within " + call.timeout(), failure) : failure;
    }

    /// The body of the answer; its end gives the connection back.
    private final class LeasedBody extends InputStream {

        private final InputStream in;
        private final @Nullable HttpConnection reusable;
        private final Timer deadline;

        LeasedBody(InputStream in, @Nullable HttpConnection reusable, Timer deadline) {
            this.in = in;
            this.reusable = reusable;
            this.deadline = deadline;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (length == 0) {
                return 0;
            }
            if (ended.get()) {
                if (overdue) {
                    throw explained(new IOException("the connection was closed"));
                }
                return -1;
            }
            try {
                int count = in.read(bytes, offset, length);
                if (count < 0) {
                    end();
                }
                return count;
            } catch (IOException e) {
                abandon(deadline);
                throw explained(e);
            }
        }

        @Override
        public void close() throws IOException {
            // A body that was read to its last byte, but not beyond, leaves a connection that can be used again.
            if (!ended.get() && read() >= 0) {
                abandon(deadline);
            }
        }

        private void end() {
            deadline.cancel();
            if (ended.compareAndSet(false, true)) {
                if (reusable == null) {
                    closeConnection();
                }
                owner.giveBack(reusable);
            }
        }
    }
}
