package dev.parley.engineio;

import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportName;

/** Skeleton. */
public final class Session {
    Session() {}

    public String sid() {
        return "";
    }

    public RequestInfo request() {
        return RequestInfo.of("GET", "/", "", dev.parley.transport.HttpHeaders.none(), "", false);
    }

    public TransportName transportName() {
        return TransportName.POLLING;
    }

    public int protocol() {
        return 4;
    }

    public boolean isOpen() {
        return false;
    }

    public boolean isWritable() {
        return false;
    }

    public int queuedMessages() {
        return 0;
    }

    public long queuedBytes() {
        return 0;
    }

    public int shard() {
        return 0;
    }

    public void close(CloseReason reason) {}
}
