/**
 * Several servers that act as one: {@link dev.parley.cluster.Clustering} is the adapter of each, over a {@link
 * dev.parley.cluster.ClusterBus} that carries messages between them.
 *
 * <p>The messages are those of the reference's cluster adapters, so that a bus with a compatible encoding can combine
 * servers of both kinds in one cluster.
 */
@NullMarked
package dev.parley.cluster;

import org.jspecify.annotations.NullMarked;
