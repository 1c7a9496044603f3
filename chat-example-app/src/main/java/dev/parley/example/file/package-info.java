/** Uploaded files: storage, quotas and removal. {@link dev.parley.example.file.FileStore} is the entry point. */
@NullMarked
package dev.parley.example.file;

import org.jspecify.annotations.NullMarked;
