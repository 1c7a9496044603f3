/** The form in which entries of logs are sent and kept. */
@NullMarked
package dev.parley.cluster.redis.form;

import org.jspecify.annotations.NullMarked;
