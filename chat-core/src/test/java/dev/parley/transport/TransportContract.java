package dev.parley.transport;

/**
 * What every transport binding must do: implement {@link #start} and inherit the tests of its parts. {@link LocalFixture}
 * and {@link SocketWireClient} are the clients to build a fixture from.
 */
public interface TransportContract extends HttpExchangeContract, WebSocketContract, AbortContract {

    /** Starts a binding that serves {@code handler}, with a client that talks to it. */
    @Override
    TransportFixture start(TransportHandler handler);
}
