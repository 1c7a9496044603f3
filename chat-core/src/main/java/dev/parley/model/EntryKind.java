package dev.parley.model;

/** What an entry of a room's log does. The names are stored: constants are added, never renamed. */
public enum EntryKind {
    /** A new message. */
    MESSAGE,
    /** New content for an earlier message; its {@code replyTo} stays. */
    EDIT,
    /** The end of an earlier message: a tombstone remains. */
    DELETE,
    /** A reaction (the text) of the sender to an earlier message. */
    REACTION,
    /** The sender takes a reaction (the text) back. */
    REACTION_REMOVED
}
