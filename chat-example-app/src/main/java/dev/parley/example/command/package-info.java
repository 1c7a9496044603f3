/** The operator's commands on the command line, apart from running the server. */
@NullMarked
package dev.parley.example.command;

import org.jspecify.annotations.NullMarked;
