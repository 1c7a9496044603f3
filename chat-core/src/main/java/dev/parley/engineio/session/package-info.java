/**
 * Sessions: their state, their transports (polling, WebSocket and the upgrade between them), their outbound queue and what they take in.
 * {@link dev.parley.engineio.session.SessionGateway} is the way in; the lock of a session is known inside this package only.
 */
@NullMarked
package dev.parley.engineio.session;

import org.jspecify.annotations.NullMarked;
