/**
 * Several engines that are one chat: {@link dev.parley.chat.cluster.ChatCluster} carries hints between engines over one
 * store.
 */
@org.jspecify.annotations.NullMarked
package dev.parley.chat.cluster;
