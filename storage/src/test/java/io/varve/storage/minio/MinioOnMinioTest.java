package io.varve.storage.minio;

import io.varve.core.ServerClock;
import io.varve.storage.ObjectStore;
import io.varve.storage.ServerClockContract;
import io.varve.storage.TestDoors;
import io.varve.testkit.MinioServer;

class MinioOnMinioTest extends ServerClockContract {

    @Override
    protected ObjectStore openStore(ServerClock serverClock) {
        MinioServer server = MinioServer.shared();
        var location = new MinioObjectStore.Location(server.newBucket(), server.endpoint(), "us-east-1");
        return MinioObjectStore.open(location, TestDoors.DOORS, serverClock);
    }

    @Override
    protected boolean foldersMayVanish() {
        return false;
    }
}
