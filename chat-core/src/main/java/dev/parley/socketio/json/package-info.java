/**
 * What JSON values are in Java, whatever codec brought them: numbers without loss, and the strict reading of payloads as Java
 * types. {@link dev.parley.socketio.json.PayloadMapper} is the way in. Internal: not exported.
 */
@NullMarked
package dev.parley.socketio.json;

import org.jspecify.annotations.NullMarked;
