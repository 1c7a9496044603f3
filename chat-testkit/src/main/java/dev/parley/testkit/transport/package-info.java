/**
 * The contract for transports, {@link dev.parley.testkit.transport.TransportContract}, with the clients that talk to the transport
 * under test.
 */
@NullMarked
package dev.parley.testkit.transport;

import org.jspecify.annotations.NullMarked;
