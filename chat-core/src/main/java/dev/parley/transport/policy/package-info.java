/**
 * Policies of the application for requests before they reach a session: origins ({@link
 * dev.parley.transport.policy.CorsPolicy}), cookies, admission, additional headers, ids, and slow clients.
 */
@NullMarked
package dev.parley.transport.policy;

import org.jspecify.annotations.NullMarked;
