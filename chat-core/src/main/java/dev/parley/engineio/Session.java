package dev.parley.engineio;

import dev.parley.transport.RequestInfo;
import dev.parley.transport.TransportName;

/** Skeleton. */
public final class Session {
    Session() {}

    public String sid() {
        throw new IllegalStateException("not yet");
    }

    public RequestInfo request() {
        throw new IllegalStateException("not yet");
    }

    public TransportName transportName() {
        throw new IllegalStateException("not yet");
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
