/** The files of the application itself: folders and files for their owner only, small databases, backups. */
@NullMarked
package dev.parley.example.data;

import org.jspecify.annotations.NullMarked;
