/** HTTP beside the chat: routes, static files, headers and limits over Jetty. {@link dev.parley.example.web.Routes} is the way in. */
@NullMarked
package dev.parley.example.web;

import org.jspecify.annotations.NullMarked;
