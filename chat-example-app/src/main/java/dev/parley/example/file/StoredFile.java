package dev.parley.example.file;

import java.time.Instant;

/**
 * What is kept of an uploaded file.
 *
 * @param id names it; cannot be guessed
 * @param owner the id of the user who uploaded it; empty for files of a version that did not note owners
 * @param guest whether that was a guest
 * @param type the media type; trusted only when it is a picture's, recognised by its first bytes
 * @param size in bytes
 * @param created when it was uploaded
 */
public record StoredFile(String id, String owner, boolean guest, String type, long size, Instant created) {}
