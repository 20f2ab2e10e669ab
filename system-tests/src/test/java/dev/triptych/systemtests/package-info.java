/** The packaged service as a user meets it: HTTP, a real PostgreSQL, real backends, a real browser. */
@NullMarked
package dev.triptych.systemtests;

import org.jspecify.annotations.NullMarked;
