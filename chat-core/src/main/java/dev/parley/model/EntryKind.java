package dev.parley.model;

/** The kind of an entry in a room's log. The names are persisted: constants may be added, but never renamed. */
public enum EntryKind {
    /** A new message. */
    MESSAGE,
    /** New content for an earlier message, which keeps its {@code replyTo}. */
    EDIT,
    /** The deletion of an earlier message, which leaves a tombstone. */
    DELETE,
    /** A reaction of the sender (the text) to an earlier message. */
    REACTION,
    /** The removal of a reaction (the text) by its sender. */
    REACTION_REMOVED
}
