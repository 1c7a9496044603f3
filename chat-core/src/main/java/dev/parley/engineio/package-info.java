/**
 * Engine.IO: {@link dev.parley.engineio.EngineServer}, and what every request passes before it reaches a session: middleware, CORS, header
 * hooks, the checks of the protocol, the guard. Sessions and what they are made of are in the packages below.
 */
@NullMarked
package dev.parley.engineio;

import org.jspecify.annotations.NullMarked;
