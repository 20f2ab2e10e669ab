/** The schema and the PostgreSQL that holds it: migrations, and the embedded server. No query lives here. */
@NullMarked
package dev.triptych.db;

import org.jspecify.annotations.NullMarked;
