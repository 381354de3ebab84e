package io.varve.storage.http;

import java.io.InputStream;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow.Subscription;

/// The body of an answer that nobody reads, and whose connection is closed with it.
///
/// MinIO refuses a conditional write before it has read the request's body, and closes the connection without a word: a
/// request that follows on it is lost, and nobody knows with which effect.
final class GivenUpBody implements BodySubscriber<InputStream> {

    @Override
    public CompletionStage<InputStream> getBody() {
        return CompletableFuture.completedFuture(InputStream.nullInputStream());
    }

    @Override
    public void onSubscribe(Subscription subscription) {
        subscription.cancel();
    }

    @Override
    public void onNext(List<ByteBuffer> bytes) {}

    @Override
    public void onError(Throwable cause) {}

    @Override
    public void onComplete() {}
}
