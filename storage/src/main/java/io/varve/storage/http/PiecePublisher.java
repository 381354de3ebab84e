package io.varve.storage.http;

import java.nio.ByteBuffer;
import java.util.Iterator;
import java.util.concurrent.Flow.Publisher;
import java.util.concurrent.Flow.Subscriber;
import java.util.concurrent.Flow.Subscription;
import java.util.function.Supplier;

/// Hands out the pieces of a body as they are asked for, on the thread that asks.
record PiecePublisher(Supplier<Iterator<ByteBuffer>> pieces) implements Publisher<ByteBuffer> {

    @Override
    public void subscribe(Subscriber<? super ByteBuffer> subscriber) {
        subscriber.onSubscribe(new Pieces(subscriber, pieces.get()));
    }

    private static final class Pieces implements Subscription {

        private final Subscriber<? super ByteBuffer> subscriber;
        private final Iterator<ByteBuffer> pieces;

        /// Guarded by this object's monitor, as is what follows. A subscriber that asks for more while it
        /// gets a piece is served by the loop that is handing it out.
        private long wanted;

        private boolean handingOut;
        private boolean over;

        Pieces(Subscriber<? super ByteBuffer> subscriber, Iterator<ByteBuffer> pieces) {
            this.subscriber = subscriber;
            this.pieces = pieces;
        }

        @Override
        public void request(long count) {
            synchronized (this) {
                wanted = Math.addExact(wanted, Math.min(count, Long.MAX_VALUE - wanted));
                if (handingOut) {
                    return;
                }
                handingOut = true;
            }
            while (mayHandOut()) {
                handOut();
            }
        }

        private synchronized boolean mayHandOut() {
            if (over || wanted == 0) {
                handingOut = false;
                return false;
            }
            wanted--;
            return true;
        }

        private void handOut() {
            try {
                if (pieces.hasNext()) {
                    subscriber.onNext(pieces.next());
                    return;
                }
            } catch (RuntimeException e) {
                cancel();
                subscriber.onError(e);
                return;
            }
            cancel();
            subscriber.onComplete();
        }

        @Override
        public synchronized void cancel() {
            over = true;
        }
    }
}
