/**
 * What an application decides about requests before they reach a session: origins ({@link dev.parley.transport.policy.CorsPolicy}),
 * cookies, who may come in, further headers, ids, and what happens to a client that does not read.
 */
@NullMarked
package dev.parley.transport.policy;

import org.jspecify.annotations.NullMarked;
