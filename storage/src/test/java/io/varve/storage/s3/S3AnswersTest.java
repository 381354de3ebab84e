package io.varve.storage.s3;

import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.storage.BucketAnswersContract;
import io.varve.storage.ObjectStore;
import java.net.URI;

class S3AnswersTest extends BucketAnswersContract {

    @Override
    protected ObjectStore openStore(URI endpoint, Doors doors) {
        return S3ObjectStore.open(
                new S3ObjectStore.Location("bucket", endpoint, "us-east-1", true), doors, ServerClock.IGNORED);
    }
}
