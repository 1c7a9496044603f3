package dev.parley.engineio;

/** Skeleton. */
public final class FanOut {
    FanOut() {}

    public int shards() {
        return 1;
    }

    public void submit(int shard, FanOutCommand command) {
        throw new IllegalStateException("not yet");
    }
}
