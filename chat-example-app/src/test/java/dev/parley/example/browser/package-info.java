/** The page in a real headless Chromium, against the real server. Skipped, with the reason, where there is no Chromium. */
@NullMarked
package dev.parley.example.browser;

import org.jspecify.annotations.NullMarked;
