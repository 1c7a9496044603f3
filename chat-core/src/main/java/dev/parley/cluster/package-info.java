/**
 * Several servers that act as one: {@link dev.parley.cluster.Clustering} is the adapter of each, over a
 * {@link dev.parley.cluster.ClusterBus} that carries messages between them.
 *
 * <p>The messages are those of the reference's cluster adapters, so that a bus that writes them as its counterpart there does puts
 * servers of both kinds into one cluster.
 */
@NullMarked
package dev.parley.cluster;

import org.jspecify.annotations.NullMarked;
