/** Starts the real server on homes of its own. */
@NullMarked
package dev.triptych.db;

import org.jspecify.annotations.NullMarked;
