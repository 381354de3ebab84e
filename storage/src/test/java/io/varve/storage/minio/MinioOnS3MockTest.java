package io.varve.storage.minio;

import io.varve.core.ServerClock;
import io.varve.storage.ObjectStore;
import io.varve.storage.ServerClockContract;
import io.varve.storage.TestDoors;
import io.varve.testkit.S3MockServer;

class MinioOnS3MockTest extends ServerClockContract {

    @Override
    protected ObjectStore openStore(ServerClock serverClock) {
        S3MockServer server = S3MockServer.shared();
        var location = new MinioObjectStore.Location(server.newBucket(), server.endpoint(), "us-east-1");
        return MinioObjectStore.open(location, TestDoors.DOORS, serverClock);
    }

    @Override
    protected int manyObjects() {
        return 20;
    }

    /// Not a test here: S3Mock looks for the key and writes the object in two steps.
    @Override
    protected void ofConcurrentWritersExactlyOneCreates() {}

    /// Not a test here, for the same reason.
    @Override
    protected void whoeverWasTooLateWritesTheNextObject() {}
}
