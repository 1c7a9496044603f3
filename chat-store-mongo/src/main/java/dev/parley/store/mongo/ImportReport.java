package dev.parley.store.mongo;

/**
 * What an import did.
 *
 * @param imported how many messages were added
 * @param alreadyThere how many were there from an earlier import
 * @param skipped how many documents are no messages: without room, user or text, or with values out of bounds
 */
public record ImportReport(long imported, long alreadyThere, long skipped) {}
