/**
 * The contract for adapters over several servers, {@link dev.parley.testkit.cluster.AdapterContract}, and a bus in one process to build
 * clusters on in tests; likewise for chats over one store, {@link dev.parley.testkit.cluster.InProcessChatCluster}.
 */
@NullMarked
package dev.parley.testkit.cluster;

import org.jspecify.annotations.NullMarked;
