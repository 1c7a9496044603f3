package dev.parley.benchmark.peer;

import dev.parley.transport.vertx.VertxTransport;
import java.io.IOException;

/** The minimal application on Vert.x. Arguments: those of {@link MinimalApplication}. */
public final class ParleyVertxPeer {
    private ParleyVertxPeer() {}

    public static void main(String[] args) throws IOException {
        VertxTransport transport = VertxTransport.builder()
                .host("127.0.0.1")
                .port(0)
                // As Jetty's default; its own of 1,024 refuses connects of a storm.
                .acceptQueueSize(4_096)
                .build()
                .start(MinimalApplication.create(args));
        PeerControl.serve(transport.port());
    }
}
