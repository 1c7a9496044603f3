/** What clients and the engine say to each other: payloads that come in, events and answers that go out, and the rules for texts. */
@NullMarked
package dev.parley.chat.event;

import org.jspecify.annotations.NullMarked;
