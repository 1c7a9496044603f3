/** What the operator can do from the command line beside running the server. */
@NullMarked
package dev.parley.example.command;

import org.jspecify.annotations.NullMarked;
