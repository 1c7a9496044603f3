/**
 * Engine.IO: {@link dev.parley.engineio.EngineServer}, and everything that requests pass before they reach a session:
 * middleware, CORS, header hooks, the protocol's checks, the guard. Sessions and their parts are in subpackages.
 */
@NullMarked
package dev.parley.engineio;

import org.jspecify.annotations.NullMarked;
