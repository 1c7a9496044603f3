/** Files that people upload: where they are, who has how much, and when they go. {@link dev.parley.example.file.FileStore} is the way in. */
@NullMarked
package dev.parley.example.file;

import org.jspecify.annotations.NullMarked;
