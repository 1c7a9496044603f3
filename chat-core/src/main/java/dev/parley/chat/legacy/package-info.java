/** The compatibility profile: clients that know other event names and payloads than the catalogue. Only the assembly of the engine knows it. */
@NullMarked
package dev.parley.chat.legacy;

import org.jspecify.annotations.NullMarked;
