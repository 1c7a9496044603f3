/** Files of the application itself: private files and folders, small databases, backups. */
@NullMarked
package dev.parley.example.data;

import org.jspecify.annotations.NullMarked;
