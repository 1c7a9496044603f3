/** The engine inside a servlet container: {@link dev.parley.transport.servlet.ParleyServlet}. */
@NullMarked
package dev.parley.transport.servlet;

import org.jspecify.annotations.NullMarked;
