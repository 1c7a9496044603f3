/** The records of a chat: messages, users, room names and their identifiers. Immutable and free of any other package. */
@NullMarked
package dev.parley.model;

import org.jspecify.annotations.NullMarked;
