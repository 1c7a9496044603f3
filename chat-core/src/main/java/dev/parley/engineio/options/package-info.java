/** How an engine behaves: what its server and its sessions are configured with. */
@NullMarked
package dev.parley.engineio.options;

import org.jspecify.annotations.NullMarked;
