/** Servers of one cluster over Redis, of Parley and of Node, under load. */
@NullMarked
package dev.parley.benchmark.cluster;

import org.jspecify.annotations.NullMarked;
