package io.varve.storage.minio;

import io.varve.core.Doors;
import io.varve.core.ServerClock;
import io.varve.storage.BucketAnswersContract;
import io.varve.storage.ObjectStore;
import java.net.URI;

class MinioAnswersTest extends BucketAnswersContract {

    @Override
    protected ObjectStore openStore(URI endpoint, Doors doors) {
        return MinioObjectStore.open(
                new MinioObjectStore.Location("bucket", endpoint, "us-east-1"), doors, ServerClock.IGNORED);
    }
}
