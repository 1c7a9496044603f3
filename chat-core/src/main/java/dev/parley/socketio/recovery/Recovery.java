package dev.parley.socketio.recovery;

import dev.parley.engineio.packet.EncodedMessage;
import dev.parley.socketio.event.EmitResult;
import dev.parley.socketio.event.SavedSession;
import dev.parley.socketio.event.Selection;
import dev.parley.socketio.packet.JsonEvent;
import dev.parley.socketio.packet.Packet;
import java.time.Instant;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** What a namespace keeps so that its clients can return. Thread-safe; never blocks. */
public interface Recovery {

    /** The event in a form that can be sent without an offset. */
    Packet without(Packet event);

    /** The same for an event that is not decoded. */
    JsonEvent without(JsonEvent event);

    /** Sends an event of this server that has no position in a log of the cluster. */
    EmitResult send(
            Packet packet,
            Selection selection,
            Function<Packet, EncodedMessage> encoder,
            Function<EncodedMessage, EmitResult> sender);

    /** Sends an event of the cluster with its position; null if it had to be sent without waiting for it. */
    EmitResult deliver(
            Deliverable event,
            Selection selection,
            @Nullable String position,
            Function<PendingMessage, EmitResult> sender);

    /** Runs {@code entry} with the position of the last event, null if unknown, while no other event can be sent. */
    void hold(Consumer<@Nullable String> entry);

    /** Keeps the session of a socket that disconnected, or is about to. Completes when its client can return; fails if it cannot. */
    CompletionStage<Void> save(SavedSession session, Instant at);

    /** Whether a client that was lost may still return, or is about to. */
    boolean awaits(String pid, Instant lostAt);

    /**
     * Takes the session of a client that can resume from {@code offset}. Completes with null if it has to start over; never fails. On
     * one server alone it is complete on return.
     */
    CompletionStage<@Nullable Returning> restore(String pid, @Nullable String offset);

    /** No client can return any more. */
    void close();
}
