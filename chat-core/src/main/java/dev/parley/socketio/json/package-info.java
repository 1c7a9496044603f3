/**
 * The mapping of JSON values to Java, for any codec: lossless numbers, and strict conversion of payloads to Java types.
 * {@link dev.parley.socketio.json.PayloadMapper} is the entry point. Internal: not exported.
 */
@NullMarked
package dev.parley.socketio.json;

import org.jspecify.annotations.NullMarked;
