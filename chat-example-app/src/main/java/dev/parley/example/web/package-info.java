/**
 * HTTP beside the chat: routes, static files, headers and limits on top of Jetty. {@link dev.parley.example.web.Routes}
 * is the entry point.
 */
@NullMarked
package dev.parley.example.web;

import org.jspecify.annotations.NullMarked;
