package dev.parley.example.file;

import java.time.Instant;

/**
 * The metadata of an uploaded file.
 *
 * @param id the unguessable id
 * @param owner the id of the user who uploaded it; empty for files of versions that did not record owners
 * @param guest whether that user was a guest
 * @param type the media type; trusted only for images, which are detected by their first bytes
 * @param size the size in bytes
 * @param created the upload time
 */
public record StoredFile(String id, String owner, boolean guest, String type, long size, Instant created) {}
