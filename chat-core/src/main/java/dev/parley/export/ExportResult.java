package dev.parley.export;

import dev.parley.store.Head;

/**
 * The result of an export.
 *
 * @param messages the number of messages
 * @param bytes the number of bytes
 * @param sha256 the SHA-256 of the bytes, hexadecimal
 * @param head the end of the room's log when the export began; later messages are not included
 */
public record ExportResult(long messages, long bytes, String sha256, Head head) {}
