package dev.parley.socketio.inbound;

import dev.parley.engineio.session.Intake;

/** A packet whose attachments are incomplete: bounded, accounted for, and with a deadline. Thread-safe. */
public final class PartialPacket {

    /** The result of adding a part. */
    public enum Result {
        TAKEN,
        /** The packet exceeds the maximum size. */
        TOO_LARGE,
        /** The server's memory is exhausted. */
        OVERLOADED
    }

    private final Intake intake;
    private final long maxBytes;
    private long bytes;
    private boolean closed;

    public PartialPacket(Intake intake, long maxBytes) {
        this.intake = intake;
        this.maxBytes = maxBytes;
    }

    public Result add(long weight) {
        boolean first;
        synchronized (this) {
            if (closed) {
                return Result.TAKEN;
            }
            if (bytes + weight > maxBytes) {
                return Result.TOO_LARGE;
            }
            first = bytes == 0;
            bytes += weight;
        }
        boolean held = intake.hold(weight);
        if (first) {
            intake.packetBegins();
        }
        return held ? Result.TAKEN : Result.OVERLOADED;
    }

    /** The packet is complete; returns the accounted bytes, which are released. */
    public long end() {
        long whole = take(false);
        if (whole > 0) {
            intake.packetEnds();
        }
        return whole;
    }

    /** The connection is gone. */
    public void close() {
        take(true);
    }

    private long take(boolean last) {
        long taken;
        synchronized (this) {
            closed |= last;
            taken = bytes;
            bytes = 0;
        }
        if (taken > 0) {
            intake.release(taken);
        }
        return taken;
    }
}
