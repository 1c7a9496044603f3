package dev.parley.engineio.session;

import dev.parley.transport.RequestInfo;

/**
 * What a session begins with.
 *
 * @param sid its id
 * @param protocol its protocol version, 4 or 3
 * @param request the request that opens it
 * @param arrived called when its client is not on its way in any more: it has arrived, or is gone. Repeating the call does nothing
 */
public record SessionOpening(String sid, int protocol, RequestInfo request, Runnable arrived) {}
