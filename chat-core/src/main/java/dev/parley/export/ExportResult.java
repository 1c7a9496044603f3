package dev.parley.export;

import dev.parley.store.Head;

/**
 * What an export has written.
 *
 * @param messages how many messages
 * @param bytes how many bytes
 * @param sha256 the SHA-256 of the bytes, hexadecimal
 * @param head the end of the room's log when the export began; later messages are not in it
 */
public record ExportResult(long messages, long bytes, String sha256, Head head) {}
