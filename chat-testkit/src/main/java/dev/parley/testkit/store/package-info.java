/**
 * The contracts for message stores: {@link dev.parley.testkit.store.MessageStoreContract} for each,
 * {@link dev.parley.testkit.store.DurableStoreContract} for one that keeps its data on a disk,
 * {@link dev.parley.testkit.store.SharedStoreContract} for one that several servers share, and
 * {@link dev.parley.testkit.store.CrashRounds} for one that outlives {@code kill -9}.
 */
@NullMarked
package dev.parley.testkit.store;

import org.jspecify.annotations.NullMarked;
