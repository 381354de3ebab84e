package io.varve.storage.s3;

import io.varve.core.ServerClock;
import io.varve.storage.ObjectStore;
import io.varve.storage.ServerClockContract;
import io.varve.storage.TestDoors;
import io.varve.testkit.LocalStack;

/// Needs Docker.
class S3OnLocalStackTest extends ServerClockContract {

    @Override
    protected ObjectStore openStore(ServerClock serverClock) {
        LocalStack server = LocalStack.shared();
        var location = new S3ObjectStore.Location(server.newBucket(), server.endpoint(), null, true);
        return S3ObjectStore.open(location, TestDoors.DOORS, serverClock);
    }
}
