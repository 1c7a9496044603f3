package dev.parley.engineio.session;

import dev.parley.transport.RequestInfo;

/**
 * The initial parameters of a session.
 *
 * @param sid its id
 * @param protocol its protocol version, 4 or 3
 * @param request the request that opens it
 * @param arrived called when its handshake is no longer pending: its client has arrived, or is gone. Idempotent
 */
public record SessionOpening(String sid, int protocol, RequestInfo request, Runnable arrived) {}
