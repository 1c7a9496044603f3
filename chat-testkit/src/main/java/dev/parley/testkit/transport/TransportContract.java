package dev.parley.testkit.transport;

import dev.parley.transport.TransportHandler;

/**
 * What every transport binding must do: implement {@link #start} and inherit the tests of its parts. {@link LocalFixture}
 * and {@link SocketWireClient} are the clients to build a fixture from.
 */
public interface TransportContract extends HttpExchangeContract, WebSocketContract, AbortContract {

    /**
     * Starts a binding that serves a handler, with a client that talks to it.
     *
     * @param handler what the binding serves
     * @return the running binding, closed by the test
     */
    @Override
    TransportFixture start(TransportHandler handler);
}
