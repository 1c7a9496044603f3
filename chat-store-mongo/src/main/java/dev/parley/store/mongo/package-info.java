/** Stores chats in MongoDB: {@link dev.parley.store.mongo.MongoMessageStore}. */
@NullMarked
package dev.parley.store.mongo;

import org.jspecify.annotations.NullMarked;
