package dev.parley.benchmark.peer;

import dev.parley.transport.jetty.JettyTransport;
import java.io.IOException;

/** The minimal application on Jetty. Arguments: those of {@link MinimalApplication}, and {@code deflate} to compress. */
public final class ParleyPeer {
    private ParleyPeer() {}

    public static void main(String[] args) throws IOException {
        JettyTransport transport = JettyTransport.builder()
                .host("127.0.0.1")
                .port(0)
                .compression(args.length > 1 && args[1].equals("deflate"))
                .build()
                .start(MinimalApplication.create(args));
        PeerControl.serve(transport.port());
    }
}
